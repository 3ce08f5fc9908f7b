"""The review desk's rules: whose turn an answer is, deciding it, taking that back, several people at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from surveys.analysis import coding as coding_jobs
from surveys.analysis import desk, review
from surveys.analysis.coded import Coded
from surveys.analysis.desk_models import Decision, Reservation
from surveys.analysis.models import Disclosure
from surveys.answers import withdraw
from surveys.columns import now
from tests.factories.analysis import send_read


@pytest.fixture
def three(seeded_session):
    """Three answers: one that the program is sure of, one it is not, one between."""
    return [
        send_read(seeded_session, text, confidence)
        for text, confidence in (
            ("more police please", {"police_presence": 0.97}),
            ("somewhere to sit that is not wet", {"youth_activities": 0.36}),
            ("cameras on the corner and lamps", {"cctv_more": 0.9, "lighting_design": 0.6}),
        )
    ]


def codes_of(coding):
    return [code.code for code in coding.effective]


def test_the_least_sure_comes_first_and_no_two_people_get_the_same(seeded_session, three):
    sure, unsure, between = three
    assert desk.take_next(seeded_session, "ann") is unsure
    assert desk.take_next(seeded_session, "bob") is between
    assert desk.take_next(seeded_session, "cyd") is sure
    assert desk.take_next(seeded_session, "dee") is None
    # Whoever reloads gets the one that they had.
    assert desk.take_next(seeded_session, "ann") is unsure


def test_a_reservation_ends_by_itself(seeded_session, three):
    _, unsure, _ = three
    desk.take_next(seeded_session, "ann")
    assert desk.hold(seeded_session, unsure, "bob") == "ann"
    seeded_session.execute(sa.update(Reservation).values(until=now() - timedelta(seconds=1)))
    seeded_session.expire_all()
    assert desk.take_next(seeded_session, "bob") is unsure
    assert desk.hold(seeded_session, unsure, "ann") == "bob"


def test_deciding_gives_the_next_and_counts(seeded_session, three):
    _, unsure, between = three
    assert desk.tally(seeded_session, "ann") == desk.Tally(3, 0, 0)
    desk.decide(seeded_session, desk.take_next(seeded_session, "ann"), ["community_involvement"], "ann", seen=0)
    assert codes_of(unsure) == ["community_involvement"]
    assert desk.take_next(seeded_session, "ann") is between
    desk.decide(seeded_session, between, [], "bob", seen=0)
    assert desk.tally(seeded_session, "ann") == desk.Tally(3, 2, 1)
    assert desk.tally(seeded_session, "ann", desk.Wish(question="Q1")) == desk.Tally(0, 0, 0)
    assert desk.tally(seeded_session, "ann", desk.Wish(audience="resident")) == desk.Tally(3, 2, 1)


def test_what_is_skipped_comes_last(seeded_session, three):
    sure, unsure, between = three
    desk.skip(seeded_session, desk.take_next(seeded_session, "ann"), "ann")
    assert desk.take_next(seeded_session, "ann") is between
    assert desk.take_next(seeded_session, "bob") is unsure  # a skip is nobody else's
    desk.release(seeded_session, unsure, "bob")
    for coding in (between, sure):
        desk.decide(seeded_session, coding, [], "ann", seen=0)
    assert desk.take_next(seeded_session, "ann") is unsure


def test_a_late_save_says_so_and_changes_nothing(seeded_session, three):
    unsure = three[1]
    shown = desk.last_seen(desk.history(seeded_session, unsure))
    desk.decide(seeded_session, unsure, ["youth_activities"], "bob", seen=shown)
    with pytest.raises(desk.Overtaken) as late:
        desk.decide(seeded_session, unsure, ["hotspots"], "ann", seen=shown)
    assert (late.value.decision.made_by, late.value.decision.codes) == ("bob", ["youth_activities"])
    assert codes_of(unsure) == ["youth_activities"]
    # Having seen bob's, ann may still decide otherwise; both stand in the history.
    desk.decide(seeded_session, unsure, ["hotspots"], "ann", seen=late.value.decision.id)
    assert [(one.made_by, one.codes) for one in desk.history(seeded_session, unsure)] == [
        ("bob", ["youth_activities"]),
        ("ann", ["hotspots"]),
    ]


def test_undo_gives_back_what_stood_before_and_the_history_keeps_all(seeded_session, three):
    unsure = three[1]
    desk.decide(seeded_session, unsure, ["hotspots"], "bob", seen=0)
    desk.decide(seeded_session, unsure, ["cctv_more"], "ann", seen=99)
    assert desk.undo(seeded_session, "ann") is unsure
    assert (codes_of(unsure), unsure.decided_by) == (["hotspots"], "bob")
    assert desk.undo(seeded_session, "ann") is None
    assert desk.undo(seeded_session, "bob") is unsure
    assert (codes_of(unsure), unsure.decided_at) == (["youth_activities"], None)
    assert [(one.kind, one.made_by) for one in desk.history(seeded_session, unsure)] == [
        ("decided", "bob"),
        ("decided", "ann"),
        ("undone", "ann"),
        ("undone", "bob"),
    ]


def test_undo_takes_nothing_from_another_person(seeded_session, three):
    unsure = three[1]
    desk.decide(seeded_session, unsure, ["hotspots"], "ann", seen=0)
    desk.decide(seeded_session, unsure, ["cctv_more"], "bob", seen=99)
    with pytest.raises(desk.Overtaken):
        desk.undo(seeded_session, "ann")
    assert codes_of(unsure) == ["cctv_more"]


def test_a_decision_made_before_histories_were_kept_is_not_lost(seeded_session, three):
    unsure = three[1]
    review.set_codes(seeded_session, unsure, ["hotspots"], "old", now())
    desk.decide(seeded_session, unsure, ["cctv_more"], "ann", seen=0)
    desk.undo(seeded_session, "ann")
    assert (codes_of(unsure), unsure.decided_by) == (["hotspots"], "old")


def test_harm_leaves_the_desk(seeded_session, three):
    unsure = desk.take_next(seeded_session, "ann")
    desk.tells_of_harm(seeded_session, unsure, "ann")
    case = seeded_session.scalar(sa.select(Disclosure).where(Disclosure.answer_id == unsure.answer_id))
    assert (case.found_by, case.state) == ("person", "new")
    assert desk.take_next(seeded_session, "ann") is three[2]
    assert desk.tally(seeded_session, "ann").total == 2


def test_a_recode_leaves_a_persons_codes_and_their_history(seeded_session, three):
    unsure = three[1]
    desk.decide(seeded_session, unsure, ["hotspots"], "ann", seen=0)
    anew = Coded("en", ["cctv_more"], {"cctv_more": []}, {"cctv_more": 0.8}, "neutral", [], False, False, [], "newer")
    coding_jobs.store(seeded_session, unsure.answer, anew)
    assert codes_of(unsure) == ["hotspots"]
    assert {code.code for code in unsure.codes if code.source == "machine"} == {"cctv_more"}
    assert len(desk.history(seeded_session, unsure)) == 1


def test_an_answer_that_is_withdrawn_takes_its_history_along(seeded_session, three):
    unsure = three[1]
    desk.take_next(seeded_session, "ann")
    desk.decide(seeded_session, unsure, ["hotspots"], "ann", seen=0)
    withdraw(seeded_session, unsure.answer.draft)
    assert seeded_session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0
    assert desk.undo(seeded_session, "ann") is None
