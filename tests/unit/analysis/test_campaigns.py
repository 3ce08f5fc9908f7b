"""Campaign copies: what is the same letter, what is not, and counts with and without them."""

import random

import sqlalchemy as sa

from surveys.analysis import campaigns, coding
from surveys.analysis.coded import Coded
from surveys.analysis.listening_models import CampaignCopy
from surveys.answers import withdraw
from surveys.queries import all_consultations
from tests.factories.analysis import answers_of, send

LETTER = (
    "Please bring back the night bus and mend the lights at the station, because my family and I do not feel safe "
    "walking home after dark, and nobody has listened to us for three winters"
)
WORDS = [f"{first}{second}" for first in "bcdfghklmn" for second in ("ag", "el", "im", "on", "up", "ash", "ent", "ill")]


def letter_with(change, place=5):
    words = LETTER.split()
    words[place] = change
    return " ".join(words)


def read(session, submission, *codes):
    """Code an answer as the program does."""
    answer = answers_of(session, submission)[0]
    given = Coded("en", list(codes), {}, dict.fromkeys(codes, 0.9), "neutral", [], False, False, [], "1")
    coding.store(session, answer, given)
    answer.coding_state = "coded"
    return answer


def consultation(session):
    return next(one for one in all_consultations(session) if one.slug == "community-voice-2026")


def found_in(session):
    """What the job does: how many texts it looked at, and the campaigns in them."""
    answers = campaigns.sent(session, consultation(session))
    return len(answers), campaigns.find(answers, lambda ids: campaigns.texts(session, ids))


def test_a_letter_with_a_word_changed_or_a_line_added_is_the_same_letter():
    texts = [
        LETTER,
        "something quite different about the youth club that used to be open every single evening",
        letter_with("tram").upper(),
        f"{LETTER}! Thank you from all of us here.",
        "safe",
    ]
    assert campaigns.cluster(texts) == [[0, 2, 3]]


def test_short_answers_are_never_a_campaign():
    assert campaigns.cluster(["more police on the street please"] * 50) == []


def test_the_same_words_in_another_order_are_not_the_same_letter():
    words = LETTER.split()
    random.Random(1).shuffle(words)
    assert campaigns.cluster([LETTER, " ".join(words)]) == []


def test_two_letters_among_many_answers_are_found_and_kept_apart():
    chance = random.Random(7)
    other = " ".join(chance.choices(WORDS, k=30))
    texts = [" ".join(chance.choices(WORDS, k=25)) for _ in range(400)]
    texts[10::40] = [letter_with(f"bus{number}", number) for number in range(10)]
    texts[15::80] = [f"{other} signed {number}" for number in range(5)]
    assert campaigns.cluster(texts) == [list(range(10, 400, 40)), list(range(15, 400, 80))]
    assert campaigns.cluster(texts) == campaigns.cluster(texts)


def test_letters_in_another_alphabet_are_letters():
    letter = "نريد المزيد من الإضاءة في الشوارع القريبة من المحطة لأن أطفالنا يخافون من المشي هناك في الليل"
    assert campaigns.cluster([letter, letter + " شكرا", "كلام آخر"]) == [[0, 1]]


def test_themes_are_counted_with_and_without_copies(seeded_session):
    for number in range(4):
        read(seeded_session, send(seeded_session, {"Q3": letter_with(f"bus{number}")}), "lighting_design")
    read(seeded_session, send(seeded_session, {"Q3": "more lamps"}), "lighting_design")
    read(seeded_session, send(seeded_session, {"Q3": "more police"}), "police_presence")
    looked, found = found_in(seeded_session)
    assert looked == 6
    assert campaigns.keep(seeded_session, consultation(seeded_session), found) == 1
    counts = {
        one.code: (one.people, one.without)
        for one in campaigns.theme_counts(seeded_session, consultation(seeded_session))
    }
    assert counts == {"lighting_design": (5, 2), "police_presence": (1, 1)}
    assert len(campaigns.copies(seeded_session, consultation(seeded_session))) == 4
    assert len(campaigns.left_out(seeded_session, consultation(seeded_session))) == 3


def test_the_page_sees_people_days_channels_and_a_masked_sample(seeded_session):
    text = f"{LETTER}. Ring me on 07700 900123"
    for channel in ("web", "web", "paper"):
        send(seeded_session, {"Q3": text}, channel=channel)
    campaigns.keep(seeded_session, consultation(seeded_session), found_in(seeded_session)[1])
    [shown] = campaigns.listed(seeded_session, consultation(seeded_session))
    assert (shown.people, shown.channels) == (3, {"web": 2, "paper": 1})
    assert shown.first <= shown.last
    assert "night bus" in shown.sample
    assert "07700" not in shown.sample


def test_one_person_who_says_it_three_times_is_no_campaign(seeded_session):
    send(seeded_session, {"Q1": LETTER, "Q2": LETTER, "Q3": LETTER})
    send(seeded_session, {"Q3": LETTER})
    assert found_in(seeded_session)[1] == []


def test_what_tells_of_harm_is_never_in_a_campaign_not_even_when_it_is_seen_late(seeded_session):
    sent = [send(seeded_session, {"Q3": LETTER}) for _ in range(4)]
    send(seeded_session, {"Q3": LETTER}, alert="caution")
    _looked, found = found_in(seeded_session)
    campaigns.keep(seeded_session, consultation(seeded_session), found)
    first = answers_of(seeded_session, sent[0])[0]
    coding.queue(seeded_session, first, "person")
    assert first.id not in campaigns.copies(seeded_session, consultation(seeded_session))
    assert [one.people for one in campaigns.listed(seeded_session, consultation(seeded_session))] == [3]
    _looked, again = found_in(seeded_session)
    assert [len(one) for one in again] == [3]


def test_a_copy_goes_with_its_answer_and_finding_again_replaces(seeded_session):
    sent = [send(seeded_session, {"Q3": LETTER}) for _ in range(4)]
    for _ in range(2):
        found = found_in(seeded_session)[1]
        campaigns.keep(seeded_session, consultation(seeded_session), found)
    number = sa.select(sa.func.count()).select_from(CampaignCopy)
    assert seeded_session.scalar(number) == 4
    withdraw(seeded_session, sent[0].draft)
    seeded_session.flush()
    assert seeded_session.scalar(number) == 3
