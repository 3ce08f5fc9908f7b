"""What is read from the words of a message, in all thirteen languages: details, corrections, and questions."""

import pytest

from directory.text import tokens
from directory.understanding import Known, understand, words

WARDS = "Burnt Oak;Childs Hill;Colindale North;Edgware;Hendon;West Hendon;Mill Hill;Golders Green".split(";")
SLUGS = {name: name.lower().replace(" ", "-") for name in WARDS}
KNOWN = Known(
    words.other_names() | {tuple(tokens(name)): slug for name, slug in SLUGS.items()},
    frozenset({"NW4", "NW9", "N2", "N20", "HA8"}),
    {"polish": "pl", "somali": "so", "polsku": "pl", "english": "en"},
)


def told(text: str, language: str = "en") -> dict[str, object]:
    return understand(text, KNOWN, language).told()


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my 14 year old son", 14),
        ("im 15 and bored", 15),
        ("I'm 15", 15),
        ("he's 13yo", 13),
        ("a 17-year-old", 17),
        ("my lad's 14", 14),
        ("she's fourteen", 14),
        ("he's 16 not 14", 16),
        ("not 14, 16", 16),
        ("14", 14),
        ("mam 16 lat", 16),
        ("15-letni syn", 15),
        ("عمري ١٥ سنة", 15),
        ("ابني عمره 14", 14),
        ("are 12 ani", 12),
        ("tiene 11 años", 11),
        ("il a 13 ans", 13),
        ("ha 13 anni", 13),
        ("tem 9 anos", 9),
        ("oğlum 12 yaşında", 12),
        ("دخترم ۱۴ سالشه", 14),
        ("દીકરી 12 વર્ષની છે", 12),
        ("wiilkaygu waa 13 jir", 13),
        ("djali 15 vjeç", 15),
        ("im 10 minutes away", None),
        ("i reported it 10 times", None),
        ("he hit me for 20 years", None),
        ("od 3 lat mnie bije", None),
        ("منذ 10 سنوات", None),
        ("call 101", None),
    ],
)
def test_ages(text: str, age: int | None) -> None:
    assert told(text).get("age") == age


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("anything in West Hendon?", "west-hendon"),
        ("i live in hendon", "hendon"),
        ("near NW9 5XE", "NW9"),
        ("n20", "N20"),
        ("Child's Hill", "childs-hill"),
        ("colindale", "colindale-north"),
        ("Hendon'da oturuyoruz", "hendon"),
        ("mieszkamy w Hendonie", "hendon"),
        ("ساكنين بهندون", "hendon"),
        ("Hendon, not Burnt Oak", "hendon"),
        ("doesn't matter where", ""),
        ("sw1a 1aa", None),
        ("not in Colindale", None),
        ("not far from Hendon", "hendon"),
        ("Hendon değil Edgware", "edgware"),
        ("I don't live in Hendon, I live in Edgware", "edgware"),
        ("there's nothing in Burnt Oak for kids", "burnt-oak"),
    ],
)
def test_places(text: str, place: str | None) -> None:
    assert told(text).get("place") == place


def test_a_whole_postcode_is_never_kept() -> None:
    assert "5XE" not in str(told("we are at NW9 5XE")).upper()


@pytest.mark.parametrize(
    "text", ["I can't go to Burnt Oak", "not in Burnt Oak", "Burnt Oak isn't safe for him", "anywhere but burnt oak"]
)
def test_places_to_avoid(text: str) -> None:
    assert told(text)["avoid"] == ["burnt-oak"]
    assert told(text).get("place") in (None, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my lad's 14, Burnt Oak, no money", {"age": 14, "place": "burnt-oak", "free": True, "who": "boy"}),
        ("no, I meant my daughter", {"who": "girl"}),
        ("not my son, my daughter", {"who": "girl"}),
        ("only free ones", {"free": True}),
        ("for girls only", {"women_only": True}),
        ("more", {"more": True}),
        ("nearer", {"nearer": True}),
        ("not there", {"not_there": True}),
        ("the second one", {"which": 2}),
        ("2", {"which": 2}),
        ("start again", {"restart": True}),
        ("nie mam pieniędzy", {"free": True}),
        ("param yok", {"free": True}),
        ("solo gratis", {"free": True}),
        ("tylko dla dziewczyn", {"women_only": True}),
        ("plus proche", {"nearer": True}),
    ],
)
def test_what_comes_alone_goes_on_with_what_was_talked_about(text: str, expected: dict[str, object]) -> None:
    found = told(text)
    assert expected.items() <= found.items()
    assert found["alone"] is True


@pytest.mark.parametrize(
    "text",
    [
        "youth club in NW9",
        "my husband hits me, I'm 34",
        "they broke my window",
        "someone is bullying me online",
        "how do i report noise",
        "my son is being groomed",
    ],
)
def test_a_message_with_a_topic_is_not_taken_for_details_alone(text: str) -> None:
    assert "alone" not in told(text)
    assert "asks" not in told(text)


@pytest.mark.parametrize("text", ["hello", "thanks", "yes", "help", "please help me", "hej", "مرحبا", "merhaba"])
def test_words_without_details_say_nothing(text: str) -> None:
    assert told(text) == {}


def test_free_is_asked_or_wished() -> None:
    assert told("is it free?")["asks"] == "cost"
    assert "free" not in told("is it free?")
    assert told("anything free for my 9 year old")["free"] is True


def test_a_language_is_asked_about_or_wished() -> None:
    assert (told("do they speak Polish?")["asks"], told("do they speak Polish?")["language_asked"]) == (
        "languages",
        "pl",
    )
    assert told("someone who speaks somali")["spoken"] == "so"


@pytest.mark.parametrize(
    ("language", "text", "asks"),
    [
        ("en", "do my parents have to know?", "parents"),
        ("pl", "czy rodzice muszą wiedzieć?", "parents"),
        ("ar", "هل لازم أهلي يعرفوا؟", "parents"),
        ("ro", "trebuie să știe părinții?", "parents"),
        ("es", "¿se van a enterar mis padres?", "parents"),
        ("fr", "mes parents doivent être au courant ?", "parents"),
        ("it", "i miei genitori devono saperlo?", "parents"),
        ("pt", "os meus pais têm de saber?", "parents"),
        ("tr", "ailemin bilmesi gerekir mi?", "parents"),
        ("fa", "پدر و مادرم باید بدونن؟", "parents"),
        ("gu", "મમ્મી પપ્પાને ખબર પડશે?", "parents"),
        ("so", "waalidkay ma la socodsiinayaa?", "parents"),
        ("sq", "duhet ta dinë prindërit?", "parents"),
        ("tr", "ücretsiz mi?", "cost"),
        ("so", "ma bilaash baa?", "cost"),
        ("fr", "c'est gratuit ?", "cost"),
        ("es", "¿cuánto cuesta?", "cost"),
    ],
)
def test_questions_in_every_language(language: str, text: str, asks: str) -> None:
    assert told(text, language).get("asks") == asks


def test_every_language_has_the_same_tables() -> None:
    english = words.languages()["en"]
    for tag, one in words.languages().items():
        assert set(one.phrases) | {"numbers"} == set(english.phrases), tag
        assert set(one.asks) == set(english.asks), tag
        assert all(one.asks.values()), tag
    assert len(words.languages()) == 13


def test_a_number_of_thousands_of_digits_is_only_a_word() -> None:
    assert told(f"my son is 14 {'9' * 5000}")["age"] == 14
    assert told("9" * 5000) == {}
