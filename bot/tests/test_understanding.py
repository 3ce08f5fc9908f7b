"""What is read from a message: words in one way of writing, ages and places, strange languages, topics."""

from pathlib import Path

import evaluate
import pytest
import yaml
from directory_words import as_training_data, read_words

from components.details import find_details, nothing_else, slug
from components.normalise import for_learning, normalise, stems
from components.topic_model import TopicModel

BOT = Path(__file__).resolve().parent.parent
CONFIG = next(p for p in yaml.safe_load((BOT / "config.yml").read_text())["pipeline"] if p["name"].endswith(".Details"))
WARDS = {normalise(name): slug(name) for name in CONFIG["wards"]} | {
    normalise(other): slug(name) for other, name in CONFIG["also"].items()
}
INTENTS = set(yaml.safe_load((BOT / "domain" / "intents.yml").read_text())["intents"])


@pytest.fixture(scope="module")
def model() -> TopicModel:
    training = evaluate.read_training(BOT / "data") + read_words()
    return TopicModel().fit([text for text, _ in training], [route for _, route in training])


def details(text: str) -> dict[str, object]:
    return {found.name: found.value for found in find_details(normalise(text), WARDS)}


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my 14 year old son", 14),
        ("im 15 and bored", 15),
        ("I'm 15", 15),
        ("she is 9", 9),
        ("he's 13yo", 13),
        ("a 17-year-old", 17),
        ("my son is 12", 12),
        ("mum, 78, fell", 78),
        ("aged 70", 70),
        ("mam 16 lat", 16),
        ("15-letni syn", 15),
        ("عمري ١٥ سنة", 15),
        ("ابني عمره 14", 14),
        ("im 10 minutes away", None),
        ("i reported it 10 times", None),
        ("im 100% sure", None),
        ("he hit me for 20 years", None),
        ("od 3 lat mnie bije", None),
        ("منذ 10 سنوات", None),
        ("call 101", None),
        ("aged 400", None),
    ],
)
def test_ages(text: str, age: int | None) -> None:
    assert details(text).get("age") == age


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("anything in West Hendon?", "west-hendon"),
        ("i live in hendon", "hendon"),
        ("near NW9 5XE", "NW9"),
        ("n20", "N20"),
        ("N2 0AB", "N2"),
        ("HA8", "HA8"),
        ("childs hill", "childs-hill"),
        ("Child's Hill", "childs-hill"),
        ("colindale", "colindale-north"),
        ("sw1a 1aa", None),
        ("no 2 bus", None),
    ],
)
def test_places(text: str, place: str | None) -> None:
    assert details(text).get("place") == place


def test_there_are_24_wards_and_a_bare_place_is_told_from_a_message() -> None:
    assert len(set(WARDS.values())) == 24
    for bare in ("NW9", "he's 14", "we live in Hendon", "mam 15 lat"):
        text = normalise(bare)
        assert nothing_else(text, find_details(text, WARDS))
    for message in ("youth club in NW9", "my husband hits me, I'm 34", "hello"):
        text = normalise(message)
        assert not nothing_else(text, find_details(text, WARDS))


def test_one_way_of_writing() -> None:
    assert normalise("Pleeeease HELP’s") == "pleease helps"
    assert normalise("Zażółć") == "zazolc"
    assert normalise("أُريدُ مُساعَدةً ١٢") == normalise("اريد مساعده 12")
    assert for_learning("ring 999 not 12345") == "ring 999 not 0"
    assert stems("mentoring mentors") == "mento mento"


def test_strange_languages_are_told_from_those_that_were_learned(model: TopicModel) -> None:
    strange = [
        "mieheni lyö minua",
        "chồng tôi đánh tôi nhiều năm rồi",
        "Кто-нибудь помогите",
        "मुझे मदद चाहिए",
        "我丈夫打我",
    ]
    assert all(model.guard.is_strange(text) for text in strange)
    assert all(confidence == 0 for _, confidence in model.rank(strange[0]))
    known = ["my husband hits me", "potrzebuję pomocy z mieszkaniem", "ابني لا يريد الذهاب إلى المدرسة"]
    known += ["Dün gece bisikletim çalındı", "મારે મદદ જોઈએ છે", "caawimaad baan u baahanahay guriga"]
    assert not any(model.guard.is_strange(text) for text in known)


MEASURED = {
    "en": (0.88, 0.96), "pl": (0.80, 0.91), "ar": (0.68, 0.83), "es": (0.80, 0.89), "fa": (0.65, 0.74),
    "fr": (0.70, 0.85), "gu": (0.66, 0.77), "it": (0.76, 0.86), "pt": (0.77, 0.84), "ro": (0.79, 0.87),
    "so": (0.75, 0.83), "sq": (0.73, 0.86), "tr": (0.69, 0.85),
}  # fmt: skip


@pytest.mark.parametrize(("language", "right", "among"), [(tag, *shares) for tag, shares in MEASURED.items()])
def test_topics_are_understood_as_well_as_was_measured(
    model: TopicModel, language: str, right: float, among: float
) -> None:
    rows = evaluate.read_evaluation(BOT / "evaluation" / f"{language}.jsonl")
    found = evaluate.judge(model, rows, 0.3, 0.05)
    assert found["right"] / found["n"] >= right
    assert found["among"] / found["n"] >= among
    assert found["answered_right"] / found["answered"] >= 0.62


def test_every_route_has_training_messages_of_its_own_in_each_language() -> None:
    routes = INTENTS - {"tell_more"}
    assert len(routes) == 39
    for language, least in (("en", 40), ("pl", 15), ("ar", 15)):
        for route in sorted(routes):
            path = BOT / "data" / "nlu" / language / f"{route}.yml"
            block = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
            assert sum(len(part["examples"].splitlines()) for part in block) >= least, path.name


def test_the_directorys_words_belong_to_known_routes_and_hold_no_markup() -> None:
    blocks = as_training_data()["nlu"]
    assert {block["intent"] for block in blocks} <= INTENTS
    assert not any(sign in block["examples"] for block in blocks for sign in "[](){}")
