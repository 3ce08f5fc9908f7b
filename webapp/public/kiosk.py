"""A kiosk: one device at an event, one person after another.

The pages of "Have your say" under an address that holds the kiosk's token. What keeps people apart: the cookie is
emptied when somebody is at the start and when they are at the end, with it goes the only way to their draft, and the
token of their forms, so that neither the back button nor sending an old page again shows anything of theirs.
A draft that is left half way stays what it is, an unsent draft, until the schedule of surveys.retention ends it.
"""

from typing import Any

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from surveys import kiosks, queries
from surveys.content import SurveyView
from surveys.errors import NotAnswerable
from surveys.models import Consultation, Kiosk
from webapp.documents.notices import with_notices
from webapp.extensions import db, limiter
from webapp.forms import pages as steps
from webapp.forms import visit
from webapp.forms.fields import tongue
from webapp.forms.saving import save_answers
from webapp.headers import from_another_site
from webapp.i18n import current_tag
from webapp.public import say, say_check, say_contact
from webapp.public.home import SAFE_PAGE

bp = Blueprint("kiosk", __name__, url_prefix="/<lang>/kiosks/<token>")


@bp.url_value_preprocessor
def find_kiosk(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the token off the address and find its kiosk; the questionnaire's slug is what the pages work with."""
    if values is None or "token" not in values:
        return
    g.kiosk_token = values.pop("token")
    g.kiosk = kiosks.by_token(db.session, g.kiosk_token)
    if g.kiosk is None:
        abort(404)
    values["slug"] = kiosks.survey_of(db.session, g.kiosk).slug
    # Now, for the frame of an error page cannot ask a database that is away.
    g.idle_seconds = 60 * idle_minutes(g.kiosk)


@bp.url_defaults
def give_token(_endpoint: str, values: dict[str, Any]) -> None:
    """Put the token into the address; the slug needs no place there."""
    if "token" not in values and "kiosk_token" in g:
        values["token"] = g.kiosk_token
    values.pop("slug", None)


@bp.url_value_preprocessor
def look_at_the_clock(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """An ended kiosk shows so, and nothing else but the way out; what nobody touched for an hour is let go."""
    if endpoint == "kiosk.leave":
        return
    if not kiosks.is_open(db.session, g.kiosk):
        let_go()
        abort(make_response(render_template("public/kiosk/ended.html"), 410))
    here = visit.current(db.session, str(kiosks.survey_of(db.session, g.kiosk).slug))
    if here is not None and kiosks.is_stale(here.draft):
        let_go()


@bp.context_processor
def for_the_frame() -> dict[str, Any]:
    """How long the pages wait for a touch (seconds)."""
    return {"idle_seconds": g.idle_seconds} if "idle_seconds" in g else {}


def idle_minutes(kiosk: Kiosk) -> int:
    """Minutes without a touch until the page asks whether somebody is there."""
    survey = kiosks.survey_of(db.session, kiosk)
    return kiosks.minutes(db.session.get_one(Consultation, survey.consultation_id))


@bp.errorhandler(CSRFError)
def from_before(_error: CSRFError) -> BaseResponse:
    """A form of somebody who has gone, sent again with the back button: nothing of it is kept or shown."""
    return redirect(url_for(".survey"))


def let_go() -> None:
    """Leave nothing of anybody on this device; staff who opened the link here are signed out too."""
    logout_user()
    cookie.clear()


@bp.get("/", endpoint="survey")
def survey(slug: str) -> str:
    """The start, where the last person is forgotten: what it is, what is kept, "I agree to take part"."""
    let_go()
    view = current_view(slug)
    return _start(view, steps.start_form(view))


@bp.post("/", endpoint="begin")
@limiter.limit(say.BEGINNINGS, key_func=say.limit_key)
def begin(slug: str) -> say.Page:
    """Begin with a clean cookie once the person agreed; the return code comes at the end."""
    view = current_view(slug)
    form = steps.start_form(view)
    if not form.validate_on_submit():
        return _start(view, form), 400
    try:
        draft, return_code = kiosks.start(db.session, g.kiosk, language=current_tag())
    except NotAnswerable:
        return redirect(url_for(".survey"))
    save_answers(db.session, draft, {q.code: form[q.code].data for q in steps.agreement_of(view)}, keep=False)
    let_go()
    visit.remember(slug, draft, return_code, trapped=form.trapped)
    return redirect(url_for(".code"))


def current_view(slug: str, *, reachable: bool = True) -> SurveyView:
    """The questionnaire as it stands now, with its notices (documents.notices); 404 where it has no version."""
    view = queries.current_survey(db.session, slug, current_tag())
    if view is None:
        abort(404)
    return with_notices(db.session, view, reachable=reachable)


def _start(view: SurveyView, form: steps.StartForm) -> str:
    return render_template("public/kiosk/start.html", survey=view, form=form, tongue=tongue, kiosk=g.kiosk)


@bp.get("/go-on", endpoint="code")
def go_on(slug: str) -> BaseResponse:
    """To the questions, where this person is with them; no return code for all eyes at an event."""
    here = visit.current(db.session, slug)
    if here is None or here.draft.state != "open":
        return redirect(url_for(".survey"))
    view, given = say.draft_view(here)
    page = steps.resume_page(view, given)
    if page is None:
        return redirect(url_for(".check"))
    return redirect(url_for(".questions", page=page.code))


bp.add_url_rule("/questions/<page>", "questions", say.questions, methods=["GET", "POST"])
bp.add_url_rule("/check", "check", say_check.check, methods=["GET", "POST"])
bp.add_url_rule("/contact", "contact", say_contact.contact, methods=["GET", "POST"])


@bp.get("/done", endpoint="done")
def done(slug: str) -> say.Page:
    """Thank you, the return code once for who asks for it, and nothing left on the device."""
    shown = say_check.done(slug)
    let_go()
    return shown


@bp.get("/stopped", endpoint="paused")
def stopped(slug: str) -> say.Page:
    """Stop half way: the code to go on elsewhere, and nothing left here. An adult who is asked first may come along."""
    here = visit.current(db.session, slug)
    shown = say.paused(slug)
    if here is not None and "adult" not in request.args:
        let_go()
    return shown


@bp.get("/leave", endpoint="leave")
def leave(slug: str) -> BaseResponse:
    """Quick exit: as everywhere, but what a ward walk has waiting on this device stays until it is sent."""
    if from_another_site():
        return redirect(SAFE_PAGE, code=303)
    let_go()
    response = redirect(SAFE_PAGE, code=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
