"""The safeguarding desk: answers that tell of harm to a specific person, apart from everything else."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask import session as visit
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import contacts
from surveys.analysis import duty, safeguarding
from surveys.analysis.models import OUTCOMES, Disclosure
from surveys.analysis.redaction import mask
from webapp import config
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.accounts.models import now
from webapp.documents.words import AUDIENCES, CHANNELS
from webapp.extensions import db
from webapp.forms.contact import SAFE_WORDS
from webapp.post import duty as notices

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
    "same_person": _l("Choose another person"),
    "moved_on": _l("Someone else has taken this one"),
}


LEVELS = {
    "duty": _l("who is on duty"),
    "escalation": _l("the next person on the roster"),
    "safeguarding_lead": _l("the safeguarding leads"),
    "administrator": _l("the administrators"),
    "holder": _l("whoever has the case"),
    "nobody": _l("nobody: there was no one to tell"),
}
HISTORY = {
    "disclosure.claimed": _l("Taken"),
    "disclosure.handed_on": _l("Handed on"),
    "disclosure.closed": _l("Closed"),
    "disclosure.raised": _l("More urgent, by a second look at the paper form"),
}
FIELDS = {"unknown_outcome": "outcome", "same_person": "to", "moved_on": "to"}
"""Where on the page a problem is told; any other at the note."""
MOST_UNREAD = 50
OPENED = "opened_cases"
OPEN_FOR = timedelta(minutes=30)
"""So long after it was opened a case is shown whole to the browser that opened it; then it is opened anew."""


@bp.get("/")
@requires("safeguarding_lead", "administrator")
def queue() -> str:
    """Cases that nobody has taken, those over their time first; those in hand; how many answers are still unread."""
    moment = now()
    waiting = duty.waiting(db.session, moment, notices.hours(db.session))
    in_hand = [one for one in safeguarding.cases(db.session) if one.state != "new"]
    roster = duty.turns(db.session)
    return render_template(
        "staff/safeguarding/queue.html",
        waiting=waiting,
        waits={one.case.id: format_timedelta(moment - one.case.found_at, granularity="minute") for one in waiting},
        in_hand=in_hand,
        told=duty.notices(db.session, [one.case.id for one in waiting]),
        closed=safeguarding.cases(db.session, closed=True)[-50:],
        unread=safeguarding.unread(db.session, limit=0)[1],
        on_duty=_names(duty.on_duty(roster, moment)),
        next_read=duty.next_read(roster, moment) if roster else None,
        roster=roster,
        has_server=current_app.config["SETTINGS"].mail is not None,
        names=_people(),
        states=STATES,
        found_by=FOUND_BY,
        levels=LEVELS,
        audiences=AUDIENCES,
        mask=mask,
    )


@bp.get("/unread")
@requires("safeguarding_lead", "administrator")
def unread() -> str:
    """Answers that the program has not read, or failed on: masked, for a person to read, who may take one as a case."""
    found, total = safeguarding.unread(db.session, limit=MOST_UNREAD)
    return render_template("staff/safeguarding/unread.html", answers=found, total=total, mask=mask)


@bp.post("/unread/<answer_id>")
@requires("safeguarding_lead", "administrator")
def take_unread(answer_id: str) -> BaseResponse:
    """Put an answer that no program has read into the queue."""
    case = safeguarding.take_unread(db.session, answer_id)
    if case is None:
        flash(_("This one has been read meanwhile, or is in the queue already."), "note")
        return redirect(url_for("staff_safeguarding.unread"))
    users.record(db.session, current_user, "disclosure.queued", case.id)
    return redirect(url_for("staff_safeguarding.case", case_id=case.id))


def _people() -> dict[str, str]:
    return {user.id: user.name for user in users.everyone(db.session)}


def _names(turns: list[Any]) -> list[str]:
    people = _people()
    return [turn.address or people.get(turn.staff_id, "") for turn in turns]


def _case_or_404(case_id: str) -> Disclosure:
    case = safeguarding.case_by_id(db.session, case_id)
    if case is None:
        abort(404)
    return case


def _page(case: Disclosure, problem: str | None = None) -> str:
    """One case; after a problem with everything that was typed and chosen."""
    whole = _is_opened(case)
    typed = {name: request.form.get(name, "") for name in ("note", "to", "handover", "outcome")}
    return render_template(
        "staff/safeguarding/case.html",
        case=case,
        whole=whole,
        text=(case.answer.text or "") if whole else mask(case.answer.text or ""),
        mask=mask,
        problem=PROBLEMS[problem] if problem else None,
        problem_field=FIELDS.get(problem or "", "note"),
        **typed,
        names=_people(),
        told=duty.notices(db.session, [case.id]).get(case.id, []),
        others=[user for user in notices.staff(db.session) if user.id != case.claimed_by],
        on_duty=notices.on_duty_now(db.session, now()),
        history=users.recorded(db.session, case.id, HISTORY),
        steps=HISTORY,
        states=STATES,
        found_by=FOUND_BY,
        levels=LEVELS,
        outcomes={code: OUTCOME_WORDS[code] for code in OUTCOMES},
        audiences=AUDIENCES,
        channels=CHANNELS,
        contact=contacts.of_draft(db.session, case.answer.draft_id) if whole else None,
        safe_words=SAFE_WORDS,
    )


def _is_opened(case: Disclosure) -> bool:
    """Whether this browser has opened the case within the last half hour; that stands in the audit log."""
    opened = visit.get(OPENED, {}).get(case.id)
    return bool(opened) and now() - datetime.fromisoformat(opened) < OPEN_FOR


def _open(case: Disclosure) -> None:
    """Write down who reads the case, and show it whole from now on."""
    if _is_opened(case):
        return
    users.record(db.session, current_user, "disclosure.read", case.id)
    recent = {
        key: when for key, when in visit.get(OPENED, {}).items() if now() - datetime.fromisoformat(when) < OPEN_FOR
    }
    # A cookie is small: the latest ten are kept.
    visit[OPENED] = dict([*recent.items(), (case.id, now().isoformat(timespec="seconds"))][-10:])


@bp.get("/<case_id>")
@requires("safeguarding_lead", "administrator")
def case(case_id: str) -> str:
    """One case: masked, until it is opened. A page that is only looked at writes nothing."""
    return _page(_case_or_404(case_id))


@bp.post("/<case_id>/open")
@requires("safeguarding_lead", "administrator")
def open_case(case_id: str) -> BaseResponse:
    """Show it whole and unmasked: whoever looks after it needs the names. That is written in the audit log."""
    found = _case_or_404(case_id)
    _open(found)
    return redirect(url_for("staff_safeguarding.case", case_id=found.id))


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
    _open(found)
    flash(_("It is yours now."))
    return redirect(url_for("staff_safeguarding.case", case_id=found.id))


@bp.post("/<case_id>/hand-on")
@requires("safeguarding_lead", "administrator")
def hand_on(case_id: str) -> BaseResponse | tuple[str, int]:
    """Give a case that somebody has to another who can open the queue; they get a mail that says nothing of it."""
    found = _case_or_404(case_id)
    before, words = found.claimed_by, request.form.get("handover", "")
    to = next((user for user in notices.staff(db.session) if user.id == request.form.get("to")), None)
    try:
        safeguarding.hand_on(
            db.session,
            found,
            current_user.id,
            to=to.id if to else "",
            seen=request.form.get("from") or None,
            note=words,
        )
    except safeguarding.NotAllowed as refused:
        return _page(found, refused.code), 409 if refused.code == "moved_on" else 400
    users.record(db.session, current_user, "disclosure.handed_on", found.id, came_from=before, to=found.claimed_by)
    _write_down(found)
    if to is not None and to.id != current_user.id:
        notices.tell_of_hand_over(db.session, to, found.id, config.load().site_url)
    flash(_("Handed on."))
    return redirect(url_for("staff_safeguarding.case", case_id=found.id))


@bp.post("/<case_id>/note")
@requires("safeguarding_lead", "administrator")
def note(case_id: str) -> BaseResponse | tuple[str, int]:
    """Write down what was done; the note is encrypted."""
    found = _case_or_404(case_id)
    try:
        safeguarding.act(db.session, found, current_user.id, request.form.get("note", ""))
    except safeguarding.NotAllowed as refused:
        return _page(found, refused.code), 400
    users.record(db.session, current_user, "disclosure.acted", found.id)
    flash(_("Written down."))
    return redirect(url_for("staff_safeguarding.case", case_id=found.id))


def _write_down(case: Disclosure) -> None:
    """Keep what was typed of what was done when another button of the page was pressed."""
    if words := request.form.get("note", "").strip():
        safeguarding.act(db.session, case, current_user.id, words)
        users.record(db.session, current_user, "disclosure.acted", case.id)


@bp.post("/<case_id>/close")
@requires("safeguarding_lead", "administrator")
def close(case_id: str) -> BaseResponse | tuple[str, int]:
    """Close a case with what came of it, and with what was typed of what was done."""
    found, outcome = _case_or_404(case_id), request.form.get("outcome", "")
    try:
        if outcome in OUTCOMES:
            _write_down(found)
        safeguarding.close(db.session, found, current_user.id, outcome)
    except safeguarding.NotAllowed as refused:
        return _page(found, refused.code), 400
    users.record(db.session, current_user, "disclosure.closed", found.id, outcome=found.outcome)
    flash(_("Closed."))
    return redirect(url_for("staff_safeguarding.queue"))
