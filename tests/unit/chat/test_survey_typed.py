"""What is typed in a survey instead of pressing a button: read plainly, or not at all."""

from types import SimpleNamespace
from typing import Any

import pytest

from surveys.content import Words
from webapp.chat import survey_typed as typed
from webapp.i18n import languages


def asks(kind: str, **labels: str) -> Any:
    options = [SimpleNamespace(code=code, label=Words(label, "en", "source")) for code, label in labels.items()]
    return SimpleNamespace(code="q", type=kind, options=options)


HAPPY = asks("scale", very="Very happy", fairly="Fairly happy", un="Fairly unhappy", dk="I don't know")
AGE = asks("age_band", under_11="Under 11", **{"11_15": "11 to 15", "16_18": "16 to 18", "75_over": "75 or over"})
TOP = asks("up_to_n", crime="Crime", litter="Litter and rubbish", traffic="Traffic")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("very happy", "very"),
        ("VERY HAPPY!", "very"),
        ("I'd say fairly happy", "fairly"),
        ("2", "fairly"),
        ("two", "fairly"),
        ("۲", "fairly"),
        ("unhappy", "un"),
        ("dont know", "dk"),
        ("happy", None),
        ("not very happy", None),
        ("7", None),
        ("banana", None),
        ("", None),
    ],
)
def test_an_option_is_named_by_its_words_or_its_number_and_never_guessed(said: str, code: str | None) -> None:
    assert typed.option(HAPPY, said, "en") == code


@pytest.mark.parametrize(
    ("said", "code"), [("14", "11_15"), ("10", "under_11"), ("80", "75_over"), ("2", None), ("40", None)]
)
def test_an_age_finds_its_band(said: str, code: str | None) -> None:
    assert typed.option(AGE, said, "en") == code


PEOPLE = asks(
    "single",
    **{"1": "Only me", "2_9": "2 to 9", "10_49": "10 to 49", "50_over": "50 or more"},
    prefer_not="Prefer not to say",
)
WAIT = asks(
    "single",
    under_month="Less than a month",
    one_to_three="1 to 3 months",
    three_to_six="3 to 6 months",
    over_six="More than 6 months",
    dont_refer="I do not refer people or do not know",
)


@pytest.mark.parametrize(
    ("question", "said", "code"),
    [
        (PEOPLE, "1", "1"),
        (PEOPLE, "3", "2_9"),
        (PEOPLE, "4", "2_9"),
        (PEOPLE, "five", "2_9"),
        (PEOPLE, "12", "10_49"),
        (PEOPLE, "50", "50_over"),
        (PEOPLE, "0", None),
        (PEOPLE, "10 to 49", "10_49"),
        (WAIT, "4", "three_to_six"),
        (WAIT, "٤", "three_to_six"),
        (WAIT, "2", "one_to_three"),
        (WAIT, "8", "over_six"),
        (WAIT, "3", None),
        (WAIT, "3 months", None),
        (WAIT, "4 weeks", None),
        (WAIT, "1 to 3 months", "one_to_three"),
        (WAIT, "less than a month", "under_month"),
    ],
)
def test_a_number_among_amounts_is_an_amount_and_never_a_place_in_the_list(
    question: Any, said: str, code: str | None
) -> None:
    assert typed.option(question, said, "en") == code


SAFE = asks("scale", a="Very safe", b="Fairly safe", c="A bit unsafe", d="Very unsafe", e="I don't know")


@pytest.mark.parametrize("said", ["a bit", "just a little bit", "fairly", "quite", "very", "Fairly!"])
def test_how_much_without_of_what_is_asked_again(said: str) -> None:
    assert typed.option(SAFE, said, "en") is None
    assert typed.option(SAFE, "a bit unsafe", "en") == "c"


YES_NO = asks("single", yes="Yes", no="No", prefer_not="Prefer not to say")


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("en", "yeah", "nope"),
        ("tr", "evet", "hayır"),
        ("ro", "da", "nu"),
        ("fa", "بله", "نه"),
        ("ar", "نعم", "لا"),
        ("gu", "હા", "ના"),
    ],
)
def test_yes_and_no_in_ones_own_words_answer_a_yes_or_no_question(language: str, yes: str, no: str) -> None:
    assert typed.option(YES_NO, yes, language) == "yes"
    assert typed.option(YES_NO, no, language) == "no"
    for other in (HAPPY, AGE, PEOPLE, TOP):
        assert typed.option(other, yes, language) is None
        assert typed.option(other, no, language) is None


def test_a_word_that_is_no_as_well_as_nine_is_no_number() -> None:
    assert typed.number("نه", "fa") is None
    assert typed.number("هشت", "fa") == 8


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("1, 3", ["crime", "traffic"]),
        ("3 1", ["traffic", "crime"]),
        ("traffic and crime", ["traffic", "crime"]),
        ("litter and rubbish", ["litter"]),
        ("crime, bananas", None),
    ],
)
def test_several_are_read_in_their_order_or_not_at_all(said: str, codes: list[str] | None) -> None:
    assert typed.several(TOP, said, "en") == codes


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("word", typed.COMMANDS)
def test_every_language_has_each_word_and_understands_the_english_one(language: str, word: str) -> None:
    own = typed._listed(word, language)  # the words of this language alone
    assert own
    assert word in typed.command(own[0], language)
    assert word in typed.command(typed._listed(word, "en")[0], language)


def test_a_command_is_a_whole_message_and_an_answer_with_it_is_none() -> None:
    assert typed.command("Stop!", "en") == {"stop"}
    assert typed.command("stop the drug dealing", "en") == set()
    assert typed.change_of("change 3", "en") == "3"
    assert typed.change_of("change the street lights", "en") == "the street lights"
    assert typed.asks_for_help("hi, where can I get help with debt?", "en")
    assert not typed.asks_for_help("more help for young people", "en")
