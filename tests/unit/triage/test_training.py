"""Training: which file fits which data, how thresholds are set, what bad data is told."""

from pathlib import Path

import numpy as np
import pytest

from directory.triage import ensure_model
from directory.triage.assessor import load, model_path
from directory.triage.evaluate import evaluate
from directory.triage.examples import DATA, Example, fingerprint, read_examples
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
    whole, part = danger_of(scores)
    assert whole == pytest.approx(0.7)
    assert part < whole


def test_the_model_beats_the_least_we_accept_on_its_own_data(models: Path) -> None:
    """Not a measure of quality (it has seen these), a guard against a broken model or wrong labels."""
    table = evaluate(load(model_path(models)), read_examples(DATA))
    assert table["all", "emergency"]["hard"] > 0.85
    assert table["all", "crisis"]["right"] > 0.85
    assert table["all", "ordinary"]["any"] < 0.05
