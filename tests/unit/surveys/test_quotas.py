"""Quotas of a sample: the last place goes to one person, whoever comes at once, and no answer is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import quotas
from surveys.answers import save, start_draft, submit, withdraw
from surveys.models import Answer, Draft, Quota, Submission, Survey
from tests.factories.surveys import agree, make_survey


@pytest.fixture
def survey(session: Session) -> Survey:
    made = make_survey(session)
    made.settings = {"sampling": "quota"}
    quotas.put(session, made, {("age", "16_19"): 3})
    return made


def ready(session: Session, survey: Survey, age: str = "16_19") -> Draft:
    draft, _code = start_draft(session, survey, language="en", channel="web")
    agree(session, draft)
    save(session, draft, "happy", "very", alert=None)
    save(session, draft, "age", age, alert=None)
    return draft


def marked(session: Session) -> list[list[str]]:
    return sorted(session.scalars(sa.select(Submission.marks)))


def test_of_many_at_once_exactly_the_target_is_in_the_sample_and_all_are_kept(session, survey):
    ids = [ready(session, survey).id for _ in range(8)]
    engine = session.get_bind()
    session.commit()

    def send(draft_id: str) -> None:
        with Session(engine) as mine:
            submit(mine, mine.get_one(Draft, draft_id))
            mine.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, ids))
    session.expire_all()
    assert marked(session) == [[]] * 3 + [[quotas.OVER_QUOTA]] * 5
    assert session.scalars(sa.select(Quota)).one().closed_at is not None
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer).where(Answer.submission_id.is_(None))) == 0


def test_only_the_full_cell_is_closed(session, survey):
    for _ in range(3):
        submit(session, ready(session, survey))
    submit(session, ready(session, survey, "under_16"))
    submit(session, ready(session, survey))
    assert marked(session) == [[]] * 4 + [[quotas.OVER_QUOTA]]


def test_a_quota_that_is_not_full_counts_who_took_their_answers_back_no_more(session, survey):
    first = ready(session, survey)
    submit(session, first)
    withdraw(session, first)
    for _ in range(3):
        submit(session, ready(session, survey))
    assert marked(session) == [[]] * 3


def test_a_full_quota_is_open_again_when_somebody_in_it_takes_their_answers_back(session, survey):
    drafts = [ready(session, survey) for _ in range(3)]
    for draft in drafts:
        submit(session, draft)
    withdraw(session, drafts[0])
    submit(session, ready(session, survey))
    assert marked(session) == [[]] * 3
    submit(session, ready(session, survey))
    assert marked(session) == [[]] * 3 + [[quotas.OVER_QUOTA]]


def test_a_higher_target_opens_the_quota_again(session, survey):
    for _ in range(4):
        submit(session, ready(session, survey))
    quotas.put(session, survey, {("age", "16_19"): 5})
    assert session.scalars(sa.select(Quota)).one().closed_at is None
    submit(session, ready(session, survey))
    assert marked(session) == [[]] * 4 + [[quotas.OVER_QUOTA]]


def test_an_open_survey_has_no_full_quota(session, survey):
    survey.settings = {"sampling": "open"}
    for _ in range(5):
        submit(session, ready(session, survey))
    assert marked(session) == [[]] * 5
