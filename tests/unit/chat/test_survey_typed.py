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
    ("said", "code"), [("14", "11_15"), ("10", "under_11"), ("80", "75_over"), ("2", "11_15"), ("40", None)]
)
def test_an_age_finds_its_band(said: str, code: str | None) -> None:
    assert typed.option(AGE, said, "en") == code


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
