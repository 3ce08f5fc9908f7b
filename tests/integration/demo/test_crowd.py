"""`flask demo --people N`: a consultation that is over, in all languages, with events and a campaign, published."""

from typing import Any

import pytest
import sqlalchemy as sa

from surveys.analysis import report, safeguarding
from surveys.analysis.models import Coding
from surveys.models import Draft, Submission
from tests.integration.demo.conftest import demo_app
from webapp.extensions import db


@pytest.fixture(scope="module")
def app(databases: Any):
    with pytest.MonkeyPatch.context() as patch:
        app = demo_app(databases.copy(databases.seeded), patch)
        result = app.test_cli_runner().invoke(args=["demo", "--people", "200"])
        assert result.exit_code == 0, result.output
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def test_so_many_people_who_came_to_events_are_kept_with_them(app):
    assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 200
    events = db.session.execute(sa.select(Draft.channel, Draft.event_id)).all()
    assert all((event is not None) == (channel == "event") for channel, event in events)
    assert sum(event is not None for _channel, event in events) > 20
    assert db.session.scalar(sa.select(sa.func.count(sa.distinct(Submission.language)))) == 13


def test_nobody_waits_and_what_was_said_is_coded_and_published(app):
    assert safeguarding.cases(db.session) == []
    assert safeguarding.cases(db.session, closed=True)
    assert db.session.scalar(sa.select(sa.func.count(Coding.id))) > 100
    found = report.latest_published(db.session).findings
    assert found["took_part"]["count"] == 200
    assert found["missing"] is not None


def test_too_few_are_refused(app):
    result = app.test_cli_runner().invoke(args=["demo", "--people", "20"])
    assert result.exit_code == 2
