"""The bot's workbench: sentences that staff write for it, decided by a second person, and models tried with them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory.drafts import self_approval
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import workbench_words as words
from webapp.extensions import after_commit, db, jobs
from webapp.i18n import languages
from webapp.workbench import attempts, figures, sentences, serving, tasks
from webapp.workbench.models import Attempt, ProposedSentence
from webapp.workbench.place import here

bp = Blueprint("staff_workbench", __name__, url_prefix="/staff/workbench")
DESK = ("editor", "administrator")
Page = str | BaseResponse | tuple[str, int]


@bp.get("/")
@requires(*DESK)
def page() -> str:
    """The form, and the sentences of a state: first those that wait for a second person."""
    return _page()


@bp.post("/")
@requires(*DESK)
def propose() -> Page:
    """Keep sentences for a second person; with a problem nothing is kept, and nothing that was typed is lost."""
    typed = {name: request.form.get(name, "") for name in ("language", "route", "sentences")}
    try:
        made = sentences.propose(db.session, typed["language"], typed["route"], typed["sentences"], current_user.id)
    except sentences.Refused as refused:
        return _page(typed, refused), 400
    for one in made:
        users.record(db.session, current_user, "workbench.proposed", one.id)
    flash(
        ngettext(
            "%(num)d sentence waits for a second person.", "%(num)d sentences wait for a second person.", len(made)
        )
    )
    return redirect(url_for("staff_workbench.page"))


@bp.post("/sentences/<sentence_id>/<decision>")
@requires(*DESK)
def decide(sentence_id: str, decision: str) -> Page:
    """Approve, reject or withdraw one sentence."""
    found = sentences.by_id(db.session, sentence_id)
    done = {"approve": sentences.approve, "reject": sentences.reject, "withdraw": sentences.withdraw}.get(decision)
    if found is None or done is None:
        abort(404)
    before = found.state
    try:
        done(db.session, found, current_user.id)
    except sentences.Undecidable as refused:
        return _page(trouble=str(words.DECISIONS[refused.code])), 409
    users.record(db.session, current_user, f"workbench.{decision}", found.id)
    flash(f"{words.STATES[found.state]}.")
    # To the list: whoever reads many one after the other stays with them.
    return redirect(url_for("staff_workbench.page", show=before, _anchor="listed"))


@bp.get("/training")
@requires(*DESK)
def training() -> str:
    """What is in use, what there is to learn, how far a training is, and every model that was tried."""
    return _training()


@bp.post("/training")
@requires(*DESK)
def start() -> Page:
    """Have the job worker train; never in the request."""
    try:
        if not here().is_there:
            raise attempts.NotNow("no_bot")
        identity = attempts.ask(db.session, current_user.id, here(), _release()).id
    except attempts.NotNow as refused:
        return _training(str(words.NOT_NOW[refused.code])), 409
    after_commit(lambda: tasks.try_model(identity))
    users.record(db.session, current_user, "workbench.training", identity)
    flash(_("The bot learns now. It takes some minutes; what came of it stands here then."))
    return redirect(url_for("staff_workbench.training"))


@bp.post("/training/back")
@requires(*DESK)
def back() -> Page:
    """Put the model before in force again; the running bot follows within the minute."""
    seen = request.form.get("seen", "")
    try:
        attempts.roll_back(db.session, current_user.id, seen, here(), _release())
    except attempts.NotNow as refused:
        return _training(str(words.NOT_NOW[refused.code])), 409
    after_commit(tasks.deliver)
    users.record(db.session, current_user, "workbench.back", seen)
    flash(_("The model before is in use again."))
    return redirect(url_for("staff_workbench.training"))


def _release() -> str | None:
    """The release of the bot that a job saw last."""
    served = serving.unpack(jobs.storage.peek_data(tasks.SERVED))
    return served.base if served else None


def _names() -> dict[str, str]:
    return {person.id: person.name for person in users.everyone(db.session)}


def _page(
    typed: dict[str, str] | None = None, refused: sentences.Refused | None = None, trouble: str | None = None
) -> str:
    counts = sentences.counts(db.session)
    asked = request.args.get("show", "proposed")
    show = asked if asked in words.STATES else "proposed"
    problems = [] if refused is None else _problems(refused)
    field = {"unknown_language": "language", "unknown_route": "route"}.get(refused.code if refused else "", "sentences")
    return render_template(
        "staff/workbench/sentences.html",
        typed=typed or {},
        problems=problems,
        field=field,
        trouble=trouble,
        counts=counts,
        show=show,
        states=words.STATES,
        listed=sentences.listed(db.session, show),
        may=_may,
        own=words.DECISIONS["own"],
        routes=words.ROUTES,
        tongues=languages(),
        most=sentences.MOST_AT_ONCE,
        names=_names(),
    )


def _problems(refused: sentences.Refused) -> list[dict[str, str]]:
    """What is wrong, each with the sentence that is meant."""
    if not refused.problems:
        return [{"text": "", "why": str(words.FORM_PROBLEMS[refused.code])}]
    return [{"text": one.text, "why": words.sentence_problem(one.code, one.detail)} for one in refused.problems]


def _may(sentence: ProposedSentence) -> list[str]:
    """What this person may do with a sentence."""
    own = sentence.proposed_by == current_user.id
    if sentence.state == "proposed":
        approving = ["approve"] if not own or self_approval(db.session) else []
        return [*approving, "withdraw" if own else "reject"]
    return ["withdraw"] if sentence.state in ("approved", "learned") else []


def _training(problem: str | None = None) -> str:
    counts, current = sentences.counts(db.session), attempts.in_force(db.session)
    line, running = attempts.chain(db.session, here()), attempts.open_one(db.session)
    return render_template(
        "staff/workbench/training.html",
        problem=problem,
        there=here().is_there,
        counts=counts,
        running=running,
        silent=running is not None and attempts.is_silent(running),
        current=current,
        in_use=attempts.in_use(db.session, _release(), here()),
        before=line[1] if len(line) > 1 else None,
        served=serving.unpack(jobs.storage.peek_data(tasks.SERVED)),
        worth_it=attempts.is_worth_it(db.session, _release(), here()),
        slack=figures.SLACK,
        history=[(one, _compared(one)) for one in attempts.history(db.session) if one is not running],
        states=words.ATTEMPTS,
        reason=words.reason,
        tongues=languages(),
        names=_names(),
    )


def _compared(attempt: Attempt) -> dict[str, Any] | None:
    """The figures of an attempt before and after; None when it was never judged."""
    if not attempt.figures:
        return None
    before, after = attempt.figures["before"], attempt.figures["after"]
    return {
        "total": figures.totals(before, after),
        "rows": figures.rows(before, after),
        "danger": (before["danger"]["right"], after["danger"]["right"], before["danger"]["n"]),
        "seconds": attempt.figures["seconds"],
    }
