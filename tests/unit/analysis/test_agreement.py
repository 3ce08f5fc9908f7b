"""Agreement of coders, held against hand-worked values, Krippendorff's examples, scikit-learn and NLTK."""

import random

import numpy as np
import pytest

from surveys.analysis.agreement import (
    LEAST_PAIRS,
    agreement,
    alpha,
    answer_f1,
    bootstrap,
    falls_short,
    kappa,
    masi,
    nominal,
)


def one(*codes):
    return frozenset(codes)


@pytest.fixture(scope="module")
def pairs():
    """Two coders who agree often, on 300 answers of none to three themes."""
    chance = random.Random(7)
    made = []
    for _ in range(300):
        first = frozenset(chance.sample("abcdef", chance.randrange(4)))
        second = first if chance.random() < 0.5 else frozenset(chance.sample("abcdef", chance.randrange(4)))
        made.append((first, second))
    return made


@pytest.mark.parametrize(
    ("first", "second", "f1", "distance"),
    [
        (one("a"), one("a"), 1, 0),
        (one(), one(), 1, 0),
        (one("a"), one(), 0, 1),
        (one("a"), one("b"), 0, 1),
        (one("a", "b"), one("a"), 2 / 3, 1 - 1 / 2 * 2 / 3),
        (one("a", "b"), one("b", "c"), 1 / 2, 1 - 1 / 3 * 1 / 3),
        (one("a", "b", "c"), one("a", "b"), 4 / 5, 1 - 2 / 3 * 2 / 3),
    ],
)
def test_two_sets_by_hand(first, second, f1, distance):
    assert answer_f1(first, second) == pytest.approx(f1)
    assert masi(first, second) == pytest.approx(distance)
    assert masi(second, first) == pytest.approx(distance)


def test_kappa_by_hand():
    # Both gave it 20 times, neither 15; only the first 5, only the second 10: observed .7, expected .5, kappa .4.
    table = [(one("a"), one("a"))] * 20 + [(one(), one())] * 15 + [(one("a"), one())] * 5 + [(one(), one("a"))] * 10
    assert kappa(table, "a") == pytest.approx(0.4)
    assert kappa(table, "never given") is None


def test_kappa_is_that_of_scikit_learn(pairs):
    from sklearn.metrics import cohen_kappa_score

    for code in "abcdef":
        theirs = cohen_kappa_score([code in first for first, _ in pairs], [code in second for _, second in pairs])
        assert kappa(pairs, code) == pytest.approx(theirs)


def test_alpha_of_krippendorffs_binary_and_nominal_examples():
    # Krippendorff 2011, A: ten units of two observers, o01 = 4, n0 = 14, n1 = 6; alpha is .095.
    binary = [(one("0"), one("1"))] * 4 + [(one("1"), one("1"))] + [(one("0"), one("0"))] * 5
    assert alpha(binary, nominal) == pytest.approx(0.095, abs=0.0005)
    # B: twelve units with nominal values a to e; alpha is .692.
    values = [(one(ben), one(gerry)) for ben, gerry in zip("aabbdcccedda", "babbbccceddd", strict=True)]
    assert alpha(values, nominal) == pytest.approx(0.692, abs=0.0005)


def test_alpha_is_that_of_nltk(pairs):
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import masi_distance

    # NLTK cannot compare two empty sets: none is a code of its own there.
    named = [tuple(codes or one("none") for codes in pair) for pair in pairs]
    rows = [(coder, item, pair[coder]) for item, pair in enumerate(named) for coder in (0, 1)]
    assert alpha(named) == pytest.approx(AnnotationTask(rows, distance=masi_distance).alpha())


def test_alpha_of_coders_who_always_say_the_same_thing_is_not_known():
    assert alpha([(one("a"), one("a"))] * 40) is None
    assert alpha([(one("a"), one("a")), (one("b"), one("b"))]) == 1


def test_the_interval_is_the_same_twice_and_about_the_normal_one():
    scores = [1.0] * 60 + [0.0] * 40
    low, high = bootstrap(scores)
    assert (low, high) == bootstrap(scores)
    half = 1.96 * np.std(scores) / 10
    assert (low, high) == pytest.approx((0.6 - half, 0.6 + half), abs=0.015)


def test_too_few_is_said_as_nothing_but_the_number(pairs):
    few = agreement(pairs[: LEAST_PAIRS - 1])
    assert (few.n, few.f1, few.alpha, few.themes) == (LEAST_PAIRS - 1, None, None, [])
    enough = agreement(pairs[:LEAST_PAIRS])
    assert enough.low <= enough.f1 <= enough.high


def test_a_theme_that_was_hardly_used_has_no_kappa():
    table = [(one("a"), one("a"))] * 30 + [(one("b"), one("b"))] * 9 + [(one(), one())] * 10
    shown = {theme.code: theme for theme in agreement(table).themes}
    assert shown["a"].kappa == 1
    assert (shown["b"].kappa, shown["b"].first, shown["b"].second) == (None, 9, 9)


@pytest.mark.parametrize(("machine", "warned"), [(None, True), (0.749, True), (0.75, False), (0.9, False)])
def test_the_warning_stands_under_the_benchmark_and_without_a_sample(machine, warned):
    assert falls_short({"human_human": 0.9, "machine_human": machine, "benchmark": 0.75, "n": 40}) is warned
    assert falls_short(None)
