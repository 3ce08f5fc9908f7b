"""You said, we did: the second gate, and that nothing promised goes silently."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import fair, promised, promising, wording
from surveys.analysis import report
from surveys.models import Consultation, Promise, PromiseRating
from tests.factories.fair import consider, make_promise, publish_report
from tests.factories.surveys import make_survey


@pytest.fixture
def consultation(session: Session) -> Consultation:
    return make_survey(session).consultation


def refused(problem: dict[str, str]):
    return pytest.raises(promising.Refused, check=lambda error: error.problems == problem)


def shown(session: Session, language: str = "en", **chosen) -> list[promised.PromiseView]:
    return promised.published(session, language, fair.today(), **chosen)


def record(session, consultation, **changes):
    given = {
        "body": "The board",
        "considered_on": fair.today(),
        "report_version": 1,
        "note": "",
        "by": None,
        "today": fair.today(),
    }
    return promising.consider(session, consultation, **(given | changes))


def test_only_a_version_that_people_can_read_can_be_considered(session, consultation):
    with refused({"report_version": "no_such_report"}):
        record(session, consultation)
    report.make_draft(session, consultation, None)
    with refused({"report_version": "not_published"}):
        record(session, consultation)


def test_it_is_considered_by_a_named_body_after_it_was_published(session, consultation):
    publish_report(session, consultation)
    with refused({"body": "missing"}):
        record(session, consultation, body="  ")
    with refused({"considered_on": "before_publication"}):
        record(session, consultation, considered_on=fair.today() - timedelta(days=1))
    with refused({"considered_on": "in_future"}):
        record(session, consultation, considered_on=fair.today() + timedelta(days=1))
    with refused({"considered_on": "missing"}):
        record(session, consultation, considered_on=None)
    made = record(session, consultation)
    assert (made.body, made.report_version) == ("The board", 1)


@pytest.mark.parametrize(
    "values",
    [
        {"decision": "Yes."},
        {"action": "Lamps."},
        {"result": "Lit."},
        {"state": "done", "decision": "Yes.", "action": "Lamps.", "owner": "A team", "result": "Lit."},
    ],
)
def test_no_decision_and_no_we_did_before_somebody_considered_the_report(session, consultation, values):
    with refused({"consideration_id": "not_considered"}):
        promising.create(session, consultation, {"you_said": "Dark paths."} | values, None)
    considered = consider(session, consultation)
    assert promising.create(
        session, consultation, {"you_said": "Dark paths.", "consideration_id": considered.id} | values, None
    )


def test_what_another_consultations_report_was_considered_for_does_not_count(session, consultation):
    other = consider(session, make_survey(session, slug="other").consultation)
    with refused({"consideration_id": "unknown"}):
        promising.create(
            session, consultation, {"you_said": "Dark.", "consideration_id": other.id, "decision": "Yes."}, None
        )


def test_a_plan_says_what_who_and_until_when(session, consultation):
    considered = consider(session, consultation)
    with refused(dict.fromkeys(["decision", "action", "owner", "due_on"], "missing")):
        promising.create(
            session, consultation, {"you_said": "Dark.", "consideration_id": considered.id, "state": "planned"}, None
        )


def test_not_done_needs_its_reason(session, consultation):
    promise = make_promise(session, consultation)
    with refused({"result": "missing"}):
        promising.revise(session, promise, {"state": "not_done"}, None)


def test_what_was_published_can_be_neither_deleted_nor_unpublished(session, consultation):
    promise = make_promise(session, consultation)
    with refused({"state": "published"}):
        promising.discard(session, promise)
    with refused({"reason": "missing"}):
        promising.withdraw(session, promise, " ", None)
    promising.withdraw(session, promise, "The station will be rebuilt.", None)
    session.commit()
    [view] = shown(session)
    assert (view.state, str(view.texts["withdrawn"])) == ("withdrawn", "The station will be rebuilt.")
    assert view.withdrawn_on == fair.today()
    for change in ({"you_said": "Never mind."}, {"state": "considering"}):
        with refused({"state": "withdrawn"}):
            promising.revise(session, promise, change, None)
    with refused({"state": "withdrawn"}):
        promising.withdraw(session, promise, "Again.", None)


def test_one_that_nobody_saw_can_be_deleted(session, consultation):
    promise = make_promise(session, consultation, public=False)
    assert shown(session) == []
    promising.discard(session, promise)
    session.commit()
    assert session.scalars(sa.select(Promise)).all() == []


def test_every_change_of_a_public_promise_is_there_to_be_read(session, consultation):
    promise = make_promise(session, consultation)
    later = promise.due_on + timedelta(days=200)
    assert promising.revise(session, promise, {"due_on": later, "owner": "Another team"}, "someone") == [
        "owner",
        "due_on",
    ]
    assert promising.revise(session, promise, {"due_on": later}, "someone") == []
    [view] = shown(session)
    assert [(line.field, line.before, line.after) for line in view.history] == [
        ("owner", "The highways team", "Another team"),
        ("due_on", (fair.today() + timedelta(days=30)).isoformat(), later.isoformat()),
    ]


def test_what_changed_before_it_was_public_is_for_staff(session, consultation):
    promise = make_promise(session, consultation, public=False)
    promising.revise(session, promise, {"owner": "Another team"}, "someone")
    promising.publish(session, promise, "someone")
    [view] = shown(session)
    assert list(view.history) == []
    assert [change.field for change in promise.changes] == ["created", "owner", "published"]


def test_late_is_what_is_past_its_day_and_not_at_an_end(session, consultation):
    past = fair.today().replace(day=1) - timedelta(days=1)
    late = make_promise(session, consultation, due_on=past)
    make_promise(session, consultation, due_on=fair.today())
    make_promise(session, consultation, due_on=past, state="done", result="Lit.")
    make_promise(session, consultation, due_on=past, state="not_done", result="No money.")
    assert [view.id for view in shown(session) if view.overdue] == [late.id]


def test_the_public_is_told_a_month_so_a_promise_is_late_once_it_is_over(session, consultation):
    promise = make_promise(session, consultation, due_on=date(2026, 11, 15))

    def late(day: date) -> bool:
        [view] = promised.published(session, "en", day)
        return view.overdue

    assert [late(date(2026, 11, 22)), late(date(2026, 11, 30)), late(date(2026, 12, 1))] == [False, False, True]
    # The desk sees the day itself.
    assert [promised.is_overdue(promise, date(2026, 11, day)) for day in (15, 16)] == [False, True]


def test_a_ward_has_its_own_promises_and_those_for_everyone(session, consultation):
    here = make_promise(session, consultation, wards=["mill-hill"], year=2025)
    there = make_promise(session, consultation, wards=["hendon"])
    everywhere = make_promise(session, consultation)
    assert {view.id for view in shown(session, ward="mill-hill")} == {here.id, everywhere.id}
    assert {view.id for view in shown(session, year=2025)} == {here.id}
    assert {view.id for view in shown(session)} == {here.id, there.id, everywhere.id}
    assert promised.years(session) == [fair.today().year, 2025]


def test_few_ratings_are_not_shown(session, consultation):
    promise = make_promise(session, consultation)
    for _number in range(promised.MINIMUM_RATINGS - 1):
        promising.rate(session, promise, "yes", fair.today())
    assert shown(session)[0].ratings is None
    promising.rate(session, promise, "no", fair.today() - timedelta(days=1))
    assert shown(session)[0].ratings == {"yes": 9, "partly": 0, "no": 1}
    # A count a day and answer: no row is anybody's.
    assert session.scalar(sa.select(sa.func.count()).select_from(PromiseRating)) == 2


def test_only_what_is_public_is_rated_and_only_with_our_answers(session, consultation):
    hidden = make_promise(session, consultation, public=False)
    with refused({"helped": "unknown"}):
        promising.rate(session, hidden, "yes", fair.today())
    with refused({"helped": "unknown"}):
        promising.rate(session, make_promise(session, consultation), "very much", fair.today())


def test_a_promise_is_read_in_another_language_until_its_english_changes(session, consultation):
    promise = make_promise(session, consultation)
    english, polish = promising.english(promise), {"you_said": "Ścieżka jest ciemna.", "decision": "Oświetlić."}
    wording.put(session, promising.OWNER, promising.OWNER, promise.id, english, "pl", polish, checked_by=None)
    [view] = shown(session, "pl")
    assert (view.texts["you_said"].language, view.texts["action"].language, view.machine) == ("pl", "en", True)
    promising.revise(session, promise, {"decision": "Not to light it."}, None)
    [view] = shown(session, "pl")
    assert (str(view.texts["decision"]), view.texts["decision"].language) == ("Not to light it.", "en")
    assert view.texts["you_said"].language == "pl"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"you_said": ""}, {"you_said": "missing"}),
        ({"you_said": "x" * 2001}, {"you_said": "too_long"}),
        ({"theme": "no_such_theme"}, {"theme": "unknown"}),
        ({"year": 1066}, {"year": "out_of_range"}),
        ({"state": "withdrawn"}, {"state": "unknown", "consideration_id": "not_considered"}),
    ],
)
def test_bad_input_is_named_by_its_field(session, consultation, values, problem):
    with refused(problem):
        promising.create(session, consultation, {"you_said": "Dark."} | values, None)
