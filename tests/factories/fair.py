"""A consultation with every point filled, a published report, and promises."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from surveys import fair, promising
from surveys.analysis import report
from surveys.analysis.models import Report
from surveys.models import Consideration, Consultation, Promise
from surveys.points import TEXTS


def every_point(day: date) -> dict[str, Any]:
    """Values for each point, open from this day for four weeks."""
    texts = {name: f"About {name.replace('_', ' ')}." for name in TEXTS}
    return texts | {
        "opens_on": day,
        "closes_on": day + timedelta(days=27),
        "decides_on": day + timedelta(days=60),
    }


def fill(session: Session, consultation: Consultation, day: date, **changes: Any) -> None:
    """Fill each point, so that the gate lets surveys open."""
    values = every_point(day) | changes
    fair.revise(session, consultation, fair.Revision(values, {"channels": ["web"]}), day)


def publish_report(session: Session, consultation: Consultation) -> Report:
    """A published version of its report."""
    version = report.make_draft(session, consultation, None)
    report.check(session, version, "another")
    report.publish(session, version, None)
    return version


def consider(session: Session, consultation: Consultation, **changes: Any) -> Consideration:
    """A committee considered the report today."""
    version = publish_report(session, consultation)
    given: dict[str, Any] = {
        "body": "The test committee",
        "considered_on": fair.today(),
        "report_version": version.number,
        "note": "",
        "by": None,
        "today": fair.today(),
    }
    return promising.consider(session, consultation, **(given | changes))


def make_promise(session: Session, consultation: Consultation, *, public: bool = True, **changes: Any) -> Promise:
    """A promise to be kept in a month, considered by a committee."""
    given: dict[str, Any] = {"you_said": "The path by the station is dark.", "year": fair.today().year}
    if changes.get("state", "planned") != "considering":
        given |= {
            "consideration_id": consider(session, consultation).id,
            "decision": "Light the path.",
            "action": "Put up lamps.",
            "owner": "The highways team",
            "due_on": fair.today() + timedelta(days=30),
            "state": "planned",
        }
    promise = promising.create(session, consultation, given | changes, None)
    if public:
        promising.publish(session, promise, None)
    return promise
