"""Measure the analysis on answers that it never learned from: ``uv run python -m surveys.analysis.evaluate``.

With ``--write`` what the pages show of it goes into measured.json, which is kept with the code that was measured.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from surveys.analysis import tones
from surveys.analysis.codebook import codebook
from surveys.analysis.coder import CHUNK, Answer, Coded, Coder
from surveys.analysis.data import EVALUATION, Example, read_examples

Pair = tuple[Example, Coded]
Counts = Sequence[tuple[set[str], set[str]]]  # of each answer its true codes and those that it has
FIFTH = 0.2  # of the answers: what a person is asked to read
DRAWS = 2000  # of the bootstrap


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


def _line(name: str, figures: tuple[float, float, float], number: int, counts: Counts = ()) -> str:
    """``counts`` gives F1 its interval; without it there is none."""
    precision, recall, f1 = figures
    spread = " ({:.2f} to {:.2f})".format(*interval(counts)) if counts else ""
    return f"  {name:<42} precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}{spread}  n={number}"


def _themes_line(name: str, pairs: Sequence[Pair]) -> str:
    counts = [(set(example.themes), set(coded.themes)) for example, coded in pairs]
    return _line(name, theme_scores(pairs), len(pairs), counts)


def _by(pairs: Sequence[Pair], key: Callable[[Example], str]) -> dict[str, list[Pair]]:
    parts: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        parts[key(pair[0])].append(pair)
    return dict(sorted(parts.items()))


def after_correction(pairs: Sequence[Pair], share: float = FIFTH) -> tuple[int, Counts]:
    """A person corrects the most doubtful share of the answers, in the desk's order: how many, and all answers' codes.

    Each is a pair (true codes, codes that count now). The person is taken to be right, which flatters.
    """
    order = sorted(range(len(pairs)), key=lambda place: (-pairs[place][1].doubt, place))
    corrected = set(order[: round(share * len(pairs))])
    return len(corrected), [
        (set(example.themes), set(example.themes if place in corrected else coded.themes))
        for place, (example, coded) in enumerate(pairs)
    ]


def interval(counts: Counts) -> tuple[float, float]:
    """The middle 95% of micro-F1 over answers drawn anew; the seed is fixed, so that two runs say the same."""
    table = np.array([[len(true & given), len(true) + len(given)] for true, given in counts])
    drawn = np.random.default_rng(0).integers(0, len(table), (DRAWS, len(table)))
    sums = table[drawn].sum(axis=1)
    low, high = np.percentile(2 * sums[:, 0] / np.maximum(1, sums[:, 1]), [2.5, 97.5])
    return float(low), float(high)


def correction_report(pairs: Sequence[Pair]) -> list[str]:
    """Micro-F1 before and after a person corrected the most doubtful fifth, with what no order could beat."""
    number, after = after_correction(pairs)
    before = [(set(example.themes), set(coded.themes)) for example, coded in pairs]
    worst = set(sorted(range(len(pairs)), key=lambda place: -len(before[place][0] ^ before[place][1]))[:number])
    best = [(true, true if place in worst else given) for place, (true, given) in enumerate(before)]
    lines = [f"After a person corrected the {number} most doubtful of {len(pairs)} answers (micro-F1, 95% interval)"]
    for name, part in (("before", before), ("after", after), ("after, were the worst known", best)):
        low, high = interval(part)
        lines.append(f"  {name:<42} {_f1(part):.2f}  ({low:.2f} to {high:.2f})")
    languages: dict[str, list[int]] = defaultdict(list)
    for place, (example, _coded) in enumerate(pairs):
        languages[example.language].append(place)
    for language, places in sorted(languages.items()):
        was, now = ([some[place] for place in places] for some in (before, after))
        low, high = interval(now)
        lines.append(f"  {language:<42} {_f1(was):.2f} to {_f1(now):.2f}  ({low:.2f} to {high:.2f})  n={len(places)}")
    return lines


def _f1(counts: Counts) -> float:
    hit = sum(len(true & given) for true, given in counts)
    return scores(hit, sum(len(given) for _, given in counts), sum(len(true) for true, _ in counts))[2]


def _any_of(name: str, codes: set[str], pairs: Sequence[Pair]) -> str:
    """The line of a code, or of a group of codes, as a yes or no."""
    figures = flag_scores(pairs, lambda e: bool(codes & set(e.themes)), lambda r: bool(codes & set(r.themes)))
    counts = [
        ({name} if codes & set(example.themes) else set[str](), {name} if codes & set(coded.themes) else set[str]())
        for example, coded in pairs
    ]
    return _line(name, figures, sum(bool(true) for true, _ in counts), counts)


def report(pairs: Sequence[Pair]) -> list[str]:
    """The lines that are printed."""
    lines = ["Themes (micro; with the 95% interval of F1)", _themes_line("all", pairs)]
    for title, key in (
        ("by language", lambda e: e.language),
        ("by audience", lambda e: e.audience),
        ("by question", lambda e: e.question),
    ):
        lines += [title, *(_themes_line(name, part) for name, part in _by(pairs, key).items())]
    lines.append("by theme")
    lines += [_any_of(code, {code}, pairs) for code in codebook().codes]
    lines.append("by group")
    lines += [_any_of(group, set(codebook().group_codes(group)), pairs) for group in codebook().groups]
    lines += correction_report(pairs)
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
    assessed = _with_tone(pairs)
    if assessed:
        lines.append(
            f"Sentiment (English, TextBlob with our lexicon): accuracy {_right(assessed) / len(assessed):.2f}"
            f"  n={len(assessed)}"
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


def _with_tone(pairs: Sequence[Pair]) -> list[Pair]:
    return [
        (example, coded) for example, coded in pairs if coded.sentiment != "not_assessed" and example.language == "en"
    ]


def _right(pairs: Sequence[Pair]) -> int:
    return sum(example.sentiment == coded.sentiment for example, coded in pairs)


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
    pairs = coded_pairs(coder, examples)
    sys.stdout.write("\n".join(report(pairs)) + "\n")
    if "--write" in sys.argv[1:]:
        assessed = _with_tone(pairs)
        measured = {"tone": {"right": _right(assessed), "answers": len(assessed)}}
        tones.MEASURED.write_text(json.dumps(measured) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
