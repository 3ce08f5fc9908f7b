"""Each type of question takes what is an answer, refuses what is none, and sums answers up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.content import OptionView, QuestionView, Words
from surveys.questions import TYPES, Cleaned, InvalidAnswer, clean, is_shown, possible, summarise

ROWS: tuple[dict[str, Any], dict[str, Any]] = ({}, {"rows": [{"code": "r", "label": "R"}]})


def asked(kind: str, *codes: str, settings: dict[str, Any] | None = None, **flags: set[str]) -> QuestionView:
    def words(text: str) -> Words:
        return Words(text, "en", "source")

    options = [
        OptionView(
            code,
            words(code),
            exclusive=code in flags.get("exclusive", set()),
            positive=code in flags.get("positive", set()),
            outside_base=code in flags.get("outside_base", set()),
        )
        for code in codes
    ]
    return QuestionView(
        code="q",
        type=kind,
        text=words("Q?"),
        hint=words(""),
        codebook_question=None,
        required=False,
        soft_check=False,
        settings=settings or {},
        show_if=None,
        options=options,
    )


@pytest.mark.parametrize("kind", ["single", "scale", "age_band", "agreement"])
def test_one_option_is_taken_bare_or_in_a_list_and_two_are_refused(kind):
    question = asked(kind, "a", "b")
    assert clean(question, "a") == clean(question, ["a"]) == Cleaned(choices=("a",))
    with pytest.raises(InvalidAnswer) as error:
        clean(question, ["a", "b"])
    assert error.value.problem == "one_only"


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_left_empty_in_every_type(kind, nothing):
    if kind == "free_text" and nothing == []:
        with pytest.raises(InvalidAnswer):
            clean(asked(kind), nothing)
    else:
        assert clean(asked(kind, *(["a"] if TYPES[kind].needs_options else [])), nothing).empty


@pytest.mark.parametrize("kind", sorted(set(TYPES) - {"free_text", "ward", "number"}))
@pytest.mark.parametrize("value", ["zzz", ["a", "zzz"], 7, {"zz": 1}, [None], [["a"]], True])
def test_unknown_options_are_refused(kind, value):
    with pytest.raises(InvalidAnswer) as error:
        clean(asked(kind, "a", "b", "c"), value)
    assert error.value.problem == "unknown_option"


def test_up_to_three_takes_three_in_the_questions_order_and_refuses_four():
    question = asked("up_to_n", "a", "b", "c", "d", "none", exclusive={"none"}, settings={"most": 3})
    assert clean(question, ["d", "a", "a", "b"]).choices == ("a", "b", "d")
    with pytest.raises(InvalidAnswer) as error:
        clean(question, ["a", "b", "c", "d"])
    assert (error.value.problem, error.value.limits) == ("too_many", {"most": 3})


@pytest.mark.parametrize("kind", ["up_to_n", "multiple"])
def test_none_of_these_cannot_stand_beside_another(kind):
    question = asked(kind, "a", "b", "none", exclusive={"none"})
    assert clean(question, ["none"]).choices == ("none",)
    with pytest.raises(InvalidAnswer) as error:
        clean(question, ["a", "none"])
    assert error.value.problem == "exclusive"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mill-hill", "mill-hill"),
        ("Mill Hill", "mill-hill"),
        ("  mill   hill ", "mill-hill"),
        ("Totteridge & Woodside", "totteridge-and-woodside"),
        ("NW9", "nw9"),
        ("nw9 5ab", "nw9"),
        ("NW95AB", "nw9"),
        (["nw9"], "nw9"),
    ],
)
def test_a_place_is_found_and_a_whole_postcode_is_never_kept(typed, code):
    question = asked("ward", "mill-hill", "totteridge-and-woodside", "nw9", "n2")
    assert clean(question, typed).choices == (code,)


@pytest.mark.parametrize("typed", ["SW1A 1AA", "Narnia", "N22", 9])
def test_a_place_outside_the_list_is_refused(typed):
    with pytest.raises(InvalidAnswer):
        clean(asked("ward", "mill-hill", "nw9", "n2"), typed)


def test_free_text_keeps_words_and_lines_and_drops_control_characters():
    cleaned = clean(asked("free_text"), "  no lights\x00\r\nat the park\x1b \n")
    assert cleaned.text == "no lights\nat the park"
    assert clean(asked("free_text"), " \n ").empty


def test_a_text_that_is_too_long_is_refused_with_its_limit_and_not_repeated():
    with pytest.raises(InvalidAnswer) as error:
        clean(asked("free_text", settings={"longest": 10}), "secret words here")
    assert error.value.limits == {"longest": 10, "length": 17}
    assert "secret" not in str(error.value)


@given(st.one_of(st.none(), st.text(), st.integers(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_whatever_comes_is_an_answer_or_refused(value):
    for kind in TYPES:
        question = asked(kind, *(["a", "b"] if TYPES[kind].needs_options else []), settings=ROWS[kind == "grid"])
        try:
            cleaned = clean(question, value)
        except InvalidAnswer:
            continue
        assert set(cleaned.choices) <= set(possible(question))
        assert cleaned.text is None or cleaned.text.strip()


def test_a_scale_counts_who_is_happy_out_of_those_who_gave_a_view():
    question = asked("scale", "very", "not", "dont_know", positive={"very"}, outside_base={"dont_know"})
    summary = summarise(question, [["very"], ["very"], ["not"], ["dont_know"], []])
    assert summary.counts == {"very": 2, "not": 1, "dont_know": 1}
    assert (summary.answered, summary.base, summary.positive) == (4, 3, 2)


def test_several_choices_count_a_person_once_in_the_base():
    summary = summarise(asked("up_to_n", "a", "b"), [["a", "b"], ["a"]])
    assert summary.counts == {"a": 2, "b": 1}
    assert summary.base == 2


def test_routing_asks_only_after_the_choice_it_hangs_on():
    rule = {"question": "age", "any_of": ["under_16"]}
    assert is_shown(None, {})
    assert is_shown(rule, {"age": ["under_16"]})
    assert not is_shown(rule, {"age": ["16_19"]})
    assert not is_shown(rule, {})
