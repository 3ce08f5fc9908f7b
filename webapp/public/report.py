"""What has happened? A guided path to whom to tell, when they answer, and what to ring when they are closed.

Each step is a page of its own with the answers in its address: nothing is stored, "back" works, and no
JavaScript is needed. The way is the table of directory/what_happened.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from directory import case_review as review
from directory import localise, queries, what_happened
from directory.codes import COUNCIL_PHONE
from directory.models import ReportingRoute, RouteContact
from directory.what_happened import FIRST, Stand
from webapp.documents.report_words import QUESTIONS
from webapp.extensions import db
from webapp.forms.case_review import COUNTED, CaseReviewForm
from webapp.i18n import current_tag

bp = Blueprint("report", __name__, url_prefix="/<lang>")
Page = str | BaseResponse | tuple[str, int]

REVIEW = "community_trigger"
NEEDS_QUIET = frozenset({"domestic_abuse", "sexual_violence_support", "child_exploitation_worry", "modern_slavery"})
"""Routes of people who may be watched: their pages say how to look without being seen."""


@bp.get("/report", endpoint="start")
def start() -> str:
    """Is someone in danger now? And below, every way there is; 999 always first."""
    return _start(what_happened.follow({}))


@bp.get("/report/ask", endpoint="ask")
def ask() -> Page:
    """Ask the next question, or lead to the right route when all is said."""
    answers = request.args.to_dict()
    stand = what_happened.follow(answers)
    if stand.end is not None:
        return redirect(_address("report.route", stand.given, route=stand.end.route))
    # Someone who pressed "Continue" without an answer to this very question is told so.
    missing = answers.get("asked") == stand.question or stand.question in answers
    if stand.question == FIRST:
        page = _start(stand, missing=missing)
    else:
        page = render_template(
            "public/report/question.html",
            **_question(stand, missing),
            back=_before(stand.given),
            quiet=stand.question == "home",
        )
    return (page, 400) if missing else page


@bp.get("/report/case-review", endpoint="case_review")
def case_review() -> Page:
    """Check whether reports of anti-social behaviour likely meet the threshold of a case review."""
    rule = review.threshold(db.session)
    form = CaseReviewForm(request.args)
    if not request.args or "change" in request.args or not form.validate():
        page = render_template("public/report/case_review.html", form=form, rule=rule)
        return (page, 400) if form.errors else page
    outcome = review.assess(rule, form.reports.number or 0, form.people.number or 0)
    record = queries.route(db.session, REVIEW)
    words = _words([record] if record else [])
    return render_template(
        "public/report/case_review_result.html",
        likely=outcome == "likely",
        rule=rule,
        stopped=form.acted.data == "stopped",
        counts=not form.told.data or bool(COUNTED & set(form.told.data)),
        route=record,
        contacts=[_shown(words, record, index) for index in range(len(record.contacts))] if record else [],
        words=words,
        again=_address("report.case_review", request.args.to_dict(flat=False), change=1),
    )


@bp.get("/report/<route>", endpoint="route")
def route_page(route: str) -> str:
    """One route: who to reach, who answers now, what to ring when closed, what to do step by step."""
    record = queries.route(db.session, route)
    if record is None:
        abort(404)
    stand = what_happened.follow(request.args)
    end = stand.end if stand.end and stand.end.route == record.code else None
    also = queries.routes(db.session, end.also) if end and end.also else []
    services = queries.services_of_route(db.session, record.code)
    if record.service_slug and record.service_slug not in {service.slug for service in services}:
        services = queries.services_by_slug(db.session, [record.service_slug]) + services
    words = _words([record, *also], localise.pairs(services))
    contacts = [_shown(words, record, index) for index in range(len(record.contacts))]
    best = [contact for name in (end.best if end else ()) for contact in contacts if contact.row.name == name]
    rest = [contact for contact in contacts if contact not in best]
    return render_template(
        "public/report/route.html",
        route=record,
        # Doubts about hours and checks are for staff, never for someone in danger (domain.md 3).
        in_danger=record.emergency or record.code == "crisis_suicide",
        quiet=record.code in NEEDS_QUIET,
        best=best,
        # The best may be closed now: what to ring then stands with it.
        shut=bool(best) and not any(contact.row.all_hours for contact in best),
        when_shut=_answers_now(rest),
        open_now=[contact for contact in rest if contact.row.all_hours],
        others=[contact for contact in rest if not contact.row.all_hours],
        steps=[words.text(record, f"steps.{index}", step) for index, step in enumerate(record.steps)],
        also=also,
        services=services,
        words=words,
        machine=words.text(record, "title").state == "machine",
        back=_before(stand.given) if end else url_for("report.start"),
        council=COUNCIL_PHONE,
        check_review=record.code == REVIEW,
    )


@dataclass(frozen=True)
class Contact:
    """A contact of a route, with its words in the language of the page."""

    row: RouteContact
    name: localise.Text
    hours: localise.Text
    note: localise.Text
    for_whom: localise.Text


def _shown(words: localise.Words, record: ReportingRoute, index: int) -> Contact:
    row = record.contacts[index]
    texts = {
        name: words.text(record, f"contacts.{index}.{name}", getattr(row, name))
        for name in ("name", "hours", "note", "for_whom")
    }
    return Contact(row, **texts)


def _answers_now(contacts: list[Contact]) -> Contact | None:
    """Return who answers day and night when the best one is closed; 999 stands on the page already."""
    return next((one for one in contacts if one.row.all_hours and one.row.phone and one.row.phone != "999"), None)


def _start(stand: Stand, *, missing: bool = False) -> str:
    routes = queries.routes(db.session)
    return render_template(
        "public/report/start.html",
        **_question(stand, missing),
        emergency=[route for route in routes if route.emergency],
        routes=[route for route in routes if not route.emergency],
        words=_words(routes),
    )


def _question(stand: Stand, missing: bool) -> dict[str, Any]:
    """Return what the form of a question needs."""
    question = QUESTIONS[stand.question]
    return {
        "name": stand.question,
        "question": question,
        "given": stand.given,
        "error": question.nothing_chosen if missing else None,
    }


def _before(given: dict[str, str]) -> str:
    """Return the address of the question before: the same answers but the last."""
    *kept, _last = given.items()
    return _address("report.ask", dict(kept)) if kept else url_for("report.start")


def _address(endpoint: str, given: Mapping[str, Any], **more: Any) -> str:
    """Return the address of a page with answers in it."""
    return url_for(endpoint, **{**given, **more})


def _words(routes: list[ReportingRoute], more: list[tuple[str, str]] | None = None) -> localise.Words:
    keys = [("reporting_route", route.code) for route in routes]
    return localise.words_for(db.session, current_tag(), keys + (more or []))
