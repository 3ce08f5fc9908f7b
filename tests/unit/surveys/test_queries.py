"""Counting and listing: right numbers, in a constant number of queries."""

import io
import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import queries
from surveys.answers import save, start_draft, submit
from surveys.exchange import writing as export
from surveys.models import Survey
from tests.factories.surveys import agree, make_survey


@pytest.fixture
def survey(session: Session) -> Survey:
    return make_survey(session)


@pytest.fixture
def send(session: Session, survey: Survey) -> Callable[..., str]:
    """Send answers as one person; gives the reference."""

    def send(channel: str = "web", language: str = "en", **answers: object) -> str:
        draft, _code = start_draft(session, survey, language=language, channel=channel)
        agree(session, draft)
        for question, value in ({"happy": "very"} | answers).items():
            save(session, draft, question, value, alert=None)
        return submit(session, draft)

    return send


def test_submissions_are_counted_by_audience_channel_and_language(session, survey, send):
    for channel, language in [("web", "en"), ("web", "en"), ("web", "pl"), ("chat", "en")]:
        send(channel, language)
    start_draft(session, survey, language="en", channel="web")
    counts = {(c.channel, c.language): c.submissions for c in queries.counts(session)}
    assert counts == {("web", "en"): 2, ("web", "pl"): 1, ("chat", "en"): 1}
    assert {c.audience for c in queries.counts(session, survey.consultation)} == {"resident"}
    [progress] = queries.survey_progress(session, survey.consultation)
    assert progress.drafts == {"submitted": 4, "open": 1}


def test_closed_questions_are_added_up_from_what_was_sent_only(session, survey, send):
    send(happy="very", worries=["crime", "litter"])
    send(happy="not", worries=["crime"])
    send(happy="dont_know")
    unsent, _code = start_draft(session, survey, language="en", channel="web")
    agree(session, unsent)
    save(session, unsent, "happy", "very", alert=None)
    summaries = queries.closed_summaries(session, survey)
    assert summaries["happy"].counts == {"very": 1, "fairly": 0, "not": 1, "dont_know": 1}
    assert (summaries["happy"].base, summaries["happy"].positive) == (2, 1)
    assert summaries["worries"].counts["crime"] == 2
    assert summaries["worries"].base == 2
    assert "q1_causes" not in summaries


def test_showing_a_survey_takes_the_same_few_queries_however_long_it_is(seeded_session):
    statements: list[str] = []
    engine = seeded_session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    small = make_survey(seeded_session, "small")
    seeded_session.expire_all()

    def queries_for(slug: str) -> int:
        seeded_session.expunge_all()
        statements.clear()
        assert queries.current_survey(seeded_session, slug, "pl") is not None
        return len(statements)

    slug = small.slug
    assert queries_for("resident-2026") == queries_for(slug) <= 9


def test_export_and_csv_hold_the_answers_by_code(session, survey, send):
    reference = send("chat", "pl", worries=["crime", "litter"], q1_causes="=1+1; nuda, brak zajęć")
    send()
    lines = io.StringIO()
    assert export.write_json(session, survey, lines) == 2
    row = json.loads(lines.getvalue().splitlines()[0])
    assert (row["reference"], row["channel"], row["language"]) == (reference, "chat", "pl")
    assert row["answers"]["q1_causes"] == {"text": "=1+1; nuda, brak zajęć", "alert": None}
    assert row["answers"]["worries"] == {"choices": ["crime", "litter"]}
    table = io.StringIO()
    assert export.write_csv(session, survey, table) == 2
    header, first, _second = table.getvalue().splitlines()
    assert header.endswith("place,q1_causes,school,school_why,quote_permission")
    # A spreadsheet must not run what somebody typed.
    assert "crime|litter" in first
    assert "'=1+1" in first


def test_an_unknown_survey_or_draft_is_none(session):
    assert queries.survey_by_slug(session, "nothing") is None
    assert queries.current_survey(session, "nothing", "en") is None
    assert queries.draft_by_id(session, "x" * 5000) is None
