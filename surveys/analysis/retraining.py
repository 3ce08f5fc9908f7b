"""Training the theme model anew with people's corrections. Only jobs load this: it takes the learning libraries.

A model that is worse is refused. It is measured, beside the one in force, on corrections that no model has learned from
and on the shipped evaluation set, which neither has seen.
"""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from surveys.analysis import learning
from surveys.analysis.added_themes import Added
from surveys.analysis.codebook import codebook
from surveys.analysis.codebook_versions import current
from surveys.analysis.coder import CHUNK, Coder
from surveys.analysis.data import EVALUATION, TRAINING, Example, read_examples
from surveys.analysis.learning import LEAST_CORRECTIONS, Correction, file_of
from surveys.analysis.themes import ThemeModel

SLACK = 0.005  # F1 on the shipped set may fall by so much: less than chance moves it on 600 answers
Readings = Iterator[list[tuple[str, str, str, frozenset[str]]]]
Pairs = Sequence[tuple[set[str], set[str]]]


@dataclass(frozen=True)
class Trained:
    """A model in the making. ``figures``: F1 before and after; ``changes``: code to [answers gained, lost]."""

    model: ThemeModel
    fingerprint: str
    accepted: bool
    figures: dict[str, Any]
    changes: dict[str, list[int]] = field(default_factory=dict)


def micro_f1(pairs: Pairs) -> float | None:
    """Micro-averaged F1 of (wanted, given) sets; None without any."""
    hit = sum(len(wanted & given) for wanted, given in pairs)
    both = sum(len(wanted) + len(given) for wanted, given in pairs)
    return 2 * hit / both if both else None


def example_of(correction: Correction) -> Example:
    """A correction as the models learn it; its source, the voice, is "corrections" of its language."""
    return Example(
        text=correction.text,
        question=correction.question,
        audience=correction.audience,
        themes=correction.codes,
        sentiment="not_assessed",
        pii=(),
        disclosure=False,
        nonsense=False,
        source=f"{correction.language}_corrections",
    )


def content(corrections: Sequence[Correction], base: str, added: Added | None = None) -> str:
    """Names a model by what it learned (the base, themes of staff, each answer's id and codes), as 16 hex digits."""
    digest = sha256(base.encode())
    for theme in added.themes if added else ():
        digest.update(f"{theme.code}:{theme.examples};".encode())
    for one in sorted(corrections, key=lambda one: one.answer_id):
        if not one.held_back:
            digest.update(f"{one.answer_id}:{','.join(one.codes)};".encode())
    return digest.hexdigest()[:16]


def train(
    corrections: Sequence[Correction],
    old: ThemeModel,
    *,
    base: str,
    added: Added | None = None,
    training: Path = TRAINING,
    evaluation: Path = EVALUATION,
    slack: float = SLACK,
    progress: Callable[[str], None] | None = None,
) -> Trained:
    """Train on the written answers of ``training`` and the corrections, and measure beside ``old``.

    ``added`` are the themes of staff that are learned too. Accepted when it is no worse on the held-back corrections,
    and at most ``slack`` worse on ``evaluation``.
    """
    learned = [one for one in corrections if not one.held_back]
    held = [example_of(one) for one in corrections if one.held_back]
    written = read_examples(training)
    if added is None or not added.themes:
        model = ThemeModel().fit([*written, *(example_of(one) for one in learned)], progress)
    else:
        model = added.fit(written, [(example_of(one), one.decided_at) for one in learned], progress)
    shipped = read_examples(evaluation)
    figures: dict[str, Any] = {"learned": len(learned), "held_back": len(held), "evaluation": len(shipped)}
    if added is not None and added.themes:
        figures["themes"] = [theme.code for theme in added.themes]
    accepted = True
    for name, examples, less in (("corrections", held, 0.0), ("shipped", shipped, slack)):
        # Nobody has read the shipped set for the themes of staff: they are neither right nor wrong there.
        only = set(codebook().codes) if name == "shipped" else None
        before, after = _f1(old, examples, only), _f1(model, examples, only)
        figures[name] = [None if one is None else round(one, 4) for one in (before, after)]
        if before is not None and after is not None and after < before - less:
            accepted = False
    return Trained(model, content(corrections, base, added), accepted, figures)


def _f1(model: ThemeModel, examples: Sequence[Example], only: set[str] | None = None) -> float | None:
    pairs = []
    for start in range(0, len(examples), CHUNK):
        part = examples[start : start + CHUNK]
        codings = model.code_many([(one.question, one.text) for one in part])
        said = [{code for code in coding.themes if only is None or code in only} for coding in codings]
        pairs += [(set(one.themes), given) for one, given in zip(part, said, strict=True)]
    return micro_f1(pairs)


def changes(read: Callable[[Sequence[tuple[str, str]]], Sequence[Any]], readings: Readings) -> dict[str, list[int]]:
    """Per theme how many undecided answers gain and lose it; ``read`` gives codings of (question, text) pairs."""
    found: dict[str, list[int]] = {}
    for part in readings:
        codings = read([(question, text) for _id, question, text, _codes in part])
        for (_id, _question, _text, before), coding in zip(part, codings, strict=True):
            after = set(coding.themes)
            for code in after - before:
                found.setdefault(code, [0, 0])[0] += 1
            for code in before - after:
                found.setdefault(code, [0, 0])[1] += 1
    return dict(sorted(found.items()))


def write(trained: Trained, folder: Path) -> Path:
    """Keep the model under its content's name. Written aside and moved, so that nobody reads half a file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = file_of(folder, trained.fingerprint)
    aside = path.with_suffix(f".{os.getpid()}")
    with aside.open("wb") as file:
        pickle.dump(trained.model, file, protocol=pickle.HIGHEST_PROTOCOL)
    aside.replace(path)
    return path


def coder_with(shipped: Coder, name: str | None, folder: Path) -> Coder:
    """The shipped coder with the learned themes of this name; as it is for None or when the file is gone.

    For None nothing learned stays in memory either: what was forgotten is forgotten here too.
    """
    if name is None:
        _loaded.cache_clear()
        return shipped
    try:
        return _loaded(shipped, file_of(folder, name), name)
    except FileNotFoundError:
        return shipped


@lru_cache(maxsize=1)
def _loaded(shipped: Coder, path: Path, name: str) -> Coder:
    with path.open("rb") as file:
        themes = pickle.load(file)  # noqa: S301 - our own file, written above
    return _coder(shipped, themes, name)


def _coder(shipped: Coder, themes: ThemeModel, name: str) -> Coder:
    return Coder(themes, shipped.disclosures, shipped.tones, f"{themes.codebook.version}+{name}")


def base_of(shipped: Coder) -> str:
    """The fingerprint of the training data and code that a shipped coder was made of."""
    return shipped.version.partition("+")[2]


def run(
    sessions: Callable[[], AbstractContextManager[Session]],
    shipped: Coder,
    folder: Path,
    *,
    by: str | None = None,
    least: int = LEAST_CORRECTIONS,
    training: Path = TRAINING,
    evaluation: Path = EVALUATION,
    slack: float = SLACK,
) -> str:
    """Learn from the corrections of now. Gives too_few, nothing_new, refused, in_force or erased.

    The database is held only for moments: what is read is trained on without it. When an answer is erased meanwhile the
    model is thrown away and training begins again without it; "erased" when that happened three times.
    """
    base = base_of(shipped)
    for _try in range(3):
        with sessions() as session:
            found = learning.corrections(session)
            name = learning.name_in_force(session, base)
            added = Added.of(session, found)
        if len(found) < least:
            return "too_few"
        if content(found, base, added) == name:
            return "nothing_new"
        old = coder_with(shipped, name, folder)
        trained = train(
            found, old.themes, base=base, added=added, training=training, evaluation=evaluation, slack=slack
        )
        changed: dict[str, list[int]] = {}
        if trained.accepted:
            with sessions() as session:
                new = _coder(shipped, trained.model, trained.fingerprint).under(current(session))
            changed = changes(new.read_themes, _readings(sessions))
            write(trained, folder)
        try:
            with sessions() as session:
                learning.keep(
                    session,
                    found,
                    fingerprint=trained.fingerprint,
                    base=base,
                    accepted=trained.accepted,
                    figures=trained.figures,
                    changes=changed,
                    by=by,
                )
                if trained.accepted:
                    learning.read_again(session)
                learning.sweep_files(session, folder)
        except learning.Erased:
            file_of(folder, trained.fingerprint).unlink(missing_ok=True)
            continue
        return "in_force" if trained.accepted else "refused"
    return "erased"


def after_erasure(
    sessions: Callable[[], AbstractContextManager[Session]], shipped: Coder, folder: Path, **options: Any
) -> str | None:
    """Forget what was erased: the model's file goes, then another is trained without it. None: nothing was erased.

    Where none can be made, every answer is read again by the shipped coder, so that no code of the forgotten model
    stays. ``options`` as for ``run``, whose outcome this gives.
    """
    with sessions() as session:
        forgotten = learning.forget(session)
        learning.sweep_files(session, folder)
    if not forgotten:
        return None
    coder_with(shipped, None, folder)
    outcome = run(sessions, shipped, folder, **options)
    if outcome != "in_force":
        with sessions() as session:
            learning.read_again(session)
    return outcome


def _readings(sessions: Callable[[], AbstractContextManager[Session]]) -> Readings:
    after = ""
    while True:
        with sessions() as session:
            part = learning.machine_readings(session, after, CHUNK)
        if not part:
            return
        yield part
        after = part[-1][0]
