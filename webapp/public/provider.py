"""What a provider sees by the signed link of a mail, without an account: is this record still right?

Programs that read mail follow every link in it: looking changes nothing, only pressing a button does.
"""

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from directory import assurance, drafts, queries, rules
from directory.fields import value_of
from directory.models import AssuranceRequest, Service, local_day
from webapp.documents import directory_words as in_words
from webapp.documents import hours_words
from webapp.extensions import db, limiter
from webapp.forms.fields import Radios, TextArea, TextInput, typed
from webapp.i18n import current_tag
from webapp.post import asking, mail, problems

bp = Blueprint("provider", __name__, url_prefix="/<lang>")

Page = str | BaseResponse | tuple[str, int]
ANSWERS = "30 per minute"
TEXTS = ("summary", "who_for", "way_in", "what_happens", "cost_note", "status_note")
LINES = ("email", "url")
TOO_LONG = _l("This is too long")
COSTS = {"free": _l("Free"), "paid": _l("People pay"), "unknown": _l("Not known")}
STATUSES = {"active": _l("It is running"), "paused": _l("It is paused"), "ended": _l("It has ended")}
FAULTS = {
    "empty": _l("Please write something here"),
    "too_long": TOO_LONG,
    "too_many": _l("These are too many"),
    "bad_format": _l("Check how this is written"),
    "not_a_number": _l("A phone number has digits and spaces only"),
}
ANY_FAULT = _l("Check this")


def _tidy(text: str | None) -> str:
    return rules.tidy(typed(text) or "")


def _area(label: Any, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        label, description=hint, widget=TextArea(), filters=[_tidy], validators=[Length(max=5000, message=TOO_LONG)]
    )


def _choices(words: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(code, text) for code, text in words.items()]


class ChangeForm(FlaskForm):
    """The main public facts of a record, as a provider may propose to change them."""

    summary = _area(_l("In one or two sentences"))
    who_for = _area(_l("Who it is for"))
    way_in = _area(_l("How people get in"), _l("What they do first: ring, come by, write, be sent by somebody."))
    what_happens = _area(_l("What happens when they get in touch"))
    phones = _area(_l("Phone numbers"), _l("One on each line. After a comma, say what it is for."))
    email = StringField(
        _l("E-mail"), widget=TextInput(), filters=[_tidy], validators=[Length(max=200, message=TOO_LONG)]
    )
    url = StringField(
        _l("Web page"),
        description=_l("It begins with https://"),
        widget=TextInput(),
        filters=[_tidy],
        validators=[Length(max=300, message=TOO_LONG)],
    )
    cost = RadioField(_l("Cost"), choices=_choices(COSTS), widget=Radios(), validators=[InputRequired(ANY_FAULT)])
    cost_note = _area(_l("More about the cost"))
    status = RadioField(
        _l("Is it running?"), choices=_choices(STATUSES), widget=Radios(), validators=[InputRequired(ANY_FAULT)]
    )
    status_note = _area(_l("If it is paused or has ended: since when, and where can people turn?"))
    hours = TextAreaField(
        _l("Opening times, if they changed"),
        widget=TextArea(),
        filters=[_tidy],
        validators=[Length(max=600, message=TOO_LONG)],
    )
    note = TextAreaField(
        _l("Anything else"), widget=TextArea(), filters=[_tidy], validators=[Length(max=1200, message=TOO_LONG)]
    )


@bp.get("/provider/<token>")
def show(token: str) -> Page:
    """What the public reads about the service, and two ways to answer. Nothing changes by looking."""
    asked, expired = _asked(token)
    service = _open_service(asked)
    if asked is None or service is None:
        return _closed(asked, expired)
    return _render("show", token=token, service=service, asked=asked, **_facts(service))


@bp.post("/provider/<token>")
@limiter.limit(ANSWERS, key_func=lambda: "provider answers")
def confirm(token: str) -> Page:
    """Still right."""
    asked, expired = _asked(token)
    if asked is None:
        return _closed(asked, expired)
    try:
        assurance.answer_confirm(db.session, asked)
    except assurance.AssuranceError:
        return _closed(asked, expired)
    mail.drop_waiting(db.session, asked.id)
    return _render("thanks", answer="confirmed")


@bp.route("/provider/<token>/change", methods=["GET", "POST"])
@limiter.limit(ANSWERS, key_func=lambda: "provider answers", methods=["POST"])
def change(token: str) -> Page:
    """Propose a change: the form filled with what stands there now."""
    asked, expired = _asked(token)
    service = _open_service(asked)
    if asked is None or service is None:
        return _closed(asked, expired)
    form = ChangeForm(data=_present(service))
    if request.method != "POST" or "switch" in request.form:
        return _render("change", token=token, service=service, form=form)
    if not form.validate():
        return _render("change", token=token, service=service, form=form), 400
    values = _different(service, form)
    note = _note(form)
    if not values and not note:
        form.note.errors = [_("Nothing is different yet. Change something, or go back and say that it is still right.")]
        return _render("change", token=token, service=service, form=form), 400
    try:
        _answer(asked, service, values, note)
    except assurance.AssuranceError:
        return _closed(asked, expired)
    except (rules.ChangeError, drafts.DraftError) as error:
        # Nothing of an answer that was not taken may be kept: the link must still work.
        db.session.rollback()
        _show_faults(form, error)
        service = queries.service_by_slug(db.session, service.slug)
        return _render("change", token=token, service=service, form=form), 400
    mail.drop_waiting(db.session, asked.id)
    return _render("thanks", answer="changed")


def _answer(asked: AssuranceRequest, service: Service, values: dict[str, Any], note: str) -> None:
    """Keep a provider's answer: a draft when fields differ, else the words alone in the inbox of problems."""
    if values:
        assurance.answer_change(db.session, asked, values, note)
        return
    assurance.answer_note(db.session, asked)
    problems.report(
        db.session,
        asked.id,
        service_slug=service.slug,
        kind="provider",
        words=note,
        reply_to="",
        language=current_tag(),
        alert=None,
    )


def _asked(token: str) -> tuple[AssuranceRequest | None, bool]:
    return asking.asked_by(db.session, current_app.config["SETTINGS"].secret_key, token)


def _open_service(asked: AssuranceRequest | None) -> Service | None:
    if asked is None or assurance.state_of(asked) != "open":
        return None
    return next(iter(queries.services_by_id(db.session, [asked.service_id])), None)


def _closed(asked: AssuranceRequest | None, expired: bool) -> tuple[str, int]:
    """Say why a link does not work: 404 for one that is none of ours, 410 for one whose time or use is over."""
    if asked is None and not expired:
        return _render("closed", state="unknown"), 404
    state = assurance.state_of(asked) if asked is not None else "expired"
    return _render("closed", state=state), 410


def _render(template: str, **values: Any) -> str:
    return render_template(f"public/provider/{template}.html", **values)


def _facts(service: Service) -> dict[str, Any]:
    """The public facts in words; a refuge's areas say no more than the borough (contracts.md)."""
    names = {ward.slug: ward.name for ward in queries.wards(db.session)}
    names |= {locality.slug: locality.name for locality in queries.localities(db.session)}
    return {
        "costs": COSTS,
        "statuses": STATUSES,
        "phones": value_of(service, "phones"),
        "ages": in_words.ages(service),
        "places": in_words.area_names(service, names),
        "spoken": [in_words.language_name(tag) for tag in service.languages],
        "weeks": hours_words.weeks(service.schedule_rows, local_day()),
    }


def _present(service: Service) -> dict[str, str]:
    """What the record says now, as the form shows it."""
    present = {name: getattr(service, name) or "" for name in (*TEXTS, *LINES, "cost", "status")}
    lines = [", ".join(part for part in (phone.number, phone.label) if part) for phone in service.phones]
    return present | {"phones": "\n".join(lines)}


def _different(service: Service, form: ChangeForm) -> dict[str, Any]:
    """The plain values that the provider changed."""
    present = _present(service)
    values: dict[str, Any] = {
        name: form[name].data
        for name in (*TEXTS, *LINES, "cost", "status")
        if (form[name].data or "") != rules.tidy(present[name])
    }
    if form.phones.data != rules.tidy(present["phones"]):
        values["phones"] = _phones(service, form.phones.data or "")
    return values


def _phones(service: Service, lines: str) -> list[dict[str, Any]]:
    """The numbers of the form; whether one answers day and night is kept, and is never the form's to say."""
    all_hours = {phone.number for phone in service.phones if phone.all_hours}
    numbers = []
    for line in lines.splitlines():
        number, _comma, label = (part.strip() for part in line.partition(","))
        if number:
            numbers.append({"number": number, "label": label, "all_hours": number in all_hours})
    return numbers


def _note(form: ChangeForm) -> str:
    parts = [f"Opening times: {form.hours.data}" if form.hours.data else "", form.note.data or ""]
    return "\n".join(part for part in parts if part)


def _show_faults(form: ChangeForm, error: rules.ChangeError | drafts.DraftError) -> None:
    """Put what the directory's rules refuse beside the fields."""
    faults = error.faults if isinstance(error, rules.ChangeError) else []
    for fault in faults:
        form._fields.get(fault.field, form.note).errors = [FAULTS.get(fault.code, ANY_FAULT)]
    if not faults:
        form.note.errors = [_("Nothing is different yet. Change something, or go back and say that it is still right.")]
