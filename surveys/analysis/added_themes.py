"""Themes that staff added, learned like the shipped ones once people have given each often enough.

Until then key phrases and approved examples give them (surveys.analysis.versioned); phrases go on doing so afterwards.
The shipped answers were written before such a theme was thought of. Those in which its key phrases stand may or may not
have it, so nothing is learned of the theme from them; the others count as answers without it. So do people's decisions
from the day on which the theme was signed off; what was decided earlier says nothing of it, unless it was given since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from surveys.analysis import codebook_versions
from surveys.analysis.codebook import Codebook, codebook
from surveys.analysis.codebook_themes import Theme
from surveys.analysis.data import Example
from surveys.analysis.learning import Correction
from surveys.analysis.text import fold
from surveys.analysis.themes import ThemeModel

ENOUGH = 20  # decided answers with the theme, those held back not counted (docs/review.md)
Decided = tuple[Example, datetime | None]


@dataclass(frozen=True)
class Added:
    """The themes of staff that are learned now, and since when each has been in force."""

    themes: tuple[Theme, ...] = ()
    since: dict[str, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, corrections: Sequence[Correction]) -> "Added":
        """Those themes of the version in force that the shipped codebook has not and that people gave often enough."""
        shipped = codebook().codes
        often = {
            code: theme
            for code, theme in codebook_versions.current(session).given.items()
            if code not in shipped and sum(code in one.codes for one in corrections if not one.held_back) >= ENOUGH
        }
        since: dict[str, datetime] = {}
        for version in reversed(codebook_versions.versions(session)):
            if version.signed_at is not None:
                for theme in codebook_versions.themes_of(session, version) if often else ():
                    if theme.code in often:
                        since.setdefault(theme.code, version.signed_at)
        return cls(tuple(often.values()), since)

    @property
    def codebook(self) -> Codebook:
        """The shipped codebook with these themes at its end."""
        shipped = codebook()
        return Codebook(
            shipped.version, shipped.groups, {**shipped.codes, **{theme.code: theme for theme in self.themes}}
        )

    def fit(
        self, written: Sequence[Example], learned: Sequence[Decided], progress: Callable[[str], None] | None = None
    ) -> ThemeModel:
        """Train on the shipped answers, people's decisions and the themes' approved examples."""
        examples, known = self.rows(written, learned)
        return ThemeModel(self.codebook).fit(examples, progress, known)

    def rows(self, written: Sequence[Example], learned: Sequence[Decided]) -> tuple[list[Example], np.ndarray]:
        """What is trained on, and of which answers (rows) it is known whether they have a code (columns)."""
        book = self.codebook
        approved = [(theme.code, _example(theme.code, text)) for theme in self.themes for text in theme.examples]
        examples = [*written, *(one for one, _at in learned), *(one for _code, one in approved)]
        known = np.ones((len(examples), len(book.codes)), dtype=bool)
        place = {code: number for number, code in enumerate(book.codes)}
        mine = Codebook(book.version, book.groups, {theme.code: theme for theme in self.themes})
        for row, one in enumerate(written):
            for code in mine.matches(fold(one.text), one.question):
                known[row, place[code]] = False
        for row, (one, at) in enumerate(learned, start=len(written)):
            for theme in self.themes:
                since = self.since.get(theme.code)
                later = at is not None and since is not None and at >= since
                known[row, place[theme.code]] = later or theme.code in one.themes
        for row, (code, _one) in enumerate(approved, start=len(written) + len(learned)):
            known[row] = False  # nobody said which other themes an example has
            known[row, place[code]] = True
        return examples, known


def _example(code: str, text: str) -> Example:
    return Example(
        text=text,
        question="",
        audience="resident",
        themes=(code,),
        sentiment="not_assessed",
        pii=(),
        disclosure=False,
        nonsense=False,
        source="approved_examples",
    )
