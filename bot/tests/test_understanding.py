"""What is read from a message: words in one way of writing, ages and places, strange languages, topics."""

from pathlib import Path

import evaluate
import pytest
import yaml
from directory_words import as_training_data, read_words

from components.normalise import for_learning, normalise, stems
from components.topic_model import TopicModel

BOT = Path(__file__).resolve().parent.parent
INTENTS = set(yaml.safe_load((BOT / "domain" / "intents.yml").read_text())["intents"])


@pytest.fixture(scope="module")
def model() -> TopicModel:
    training = evaluate.read_training(BOT / "data") + read_words()
    return TopicModel().fit([text for text, _ in training], [route for _, route in training])


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
    routes = INTENTS - {"tell_more", "follow_up"}
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
