"""One answer in, everything that the machine can say of it out."""

import json

import pytest

from surveys.analysis.codebook import MOST_CODES, codebook
from surveys.analysis.coder import CHUNK
from surveys.analysis.data import read_examples


@pytest.mark.parametrize(
    ("question", "text", "code"),
    [
        ("Q3", "We need more police walking about, not just driving through", "police_presence"),
        ("Q5", "CAMHS waiting list is over a year and the thresholds keep rising", "capacity_waiting_times"),
        ("Q1", "county lines gangs using kids to sell drugs", "cause_drug_trade"),
        ("Q2", "badly lit streets, I don't go out after dark", "unsafe_lighting_dark"),
        ("Q3", "więcej policji na ulicach wieczorem", "police_presence"),
        ("Q3", "نريد نوادي وأنشطة للشباب", "youth_activities"),
    ],
)
def test_plain_answers_get_their_theme(coder, question, text, code):
    coded = coder.code(question, "resident", text)
    assert code in coded.themes
    assert 0 < coded.confidence[code] <= 1


def test_evidence_is_words_of_the_text(coder):
    text = "More POLICE on the beat, and street lights that work please"
    coded = coder.code("Q3", "resident", text)
    assert "police_presence" in coded.themes
    assert set(coded.evidence) == set(coded.themes) == set(coded.confidence)
    for pieces in coded.evidence.values():
        assert pieces
        assert all(piece in text for piece in pieces)


def test_a_rejected_theme_is_not_coded(coder):
    coded = coder.code("Q3", "resident", "Cameras won't help. We need youth clubs open in the evening")
    assert "cctv_more" not in coded.themes
    assert "youth_activities" in coded.themes


@pytest.mark.parametrize("text", ["idk", ".", "", "nie wiem", "asdfghjkl", "<script>alert(1)</script>"])
def test_no_answer_stands_alone(coder, text):
    assert coder.code("Q3", "resident", text).themes == ["no_theme"]


def test_junk_is_nonsense_and_a_lazy_answer_is_not(coder):
    assert coder.code("Q1", "resident", "asdfgh jkl").nonsense
    assert not coder.code("Q1", "resident", "idk").nonsense


def test_never_more_than_five_codes_and_alone_ones_alone(coder):
    long = (
        "More police, more cameras, better street lighting, youth clubs, jobs for young people, mentors, help for"
        " parents, mental health support, lessons in school about knives, longer sentences and stop and search"
    )
    coded = coder.code("Q3", "resident", long)
    assert 3 <= len(coded.themes) <= MOST_CODES
    alone = {code.code for code in codebook().codes.values() if code.alone}
    assert not alone & set(coded.themes)


def test_the_same_answers_give_the_same_codes_one_by_one_or_together(coder):
    rows = [
        {"id": str(number), "question": "Q3", "audience": "resident", "text": text}
        for number, text in enumerate(["more police", "youth clubs and jobs for kids", "idk"] * (CHUNK // 2))
    ]
    streamed = list(coder.stream(iter(rows)))
    assert [row["id"] for row in streamed] == [row["id"] for row in rows]
    alone = coder.code("Q3", "resident", "youth clubs and jobs for kids").as_json("1")
    assert json.dumps(streamed[1]) == json.dumps(alone)


def test_the_stream_reads_no_further_than_a_chunk(coder):
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield {"id": "x", "question": "Q1", "audience": "resident", "text": "drugs"}

    next(coder.stream(endless()))
    assert taken == CHUNK


def test_a_broken_training_line_is_named(tmp_path):
    (tmp_path / "en_x.jsonl").write_text('{"text": "hello"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"en_x\.jsonl:1"):
        read_examples(tmp_path)
