"""What has happened? Where to tell it, when they answer, and what to ring when they are closed."""

from flask import Blueprint, abort, render_template

from directory import localise, queries
from directory.models import ReportingRoute
from webapp.extensions import db
from webapp.i18n import current_tag

bp = Blueprint("report", __name__, url_prefix="/<lang>")

EMERGENCY = "emergency_999"


@bp.get("/report", endpoint="start")
def start() -> str:
    """Choose what has happened; 999 always first."""
    routes = queries.routes(db.session)
    words = localise.words_for(db.session, current_tag(), _keys(routes))
    return render_template(
        "public/report/start.html",
        emergency=[route for route in routes if route.emergency],
        routes=[route for route in routes if not route.emergency],
        words=words,
    )


@bp.get("/report/<route>", endpoint="route")
def route_page(route: str) -> str:
    """One route: who to reach, their hours, what to ring when closed, what to do step by step."""
    record = queries.route(db.session, route)
    if record is None:
        abort(404)
    services = queries.services_of_route(db.session, record.code)
    if record.service_slug and record.service_slug not in {service.slug for service in services}:
        services = queries.services_by_slug(db.session, [record.service_slug]) + services
    words = localise.words_for(db.session, current_tag(), _keys([record]) + localise.pairs(services))
    contacts = [
        {
            "row": contact,
            **{
                name: words.text(record, f"contacts.{index}.{name}", getattr(contact, name))
                for name in ("name", "hours", "note", "for_whom")
            },
        }
        for index, contact in enumerate(record.contacts)
    ]
    return render_template(
        "public/report/route.html",
        route=record,
        contacts=contacts,
        steps=[words.text(record, f"steps.{index}", step) for index, step in enumerate(record.steps)],
        services=services,
        words=words,
        machine=words.text(record, "title").state == "machine",
    )


def _keys(routes: list[ReportingRoute]) -> list[tuple[str, str]]:
    return [("reporting_route", route.code) for route in routes]
