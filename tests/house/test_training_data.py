"""Training and evaluation sentences are many people's words: few alike, no filled-in skeletons, and
nothing in an evaluation that was learned (issue 2, gates)."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.house.sentences import (
    Pair,
    Sentence,
    near_duplicates,
    read_jsonl,
    read_nlu,
    shared,
    skeletons,
)

ROOT = Path(__file__).parents[2]
MOST_ALIKE = 0.02

Reader = Callable[[], list[Sentence]]
COLLECTIONS: dict[str, tuple[Reader, Reader]] = {
    "triage": (
        cache(lambda: read_jsonl(ROOT / "directory/triage/data", "label")),
        cache(lambda: read_jsonl(ROOT / "directory/triage/evaluation", "label")),
    ),
    "routes": (
        cache(lambda: read_nlu(ROOT / "bot/data/nlu")),
        cache(lambda: read_jsonl(ROOT / "bot/evaluation", "route")),
    ),
    "themes": (
        cache(lambda: read_jsonl(ROOT / "surveys/analysis/training", "question")),
        cache(lambda: read_jsonl(ROOT / "surveys/analysis/evaluation", "question")),
    ),
}
each_collection = pytest.mark.parametrize("name", COLLECTIONS)
each_part = pytest.mark.parametrize("part", [0, 1], ids=["training", "evaluation"])


@each_collection
@each_part
def test_few_sentences_are_nearly_the_same(name: str, part: int) -> None:
    sentences = COLLECTIONS[name][part]()
    assert sentences, f"no sentences of {name}"
    pairs = near_duplicates(sentences)
    alike = {pair.other.where + pair.other.text for pair in pairs}
    assert len(alike) <= MOST_ALIKE * len(sentences), _listed(pairs)


@each_collection
@each_part
def test_no_skeleton_is_filled_in_again_and_again(name: str, part: int) -> None:
    found = skeletons(COLLECTIONS[name][part]())
    lines = [f"{skeleton}\n" + _texts(group) for skeleton, group in found.items()]
    assert not found, f"{len(found)} skeletons in {name}\n" + "\n".join(lines[:40])


@each_collection
def test_nothing_learned_is_used_to_judge(name: str) -> None:
    training, evaluation = COLLECTIONS[name]
    pairs = shared(training(), evaluation())
    assert not pairs, _listed(pairs)


def test_triage_is_not_judged_by_messages_of_topics_either() -> None:
    """It learns those too (docs/decisions/0012)."""
    pairs = shared(COLLECTIONS["routes"][0](), COLLECTIONS["triage"][1]())
    assert not pairs, _listed(pairs)


def test_triage_learns_from_enough_sentences_of_each_language_and_kind() -> None:
    sentences = COLLECTIONS["triage"][0]()
    assert len(sentences) >= 1500
    for language in ("en", "pl", "ar"):
        labels = [sentence.label for sentence in sentences if sentence.language == language]
        assert len(labels) >= 300
        assert {"emergency", "crisis", "none"} == set(labels)
        assert 0.3 <= sum(label != "none" for label in labels) / len(labels) <= 0.6


NEEDS_OF_ENGLISH, NEEDS_OF_OTHERS, NOT_HELD = 20, 12, 50


@cache
def _needs() -> list[Sentence]:
    return read_jsonl(ROOT / "directory/needs_examples", "needs")


def test_sentences_of_needs_are_hardly_ever_alike() -> None:
    sentences = _needs()
    pairs = near_duplicates(sentences)
    assert len({pair.other.where for pair in pairs}) <= MOST_ALIKE * len(sentences), _listed(pairs)
    found = skeletons(sentences)
    assert not found, "\n".join(f"{skeleton}\n" + _texts(group) for skeleton, group in found.items())


def test_search_learns_nothing_that_it_is_judged_by() -> None:
    """Only counted, never shown: whoever writes sentences must not read the queries."""
    queries = read_jsonl(ROOT / "directory/evaluation", "voice", text="query")
    alike = Counter(pair.one.language for pair in shared(_needs(), queries))
    assert not alike, dict(alike)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "directory/needs_examples").glob("*.jsonl")), ids=lambda path: path.stem
)
def test_every_need_is_told_of_in_many_ways(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    needs = yaml.safe_load((ROOT / "directory/seed/needs.yaml").read_text(encoding="utf-8"))
    least = NEEDS_OF_ENGLISH if path.stem == "en" else NEEDS_OF_OTHERS
    told = Counter(code for row in rows for code in row["needs"])
    assert set(told) == {need["code"] for need in needs}
    assert min(told.values()) >= least
    assert sum(not row["needs"] for row in rows) >= NOT_HELD


def _made_up(*texts: str) -> list[Sentence]:
    return [Sentence(text, text, "none", "en", f"made up:{n}") for n, text in enumerate(texts)]


def test_a_copy_with_a_slip_of_the_pen_is_found() -> None:
    pairs = near_duplicates(
        _made_up(
            "the lift has been broken for nine days and mum is stuck",
            "the lift has been broken for nine days and mum is stuck!",
            "is there a boxing club for girls near edgware",
        )
    )
    assert [(pair.one.where, pair.other.where) for pair in pairs] == [("made up:0", "made up:1")]


def test_a_filled_in_slot_is_found() -> None:
    slots = [f"is there a {thing} club near here" for thing in ("boxing", "chess", "judo")]
    assert any("[ ]" in skeleton for skeleton in skeletons(_made_up(*slots)))
    openings = [f"i would like to know where the {end}" for end in ("bus goes", "hub is", "gym", "bins went")]
    assert any(skeleton.endswith("…") for skeleton in skeletons(_made_up(*openings)))


def test_an_evaluation_sentence_that_was_learned_is_found() -> None:
    assert shared(_made_up("he is outside again please come"), _made_up("he is outside again please come"))
    assert not shared(_made_up("he is outside again please come"), _made_up("thanks for the number"))


def _listed(pairs: Sequence[Pair]) -> str:
    return f"{len(pairs)} pairs alike\n" + "\n".join(str(pair) for pair in pairs[:60])


def _texts(group: Sequence[Sentence]) -> str:
    return "\n".join(f"    {sentence.where}: {sentence.text!r}" for sentence in group[:8])
