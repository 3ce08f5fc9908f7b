"""Files of more people than a page can bring in while one waits: a job does it, all of them or none of them."""

from collections import Counter

import pytest
import sqlalchemy as sa

from surveys import queries
from surveys.exchange import bringing, loading
from surveys.models import Answer, Choice, Draft, ImportBatch, Submission
from tests.integration.surveys.test_answers_exchange import (
    CAUSE,
    EMERGENCY,
    HAPPY,
    audit,
    bring,
    csv_of,
    looked_at,
    officer,
    submissions,
)
from webapp import answers_in, heartbeat, jobs
from webapp.extensions import db, worker_session
from webapp.extensions import jobs as queue
from webapp.forms.answers_words import language_names
from webapp.staff.answers_import import AT_ONCE

__all__ = ["officer"]
PEOPLE = 2 * AT_ONCE + 20
WORDS = "There is nothing at all for young people to do here after school has closed"


def many(people=PEOPLE, first=0):
    """A file in which one in a hundred writes something, and the last is in danger."""
    rows = [["Response ID", "Submitted Date", HAPPY, CAUSE]]
    rows += [
        [f"R-{n}", "2026-11-03 10:09", "Very happy" if n % 2 else "Fairly unhappy", "" if n % 100 else WORDS]
        for n in range(first, first + people)
    ]
    rows[-1][3] = EMERGENCY
    return csv_of(rows)


def count(table):
    number = db.session.scalar(sa.select(sa.func.count()).select_from(table))
    db.session.rollback()  # on SQLite a session of a test that has looked keeps the job out
    return number


def batch():
    """The id and state of the newest batch."""
    found = db.session.execute(sa.select(ImportBatch.id, ImportBatch.state).order_by(ImportBatch.created_at.desc()))
    one = found.first()
    db.session.rollback()
    return one


def job():
    db.session.rollback()
    return jobs.bring_answers.call_local()


@pytest.fixture
def asked(officer):
    """The page of a large file that somebody said yes to."""
    path = looked_at(officer, many())
    bring(officer, path)
    return path


def run(sessions=worker_session, verdict=answers_in.verdict):
    identity = batch().id
    bringing.run(sessions, identity, verdict, language_names(), lambda _session, _batch: None)


def test_a_large_file_is_brought_in_by_a_job_and_taken_back(officer):
    queue.storage.pop_data(heartbeat.HEARTBEAT)
    path = looked_at(officer, many())
    page = bring(officer, path)
    assert "is being brought in" in page.text
    assert "is not running" in page.text
    heartbeat.beat.call_local()
    page = officer.get(f"{path}/progress").text
    assert "is not running" not in page
    assert "Look again" in page
    assert count(Submission) == 0
    # Every other step of it leads to the same page, and so does its name on the first.
    for step in (path, f"{path}/columns"):
        assert officer.get(step).location == f"{path}/progress"
    assert f"{path}/progress" in officer.get("/staff/answers/").text
    assert officer.post(f"{path}/load", data={"seal": "else"}).location == f"{path}/progress"
    assert job() == 1
    assert job() == 0
    assert f"the answers of {PEOPLE} people are in" in officer.get(f"{path}/progress").text
    assert count(Submission) == PEOPLE
    [line] = audit("answers.imported")
    assert (line.actor_id is not None, line.detail) == (True, {"tool": "citizen_space", "submissions": PEOPLE})
    last = db.session.scalars(sa.select(Submission).where(Submission.id == submission_of(EMERGENCY))).one()
    assert queries.submission_answers(db.session, last.id)[CAUSE].alert == "emergency"
    assert last.submitted_at.isoformat() == "2026-11-03T10:09:00+00:00"
    told = officer.post(f"/staff/answers/undo/{batch().id}", follow_redirects=True)
    assert f"the answers of {PEOPLE} people are gone again" in told.text
    assert count(Submission) == 0
    job()
    assert [count(table) for table in (Draft, Answer, Choice)] == [0, 0, 0]
    # And the same file can come again.
    bring(officer, looked_at(officer, many()))
    assert job() == 1
    assert count(Submission) == PEOPLE


def submission_of(text):
    """The id of the submission that says this: texts are encrypted, so all are read."""
    return next(one.submission_id for one in db.session.scalars(sa.select(Answer)) if one.text == text)


def test_near_duplicates_are_marked_among_them(asked):
    job()
    groups = Counter(one.duplicate_group for one in submissions() if one.duplicate_group)
    assert sorted(groups.values()) == [1, len(range(0, PEOPLE, 100))]


def test_people_answer_while_a_file_is_brought_in(asked, app):
    """The triage takes minutes: on SQLite one writer keeps all others out."""

    def meanwhile(text, language):
        with sa.create_engine(db.engine.url, poolclass=sa.NullPool).begin() as other:
            other.execute(sa.text("UPDATE survey SET state = 'open'"))
        return answers_in.verdict(text, language)

    run(verdict=meanwhile)
    assert count(Submission) == PEOPLE


def test_what_a_crash_leaves_does_not_count_and_the_job_begins_anew(asked, officer):
    class Killed(BaseException):
        pass

    def killed(_text, _language):
        if count(Draft):
            raise Killed
        return

    with pytest.raises(Killed):
        run(verdict=killed)
    assert count(Draft) == loading.CHUNK
    assert (count(Submission), batch().state) == (0, "asked")
    assert f"At work: {loading.CHUNK} of {PEOPLE}." in officer.get(f"{asked}/progress").text
    assert job() == 1
    assert (count(Submission), count(Draft)) == (PEOPLE, PEOPLE)


def test_a_failure_takes_all_of_it_back_and_says_so(asked, officer):
    def broken(text, _language):
        if text == EMERGENCY:
            raise RuntimeError("no model")
        return

    with pytest.raises(RuntimeError):
        run(verdict=broken)
    assert [count(table) for table in (Draft, Answer, Choice, Submission)] == [0, 0, 0, 0]
    page = officer.get(f"{asked}/progress").text
    assert "The last run broke off. Begin it again." in page
    bring(officer, asked)
    assert job() == 1
    assert count(Submission) == PEOPLE


def other(numbers, answer="Very happy", day="2026-11-03 10:09"):
    """A small file of somebody else, with some of the same people."""
    return csv_of([["Response ID", "Submitted Date", HAPPY, CAUSE], *([f"R-{n}", day, answer, ""] for n in numbers)])


def test_a_change_meanwhile_is_refused_with_the_reason(asked, officer):
    bring(officer, looked_at(officer, other([1, 3])))
    assert job() == 0
    assert "Something has changed meanwhile" in officer.get(f"{asked}/progress").text
    assert (count(Submission), count(Draft)) == (2, 2)
    assert f"Bring in the answers of {PEOPLE - 2} people" in officer.get(asked).text


@pytest.mark.parametrize(
    ("first", "meanwhile"),
    [
        (True, other([PEOPLE - 3])),  # put in by somebody else before it is this file's turn
        (False, other([2], "Very happy", "2026-11-09 09:00")),  # another form's answers under the same number
    ],
)
def test_a_change_while_the_job_is_at_work_takes_all_of_it_back(asked, officer, first, meanwhile):
    mine, done = batch().id, []

    def verdict(text, _language):
        if not done and (first or text == EMERGENCY):
            done.append(bring(officer, looked_at(officer, meanwhile)))
            db.session.rollback()
        return

    with pytest.raises(loading.Refused, match="changed"):
        bringing.run(worker_session, mine, verdict, language_names(), lambda _session, _batch: None)
    assert "the answers of 1 people are in" in done[0].text
    assert (count(Submission), count(Draft)) == (1, 1)
    assert "Something has changed meanwhile" in officer.get(f"{asked}/progress").text


def test_a_small_file_that_comes_between_is_refused_and_the_large_one_goes_on(asked, officer):
    mine, done = batch().id, []

    def verdict(text, _language):
        if text == EMERGENCY:
            path = looked_at(officer, other([1, 3]))
            done.append(bring(officer, path))
            db.session.rollback()
        return

    bringing.run(worker_session, mine, verdict, language_names(), lambda _session, _batch: None)
    assert (done[0].status_code, "Something has changed meanwhile" in done[0].text) == (409, True)
    assert (count(Submission), count(Draft)) == (PEOPLE, PEOPLE)


def test_a_file_that_is_thrown_away_while_the_job_is_at_work_leaves_nothing(asked, officer):
    mine = batch().id

    def verdict(text, _language):
        if text == EMERGENCY:
            assert officer.post(f"{asked}/drop").status_code == 302
            db.session.rollback()
        return

    with pytest.raises(loading.Refused, match="wrong_state"):
        bringing.run(worker_session, mine, verdict, language_names(), lambda _session, _batch: None)
    assert [count(table) for table in (Draft, Answer, Submission)] == [0, 0, 0]


def test_a_file_that_waits_for_the_job_can_be_thrown_away(asked, officer):
    assert "thrown away" in officer.post(f"{asked}/drop", follow_redirects=True).text
    assert job() == 0
    assert (count(Submission), batch().state) == (0, "cancelled")
    assert officer.post(f"{asked}/drop").status_code == 404
