"""What was given before a survey closed and reaches us after is taken for two weeks; new answers are not."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from surveys import changing, papers, queries
from surveys.answers import save, start_draft, submit
from surveys.changes import close_survey, open_survey
from surveys.columns import now
from surveys.errors import NotAnswerable
from surveys.late import GRACE
from surveys.models import Draft, Survey
from tests.factories.surveys import agree, make_survey


@pytest.fixture
def survey(session: Session) -> Survey:
    return make_survey(session)


def close(session: Session, survey: Survey, ago: timedelta = timedelta(hours=9)) -> None:
    close_survey(session, survey)
    survey.closed_at = now() - ago
    session.flush()


def start(session: Session, survey: Survey, channel: str, key: str | None = None) -> Draft:
    draft, _code = start_draft(session, survey, language="en", channel=channel, client_key=key)
    return draft


@pytest.mark.parametrize(("channel", "key"), [("paper", "a"), ("event", "a"), ("kiosk", "a")])
def test_what_was_handed_in_or_waited_on_a_device_is_taken_for_two_weeks(session, survey, channel, key):
    begun = start(session, survey, channel, "begun before")
    close(session, survey, GRACE - timedelta(minutes=1))
    for draft in (begun, start(session, survey, channel, key)):
        agree(session, draft)
        save(session, draft, "happy", "very", alert=None)
        assert submit(session, draft)
    unsent = start(session, survey, channel, "unsent")
    close(session, survey)
    survey.closed_at = now() - GRACE
    session.flush()
    for act in (
        lambda: start(session, survey, channel, "later"),
        lambda: agree(session, unsent),
        lambda: submit(session, unsent),
    ):
        with pytest.raises(NotAnswerable, match="survey_not_open"):
            act()
    assert queries.late_surveys(session, "en") == []


@pytest.mark.parametrize(
    ("channel", "key"), [("web", None), ("web", "a"), ("chat", None), ("api", "a"), ("kiosk", None), ("import", None)]
)
def test_for_who_answers_by_themselves_the_last_day_is_the_last_day(session, survey, channel, key):
    begun = start(session, survey, channel, key)
    agree(session, begun)
    close(session, survey)
    for act in (
        lambda: start(session, survey, channel, key and "another"),
        lambda: save(session, begun, "happy", "very", alert=None),
        lambda: submit(session, begun),
    ):
        with pytest.raises(NotAnswerable, match="survey_not_open"):
            act()


def test_what_was_sent_from_a_device_is_not_changed_after_the_close(session, survey):
    sent = start(session, survey, "kiosk", "a")
    agree(session, sent)
    save(session, sent, "happy", "very", alert=None)
    submit(session, sent)
    copy = changing.begin(session, sent, language="en")
    close(session, survey)
    with pytest.raises(NotAnswerable, match="survey_not_open"):
        save(session, copy, "happy", "not", alert=None)


def test_a_survey_that_was_never_open_takes_no_paper(session, survey):
    survey.state = "draft"
    session.flush()
    with pytest.raises(NotAnswerable, match="survey_not_open"):
        papers.start(session, survey, language="en", key="a", by="ann")


def test_the_desk_s_list_names_it_until_it_is_open_again(session, survey):
    assert queries.late_surveys(session, "en") == []
    close(session, survey)
    [card] = queries.late_surveys(session, "en")
    assert (card.slug, card.closed_at) == (survey.slug, survey.closed_at)
    open_survey(session, survey)
    assert queries.late_surveys(session, "en") == []
