"""The safeguarding desk: answers that tell of harm to a specific person, apart from everything else."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import contacts
from surveys.analysis import review, safeguarding
from surveys.analysis.models import OUTCOMES, Disclosure
from surveys.analysis.redaction import mask
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents.words import AUDIENCES, CHANNELS
from webapp.extensions import db, writes
from webapp.forms.contact import SAFE_WORDS

bp = Blueprint("staff_safeguarding", __name__, url_prefix="/staff/safeguarding")

STATES = {"new": _l("New"), "claimed": _l("Taken"), "acted": _l("Acted on"), "closed": _l("Closed")}
FOUND_BY = {
    "triage": _l("The danger check, while it was being typed"),
    "machine": _l("The program that reads answers"),
    "person": _l("A member of staff"),
}
OUTCOME_WORDS = {
    "referred_mash": _l("Passed to the MASH (a child)"),
    "referred_adults": _l("Passed to adult social care"),
    "police_told": _l("Police told"),
    "advice_published": _l("Help for this put where people will see it"),
    "cannot_identify": _l("We cannot tell who it is about"),
    "no_concern": _l("No safeguarding concern"),
}
PROBLEMS = {
    "not_new": _l("Someone else has taken this one"),
    "not_claimed": _l("Take this one first"),
    "already_closed": _l("This one is closed"),
    "unknown_outcome": _l("Choose what came of it"),
    "note_needed": _l("Write what was done"),
}


@bp.get("/")
@requires("safeguarding_lead", "administrator")
def queue() -> str:
    """Open cases, urgent first; how many answers still wait to be read by the program."""
    return render_template(
        "staff/safeguarding/queue.html",
        cases=safeguarding.cases(db.session),
        closed=safeguarding.cases(db.session, closed=True)[-50:],
        counts=safeguarding.counts(db.session),
        pending=review.progress(db.session)["pending"],
        states=STATES,
        found_by=FOUND_BY,
        audiences=AUDIENCES,
        mask=mask,
    )


def _case_or_404(case_id: str) -> Disclosure:
    case = safeguarding.case_by_id(db.session, case_id)
    if case is None:
        abort(404)
    return case


def _page(case: Disclosure, problem: str | None = None, note: str = "") -> str:
    names = {user.id: user.name for user in users.everyone(db.session)}
    return render_template(
        "staff/safeguarding/case.html",
        case=case,
        problem=PROBLEMS[problem] if problem else None,
        problem_field="outcome" if problem == "unknown_outcome" else "note",
        note=note,
        names=names,
        states=STATES,
        found_by=FOUND_BY,
        outcomes={code: OUTCOME_WORDS[code] for code in OUTCOMES},
        audiences=AUDIENCES,
        channels=CHANNELS,
        contact=contacts.of_draft(db.session, case.answer.draft_id),
        safe_words=SAFE_WORDS,
    )


@bp.get("/<case_id>")
@requires("safeguarding_lead", "administrator")
@writes
def case(case_id: str) -> str:
    """One case, whole and unmasked: whoever looks after it needs the names. Looking is written in the audit log."""
    found = _case_or_404(case_id)
    users.record(db.session, current_user, "disclosure.read", found.id)
    return _page(found)


@bp.post("/<case_id>/claim")
@requires("safeguarding_lead", "administrator")
def claim(case_id: str) -> BaseResponse | tuple[str, int]:
    """Take a new case."""
    found = _case_or_404(case_id)
    try:
        safeguarding.claim(db.session, found, current_user.id)
    except safeguarding.NotAllowed as refused:
        return _page(found, refused.code), 409
    users.record(db.session, current_user, "disclosure.claimed", found.id)
    flash(_("It is yours now."))
    return redirect(url_for("staff_safeguarding.case", case_id=found.id))


@bp.post("/<case_id>/note")
@requires("safeguarding_lead", "administrator")
def note(case_id: str) -> BaseResponse | tuple[str, int]:
    """Write down what was done; the note is encrypted."""
    found = _case_or_404(case_id)
    words = request.form.get("note", "")
    try:
        safeguarding.act(db.session, found, current_user.id, words)
    except safeguarding.NotAllowed as refused:
        return _page(found, refused.code, words), 400
    users.record(db.session, current_user, "disclosure.acted", found.id)
    flash(_("Written down."))
    return redirect(url_for("staff_safeguarding.case", case_id=found.id))


@bp.post("/<case_id>/close")
@requires("safeguarding_lead", "administrator")
def close(case_id: str) -> BaseResponse | tuple[str, int]:
    """Close a case with what came of it."""
    found = _case_or_404(case_id)
    try:
        safeguarding.close(db.session, found, current_user.id, request.form.get("outcome", ""))
    except safeguarding.NotAllowed as refused:
        return _page(found, refused.code), 400
    users.record(db.session, current_user, "disclosure.closed", found.id, outcome=found.outcome)
    flash(_("Closed."))
    return redirect(url_for("staff_safeguarding.queue"))
