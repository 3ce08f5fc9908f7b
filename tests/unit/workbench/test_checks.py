"""The same sentence is found however it is written, and another is not taken for it."""

import pytest

from webapp.workbench.checks import one_line, spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don't know  where to go!!", "dont know where to go"),
        ("GDZIE jest, klub?", "gdzie jest klub"),
        ("هل يوجد نادٍ؟", "هل يوجد نادٍ"),
        ("club’s shut…", "clubs shut"),
    ],
)
def test_one_sentence_has_one_spelling(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("he is 14", "he is 15"), ("મારે મદદ", "મરી મદદ"), ("no mentor", "mentor"), ("gram", "gran")],
)
def test_other_sentences_stay_others(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


def test_a_line_is_one_line() -> None:
    assert one_line("  my\tson \u00a0 is here ") == "my son is here"
