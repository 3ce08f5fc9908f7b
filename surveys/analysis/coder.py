"""One answer in, everything that the machine can say of it out. Puts the parts together; trains when it must."""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from surveys.analysis.backend import Backend, assisted
from surveys.analysis.codebook import NO_THEME
from surveys.analysis.codebook_themes import Version
from surveys.analysis.coded import Answer, Coded
from surveys.analysis.data import TRAINING, fingerprint, models_dir, read_examples
from surveys.analysis.disclosure import DisclosureModel, signs
from surveys.analysis.language import detect
from surveys.analysis.nonsense import is_nonsense
from surveys.analysis.redaction import personal_data
from surveys.analysis.sentiment import ToneModel
from surveys.analysis.themes import ThemeModel
from surveys.analysis.versioned import Sourced, VersionThemes

SURE_IN_JUNK = 0.5  # how likely what looks like spam or noise must be to tell of harm before a person is asked
CHUNK = 256  # answers coded at a time: memory does not grow with the file
Progress = Callable[[str], None]


class Coder:
    """The trained models of themes, disclosures and tone under one version."""

    def __init__(
        self,
        themes: ThemeModel,
        disclosures: DisclosureModel,
        tones: ToneModel,
        version: str,
        book: Version | None = None,
    ) -> None:
        self.themes = themes
        self.book = book
        self.read_themes = themes.code_many if book is None else VersionThemes(themes, book).code_many
        self._latest: Coder | None = None
        self.disclosures = disclosures
        self.tones = tones
        self.version = version
        self.backend: Backend | None = None

    @classmethod
    def train(cls, progress: Progress | None = None) -> "Coder":
        """Train the models from the written answers; under a minute on two cores."""
        examples = read_examples(TRAINING)
        themes = ThemeModel().fit(examples, progress)
        disclosures = DisclosureModel().fit(examples, progress)
        return cls(themes, disclosures, ToneModel().fit(examples), f"{themes.codebook.version}+{fingerprint()}")

    @classmethod
    def load(cls, folder: Path | None = None, progress: Progress | None = None) -> "Coder":
        """The trained coder for the present training data, from DATA_DIR/models, trained and kept there when absent."""
        path = (folder or models_dir()) / f"coder-{fingerprint()}.pickle"
        if path.exists():
            with path.open("rb") as file:
                themes, disclosures, tones, version = pickle.load(file)  # noqa: S301 - our own file, written below
            return cls(themes, disclosures, tones, version)
        coder = cls.train(progress)
        # Written aside and moved, so that two workers that train at once never read half a file.
        aside = path.with_suffix(f".{os.getpid()}")
        with aside.open("wb") as file:
            pickle.dump(
                (coder.themes, coder.disclosures, coder.tones, coder.version), file, protocol=pickle.HIGHEST_PROTOCOL
            )
        aside.replace(path)
        for old in path.parent.glob("coder-*.pickle"):
            if old != path:
                old.unlink(missing_ok=True)
        return coder

    def under(self, book: Version) -> "Coder":
        """The same models, reading by this version of the codebook; the latest one asked for is kept ready."""
        if self._latest is None or self._latest.book is not book:
            version = f"{book.version}+{self.version.partition('+')[2]}"
            self._latest = Coder(self.themes, self.disclosures, self.tones, version, book)
        self._latest.backend = self.backend
        return self._latest

    def code(self, question: str, audience: str, text: str, hint: str | None = None) -> Coded:
        """Code one answer."""
        return self.code_many([Answer(question, audience, text, hint)])[0]

    def code_many(self, answers: Sequence[Answer]) -> list[Coded]:
        """Code answers, in the order given; all are held in memory at once, so give a chunk."""
        junk = [is_nonsense(answer.text) for answer in answers]
        codings = self.read_themes([(answer.question, answer.text) for answer in answers], junk)
        chances = self.disclosures.chances([answer.text for answer in answers])
        languages = [detect(answer.text, answer.hint) for answer in answers]
        tones = self.tones.tones(
            [(answer.question, answer.text, language) for answer, language in zip(answers, languages, strict=True)]
        )
        coded = []
        for answer, is_junk, coding, chance, language, tone in zip(
            answers, junk, codings, chances, languages, tones, strict=True
        ):
            # Who is asked what would help and says "nothing, he hits me" names no theme, and may write of a website.
            told = chance >= (SURE_IN_JUNK if is_junk else self.disclosures.threshold)
            nonsense = is_junk and not told
            coded.append(
                Coded(
                    lang=language,
                    themes=coding.themes,
                    evidence=coding.evidence,
                    confidence=coding.confidence,
                    sentiment="neutral" if nonsense or coding.themes == [NO_THEME] else tone,
                    pii=personal_data(answer.text),
                    disclosure=told,
                    nonsense=nonsense,
                    disclosure_signs=signs(answer.text) if told else [],
                    version=self.version,
                    basis=coding.basis if isinstance(coding, Sourced) else {},
                    doubt=coding.doubt,
                )
            )
        if self.backend is not None and self.book is not None:
            return assisted(self.backend, self.book, answers, coded)
        return coded

    def stream(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Input lines of ``themes code`` to output lines, a chunk at a time. KeyError when a field is missing."""
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            answers = [Answer(row["question"], row.get("audience", "resident"), row["text"]) for row in chunk]
            for row, coded in zip(chunk, self.code_many(answers), strict=True):
                yield coded.as_json(row["id"])


@lru_cache(maxsize=1)
def default_coder() -> Coder:
    """The coder of this process, loaded once."""
    return Coder.load()


def code(question: str, audience: str, text: str, hint: str | None = None) -> Coded:
    """Code one answer with the coder of this process. ``question`` is Q1-Q5; any other is read without one."""
    return default_coder().code(question, audience, text, hint)
