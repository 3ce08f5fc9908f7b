"""Tell us something is wrong: about a service, without an account; danger first, and nothing lost."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from directory import localise, queries, triage
from directory.models import Service
from webapp.documents import post_words
from webapp.extensions import db, limiter
from webapp.forms.fields import Radios, TextArea, TextInput, typed
from webapp.forms.saving import HARD
from webapp.i18n import current_tag
from webapp.post import problems

bp = Blueprint("problems", __name__, url_prefix="/<lang>")

# By service, never by address: a whole school shares one.
REPORTS = "30 per minute"
Page = str | BaseResponse | tuple[str, int]


def _tidy(text: str | None) -> str:
    """What was typed, with the line ends of ours; a browser sends its own, and counts them once."""
    return (typed(text) or "").replace("\r\n", "\n").replace("\x00", "").strip()


class ProblemForm(FlaskForm):
    """What is wrong; only the kind must be chosen."""

    kind = RadioField(
        _l("What is wrong?"),
        choices=[SelectChoice(code, words) for code, words in post_words.KINDS.items()],
        widget=Radios(),
        validators=[InputRequired(_l("Choose what is wrong"))],
    )
    words = TextAreaField(
        _l("Tell us more, if you want to"),
        description=_l("Please leave out names of people."),
        widget=TextArea(),
        filters=[_tidy],
        validators=[Length(max=problems.WORDS_LENGTH, message=_l("Use fewer words: 2,000 letters at most"))],
    )
    reply_to = StringField(
        _l("Your e-mail, only if you want an answer"),
        description=_l("We use it for this answer only, and delete it later."),
        widget=TextInput(),
        filters=[_tidy],
        validators=[
            Optional(),
            Length(max=200, message=_l("This e-mail is too long")),
            Email(_l("Write an e-mail like name@example.org, or leave it empty")),
        ],
    )
    # Sent twice, kept once.
    once = HiddenField()
    # A trap for programs that fill in every field: people neither see nor hear it.
    website = StringField()


@bp.route("/services/<slug>/problem", methods=["GET", "POST"])
@limiter.limit(REPORTS, key_func=lambda: f"problem:{(request.view_args or {}).get('slug')}", methods=["POST"])
def new(slug: str) -> Page:
    """The form; then help first when somebody seems to be in danger; then thanks."""
    service = queries.service_by_slug(db.session, slug)
    if service is None:
        abort(404)
    form = ProblemForm()
    keep = request.form.get("keep")
    if request.method != "POST" or keep == "change":
        return _form_page(service, form)
    words = form.words.data or ""
    alert = triage.assess(words, current_tag()).alert if words else None
    if "switch" in request.form:  # what stands there, in another language: help stays help
        return _render("danger", service, form=form, alert=alert) if alert in HARD else _form_page(service, form)
    if not form.validate():
        return _form_page(service, form), 400
    if form.website.data:
        return redirect(url_for("problems.thanks", slug=service.slug))
    if alert in HARD and keep not in ("yes", "no"):
        return _render("danger", service, form=form, alert=alert)
    if keep == "no":
        words, alert = "", None
    kept = problems.report(
        db.session,
        _identity(form.once.data),
        service_slug=service.slug,
        kind=form.kind.data,
        words=words,
        reply_to=form.reply_to.data or "",
        language=current_tag(),
        alert=alert,
    )
    care = 1 if alert or kept.kind == "unsafe" else None
    answer = 1 if kept.reply_to else None
    return redirect(url_for("problems.thanks", slug=service.slug, care=care, answer=answer))


@bp.get("/services/<slug>/problem/thanks")
def thanks(slug: str) -> str:
    """What happens next, and where help is."""
    service = queries.service_by_slug(db.session, slug)
    if service is None:
        abort(404)
    return _render("thanks", service, care=bool(request.args.get("care")), answer=bool(request.args.get("answer")))


def _form_page(service: Service, form: ProblemForm) -> str:
    if not form.once.data:
        form.once.data = str(uuid4())
    return _render("new", service, form=form)


def _render(template: str, service: Service, **values: Any) -> str:
    words = localise.words_for(db.session, current_tag(), localise.pairs([service]))
    return render_template(f"public/problems/{template}.html", service=service, words=words, **values)


def _identity(once: str | None) -> str:
    """The id that the form was given; a new one when somebody changed it."""
    try:
        return str(UUID(once or ""))
    except ValueError:
        return str(uuid4())
