"""Ask to be rung by a person: least data, danger first, nothing lost. Works without JavaScript."""

from uuid import UUID, uuid4

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from directory import triage
from webapp.extensions import db, limiter
from webapp.forms.callback import REQUESTS, SHARED, CallBackForm
from webapp.forms.saving import HARD
from webapp.i18n import current_tag
from webapp.post import callbacks

bp = Blueprint("callbacks", __name__, url_prefix="/<lang>")
Page = str | BaseResponse | tuple[str, int]


@bp.route("/call-back", methods=["GET", "POST"])
@limiter.shared_limit(REQUESTS, scope=SHARED, key_func=lambda: SHARED, methods=["POST"])
def new() -> Page:
    """The form; then help first when somebody seems to be in danger; then what happens next."""
    form = CallBackForm()
    if request.method != "POST":
        return _form_page(form)
    alert, keep = _worst(form.called.data or "", form.best_time.data or ""), request.form.get("keep")
    in_danger = alert in HARD and keep not in ("yes", "no")
    if "switch" in request.form:  # the page as it is, in another language
        return _danger_page(form, alert) if in_danger else _form_page(form)
    if not form.validate():
        return _form_page(form), 400
    if form.website.data:
        return redirect(url_for("callbacks.asked"))
    if in_danger:
        return _danger_page(form, alert)
    if keep == "no":
        return redirect(url_for("home.index"))
    callbacks.ask(
        db.session,
        _identity(form.once.data),
        called=form.called.data or "",
        number=form.number.data or "",
        best_time=form.best_time.data or "",
        message=form.message.data,
        language=form.language.data,
        channel="page",
        alert=alert,
        site=current_app.config["SETTINGS"].site_url,
    )
    return redirect(url_for("callbacks.asked"))


@bp.get("/call-back/asked")
def asked() -> str:
    """What happens next, and where help is now."""
    return render_template("public/callbacks/asked.html", days=callbacks.days_kept(db.session).days)


def _form_page(form: CallBackForm) -> str:
    if not form.once.data:
        form.once.data = str(uuid4())
    if not form.language.data or request.method == "GET":
        form.language.data = current_tag()
    return render_template("public/callbacks/new.html", form=form, days=callbacks.days_kept(db.session).days)


def _danger_page(form: CallBackForm, alert: str | None) -> str:
    return render_template("public/callbacks/danger.html", form=form, alert=alert)


def _worst(*texts: str) -> str | None:
    """What triage sees in the little that can be typed: the gravest of it."""
    return callbacks.gravest(*(triage.assess(text, current_tag()).alert for text in texts if text))


def _identity(once: str | None) -> str:
    """The id that the form was given; a new one when somebody changed it."""
    try:
        return str(UUID(once or ""))
    except ValueError:
        return str(uuid4())
