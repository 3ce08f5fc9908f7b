"""Messages that only add who, where or when to what is talked about: nothing is left over, so the topic stays."""

import pytest

from directory.text import tokens
from directory.understanding import understand
from directory.understanding.told import Known

PLACES = Known({tuple(tokens(name)): name.lower().replace(" ", "-") for name in ("East Barnet", "Hendon")})


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", "i am a woman 24", {"age": 24, "fact": True}),
        ("en", "i havent got any money", {"free": True}),
        ("en", "it was this morning", {"fact": True}),
        ("en", "it happened two days ago", {"fact": True}),
        ("en", "hes 16", {"age": 16}),
        ("en", "i live in East Barnet", {"place": "east-barnet"}),
        ("pl", "mieszkam w Hendon", {"place": "hendon"}),
        ("pl", "jestem kobietą", {"fact": True}),
        ("fr", "j'habite à Hendon", {"place": "hendon"}),
        ("sq", "jetoj në Hendon", {"place": "hendon"}),
        ("ar", "ليس عندي مال", {"free": True}),
        ("en", "all of them", {"which": "all"}),
    ],
)
def test_a_fact_alone_is_read_and_leaves_nothing_over(language: str, words: str, told: dict[str, object]) -> None:
    assert understand(words, PLACES, language).told() == told | {"alone": True}


@pytest.mark.parametrize("words", ["i was raped last night", "a man followed me", "i was robbed yesterday"])
def test_a_fact_beside_what_happened_is_not_alone(words: str) -> None:
    assert not understand(words, PLACES).alone


def test_a_question_about_a_place_stays_one() -> None:
    assert understand("is it in East Barnet?", PLACES).asks == "place"
