"""Who is on duty, until when a case is to be taken, and who is told at each step."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from surveys.analysis import coding, duty, safeguarding
from surveys.analysis.duty import Hours, NotATurn
from tests.factories.analysis import answers_of, send

HOURS = Hours(ordinary=4, urgent=1)
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # 10:00 in London


def put(session, **changes):
    given = {
        "duty": "duty",
        "staff_id": "anna",
        "address": None,
        "weekdays": range(5),
        "starts": time(9),
        "ends": time(17),
        "first_day": None,
        "last_day": None,
        "by": "lead",
    }
    return duty.add_turn(session, **(given | changes))


def case(session, alert=None, found_at=MONDAY):
    sent = send(session, {"Q2": "my dad hits me"}, alert=alert)
    found = coding.queue(session, answers_of(session, sent)[0], "machine")
    found.found_at = found_at
    session.flush()
    return found


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (MONDAY, True),
        (datetime(2026, 6, 1, 7, 59, tzinfo=UTC), False),  # 8:59 in London, summer time
        (datetime(2026, 6, 1, 16, 0, tzinfo=UTC), False),  # 17:00: it is over
        (datetime(2026, 6, 6, 10, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 12, 7, 9, 0, tzinfo=UTC), True),  # 9:00 in winter
        (datetime(2026, 12, 7, 8, 59, tzinfo=UTC), False),
    ],
)
def test_hours_of_the_roster_are_londons(session, moment, there):
    put(session)
    assert bool(duty.on_duty(duty.turns(session), moment)) is there


def test_a_night_turn_holds_until_the_morning(session):
    put(session, weekdays=[4], starts=time(17), ends=time(9))
    roster = duty.turns(session)
    friday_night, saturday_morning = datetime(2026, 6, 5, 22, tzinfo=UTC), datetime(2026, 6, 6, 7, tzinfo=UTC)
    assert duty.on_duty(roster, friday_night)
    assert duty.on_duty(roster, saturday_morning)
    assert not duty.on_duty(roster, saturday_morning + timedelta(hours=2))
    assert not duty.on_duty(roster, saturday_morning - timedelta(days=1))


def test_a_turn_has_its_first_and_last_day(session):
    put(session, first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))
    roster = duty.turns(session)
    assert [bool(duty.on_duty(roster, MONDAY + timedelta(days=days))) for days in range(3)] == [False, True, False]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"staff_id": None}, "who"),
        ({"address": "duty@example.org"}, "who"),
        ({"staff_id": None, "address": "two@example.org three@example.org"}, "address"),
        ({"weekdays": []}, "weekdays"),
        ({"first_day": date(2026, 6, 2), "last_day": date(2026, 6, 1)}, "days"),
    ],
)
def test_what_is_no_turn_is_refused(session, changes, why):
    with pytest.raises(NotATurn, match=why):
        put(session, **changes)


def test_the_queue_says_when_it_is_read_next(session):
    friday_evening = datetime(2026, 6, 5, 18, tzinfo=UTC)
    assert duty.next_read(duty.turns(session), friday_evening) is None
    put(session)
    roster = duty.turns(session)
    assert duty.next_read(roster, MONDAY) == MONDAY
    assert duty.next_read(roster, friday_evening) == datetime(2026, 6, 8, 8, tzinfo=UTC)


def test_an_ordinary_case_counts_hours_on_duty_and_an_urgent_one_every_hour(session):
    friday = datetime(2026, 6, 5, 14, tzinfo=UTC)  # 15:00: two hours are left of the day
    assert duty.due([], friday, 4, urgent=False) == friday + timedelta(hours=4)
    put(session)
    put(session, staff_id="ben")  # two at once do not make the hours go faster
    roster = duty.turns(session)
    assert duty.due(roster, friday, 4, urgent=False) == datetime(2026, 6, 8, 10, tzinfo=UTC)
    assert duty.due(roster, friday, 4, urgent=True) == friday + timedelta(hours=4)


def test_the_night_of_the_clock_change_has_the_hours_that_it_has(session):
    put(session, weekdays=range(7), starts=time(0), ends=time(0))
    before = datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert duty.due(duty.turns(session), before, 6, urgent=False) == before + timedelta(hours=6)


def test_a_roster_that_ends_does_not_let_a_case_wait_for_ever(session):
    put(session, last_day=date(2026, 6, 1))
    friday = datetime(2026, 6, 5, 14, tzinfo=UTC)
    assert duty.due(duty.turns(session), friday, 4, urgent=False) == friday + timedelta(hours=4)


def test_a_consultation_may_promise_its_own_hours():
    assert duty.hours_of({}, HOURS) == HOURS
    assert duty.hours_of({"claim_hours": 2}, HOURS) == Hours(2, 1)


def test_the_queue_is_ordered_by_what_is_over_its_time_then_urgent(seeded_session):
    late = case(seeded_session, found_at=MONDAY - timedelta(hours=5))
    urgent = case(seeded_session, alert="emergency", found_at=MONDAY - timedelta(minutes=5))
    young = case(seeded_session, found_at=MONDAY - timedelta(hours=1))
    taken = case(seeded_session, found_at=MONDAY - timedelta(hours=9))
    safeguarding.claim(seeded_session, taken, "anna")
    found = duty.waiting(seeded_session, MONDAY, HOURS)
    assert [one.case for one in found] == [late, urgent, young]
    assert [one.overdue for one in found] == [True, False, False]


def test_each_step_is_told_once_and_not_at_all_when_somebody_took_it(seeded_session):
    found = case(seeded_session)

    def steps(hours):
        return {
            step: [one.case for one in ones]
            for step, ones in duty.untold(seeded_session, MONDAY + timedelta(hours=hours), HOURS).items()
        }

    assert steps(0) == {0: [found]}
    duty.note(seeded_session, found, 0, "duty", ["anna"])
    assert steps(3) == {}
    assert steps(4) == {1: [found]}
    duty.note(seeded_session, found, 1, "escalation", ["ben"])
    assert steps(7) == {}
    assert steps(8) == {2: [found]}
    safeguarding.claim(seeded_session, found, "anna")
    assert steps(100) == {}


def test_a_worker_that_was_down_tells_the_latest_step_only(seeded_session):
    found = case(seeded_session)
    assert list(duty.untold(seeded_session, MONDAY + timedelta(hours=5), HOURS)) == [1]
    duty.note(seeded_session, found, 1, "escalation", ["ben"])
    assert duty.untold(seeded_session, MONDAY + timedelta(hours=5), HOURS) == {}


EVERYONE = {"duty": ["a"], "escalation": ["b"], "safeguarding_lead": ["a", "c"], "administrator": ["d"]}


@pytest.mark.parametrize(
    ("people", "step", "told", "expected"),
    [
        (EVERYONE, 0, [], ("duty", ["a"])),
        (EVERYONE | {"duty": []}, 0, [], ("escalation", ["b"])),
        ({"safeguarding_lead": ["a", "c"]}, 0, [], ("safeguarding_lead", ["a", "c"])),
        (EVERYONE, 1, ["a"], ("escalation", ["b"])),
        (EVERYONE | {"escalation": []}, 1, ["a"], ("safeguarding_lead", ["c"])),
        (EVERYONE, 2, ["a", "b"], ("safeguarding_lead", ["c"])),
        (EVERYONE, 2, ["a", "b", "c"], ("administrator", ["d"])),
        ({"safeguarding_lead": ["a"]}, 1, ["a"], ("safeguarding_lead", ["a"])),
        ({}, 0, [], ("nobody", [])),
    ],
)
def test_whoever_was_told_before_is_passed_by(people, step, told, expected):
    assert duty.choose(people, step, told) == expected
