"""The fair gate: what keeps a survey shut, and what opens it (BOARD 18.2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from surveys import fair, queries, wording
from surveys.models import Consultation
from surveys.seed import loader
from tests.factories.fair import every_point, fill
from tests.factories.surveys import make_survey

DAY = date(2026, 5, 4)


@pytest.fixture
def consultation(session: Session) -> Consultation:
    """A consultation with a survey that is not open, and nothing but a purpose."""
    return make_survey(session, state="draft").consultation


def survey_of(consultation: Consultation) -> Any:
    return consultation.surveys[0]


def test_a_survey_stays_shut_and_every_missing_point_is_named(session, consultation):
    with pytest.raises(fair.NotFair) as refused:
        fair.open_survey(session, survey_of(consultation), DAY)
    assert refused.value.gate.missing == [
        "can_change",
        "reasons",
        "options_considered",
        "options_discarded",
        "who_is_asked",
        "equality",
        "decision_maker",
        "feedback",
        "safeguarding_lead",
        "queue_hours",
        "opens_on",
        "closes_on",
        "decides_on",
        "channels",
    ]
    assert survey_of(consultation).state == "draft"


def test_with_each_point_filled_it_opens(session, consultation):
    fill(session, consultation, DAY)
    assert fair.open_survey(session, survey_of(consultation), DAY)
    assert survey_of(consultation).state == "open"
    assert not fair.open_survey(session, survey_of(consultation), DAY)


@pytest.mark.parametrize("point", [name for name in every_point(DAY) if name != "title"])
def test_each_point_alone_keeps_it_shut(session, consultation, point):
    empty = None if point.endswith("_on") else ""
    fill(session, consultation, DAY, **{point: empty})
    assert fair.gate(session, consultation, DAY).missing == [point]


@pytest.mark.parametrize(
    "words", ["TBC", "tbc.", "To be confirmed by the council", "to be decided", "n/a", "Unknown", "...", " \n "]
)
def test_a_stopgap_is_no_answer(session, consultation, words):
    fill(session, consultation, DAY, decision_maker=words)
    assert fair.gate(session, consultation, DAY).missing == ["decision_maker"]


def test_an_answer_that_speaks_of_what_is_to_come_is_one():
    assert fair.is_answer("To be safe we asked the Cabinet, which decides in May.")
    assert fair.is_answer("The Cabinet")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"closes_on": DAY + timedelta(days=26)}, "too_short"),
        ({"closes_on": DAY - timedelta(days=1)}, "closes_before_opens"),
        ({"opens_on": DAY - timedelta(days=40), "closes_on": DAY - timedelta(days=3)}, "is_over"),
        ({"opens_on": DAY - timedelta(days=20), "closes_on": DAY + timedelta(days=20)}, "too_short"),
        ({"opens_on": DAY + timedelta(days=1), "closes_on": DAY + timedelta(days=40)}, "too_early"),
        ({"decides_on": DAY + timedelta(days=27)}, "decides_too_early"),
    ],
)
def test_dates_that_leave_no_fair_time(session, consultation, changes, problem):
    fill(session, consultation, DAY, **changes)
    assert fair.gate(session, consultation, DAY).problems == [problem]


def test_the_least_time_is_the_councils_to_set(session, consultation):
    fill(session, consultation, DAY, closes_on=DAY + timedelta(days=13))
    assert fair.gate(session, consultation, DAY).problems == ["too_short"]
    fair.revise(session, consultation, fair.Revision(settings={"minimum_days": 14}), DAY)
    assert fair.gate(session, consultation, DAY).passes


def test_before_an_election_somebody_has_to_read_a_warning(session, consultation):
    fill(session, consultation, DAY)
    period = fair.Period(DAY + timedelta(days=27), DAY + timedelta(days=50))
    far = fair.Period(DAY + timedelta(days=300), DAY + timedelta(days=330))
    fair.revise(session, consultation, fair.Revision(settings={"pre_election": [far, period]}), DAY)
    with pytest.raises(fair.NotFair) as refused:
        fair.open_survey(session, survey_of(consultation), DAY)
    assert refused.value.gate.elections == [period]
    fair.acknowledge(session, consultation, "someone", DAY)
    assert fair.gate(session, consultation, DAY).passes
    # Another period was not read about.
    other = fair.Period(DAY + timedelta(days=5), DAY + timedelta(days=9))
    fair.revise(session, consultation, fair.Revision(settings={"pre_election": [period, other]}), DAY)
    assert not fair.gate(session, consultation, DAY).passes


def test_who_is_answering_is_not_told_less_afterwards(session, consultation):
    fill(session, consultation, DAY)
    fair.open_survey(session, survey_of(consultation), DAY)
    session.commit()
    for values in ({"reasons": ""}, {"closes_on": DAY + timedelta(days=3)}):
        with pytest.raises(fair.NotFair):
            fair.revise(session, consultation, fair.Revision(values), DAY)
        session.rollback()
    assert fair.revise(session, consultation, fair.Revision({"closes_on": DAY + timedelta(days=50)}), DAY) == [
        "closes_on"
    ]


@pytest.mark.parametrize(
    ("values", "settings", "code"),
    [
        ({"purpose": "x" * 2001}, {}, "too_long"),
        ({"title": " "}, {}, "missing"),
        ({"opens_on": date(1066, 10, 14)}, {}, "out_of_range"),
        ({"slug": "other"}, {}, "unknown"),
        ({}, {"minimum_days": 0}, "out_of_range"),
        ({}, {"answer_days": 3}, "out_of_range"),
        ({}, {"channels": ["pigeon"]}, "unknown"),
        ({}, {"pilot": True}, "unknown"),
        ({}, {"pre_election": [fair.Period(DAY, DAY - timedelta(days=1))]}, "unknown"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(session, consultation, values, settings, code):
    with pytest.raises(fair.NotAPoint) as refused:
        fair.revise(session, consultation, fair.Revision(values, settings), DAY)
    assert (refused.value.field, refused.value.code) == (next(iter({**values, **settings})), code)


def test_a_survey_closes_when_its_last_day_is_over_and_not_before(session, consultation):
    fill(session, consultation, DAY)
    fair.open_survey(session, survey_of(consultation), DAY)
    last = DAY + timedelta(days=27)
    assert fair.close_due(session, last) == 0
    assert fair.close_due(session, last + timedelta(days=1)) == 1
    assert survey_of(consultation).state == "closed"


def test_the_shipped_consultation_is_an_open_pilot_that_does_not_pass_the_gate(seeded_session):
    survey = queries.survey_by_slug(seeded_session, "resident-2026")
    assert survey.state == "open"
    assert fair.is_pilot(survey.consultation)
    missing = fair.missing(seeded_session, survey.consultation)
    assert {"options_considered", "decision_maker", "safeguarding_lead", "opens_on"} <= set(missing)
    assert not {"purpose", "reasons", "equality", "feedback", "can_change", "who_is_asked"} & set(missing)


def test_opened_by_hand_it_is_no_pilot_any_more(seeded_session):
    survey = queries.survey_by_slug(seeded_session, "resident-2026")
    survey.state = "closed"
    with pytest.raises(fair.NotFair):
        fair.open_survey(seeded_session, survey, DAY)
    fill(seeded_session, survey.consultation, DAY)
    assert fair.open_survey(seeded_session, survey, DAY)
    assert not fair.is_pilot(survey.consultation)


def test_what_staff_wrote_stays_when_the_seed_is_loaded_again(seeded_session):
    consultation = fair.by_slug(seeded_session, "community-voice-2026")
    fair.revise(seeded_session, consultation, fair.Revision({"reasons": "Ours now."}), DAY)
    loader.load(seeded_session)
    seeded_session.refresh(consultation)
    assert consultation.reasons == "Ours now."
    assert consultation.purpose.startswith("To hear what people")


def test_a_translation_of_other_words_is_not_shown(seeded_session):
    consultation = fair.by_slug(seeded_session, "community-voice-2026")

    def reasons() -> wording.Words:
        rows = wording.rows_of(seeded_session, consultation.slug, "consultation", "", "pl")
        return wording.words(rows, "reasons", consultation.reasons)

    assert reasons().language == "pl"
    fair.revise(seeded_session, consultation, fair.Revision({"reasons": "Because of something new."}), DAY)
    assert (str(reasons()), reasons().language) == ("Because of something new.", "en")
    wording.put(
        seeded_session,
        consultation.slug,
        "consultation",
        "",
        fair.english(consultation),
        "pl",
        {"reasons": "Z nowego powodu."},
        checked_by="someone",
    )
    assert (str(reasons()), reasons().state) == ("Z nowego powodu.", "checked")
