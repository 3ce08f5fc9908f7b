"""The quick ways of the coder against the plain ones they stand for, and files that are not as they should be."""

import json

import numpy as np
import pytest

from surveys.analysis import files
from surveys.analysis.codebook import MOST_CODES, QUESTIONS, codebook
from surveys.analysis.counting import WordRows, feature_rows
from surveys.analysis.data import EVALUATION, read_examples
from surveys.analysis.features import Document, character_features, word_characters, word_features
from surveys.analysis.text import _fold_character, fold

LONG = "we need more police, youth clubs & cctv because it's dark, and my son's mates carry knives. "
TRICKY = {
    "empty": "",
    "one character": "x",
    "one accent": "\u0301",
    "emoji only": "💙🎉😡",
    "markup": "<b>more police</b> <script>alert(1)</script>",
    "formula": '=HYPERLINK("http://example.org")',
    "mixed scripts": "more policja شرطة પોલીસ police",
    "Arabic with joined particles": "والشرطة بالشوارع وللشباب والمخدرات كالعصابات بالمدارس",
    "letters that become several": "ﬁghts ﬂats ½ ﷺ ǅ Straße",
    "capitals of other alphabets": "İstanbul ıssız ſelect K polis yok",
    "half a character": "\ud800 more police",
    "no text": "a\x00b police",
    "50,000 characters": (LONG * 600)[:50_000],
    "one word of 50,000 characters": "x" * 50_000,
    "50,000 emoji": "💙" * 50_000,
}


@pytest.fixture(params=TRICKY.values(), ids=TRICKY)
def text(request):
    return request.param


def test_folding_is_letter_by_letter(text):
    folded = fold(text)
    parts = [_fold_character(character) for character in text]
    assert folded.text == "".join(parts)
    assert list(folded.places) == [place for place, part in enumerate(parts) for _ in part]


def test_rows_are_those_of_scikit_learn(coder, text):
    documents = [Document.of("Q3", text), Document.of("Q1", "więcej policji"), Document.of("Q1", text)]
    features = coder.themes.features
    plain = features.by_words.transform(documents)
    quick = feature_rows(features.by_words, map(word_features, documents))
    same(plain, quick)
    same(features.by_characters.transform(documents), features.characters.rows(one.bare for one in documents))


def same(plain, quick):
    assert plain.shape == quick.shape
    assert plain.dtype == quick.dtype
    assert np.array_equal(plain.indptr, quick.indptr)
    assert np.array_equal(plain.indices, quick.indices)
    assert np.array_equal(plain.data, quick.data)  # to the last bit


def test_rows_stay_the_same_when_what_was_remembered_is_dropped(coder, monkeypatch):
    monkeypatch.setattr("surveys.analysis.counting.WORDS_KEPT", 3)
    vectoriser = coder.themes.features.by_characters
    rows = WordRows(vectoriser, word_characters)
    documents = [Document.of("Q3", LONG)] * 2
    same(vectoriser.transform(documents), rows.rows(one.bare for one in documents))
    assert len(rows._kept) <= 3
    assert character_features(documents[0])


def every_phrase(folded, question):
    """What `matches` says, by trying each phrase of the codebook."""
    found = {}
    for code in codebook().codes.values():
        for phrase in code.phrases:
            if phrase.question in (None, question):
                spans = [match.span() for match in phrase.pattern.finditer(folded.text)]
                if spans:
                    found.setdefault(code.code, []).extend(spans)
    return found


def every_bare_word(folded, question):
    """Whether one plain word is a bare one, by trying each pattern."""
    for code in codebook().codes.values():
        for pattern in (*code.bare.get(question, ()), *code.bare.get("any", ())):
            if pattern.fullmatch(folded.text):
                return {code.code: [(0, len(folded.text))]}
    return None


def test_key_phrases_are_those_found_by_trying_each(text):
    folded = fold(text)
    assert codebook().matches(folded, "Q3") == every_phrase(folded, "Q3")


def test_key_phrases_of_real_answers_are_those_found_by_trying_each():
    for example in read_examples(EVALUATION)[::12]:
        folded = fold(example.text)
        assert codebook().matches(folded, example.question) == every_phrase(folded, example.question)


@pytest.mark.parametrize("word", ["drugs", "police", "المخدرات", "gangs", "narkotyki", "zebra"])
@pytest.mark.parametrize("question", [*QUESTIONS, "Q9"])
def test_a_bare_word_is_found_as_by_trying_each(word, question):
    folded = fold(word)
    assert codebook().bare(folded, question) == every_bare_word(folded, question)


def test_whatever_is_written_gets_a_clear_outcome(coder, text):
    coded = coder.code("Q3", "resident", text)
    assert len(coded.themes) <= MOST_CODES
    assert set(coded.themes) <= set(codebook().codes)
    assert all(piece in text for pieces in coded.evidence.values() for piece in pieces)
    json.dumps(coded.as_json("1"))


def test_the_same_answer_gets_the_same_codes_when_its_words_are_known(coder, text):
    first = coder.code("Q3", "resident", text)
    assert coder.code("Q3", "resident", text) == first


def rows(count):
    texts = [example.text for example in read_examples(EVALUATION)]
    return [
        {"id": number, "question": "Q3", "audience": "resident", "text": texts[number % len(texts)]}
        for number in range(count)
    ]


def test_two_processes_say_what_one_says_in_the_same_order(coder):
    asked = rows(3 * files.CHUNK + 7)
    alone = list(files.code(coder, asked, processes=1))
    assert [row["id"] for row in alone] == list(range(len(asked)))
    assert list(files.code(coder, asked, processes=2)) == alone


def test_no_more_of_a_file_is_read_than_the_processes_need(coder):
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield {"id": taken, "question": "Q1", "audience": "resident", "text": "drugs"}

    coded = files.code(coder, endless(), processes=2)
    next(coded)
    coded.close()
    assert taken <= (files.WAITING * 2 + 1) * files.CHUNK


def test_lines_that_are_no_answer_are_counted_and_the_others_read():
    read = files.Read()
    good = b'{"id": 1, "question": "Q1", "text": "drugs"}'
    lines = [b"\xef\xbb\xbf" + good, b"", b"{", b'{"id": 2, "question": ["Q1"], "text": "a"}', b"[" * 100_000, good]
    assert [row["id"] for row in files.answers(lines, read)] == [1, 1]
    assert (read.left_out.count, read.left_out.first) == (3, [3, 4, 5])
    assert str(read.left_out) == "lines 3, 4, 5"
    assert read.mended.count == 0


def test_bytes_that_are_no_utf8_cost_no_answer():
    read = files.Read()
    lines = [b'{"id": 1, "question": "Q3", "text": "more polic\xe9 please"}']
    assert [row["text"] for row in files.answers(lines, read)] == ["more polic� please"]
    assert read.mended.first == [1]
    assert read.left_out.count == 0


def test_only_the_first_wrong_lines_are_kept():
    read = files.Read()
    assert list(files.answers([b"{"] * 1000, read)) == []
    assert read.left_out.count == 1000
    assert len(read.left_out.first) == files.NAMED
    assert str(read.left_out).endswith("and more")
