"""How far coders agree: per-answer F1 with its bootstrap interval, Cohen's kappa a theme, Krippendorff's alpha.

Two comparisons stand side by side: a person with another person, and the machine with a person, both on answers that
the second person coded blind (surveys.analysis.sample). The formulas are written out here, because the libraries that
have them take seconds to load and these figures are shown on pages; tests hold them against scikit-learn, NLTK and
Krippendorff's own examples.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NotRequired, TypedDict

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.analysis import codebook_versions as versions
from surveys.analysis.desk_models import Decision, Sample, SampleAnswer
from surveys.analysis.models import Coding
from surveys.models import Answer

ALL = "all"
BENCHMARK = 0.75  # per-answer F1 that the government's Consult asks of itself (analysis.md)
LEAST_PAIRS = 30  # under so many answers nothing is said
LEAST_USES = 10  # a theme that either coder used less often has no kappa
RESAMPLES = 2000
SEED = 4  # any number, always the same: the same answers give the same interval

Codes = frozenset[str]
Pair = tuple[Codes, Codes]
Distance = Callable[[Codes, Codes], float]


class ReportAgreement(TypedDict):
    """What the published section says: F1 (0 to 1, None while too few are coded), the benchmark, answers coded.

    `left_out`: whether themes were left out because the codebook changed in between.
    """

    human_human: float | None
    machine_human: float | None
    benchmark: float
    n: int
    left_out: NotRequired[bool]


@dataclass(frozen=True)
class ThemeAgreement:
    """One theme: ``kappa`` (None: too few to say), and how often each of the two gave it."""

    code: str
    kappa: float | None
    first: int
    second: int


@dataclass(frozen=True)
class Agreement:
    """Two coders over ``n`` answers; ``f1``, ``low``, ``high`` and ``alpha`` are None while n is under LEAST_PAIRS."""

    n: int
    f1: float | None = None
    low: float | None = None
    high: float | None = None
    alpha: float | None = None
    themes: list[ThemeAgreement] = field(default_factory=list)


def answer_f1(first: Codes, second: Codes) -> float:
    """F1 of two sets of codes (the Dice coefficient): 1 when both gave none, for that is agreement too."""
    if not first and not second:
        return 1.0
    return 2 * len(first & second) / (len(first) + len(second))


def bootstrap(scores: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """The 95 % interval of a mean by the percentile bootstrap (Efron and Tibshirani 1993, 13.3), the same each time."""
    values, chance = np.asarray(scores, dtype=float), np.random.default_rng(seed)
    means = [values[chance.integers(0, len(values), len(values))].mean() for _ in range(resamples)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def kappa(pairs: Sequence[Pair], code: str) -> float | None:
    """Cohen's kappa of one theme as a yes or no (Cohen 1960).

    None where chance alone explains full agreement: both always gave it, or neither ever did.
    """
    number = len(pairs)
    first = sum(code in one for one, _ in pairs) / number
    second = sum(code in other for _, other in pairs) / number
    observed = sum((code in one) == (code in other) for one, other in pairs) / number
    expected = first * second + (1 - first) * (1 - second)
    return None if expected == 1 else (observed - expected) / (1 - expected)


def masi(first: Codes, second: Codes) -> float:
    """MASI distance of two sets, 0 (the same) to 1 (nothing in common); Passonneau 2006.

    1 - J * M: J is what both have over what either has; M is 1 for the same set, 2/3 when one holds the other, 1/3
    when they overlap, 0 when they do not.
    """
    if first == second:
        return 0.0
    both = first & second
    monotonicity = 2 / 3 if both in (first, second) and both else 1 / 3 if both else 0.0
    return 1 - len(both) / len(first | second) * monotonicity


def nominal(first: Codes, second: Codes) -> float:
    """The nominal distance: 0 for the same set, else 1."""
    return float(first != second)


def alpha(pairs: Sequence[Pair], distance: Distance = masi) -> float | None:
    """Krippendorff's alpha of two coders without missing values: 1 - observed over expected disagreement.

    (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section E with the distance left open.) An answer
    takes a set of codes, so the distance is MASI's: leaving one of two codes out is a smaller fault than naming
    another, which a nominal alpha over whole sets, or an alpha a theme, would not see; per theme there is kappa.
    None when every value is the same: then there is nothing to disagree on.
    """
    values = Counter(value for pair in pairs for value in pair)
    if len(values) < 2:
        return None
    number = sum(values.values())
    observed = sum(2 * distance(one, other) for one, other in pairs) / number
    kinds = list(values.items())
    expected = 2 * sum(
        times * often * distance(one, other)
        for place, (one, times) in enumerate(kinds)
        for other, often in kinds[place + 1 :]
    )
    return 1 - observed / (expected / (number * (number - 1)))


def agreement(pairs: Sequence[Pair], codes: Sequence[str] = ()) -> Agreement:
    """Everything about two coders; nothing but the number while there are too few. ``codes`` is the order of themes."""
    number = len(pairs)
    if number < LEAST_PAIRS:
        return Agreement(number)
    scores = [answer_f1(*pair) for pair in pairs]
    low, high = bootstrap(scores)
    themes = []
    for code in codes or sorted({code for pair in pairs for one in pair for code in one}):
        first, second = (sum(code in pair[side] for pair in pairs) for side in (0, 1))
        if first or second:
            enough = min(first, second) >= LEAST_USES
            themes.append(ThemeAgreement(code, kappa(pairs, code) if enough else None, first, second))
    return Agreement(number, float(np.mean(scores)), low, high, alpha(pairs), themes)


class Given(NamedTuple):
    """The codes that somebody gave an answer, and the version of the codebook (its label) that they had before them."""

    codes: Codes
    version: str


@dataclass
class Comparisons:
    """The pairs of codes of one question, or of all: person with person, machine with person.

    ``left_out`` are codes that one of two coders gave and the other could not give, by their version of the codebook.
    """

    people: list[Pair] = field(default_factory=list)
    machine: list[Pair] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)


class _Shared:
    """Cuts two codings of an answer down to the codes that stand in the versions of the codebook of both."""

    def __init__(self, session: Session) -> None:
        self.current = versions.current(session)
        self.given = {
            one.label: frozenset(theme.code for theme in versions.themes_of(session, one) if not theme.retired)
            for one in versions.versions(session)
        }

    def codes_of(self, version: str) -> Codes:
        """What could be given by a version; one that is not known counts as the one in force."""
        return self.given.get(version, frozenset(self.current.given))

    def add(self, pairs: list[Pair], first: Given, second: Given, left_out: set[str]) -> None:
        """Put the pair there. Not an answer on which nothing is left to compare, although something was given."""
        either = first.codes | second.codes
        if first.version != second.version:
            shared = self.codes_of(first.version) & self.codes_of(second.version)
            left_out |= either - shared
            first, second = first._replace(codes=first.codes & shared), second._replace(codes=second.codes & shared)
        if not either or first.codes or second.codes:
            pairs.append((first.codes, second.codes))


def comparisons(session: Session, consultation_slug: str) -> dict[str, Comparisons]:
    """The pairs by codebook question, and under "all" over all, of every sample of a consultation.

    The machine's codes are those of its present reading. A person is compared with a second blind coder where there is
    one, else with whoever decided the answer at the desk: that reader saw the machine's codes, the second one did not.
    Where the two had different versions of the codebook, only codes of both are compared: nobody could agree on others.
    """
    blind: dict[str, dict[str, Given]] = {}
    questions: dict[str, str] = {}
    for answer, question, coder, codes, version in session.execute(
        sa.select(
            SampleAnswer.answer_id, Answer.codebook_question, Sample.coder, SampleAnswer.codes, SampleAnswer.version
        )
        .join(Sample, Sample.id == SampleAnswer.sample_id)
        .join(Answer, Answer.id == SampleAnswer.answer_id)
        .where(Sample.consultation_slug == consultation_slug, SampleAnswer.coded_at.is_not(None))
        .order_by(Sample.drawn_at, Sample.id, SampleAnswer.position)
    ):
        blind.setdefault(answer, {})[coder] = Given(frozenset(codes), version or "")
        questions[answer] = question or ""
    found = {ALL: Comparisons(), **{question: Comparisons() for question in sorted(set(questions.values()))}}
    readings = {
        coding.answer_id: coding
        for coding in session.scalars(
            sa.select(Coding)
            .where(
                Coding.answer_id.in_(
                    sa.select(SampleAnswer.answer_id)
                    .join(Sample, Sample.id == SampleAnswer.sample_id)
                    .where(Sample.consultation_slug == consultation_slug)
                )
            )
            .options(selectinload(Coding.codes))
        )
    }
    shared, decided = _Shared(session), _versions_decided_by(session, consultation_slug)
    for answer, by_coder in blind.items():
        coding = readings.get(answer)
        if coding is None:
            continue
        coders = list(by_coder.values())
        # The fingerprint of the models stands behind the plus.
        machine = Given(
            frozenset(code.code for code in coding.codes if code.source == "machine"), coding.version.partition("+")[0]
        )
        for part in (found[ALL], found[questions[answer]]):
            for coder in coders:
                shared.add(part.machine, machine, coder, part.left_out)
            if len(coders) > 1:
                shared.add(part.people, coders[0], coders[1], part.left_out)
            elif coding.decided_at is not None and coding.decided_by not in by_coder:
                person = Given(frozenset(code.code for code in coding.effective), decided.get(coding.id, ""))
                shared.add(part.people, person, coders[0], part.left_out)
    return found


def _versions_decided_by(session: Session, consultation_slug: str) -> dict[str, str]:
    """By coding the version of the codebook of the newest decision at the desk, of every sample of a consultation."""
    rows = session.execute(
        sa.select(Decision.coding_id, Decision.version)
        .join(Coding, Coding.id == Decision.coding_id)
        .join(SampleAnswer, SampleAnswer.answer_id == Coding.answer_id)
        .join(Sample, Sample.id == SampleAnswer.sample_id)
        .where(Sample.consultation_slug == consultation_slug, Decision.kind == "decided")
        .order_by(Decision.id)
    ).tuples()
    return {coding: version for coding, version in rows}  # noqa: C416 - dict(rows) would take a Result for a mapping


def for_report(session: Session, consultation_slug: str, benchmark: float = BENCHMARK) -> ReportAgreement:
    """What the published section says of the agreement; ``benchmark`` as a share, 0 to 1."""
    whole = comparisons(session, consultation_slug)[ALL]

    def mean(pairs: list[Pair]) -> float | None:
        if len(pairs) < LEAST_PAIRS:
            return None
        return round(sum(answer_f1(*pair) for pair in pairs) / len(pairs), 3)

    return ReportAgreement(
        human_human=mean(whole.people),
        machine_human=mean(whole.machine),
        benchmark=benchmark,
        n=len(whole.machine),
        left_out=bool(whole.left_out),
    )


def falls_short(found: ReportAgreement | None) -> bool:
    """Whether the section must carry a warning: no (or too small a) sample was coded, or F1 is under the benchmark."""
    return found is None or found["machine_human"] is None or found["machine_human"] < found["benchmark"]
