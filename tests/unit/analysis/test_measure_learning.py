"""The measurement of learning, on a small part of the training answers: it judges on nothing that was learned from."""

import json

import pytest

from surveys.analysis.data import TRAINING, read_examples
from surveys.analysis.measure_learning import as_correction, gain, measure, split

VOICES = 12


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A few hundred of the English answers, as if by twelve people."""
    folder = tmp_path_factory.mktemp("training")
    rows = [line for path in sorted(TRAINING.glob("en*.jsonl")) for line in path.read_text().splitlines()][::14]
    for voice in range(VOICES):
        (folder / f"en_{voice}.jsonl").write_text("\n".join(rows[voice::VOICES]) + "\n")
    return folder


def test_no_voice_and_no_answer_stands_on_two_sides() -> None:
    examples = read_examples(TRAINING)
    parts = split(examples)
    sides = (parts.base, parts.corrected, parts.other_answers, parts.other_voices)
    assert all(len(side) > 500 for side in sides)
    texts = [{(one.question, one.text) for one in side} for side in sides]
    assert all(not one & other for place, one in enumerate(texts) for other in texts[place + 1 :])
    voices = [{one.source for one in side} for side in sides]
    assert not voices[0] & (voices[1] | voices[3])
    assert not voices[1] & voices[3]
    assert {one.language for one in parts.other_voices} == {one.language for one in examples}
    assert not any(one.disclosure for side in sides[1:] for one in side)


def test_a_correction_has_the_true_themes_and_is_held_back_in_every_run_or_in_none() -> None:
    made = [as_correction(one) for one in split(read_examples(TRAINING)).corrected]
    assert made == [as_correction(one) for one in split(read_examples(TRAINING)).corrected]
    assert 0.1 < sum(one.held_back for one in made) / len(made) < 0.3


def test_the_gain_is_that_of_the_same_answers() -> None:
    before = [({"a"}, {"b"}), ({"a"}, {"a"})] * 50
    after = [({"a"}, {"a"}), ({"a"}, {"a"})] * 50
    more, low, high = gain(before, after)
    assert more == pytest.approx(0.5)
    assert low < 0.5 < high
    assert gain(before, before) == (0, 0, 0)


def test_it_prints_each_judge_before_and_after_and_touches_no_file(shelf) -> None:
    files = {path.name: path.read_text() for path in shelf.iterdir()}
    said = measure(shelf)
    assert {path.name: path.read_text() for path in shelf.iterdir()} == files
    assert sum(line.startswith("    before") for line in said) == 4
    learned = {line.split("(")[0].split()[-1] for line in said if line.strip().startswith("learned ")}
    never = {line.split("(")[0].split()[-1] for line in said if line.strip().startswith("never learned")}
    assert float(learned.pop()) > float(never.pop())
    assert json.loads(files["en_0.jsonl"].splitlines()[0])["text"]
