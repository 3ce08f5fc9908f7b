"""Near-duplicates are marked and all of them stay."""

from sqlalchemy.orm import Session

from surveys import duplicates
from surveys.answers import save, start_draft, submit, withdraw
from surveys.models import Draft, Submission
from tests.factories.surveys import agree, make_survey

LONG = "There is nothing for young people to do after school since the club shut"
SHUFFLED = "since THE club shut, there is nothing to do for young people after school!!"


def send(session: Session, survey, text: str | None) -> Draft:
    draft, _code = start_draft(session, survey, language="en", channel="web")
    agree(session, draft)
    save(session, draft, "happy", "very", alert=None)
    if text:
        save(session, draft, "q1_causes", text, alert=None)
    submit(session, draft)
    return draft


def group(draft: Draft) -> str | None:
    return draft.submission.duplicate_group


def test_the_same_words_in_another_order_are_one_group_and_nothing_is_dropped(session):
    survey = make_survey(session)
    first, second = send(session, survey, LONG), send(session, survey, SHUFFLED)
    other = send(session, survey, LONG + " and the library too")
    assert group(first) == group(second)
    assert group(other) not in (None, group(first))
    assert session.query(Submission).count() == 3


def test_few_words_and_no_words_are_nobody_s_duplicate(session):
    survey = make_survey(session)
    assert {group(send(session, survey, text)) for text in ("drugs", "Drugs!", None)} == {None}


def test_the_group_gives_no_word_away_and_differs_between_surveys(session):
    one, other = make_survey(session), make_survey(session, slug="second")
    first, second = send(session, one, LONG), send(session, other, LONG)
    assert group(first) != group(second)
    assert len(group(first)) == duplicates._LENGTH
    assert "school" not in group(first)


def test_what_is_taken_back_leaves_its_group(session):
    survey = make_survey(session)
    first, second = send(session, survey, LONG), send(session, survey, LONG)
    withdraw(session, first)
    assert session.query(Submission.duplicate_group).all() == [(group(second),)]
