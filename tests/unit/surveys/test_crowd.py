"""The larger invented consultation: all languages, audiences, channels and events, in words that nobody learned."""

import random
from collections import Counter

import pytest

from surveys.analysis.data import TRAINING, read_examples
from surveys.analysis.language import LANGUAGES
from surveys.demo import crowd


@pytest.fixture(scope="module")
def people():
    return crowd.everyone(random.Random(1), 2000)


def test_so_many_people_in_all_thirteen_languages(people):
    languages = Counter(person.language for person in people)
    assert len(people) == 2000
    assert set(languages) == set(LANGUAGES)
    assert min(languages.values()) >= 20
    writers = Counter(person.language for person in people if person.texts)
    assert min(writers[language] for language in LANGUAGES) >= 30


def test_every_audience_channel_and_event(people):
    assert min(Counter(person.audience for person in people).values()) >= 80
    assert set(Counter(person.channel for person in people)) == {"web", "paper", "chat", "event"}
    came = Counter(person.event for person in people if person.channel == "event")
    assert set(came) == set(range(len(crowd.shares()["events"])))
    assert all(person.event is None for person in people if person.channel != "event")


def test_who_writes_in_a_language_without_pages_did_not_use_them(people):
    away = {person.channel for person in people if person.language not in crowd.shares()["page_languages"]}
    assert "web" not in away


def test_nobodys_words_come_twice_but_for_the_letter(people):
    letters = set(crowd.shares()["campaign"]["letters"])
    texts = Counter(text for person in people for text in person.texts.values() if len(text.split()) >= 8)
    assert {text for text, times in texts.items() if times > 1} <= letters
    assert sum(texts[letter] for letter in letters) == 40


def test_no_text_was_learned_from(people):
    learned = {example.text for example in read_examples(TRAINING) if len(example.text.split()) >= 4}
    assert not [text for person in people for text in person.texts.values() if text in learned]


def test_texts_are_only_given_to_questions_that_are_asked(people):
    for person in people:
        audience = "young_person" if person.audience == "young_adult" else person.audience
        assert set(person.texts) <= crowd.ASKED[audience], person


def test_a_smaller_crowd_is_no_mere_crowd_of_writers_and_the_same_each_time():
    few = crowd.everyone(random.Random(5), 400)
    assert len(few) == 400
    assert 0.5 < sum(bool(person.texts) for person in few) / 400 < 0.7
    assert few == crowd.everyone(random.Random(5), 400)


def test_too_few_are_refused():
    with pytest.raises(ValueError, match="fewer"):
        crowd.everyone(random.Random(1), crowd.FEWEST - 1)
