"""Measure the analysis on answers that it never learned from: ``uv run python -m surveys.analysis.evaluate``."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from surveys.analysis.codebook import codebook
from surveys.analysis.coder import CHUNK, Answer, Coded, Coder
from surveys.analysis.data import EVALUATION, Example, read_examples

Pair = tuple[Example, Coded]


def scores(hit: int, given: int, wanted: int) -> tuple[float, float, float]:
    """Precision, recall and F1; 0 where there is nothing to divide by."""
    precision = hit / given if given else 0.0
    recall = hit / wanted if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def theme_scores(pairs: Iterable[Pair]) -> tuple[float, float, float]:
    """Micro precision, recall and F1 over all codes."""
    hit = given = wanted = 0
    for example, coded in pairs:
        hit += len(set(example.themes) & set(coded.themes))
        given += len(coded.themes)
        wanted += len(example.themes)
    return scores(hit, given, wanted)


def flag_scores(
    pairs: Iterable[Pair], truth: Callable[[Example], bool], said: Callable[[Coded], bool]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of a yes/no field."""
    table = Counter((truth(example), said(coded)) for example, coded in pairs)
    return scores(table[True, True], table[True, True] + table[False, True], table[True, True] + table[True, False])


def pii_scores(pairs: Iterable[Pair]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pieces: a piece is found when what is masked covers it."""
    hit = given = wanted = right = 0
    for example, coded in pairs:
        wanted += len(example.pii)
        given += len(coded.pii)
        hit += sum(any(piece in found for found in coded.pii) for piece in example.pii)
        right += sum(any(piece in found or found in piece for piece in example.pii) for found in coded.pii)
    precision, recall = (right / given if given else 0.0), (hit / wanted if wanted else 0.0)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def coded_pairs(coder: Coder, examples: Sequence[Example]) -> list[Pair]:
    """Every example with what the coder says of it."""
    coded: list[Coded] = []
    for start in range(0, len(examples), CHUNK):
        coded += coder.code_many(
            [Answer(example.question, example.audience, example.text) for example in examples[start : start + CHUNK]]
        )
    return list(zip(examples, coded, strict=True))


def _line(name: str, figures: tuple[float, float, float], number: int) -> str:
    precision, recall, f1 = figures
    return f"  {name:<42} precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}  n={number}"


def _by(pairs: Sequence[Pair], key: Callable[[Example], str]) -> dict[str, list[Pair]]:
    parts: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        parts[key(pair[0])].append(pair)
    return dict(sorted(parts.items()))


def _any_of(name: str, codes: set[str], pairs: Sequence[Pair]) -> str:
    """The line of a code, or of a group of codes, as a yes or no."""
    figures = flag_scores(pairs, lambda e: bool(codes & set(e.themes)), lambda r: bool(codes & set(r.themes)))
    return _line(name, figures, sum(bool(codes & set(example.themes)) for example, _ in pairs))


def report(pairs: Sequence[Pair]) -> list[str]:
    """The lines that are printed."""
    lines = ["Themes (micro)", _line("all", theme_scores(pairs), len(pairs))]
    for title, key in (
        ("by language", lambda e: e.language),
        ("by audience", lambda e: e.audience),
        ("by question", lambda e: e.question),
    ):
        lines += [title, *(_line(name, theme_scores(part), len(part)) for name, part in _by(pairs, key).items())]
    lines.append("by theme")
    lines += [_any_of(code, {code}, pairs) for code in codebook().codes]
    lines.append("by group")
    lines += [_any_of(group, set(codebook().group_codes(group)), pairs) for group in codebook().groups]
    lines.append("Disclosure")
    for name, part in {"all": list(pairs), **_by(pairs, lambda e: e.language)}.items():
        lines.append(
            _line(
                name,
                flag_scores(part, lambda e: e.disclosure, lambda r: r.disclosure),
                sum(e.disclosure for e, _ in part),
            )
        )
    lines.append("Personal data")
    for name, part in {"all": list(pairs), **_by(pairs, lambda e: e.language)}.items():
        lines.append(_line(name, pii_scores(part), sum(len(e.pii) for e, _ in part)))
    lines.append("Nonsense")
    lines.append(
        _line("all", flag_scores(pairs, lambda e: e.nonsense, lambda r: r.nonsense), sum(e.nonsense for e, _ in pairs))
    )
    assessed = [
        (example, coded) for example, coded in pairs if coded.sentiment != "not_assessed" and example.language == "en"
    ]
    if assessed:
        right = sum(example.sentiment == coded.sentiment for example, coded in assessed)
        lines.append(
            f"Sentiment (English, TextBlob with our lexicon): accuracy {right / len(assessed):.2f}  n={len(assessed)}"
        )
        confusion = Counter((example.sentiment, coded.sentiment) for example, coded in assessed)
        lines += [
            f"  said {true}, read {read}: {number}" for (true, read), number in confusion.most_common() if true != read
        ]
    language = [
        (example.language == coded.lang) for example, coded in pairs if not coded.nonsense and coded.lang != "und"
    ]
    if language:
        lines.append(f"Language: accuracy {sum(language) / len(language):.3f}  n={len(language)}")
    return lines


def _tell(words: str) -> None:
    sys.stderr.write(words + "\n")


def main() -> int:
    """Train where needed, measure, print. Exit code 1 when there is nothing to measure on."""
    examples = read_examples(EVALUATION)
    if not examples:
        sys.stderr.write(f"no evaluation answers in {EVALUATION}\n")
        return 1
    coder = Coder.load(progress=_tell)
    sys.stdout.write(f"analysis {coder.version}: {len(examples)} answers never seen in training\n")
    sys.stdout.write("\n".join(report(coded_pairs(coder, examples))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
