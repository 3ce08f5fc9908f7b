"""Sentences that models learn from or are judged by: reading them, and finding what is not varied."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from directory.triage.normalise import normalise

NEAR = 0.85
SKELETON_WORDS = 6
SKELETON_SHARED = 3
_BLOCK = 500


@dataclass(frozen=True)
class Sentence:
    """One sentence, in its normalised spelling too, with its label, its language and its place."""

    text: str
    clean: str
    label: str
    language: str
    where: str


@dataclass(frozen=True)
class Pair:
    """Two sentences that are the same or nearly so (cosine of their letter groups)."""

    one: Sentence
    other: Sentence
    likeness: float

    def __str__(self) -> str:
        return f"{self.likeness:.2f} {self.one.where}: {self.one.text!r}\n     {self.other.where}: {self.other.text!r}"


def read_jsonl(folder: Path, label: str, text: str = "text") -> list[Sentence]:
    """Read `<lang>[_<writer>].jsonl` files; `label` is the key that holds the label, `text` that of the sentence."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        language = path.stem.partition("_")[0]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                row = json.loads(line)
                found.append(_sentence(row[text], str(row[label]), language, f"{path.name}:{number}"))
    return found


def read_nlu(folder: Path) -> list[Sentence]:
    """Read Rasa's `<lang>/<route>.yml` files; the label is the intent."""
    found = []
    for path in sorted(folder.glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            for line in block.get("examples", "").splitlines():
                text = line.strip().removeprefix("-").strip()
                if text:
                    language = path.parent.name
                    found.append(_sentence(text, block["intent"], language, f"{language}/{path.name}"))
    return found


def near_duplicates(sentences: Sequence[Sentence]) -> list[Pair]:
    """Return the pairs within the sentences of one language that are the same or nearly so."""
    found: list[Pair] = []
    for group in _by_language(sentences).values():
        found += _near(group, group)
    return found


def shared(training: Sequence[Sentence], evaluation: Sequence[Sentence]) -> list[Pair]:
    """Return the pairs of a training and an evaluation sentence that are the same or nearly so."""
    learned = _by_language(training)
    found: list[Pair] = []
    for language, group in _by_language(evaluation).items():
        if language in learned:
            found += _near(group, learned[language])
    return found


def skeletons(sentences: Sequence[Sentence]) -> dict[str, list[Sentence]]:
    """Return openings and endings of six words that more than three sentences of one label share,
    and sentences of which three or more differ in a single word (a slot filled in)."""
    groups: dict[tuple[str, str, str], dict[str, Sentence]] = defaultdict(dict)
    for sentence in sentences:
        words = sentence.clean.split()
        place = (sentence.language, sentence.label)
        if len(words) >= SKELETON_WORDS:
            groups[*place, " ".join(words[:SKELETON_WORDS]) + " …"][sentence.clean] = sentence
            groups[*place, "… " + " ".join(words[-SKELETON_WORDS:])][sentence.clean] = sentence
        if len(words) >= 4:
            for index in range(len(words)):
                slot = " ".join([*words[:index], "[ ]", *words[index + 1 :]])
                groups[*place, slot][sentence.clean] = sentence
    return {
        f"{language} {label}: {skeleton}": list(group.values())
        for (language, label, skeleton), group in groups.items()
        if len(group) >= (SKELETON_SHARED if "[ ]" in skeleton else SKELETON_SHARED + 1)
    }


def _near(left: Sequence[Sentence], right: Sequence[Sentence]) -> Iterable[Pair]:
    """Yield near pairs; where both sides are the same list each pair once, no sentence with itself."""
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(4, 4), binary=True, lowercase=False)
    vectorizer.fit([f"   {sentence.clean}   " for sentence in right])
    rows, columns = (
        normalize(vectorizer.transform([f"   {sentence.clean}   " for sentence in side]).astype("float32"))
        for side in (left, right)
    )
    columns = columns.T.tocsr()
    for start in range(0, len(left), _BLOCK):
        likeness = (rows[start : start + _BLOCK] @ columns).tocoo()
        close = likeness.data >= NEAR
        for row, column, value in zip(likeness.row[close], likeness.col[close], likeness.data[close], strict=True):
            if left is not right or start + row < column:
                yield Pair(left[start + row], right[column], float(value))


def _by_language(sentences: Sequence[Sentence]) -> dict[str, list[Sentence]]:
    groups: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        groups[sentence.language].append(sentence)
    return groups


def _sentence(text: str, label: str, language: str, where: str) -> Sentence:
    return Sentence(text, normalise(text), label, language, where)
