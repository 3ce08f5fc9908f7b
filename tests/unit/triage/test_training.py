"""Training: which file fits which data, how thresholds are set, what bad data is told."""

from pathlib import Path

import numpy as np
import pytest

from directory.triage import Verdict, ensure_model
from directory.triage.assessor import load, model_path
from directory.triage.evaluate import evaluate
from directory.triage.examples import DATA, Example, fingerprint, read_examples, read_topics
from directory.triage.model import (
    HARD_ON_LOOKALIKES,
    HARD_ON_ORDINARY,
    SOFT_ON_ORDINARY,
    danger_of,
    thresholds,
    train,
)


def test_a_model_that_fits_is_not_trained_again(models: Path) -> None:
    path = model_path(models)
    before = path.stat().st_mtime_ns
    said: list[str] = []
    assert ensure_model(models, progress=said.append) == path
    assert path.stat().st_mtime_ns == before
    assert said == []


def test_changed_sentences_need_another_model(tmp_path: Path) -> None:
    file = tmp_path / "en_one.jsonl"
    file.write_text("one\n", encoding="utf-8")
    before = fingerprint([file])
    file.write_text("two\n", encoding="utf-8")
    assert fingerprint([file]) != before


def test_another_file_is_not_taken_for_a_model(tmp_path: Path) -> None:
    import joblib

    joblib.dump({"not": "a model"}, tmp_path / "other.joblib")
    with pytest.raises(TypeError, match="not a triage model"):
        load(tmp_path / "other.joblib")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("not json", "not an example"),
        ('{"text": "hello", "label": "none"}', "not an example"),
        ('{"text": " ", "label": "none", "kind": "ordinary"}', "empty"),
        ('{"text": "hello", "label": "none", "kind": "danger"}', "do not go together"),
        ('{"text": "hello", "label": "crisis", "kind": "ordinary"}', "do not go together"),
    ],
)
def test_bad_lines_are_refused_with_their_place(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "en_bad.jsonl").write_text(
        '{"text": "fine", "label": "none", "kind": "ordinary"}\n' + line + "\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=rf"en_bad.jsonl:2: .*{problem}"):
        read_examples(tmp_path)


def test_one_writer_is_not_enough() -> None:
    alone = [Example("he has a knife", "emergency", "danger", "en", "one")]
    with pytest.raises(ValueError, match="two writers"):
        train(alone)


def test_thresholds_keep_false_alarms_in_their_bounds() -> None:
    kinds = ["ordinary"] * 100 + ["lookalike"] * 100 + ["danger"] * 100
    danger = np.concatenate([np.linspace(0, 0.9, 100), np.linspace(0, 0.95, 100), np.linspace(0, 1, 100)])
    hard, soft = thresholds(danger, kinds)
    assert (danger[:100] >= hard).mean() <= HARD_ON_ORDINARY
    assert (danger[100:200] >= hard).mean() <= HARD_ON_LOOKALIKES
    assert (danger[:100] >= soft).mean() <= SOFT_ON_ORDINARY
    assert soft <= hard


def test_a_torn_out_sentence_counts_for_less_than_the_whole() -> None:
    scores = np.array([[0.6, 0.1, 0.3], [0.6, 0.1, 0.3]])
    whole, clause = danger_of(scores, "two, clauses")
    assert whole == pytest.approx(0.7)
    assert clause < danger_of(scores, "a long message " * 20)[1] < whole


def test_the_model_beats_the_least_we_accept_on_its_own_data(models: Path) -> None:
    """Not a measure of quality (it has seen these), a guard against a broken model or wrong labels."""
    table = evaluate(load(model_path(models)), read_examples(DATA))
    assert table["all", "emergency"]["hard"] > 0.85
    assert table["all", "crisis"]["right"] > 0.85
    assert table["all", "ordinary"]["any"] < 0.05


def test_messages_of_topics_are_read_with_what_they_are_to_the_triage(tmp_path: Path) -> None:
    (tmp_path / "pl").mkdir()
    for route in ("crisis_suicide", "domestic_abuse", "youth_activities"):
        lines = f'version: "3.1"\nnlu:\n- intent: {route}\n  examples: |\n    - jedno\n    - drugie\n'
        (tmp_path / "pl" / f"{route}.yml").write_text(lines, encoding="utf-8")
    told = read_topics(tmp_path)
    assert [(one.group, one.label) for one in told[::2]] == [("crisis", "crisis"), ("harm", None), ("other", "none")]
    assert (told[0].text, told[0].language, told[0].writer) == ("jedno", "pl", "crisis_suicide0")
    (tmp_path / "pl" / "youth_activities.yml").write_text("nlu: [nothing]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"pl/youth_activities\.yml"):
        read_topics(tmp_path)


def test_the_same_sentences_give_the_same_model() -> None:
    some = [example for example in read_examples(DATA) if example.language == "it"]
    one, other = train(some), train(some)
    assert np.array_equal(one.judges.margins, other.judges.margins)
    assert (one.hard, one.soft) == (other.hard, other.soft)


def test_calm_is_what_was_judged_and_found_to_be_nearly_certainly_nothing() -> None:
    assert Verdict(scores={"none": 0.9}).calm
    assert not Verdict(scores={"none": 0.7}).calm
    assert not Verdict("caution", "soft", {"none": 0.9}).calm
    assert not Verdict().calm
