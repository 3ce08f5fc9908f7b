"""Checks of records: who is due, what a question to a provider may do, and when it is over."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from directory import assurance, queries
from directory.assurance_queue import queue
from directory.changes import history
from directory.models import AssuranceRequest, ChangeDraft, ProviderContact, Service, local_day
from directory.settings import put

SLUG = "victim-support"


@pytest.fixture
def service(seeded_session: Session) -> Service:
    """A service with a contact to write to."""
    found = queries.service_by_slug(seeded_session, SLUG)
    assert found is not None
    seeded_session.add(ProviderContact(id="c1", service_id=found.id, role="manager", email="team@example.org"))
    seeded_session.flush()
    return found


@pytest.fixture
def request_(seeded_session: Session, service: Service) -> AssuranceRequest:
    """An open question about the service."""
    return assurance.ask_provider(seeded_session, service, by="u1")[0]


@pytest.mark.parametrize(
    ("days", "standing"), [(0, "fresh"), (89, "fresh"), (90, "due"), (179, "due"), (180, "stale"), (None, "never")]
)
def test_staff_hear_after_90_days_and_the_public_after_180(days: int | None, standing: str) -> None:
    today = date(2026, 6, 1)
    assured = today - timedelta(days=days) if days is not None else None
    assert assurance.standing_of(assured, None, today) == standing


def test_a_check_sets_the_next_one_by_the_setting(seeded_session: Session, service: Service) -> None:
    put(seeded_session, "check_every_days", 30, None)
    assurance.assure_by_phone(seeded_session, service, by="u1", asked=" the  receptionist ")
    today = local_day()
    assert (service.assured_date, service.assurer, service.assured_by) == (today, "council", "u1")
    assert service.next_check == today + timedelta(days=30)
    assert assurance.standing(service, today + timedelta(days=30)) == "due"
    newest = history(seeded_session, "service", service.id)[0]
    assert (newest.last_action_type, '"asked": "the receptionist"' in newest.replacement_value) == ("assure", True)


@pytest.mark.parametrize("asked", ["", "  ", "\x00", "x" * 101])
def test_who_was_asked_must_be_said_in_few_words(seeded_session: Session, service: Service, asked: str) -> None:
    with pytest.raises(assurance.AssuranceError, match="not_said"):
        assurance.assure_by_phone(seeded_session, service, by="u1", asked=asked)
    assert service.assured_date is None


def test_a_provider_is_asked_once(seeded_session: Session, service: Service, request_: AssuranceRequest) -> None:
    with pytest.raises(assurance.AssuranceError, match="already_asked"):
        assurance.ask_provider(seeded_session, service, by="u1")
    later = local_day() + timedelta(days=31)
    again, contact = assurance.ask_provider(seeded_session, service, by="u1", today=later)
    assert (again.id != request_.id, contact.email) == (True, "team@example.org")


def test_without_a_contact_or_when_it_has_ended_nobody_is_asked(seeded_session: Session, service: Service) -> None:
    other = queries.service_by_slug(seeded_session, "adults-at-risk-panel")
    with pytest.raises(assurance.AssuranceError, match="no_contact"):
        assurance.ask_provider(seeded_session, other, by="u1")
    service.status = "ended"
    with pytest.raises(assurance.AssuranceError, match="ended"):
        assurance.ask_provider(seeded_session, service, by="u1")


def test_still_right_makes_the_record_fresh_and_counts_once(
    seeded_session: Session, service: Service, request_: AssuranceRequest
) -> None:
    assurance.answer_confirm(seeded_session, request_)
    assert (service.assurer, service.assured_by, assurance.standing(service)) == ("provider", None, "fresh")
    assert assurance.state_of(request_) == "confirmed"
    with pytest.raises(assurance.AssuranceError, match="not_open"):
        assurance.answer_confirm(seeded_session, request_)
    with pytest.raises(assurance.AssuranceError, match="not_open"):
        assurance.answer_change(seeded_session, request_, {"summary": "Other words."}, "")


def test_a_change_waits_for_staff_and_is_no_check(
    seeded_session: Session, service: Service, request_: AssuranceRequest
) -> None:
    before = service.summary
    draft = assurance.answer_change(seeded_session, request_, {"summary": "Other words."}, "we moved")
    assert (draft.origin, draft.state, draft.proposed_by, draft.note) == ("provider", "waiting", None, "we moved")
    assert (service.summary, service.assured_date) == (before, None)
    assert seeded_session.scalar(sa.select(sa.func.count()).select_from(ChangeDraft)) == 1


def test_a_check_by_phone_takes_the_question_back(
    seeded_session: Session, service: Service, request_: AssuranceRequest
) -> None:
    assurance.assure_by_phone(seeded_session, service, by="u1", asked="manager")
    seeded_session.refresh(request_)
    assert assurance.state_of(request_) == "cancelled"


def test_two_reminders_at_most_then_it_is_over(seeded_session: Session, request_: AssuranceRequest) -> None:
    asked = request_.asked_at.date()
    days = []
    for day in range(40):
        today = asked + timedelta(days=day)
        assurance.expire(seeded_session, today=today)
        for due in assurance.reminders_due(seeded_session, today=today):
            days.append(day)
            assurance.note_reminder(seeded_session, due)
    seeded_session.refresh(request_)
    assert (days, request_.state) == ([7, 14], "expired")


def test_the_queue_begins_with_what_was_never_checked_then_the_stalest(seeded_session: Session) -> None:
    today = date(2026, 6, 1)
    found = queries.all_services(seeded_session)
    for number, record in enumerate(found[2:]):
        record.assured_date = today - timedelta(days=number * 7)
    seeded_session.flush()
    first = queue(seeded_session, today=today, per_page=100)
    dates = [item.service.assured_date for item in first.items]
    checked = [day for day in dates if day]
    assert dates[: len(dates) - len(checked)] == [None] * (len(dates) - len(checked))
    assert checked == sorted(checked)
    stale = queue(seeded_session, show="over_180", today=today, per_page=100)
    assert stale.items
    assert {item.standing for item in stale.items} == {"stale"}
    assert stale.total == len(stale.items) == first.counts["over_180"]


def test_a_record_that_ended_is_not_in_the_queue(seeded_session: Session, service: Service) -> None:
    service.status = "ended"
    seeded_session.flush()
    assert SLUG not in {item.service.slug for item in queue(seeded_session, per_page=100).items}


@pytest.mark.parametrize("page", [-5, 0, 10**9])
def test_a_page_out_of_range_is_the_nearest(seeded_session: Session, page: int) -> None:
    found = queue(seeded_session, page=page, per_page=10)
    assert 1 <= found.page <= found.pages
    assert found.items


def test_the_queue_asks_the_database_as_often_for_5_records_as_for_50(
    seeded_session: Session, service: Service, request_: AssuranceRequest
) -> None:
    asked: list[str] = []
    sa.event.listen(seeded_session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for per_page in (5, 50):
        seeded_session.expire_all()
        asked.clear()
        items = queue(seeded_session, per_page=per_page).items
        assert len([item.service.organization.name for item in items]) == min(per_page, len(items))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_who_has_a_contact_and_who_was_asked_is_shown(
    seeded_session: Session, service: Service, request_: AssuranceRequest
) -> None:
    asked = queue(seeded_session, show="asked").items
    assert [(item.service.slug, item.contact, item.asked.id) for item in asked if item.asked] == [
        (SLUG, True, request_.id)
    ]
    assert [item.service.slug for item in queue(seeded_session, show="contact").items] == [SLUG]


def test_numbers_of_a_route_are_marked_as_rung(seeded_session: Session) -> None:
    route = queries.route(seeded_session, "police_101")
    assert route is not None
    assurance.assure_route(seeded_session, route, by="u1")
    assert route.assured_date == local_day()
    assert history(seeded_session, "reporting_route", "police_101")[0].updated_by == "u1"
