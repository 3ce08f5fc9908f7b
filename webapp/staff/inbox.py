"""The inbox: what people say is wrong with a service. Their words are opened here and nowhere else."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import queries
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import post_words
from webapp.extensions import db, writes
from webapp.post import letters, mail, problems
from webapp.post.models import ProblemReport

bp = Blueprint("staff_inbox", __name__, url_prefix="/staff/inbox")

DESK = ("editor", "safeguarding_lead", "administrator")
LEADS = frozenset({"safeguarding_lead", "administrator"})
"""Who may read the words of a flagged report."""
Page = str | BaseResponse | tuple[str, int]
PROBLEMS = {
    "not_new": _l("Someone else has taken this one"),
    "not_in_hand": _l("Take this one in hand first"),
    "unknown_outcome": _l("Choose what came of it"),
    "too_long": _l("Write less: 2,000 letters at most"),
    "not_flagged": _l("This one is not flagged"),
}


@bp.get("/")
@requires(*DESK)
def reports() -> str:
    """The reports that are open, flagged ones first; or those that are done, or the flagged ones alone."""
    show = request.args.get("show", "open")
    show = show if show in ("open", "flagged", "done") else "open"
    found = problems.listed(db.session, state="done" if show == "done" else "open", flagged=show == "flagged")
    services = queries.services_by_slug(db.session, list({report.service_slug for report in found}))
    return render_template(
        "staff/inbox/list.html",
        reports=found,
        show=show,
        counts=problems.counts(db.session),
        names={service.slug: service.name for service in services},
        people={person.id: person.name for person in users.everyone(db.session)},
        words=post_words,
    )


@bp.get("/<report_id>")
@requires(*DESK)
@writes
def report(report_id: str) -> str:
    """One report. Opening the words of a flagged one is written in the audit log."""
    found = _report(report_id)
    if found.flag and _may_read(found):
        users.record(db.session, current_user, "problem.read", found.id)
    return _page(found)


@bp.post("/<report_id>/take")
@requires(*DESK)
def take(report_id: str) -> Page:
    """Take a report in hand."""
    found = _readable(report_id)
    try:
        problems.take(db.session, found, current_user.id)
    except problems.ProblemError as refused:
        return _page(found, refused.code), 409
    users.record(db.session, current_user, "problem.taken", found.id)
    flash(_("It is yours now."))
    return redirect(url_for("staff_inbox.report", report_id=found.id))


@bp.post("/<report_id>/done")
@requires(*DESK)
def done(report_id: str) -> Page:
    """Close a report; whoever asked for an answer gets the one that is written here."""
    found = _readable(report_id)
    note, answer = (_tidy(request.form.get(name, "")) for name in ("note", "answer"))
    outcome = request.form.get("outcome", "")
    too_long = max(len(note), len(answer)) > problems.NOTE_LENGTH
    try:
        if too_long:
            raise problems.ProblemError("too_long")
        problems.finish(db.session, found, current_user.id, outcome, note)
    except problems.ProblemError as refused:
        return _page(found, refused.code, note, answer), 400
    if found.reply_to and answer:
        _answer(found, answer)
    users.record(db.session, current_user, "problem.done", found.id, outcome=outcome)
    flash(_("Done."))
    return redirect(url_for("staff_inbox.reports"))


@bp.post("/<report_id>/no-harm")
@requires("safeguarding_lead", "administrator")
def no_harm(report_id: str) -> Page:
    """The lead has read it and sees no harm to a person: the editors may go on with it."""
    found = _report(report_id)
    try:
        problems.hand_back(db.session, found)
    except problems.ProblemError as refused:
        return _page(found, refused.code), 409
    users.record(db.session, current_user, "problem.unflagged", found.id)
    flash(_("The flag is gone. The editors can read it now."))
    return redirect(url_for("staff_inbox.report", report_id=found.id))


def _report(report_id: str) -> ProblemReport:
    found = problems.by_id(db.session, report_id)
    if found is None:
        abort(404)
    return found


def _readable(report_id: str) -> ProblemReport:
    """The report, if this member of staff may read it; a flagged one is the safeguarding lead's."""
    found = _report(report_id)
    if not _may_read(found):
        abort(403)
    return found


def _may_read(found: ProblemReport) -> bool:
    return found.flag is None or bool(current_user.roles & LEADS)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _answer(found: ProblemReport, answer: str) -> None:
    service = queries.service_by_slug(db.session, found.service_slug)
    name = service.name if service else found.service_slug
    subject, body = letters.problem_answer(found.language, service=name, answer=answer)
    mail.queue(
        db.session,
        to=found.reply_to or "",
        subject=subject,
        body=body,
        kind="problem_answer",
        language=found.language,
        about=found.id,
    )


def _page(found: ProblemReport, problem: str | None = None, note: str = "", answer: str = "") -> str:
    values: dict[str, Any] = {
        "report": found,
        "service": queries.service_by_slug(db.session, found.service_slug),
        "may_read": _may_read(found),
        "leads": bool(current_user.roles & LEADS),
        "edits": bool(current_user.roles & {"editor", "administrator"}),
        "problem": PROBLEMS[problem] if problem else None,
        "problem_field": {"unknown_outcome": "outcome", "too_long": "note"}.get(problem or "", "state"),
        "note": note,
        "answer": answer,
        "people": {person.id: person.name for person in users.everyone(db.session)},
        "words": post_words,
    }
    return render_template("staff/inbox/report.html", **values)
