"""The desk of checks: which records are due, mark one as checked, ask its provider, see what came back."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import assurance, queries
from directory.assurance_queue import FILTERS, queue
from directory.contacts import contacts
from directory.models import Service, local_day
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import post_words
from webapp.extensions import db
from webapp.i18n import default_language, site_languages
from webapp.post import asking, mail

bp = Blueprint("staff_assurance", __name__, url_prefix="/staff/assurance")

DESK = ("editor", "administrator")
MOST_AT_ONCE = 50
MOST_PAGES = 10**6
Page = str | BaseResponse | tuple[str, int]
PROBLEMS = {
    "ended": _l("This service has ended: there is nothing to check"),
    "no_contact": _l("There is no contact to write to: add one to the record first"),
    "already_asked": _l("The provider has been asked already and has not answered yet"),
    "not_said": _l("Write whom you asked, in 100 letters at most: the role, not the name"),
}


@bp.get("/")
@requires(*DESK)
def records() -> str:
    """The records to check, the stalest first."""
    show = request.args.get("show", "all")
    return _queue_page(show if show in FILTERS else "all")


def _queue_page(show: str) -> str:
    typed = request.args.get("page", "1")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 1
    return render_template(
        "staff/assurance/queue.html",
        found=queue(db.session, show=show, page=min(page, MOST_PAGES)),
        show=show,
        words=post_words,
        has_server=current_app.config["SETTINGS"].mail is not None,
        tongues=site_languages(),
    )


@bp.post("/ask")
@requires(*DESK)
def ask_selected() -> BaseResponse:
    """Ask the providers of the records that were ticked; those that cannot be asked are told."""
    slugs = list(dict.fromkeys(request.form.getlist("slug")))[:MOST_AT_ONCE]
    services = queries.services_by_slug(db.session, [slug for slug in slugs if slug.isascii() and slug.isprintable()])
    asked, refused = 0, Counter[str]()
    for service in services:
        try:
            _ask(service)
            asked += 1
        except assurance.AssuranceError as problem:
            refused[problem.code] += 1
    if not services:
        flash(_("Tick the records whose providers you want to ask."), "note")
    if asked:
        flash(ngettext("%(num)d provider is asked.", "%(num)d providers are asked.", asked))
    for code, number in refused.items():
        flash(_("Not asked: %(number)s. %(why)s", number=number, why=PROBLEMS[code]), "note")
    show = request.form.get("show", "all")
    return redirect(url_for("staff_assurance.records", show=show if show in FILTERS else "all"))


@bp.get("/services/<slug>")
@requires(*DESK)
def record(slug: str) -> str:
    """One record: when it was checked, whom to ask, what was asked and answered."""
    return _record_page(_service(slug))


@bp.post("/services/<slug>/phone")
@requires(*DESK)
def by_phone(slug: str) -> Page:
    """Mark a record as checked by ringing."""
    service = _service(slug)
    asked = request.form.get("asked", "")
    waiting = [one.id for one in assurance.requests_of(db.session, service) if one.state == "sent"]
    try:
        assurance.assure_by_phone(db.session, service, by=current_user.id, asked=asked)
    except assurance.AssuranceError as problem:
        return _record_page(service, problem.code, asked[:200]), 400
    for identity in waiting:
        mail.drop_waiting(db.session, identity)
    users.record(db.session, current_user, "service.assured", service.slug, how="phone")
    flash(_("Marked as checked today."))
    return redirect(url_for("staff_assurance.record", slug=slug))


@bp.post("/services/<slug>/ask")
@requires(*DESK)
def ask(slug: str) -> Page:
    """Ask this record's provider by e-mail."""
    service = _service(slug)
    try:
        _ask(service)
    except assurance.AssuranceError as problem:
        return _record_page(service, problem.code), 409
    if current_app.config["SETTINGS"].mail is None:
        flash(_("The message is in the outbox. No mail server is set up: pass it on yourself."))
    else:
        flash(_("The message is on its way."))
    return redirect(url_for("staff_assurance.record", slug=slug))


@bp.post("/services/<slug>/cancel")
@requires(*DESK)
def cancel(slug: str) -> BaseResponse:
    """Take an open question back: its link stops working."""
    service = _service(slug)
    for one in assurance.requests_of(db.session, service):
        if one.state == "sent":
            mail.drop_waiting(db.session, one.id)
    if assurance.cancel(db.session, service):
        users.record(db.session, current_user, "service.question_cancelled", service.slug)
        flash(_("Taken back. The link does not work any more."))
    return redirect(url_for("staff_assurance.record", slug=slug))


@bp.get("/routes")
@requires(*DESK)
def routes() -> str:
    """The reporting routes with the numbers to ring, those never rung first."""
    found = queries.routes(db.session)
    today = local_day()
    found.sort(key=lambda route: (route.assured_date is not None, route.assured_date or today, not route.emergency))
    return render_template(
        "staff/assurance/routes.html",
        routes=[(route, assurance.standing_of(route.assured_date, None)) for route in found],
        words=post_words,
    )


@bp.post("/routes/<code>")
@requires(*DESK)
def rung(code: str) -> BaseResponse:
    """Mark the numbers of a reporting route as rung today."""
    route = queries.route(db.session, code)
    if route is None:
        abort(404)
    assurance.assure_route(db.session, route, by=current_user.id)
    users.record(db.session, current_user, "route.assured", route.code)
    flash(_("Marked as rung today: %(title)s", title=route.title))
    return redirect(url_for("staff_assurance.routes"))


def _service(slug: str) -> Service:
    service = queries.service_by_slug(db.session, slug)
    if service is None:
        abort(404)
    return service


def _ask(service: Service) -> None:
    """Put the question and its mail; raises AssuranceError."""
    settings = current_app.config["SETTINGS"]
    language = request.form.get("language", "")
    asking.ask(
        db.session,
        service,
        by=current_user.id,
        language=language if language in site_languages() else default_language(),
        secret=settings.secret_key,
        site=settings.site_url or request.url_root,
    )
    users.record(db.session, current_user, "service.provider_asked", service.slug)


def _record_page(service: Service, problem: str | None = None, asked: str = "") -> str:
    requests = assurance.requests_of(db.session, service)
    letters = mail.latest_about(db.session, [one.id for one in requests])
    values: dict[str, Any] = {
        "service": service,
        "standing": assurance.standing(service),
        "contacts": contacts(db.session, service),
        "requests": [(one, assurance.state_of(one), letters.get(one.id)) for one in requests],
        "people": {person.id: person.name for person in users.everyone(db.session)},
        "problem": PROBLEMS[problem] if problem else None,
        "problem_field": "asked" if problem == "not_said" else "checks",
        "asked": asked,
        "words": post_words,
        "has_server": current_app.config["SETTINGS"].mail is not None,
        "tongues": site_languages(),
    }
    return render_template("staff/assurance/record.html", **values)
