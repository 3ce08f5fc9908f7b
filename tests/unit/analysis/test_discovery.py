"""Proposed themes: found in what no theme fits, the same twice, never from what is hidden, and decided by people."""

import random

import pytest
import sqlalchemy as sa

from surveys.analysis import codebook_versions, coding, discovery, proposals
from surveys.analysis.coded import Coded
from surveys.analysis.discovery import Piece
from tests.factories.analysis import answers_of, send
from tests.unit.analysis.test_campaigns import consultation

DOGS = "dogs lead park bite barking owners toddler muzzle".split()
SCOOTERS = "scooters pavement riders speeding electric helmets corner beeping".split()
POLISH = "psy smyczy gryzą duże kagańca szczekają właściciele parku".split()
FILLERS = "street morning yesterday shop weekend neighbour summer bridge often again".split()


def sentences(topic, number):
    """Answers about one thing in ever other words; the same each time."""
    chance = random.Random(topic[0])
    return [" ".join(chance.sample(topic, 4) + chance.sample(FILLERS, 2)) for _ in range(number)]


def pieces(topic, number, question="Q2", language="en"):
    return [
        Piece(f"{question}-{language}-{topic[0]}-{place:03}", question, language, text)
        for place, text in enumerate(sentences(topic, number))
    ]


def test_two_topics_of_one_question_come_apart_with_their_words():
    found, small = discovery.topics(pieces(DOGS, 20) + pieces(SCOOTERS, 18))
    assert small == []
    kinds = [{"dogs" if "-dogs-" in one else "scooters" for one in topic.answer_ids} for topic in found]
    assert all(len(kind) == 1 for kind in kinds)
    assert {"dogs", "scooters"} == set().union(*kinds)
    said = {next(iter(kind)): set(topic.words) for kind, topic in zip(kinds, found, strict=True)}
    assert said["dogs"] <= {*DOGS, *FILLERS}
    assert said["scooters"] <= {*SCOOTERS, *FILLERS}


def test_the_same_answers_give_the_same_topics_in_any_order():
    given = pieces(DOGS, 20) + pieces(SCOOTERS, 18)
    assert discovery.topics(given) == discovery.topics(list(reversed(given)))


def test_each_language_is_looked_at_by_itself_and_words_keep_their_letters():
    found, small = discovery.topics(
        pieces(DOGS, 30) + pieces(POLISH, 30, language="pl") + pieces(POLISH, 9, language="so")
    )
    assert {one.language for one in found} == {"en", "pl"}
    assert small == [("Q2", "so", 9)]
    assert any({"duże", "gryzą", "kagańca"} & set(one.words) for one in found if one.language == "pl")


def test_too_few_answers_propose_nothing_and_say_so():
    assert discovery.topics(pieces(DOGS, 24)) == ([], [("Q2", "en", 24)])
    assert discovery.topics([]) == ([], [])


def test_answers_without_a_word_in_common_propose_nothing():
    strange = [Piece(str(place), "Q2", "en", f"zq{chr(97 + place)}x") for place in range(25)]
    assert discovery.topics(strange) == ([], [])


def test_progress_is_told():
    heard = []
    discovery.topics(pieces(DOGS, 5) + pieces(DOGS, 5, question="Q3"), lambda done, total: heard.append((done, total)))
    assert heard == [(0, 2), (1, 2), (2, 2)]


def answer(session, text, codes=(), confidence=0.9, **more):
    sent = send(session, {"Q2": text}, **{key: more.pop(key) for key in ("alert",) if key in more})
    row = answers_of(session, sent)[0]
    fields = {"pii": [], "disclosure": False, "nonsense": False} | more
    read = Coded(
        "en", list(codes), {}, dict.fromkeys(codes, confidence), "neutral", disclosure_signs=[], version="1", **fields
    )
    return coding.store(session, row, read)


def test_only_what_no_theme_fits_is_looked_at(seeded_session):
    kept = answer(seeded_session, "dogs bite")
    unsure = answer(seeded_session, "dogs in the park", ["unsafe_parks"], confidence=0.36)
    answer(seeded_session, "dark park", ["unsafe_parks"])
    answer(seeded_session, "nothing", ["no_theme"], confidence=0.3)
    answer(seeded_session, "parking", ["other_not_safety"], confidence=0.3)
    answer(seeded_session, "asdf", nonsense=True)
    answer(seeded_session, "he hits me", disclosure=True)
    answer(seeded_session, "maybe danger", alert="caution")
    late = answer(seeded_session, "seen late")
    coding.queue(seeded_session, late.answer, "person")
    found = discovery.leftovers(seeded_session, consultation(seeded_session))
    assert set(found) == {kept.answer_id, unsure.answer_id}


def test_no_personal_data_becomes_a_word(seeded_session):
    for _ in range(3):
        answer(seeded_session, "Jayden has dogs, ring 07700 900123", pii=["Jayden"])
    assert all("Jayden" not in one.text and "07700" not in one.text for one in looked_at(seeded_session))


@pytest.fixture
def proposed(seeded_session):
    """One proposal made of thirty answers."""
    for text in sentences(DOGS, 30):
        answer(seeded_session, f"{text}, says Jayden", pii=["Jayden"])
    run(seeded_session)
    return proposals.proposals(seeded_session, consultation(seeded_session))[0]


def looked_at(session):
    return discovery.pieces(session, discovery.leftovers(session, consultation(session)))


def run(session):
    found, _small = discovery.topics(looked_at(session))
    return proposals.keep(session, consultation(session), found)


def test_a_proposal_has_masked_samples_and_its_words_are_encrypted(seeded_session, proposed):
    samples = proposals.samples(seeded_session, [proposed])[proposed.id]
    assert len(samples) == proposals.SAMPLE
    assert all("Jayden" not in text and any(word in text for word in DOGS) for text in samples)
    stored = str(seeded_session.execute(sa.text("select * from analysis_theme_proposal")).all())
    assert not any(word in stored for word in proposed.words)


def test_finding_again_replaces_what_nobody_decided(seeded_session, proposed):
    before = len(proposals.proposals(seeded_session, consultation(seeded_session)))
    assert run(seeded_session) == before
    assert len(proposals.proposals(seeded_session, consultation(seeded_session))) == before


def test_a_rejected_one_does_not_come_back(seeded_session, proposed):
    with pytest.raises(proposals.NotAllowed, match="no_reason"):
        proposals.reject(seeded_session, proposed, " ", "anna")
    proposals.reject(seeded_session, proposed, "Not about violence", "anna")
    run(seeded_session)
    everything = proposals.proposals(seeded_session, consultation(seeded_session))
    assert all(len(set(one.words) & set(proposed.words)) < 5 for one in everything if one is not proposed)
    assert [one for one in everything if one.state == "rejected"] == [proposed]
    with pytest.raises(proposals.NotAllowed, match="decided"):
        proposals.name(seeded_session, proposed, "Dogs", "", "anna")


def test_a_named_one_is_in_the_draft_of_the_codebook(seeded_session, proposed):
    with pytest.raises(proposals.NotAllowed, match="no_name"):
        proposals.name(seeded_session, proposed, "  ", "", "anna")
    code = proposals.name(seeded_session, proposed, "Dogs off the lead", "Dogs that frighten or bite", "anna")
    draft = codebook_versions.open_draft(seeded_session)
    added = next(theme for theme in codebook_versions.themes_of(seeded_session, draft) if theme.code == code)
    assert (added.names["en"], added.takes_in, added.family) == (
        "Dogs off the lead",
        "Dogs that frighten or bite",
        "safety",
    )
    assert code not in codebook_versions.current(seeded_session).codes


def test_a_name_that_the_codebook_has_is_refused(seeded_session, proposed):
    proposals.name(seeded_session, proposed, "Dogs", "", "anna")
    proposed.state = "proposed"
    with pytest.raises(proposals.NotAllowed, match="name_taken"):
        proposals.name(seeded_session, proposed, "dogs", "", "anna")
