"""How much the coder learns from people's corrections: ``uv run python -m surveys.analysis.measure_learning``.

Some voices of the training answers are left out, as if they were a council's own public. A model learns from the other
voices. Then half of the answers of some left-out voices are corrected by a person who is always right, and given to the
very code that the job runs (surveys.analysis.retraining.train). What it never learned from judges before and after: the
other half of those answers, and the voices of which nobody corrected anything. The evaluation set is not touched.

Trains three times: some minutes on two cores. It changes nothing and keeps nothing.
"""

import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from surveys.analysis.coder import CHUNK
from surveys.analysis.data import TRAINING, Example, read_examples
from surveys.analysis.evaluate import DRAWS, Counts, interval
from surveys.analysis.learning import Correction
from surveys.analysis.retraining import micro_f1, train
from surveys.analysis.themes import ThemeModel

LEFT_OUT = 0.3  # of each language's voices
UNREAD = 3  # every so-manieth left-out voice has no answer corrected
FIRST = 4  # one in so many of the corrections is given at first


@dataclass(frozen=True)
class Split:
    """The answers by what is done with them. ``voices``: files of the voices that are left out of the base model."""

    voices: frozenset[str]
    base: list[Example]
    corrected: list[Example]
    other_answers: list[Example]
    other_voices: list[Example]


def _number(*words: str) -> int:
    """The same number for the same words in every run and on every machine."""
    return int(sha256("\n".join(words).encode()).hexdigest(), 16)


def split(examples: Sequence[Example]) -> Split:
    """Choose voices and answers by their fingerprints. As in the job, nothing is learned from disclosures.

    What two people said in the very same words ("-", "no idea") judges nothing.
    """
    said = Counter((one.question, one.text) for one in examples)
    voices: dict[str, list[str]] = {}
    for one in examples:
        if one.source not in voices.setdefault(one.language, []):
            voices[one.language].append(one.source)
    left_out: set[str] = set()
    unread: set[str] = set()
    for names in voices.values():
        chosen = sorted(names, key=_number)[: round(LEFT_OUT * len(names))]
        left_out |= set(chosen)
        unread |= set(chosen[1::UNREAD])
    made = Split(frozenset(left_out), [one for one in examples if one.source not in left_out], [], [], [])
    for one in examples:
        if one.source not in left_out or one.disclosure or said[one.question, one.text] > 1:
            continue
        if one.source in unread:
            made.other_voices.append(one)
        else:
            half = made.corrected if _number(one.question, one.text) % 2 else made.other_answers
            half.append(one)
    return made


def as_correction(example: Example) -> Correction:
    """A left-out answer as a person decided it; its id comes from its words, so that each run holds the same back."""
    return Correction(
        answer_id=f"{_number(example.question, example.text):x}",
        question=example.question,
        audience=example.audience,
        language=example.language,
        text=example.text,
        codes=tuple(sorted(example.themes)),
    )


def counts(model: ThemeModel, examples: Sequence[Example]) -> Counts:
    """Of each answer its true themes and those that the model gives."""
    given: list[set[str]] = []
    for start in range(0, len(examples), CHUNK):
        part = [(one.question, one.text) for one in examples[start : start + CHUNK]]
        given += [set(coding.themes) for coding in model.code_many(part)]
    return [(set(one.themes), codes) for one, codes in zip(examples, given, strict=True)]


def gain(before: Counts, after: Counts) -> tuple[float, float, float]:
    """The gain in micro-F1 over the same answers, and the middle 95% of it over answers drawn anew."""
    tables = [np.array([[len(true & given), len(true) + len(given)] for true, given in one]) for one in (before, after)]
    drawn = np.random.default_rng(0).integers(0, len(before), (DRAWS, len(before)))
    first, second = (table[drawn].sum(axis=1) for table in tables)
    gains = 2 * second[:, 0] / np.maximum(1, second[:, 1]) - 2 * first[:, 0] / np.maximum(1, first[:, 1])
    low, high = np.percentile(gains, [2.5, 97.5])
    return (micro_f1(after) or 0.0) - (micro_f1(before) or 0.0), float(low), float(high)


def lines(title: str, examples: Sequence[Example], models: dict[str, ThemeModel]) -> list[str]:
    """Micro-F1 under each model, and what the last one gained over the first; over all answers and the English ones."""
    said = {name: counts(model, examples) for name, model in models.items()}
    made = [title]
    for language in ("all", "English"):
        places = [place for place, one in enumerate(examples) if language == "all" or one.language == "en"]
        if not places:
            continue
        parts = {name: [pairs[place] for place in places] for name, pairs in said.items()}
        made.append(f"  {language} (n={len(places)})")
        for name, part in parts.items():
            low, high = interval(part)
            made.append(f"    {name:<42} {micro_f1(part) or 0:.3f}  ({low:.3f} to {high:.3f})")
        first, *_, last = parts.values()
        more, low, high = gain(first, last)
        made.append(f"    {'gain of the last over the first':<42} {more:+.3f}  ({low:+.3f} to {high:+.3f})")
    return made


def measure(training: Path = TRAINING) -> list[str]:
    """Train on part of the answers of a folder, correct, learn, and say what came of it: the lines to print."""
    parts = split(read_examples(training))
    corrections = [as_correction(one) for one in parts.corrected]
    some = [one for one in corrections if _number(one.answer_id, "first") % FIRST == 0]
    _tell(f"base model: {len(parts.base)} answers")
    base = ThemeModel().fit(parts.base, _tell)
    with TemporaryDirectory() as folder:
        written, nothing = Path(folder) / "written", Path(folder) / "nothing"
        written.mkdir()
        nothing.mkdir()
        for path in sorted(training.glob("*.jsonl")):
            if path.stem not in parts.voices:
                shutil.copy(path, written)
        options = {"base": "measured", "training": written, "evaluation": nothing, "progress": _tell}
        few, all_of_them = (train(part, base, **options) for part in (some, corrections))  # type: ignore[arg-type]
    models = {
        "before": base,
        f"after {few.figures['learned']} corrections were learned": few.model,
        f"after {all_of_them.figures['learned']} corrections were learned": all_of_them.model,
    }
    report = [
        f"base: {len(parts.base)} answers; left out: {len(parts.voices)} voices",
        *(
            f"the job, given {len(part)} corrections: {one.figures['learned']} learned, {one.figures['held_back']} "
            f"held back, F1 on those {one.figures['corrections']}, {'taken' if one.accepted else 'refused'}"
            for part, one in ((some, few), (corrections, all_of_them))
        ),
        "Micro-F1 with 95% interval (bootstrap over answers)",
        *lines("Other answers of the corrected voices", parts.other_answers, models),
        *lines("Voices of which nobody corrected an answer", parts.other_voices, models),
    ]
    kept = {one.answer_id for one in some}
    erased = [one for one, told in zip(parts.corrected, corrections, strict=True) if _forgotten(told, kept)]
    memory = {"never learned": base, "learned": all_of_them.model, "after they were erased": few.model}
    return [*report, *lines("Learned answers, and the same once they were erased", erased, memory)]


def _forgotten(one: Correction, kept: set[str]) -> bool:
    """Whether it was among all that was learned, and not among the first: what erasing it leaves is the first model."""
    return not one.held_back and one.answer_id not in kept


def _tell(words: str) -> None:
    sys.stderr.write(words + "\n")


def main() -> int:
    """Measure and print."""
    sys.stdout.write("\n".join(measure()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
