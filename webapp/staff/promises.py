"""The desk of "You said, we did": who considered the report, promises, their changes, and what residents rate."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from directory import queries as directory
from surveys import fair, promised, promising, queries, wording
from surveys.analysis.models import Report
from surveys.models import Consultation, Promise
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import fair_words, findings_said
from webapp.documents.words import book, theme_name
from webapp.extensions import db
from webapp.forms.promises import ConsiderationForm, promise_form
from webapp.i18n import default_language, site_languages
from webapp.templating import long_date

bp = Blueprint("staff_promises", __name__, url_prefix="/staff/promises")
Page = str | BaseResponse | tuple[str, int]

READERS = ("consultation_officer", "analyst", "administrator")
WRITERS = ("consultation_officer", "administrator")


def _promise(promise_id: str) -> Promise:
    found = promised.by_id(db.session, promise_id)
    if found is None:
        abort(404)
    return found


def _consultation(slug: str | None) -> Consultation:
    found = fair.by_slug(db.session, slug or "")
    if found is None:
        abort(404)
    return found


def _ward_names() -> dict[str, str]:
    return {ward.slug: ward.name for ward in directory.wards(db.session)}


def _tell(form: FlaskForm, refused: promising.Refused) -> None:
    """Put what cannot stand at its field."""
    for name, code in refused.problems.items():
        form[name].errors = [str(fair_words.PROMISE_PROBLEMS[code])]


@bp.get("/")
@requires(*READERS)
def promises() -> str:
    """Every promise, those that are late first, and who considered what."""
    today = fair.today()
    found = promised.everything(db.session)
    rounds = queries.all_consultations(db.session)
    return render_template(
        "staff/promises/list.html",
        late=[one for one in found if promised.is_overdue(one, today)],
        others=[one for one in found if not promised.is_overdue(one, today)],
        ratings=promised.ratings(db.session, [one.id for one in found]),
        rounds=[
            (one, promising.considerations(db.session, one), findings_said.findings(versions[0]) if versions else [])
            for one in rounds
            for versions in [promising.published_reports(db.session, one)]
        ],
        states=fair_words.PROMISE_STATES,
        colours=fair_words.STATE_COLOURS,
        may_change=bool(current_user.roles & set(WRITERS)),
    )


@bp.route("/considered/<slug>", methods=["GET", "POST"])
@requires(*WRITERS)
def considered(slug: str) -> Page:
    """Record that a body considered a published version of a consultation's report."""
    consultation = _consultation(slug)
    versions = promising.published_reports(db.session, consultation)
    form = ConsiderationForm()
    form.report_version.choices = [
        SelectChoice(
            str(one.number),
            _("Version %(number)s, published on %(date)s", number=one.number, date=long_date(one.published_at)),
        )
        for one in versions
        if one.published_at
    ]
    if versions and form.validate_on_submit():
        try:
            made = promising.consider(
                db.session,
                consultation,
                body=form.body.data or "",
                considered_on=form.considered_on.day,
                report_version=int(form.report_version.data),
                note=form.note.data or "",
                by=current_user.id,
                today=fair.today(),
            )
        except promising.Refused as refused:
            _tell(form, refused)
        else:
            users.record(db.session, current_user, "report.considered", made.id, number=made.report_version)
            flash(_("Recorded. Decisions and actions can be written now."))
            return redirect(url_for("staff_promises.promises"))
    page = render_template("staff/promises/considered.html", consultation=consultation, form=form, versions=versions)
    return (page, 400) if form.errors else page


@bp.route("/new/<slug>", methods=["GET", "POST"])
@requires(*WRITERS)
def new(slug: str) -> Page:
    """Write a promise; `?theme=` fills in a theme, and what the newest published report found of it."""
    consultation = _consultation(slug)
    theme = request.args.get("theme", "")
    first = {"year": str(fair.today().year), "theme": theme if theme in book().codes else ""}
    if found := _finding(consultation, theme):
        first["you_said"] = findings_said.said(*found)
    form = promise_form(None, promising.considerations(db.session, consultation), _ward_names(), first)
    if form.validate_on_submit():
        try:
            made = promising.create(db.session, consultation, form.values(), current_user.id)
        except promising.Refused as refused:
            _tell(form, refused)
        else:
            users.record(db.session, current_user, "promise.created", made.id)
            flash(_("Saved. Only staff see it until it is published."))
            return redirect(url_for("staff_promises.promise", promise_id=made.id))
    page = _form_page(None, consultation, form)
    return (page, 400) if form.errors else page


def _finding(consultation: Consultation, theme: str) -> tuple[findings_said.Finding, Report] | None:
    """What the newest published report says of a theme; None when it says nothing."""
    for version in promising.published_reports(db.session, consultation)[:1]:
        for one in findings_said.findings(version):
            if one.theme == theme:
                return one, version
    return None


@bp.route("/<promise_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def promise(promise_id: str) -> Page:
    """Change a promise. Each change leaves a line; of a public one the line is public."""
    return _change(_promise(promise_id), publish=False)


@bp.post("/<promise_id>/publish")
@requires(*WRITERS)
def publish(promise_id: str) -> Page:
    """Show it to everybody, for good: as it stands on the page, of which nothing is lost that was not saved yet."""
    return _change(_promise(promise_id), publish=True)


def _change(found: Promise, *, publish: bool) -> Page:
    consultation = db.session.get_one(Consultation, found.consultation_id)
    form = promise_form(found, promising.considerations(db.session, consultation), _ward_names(), {})
    if form.validate_on_submit():
        if form.seen.data != found.updated_at.isoformat():
            form.you_said.errors = [str(fair_words.PROMISE_PROBLEMS["changed_meanwhile"])]
            form.seen.raw_data, form.seen.data = None, found.updated_at.isoformat()
            return _form_page(found, consultation, form), 409
        try:
            changed = promising.revise(db.session, found, form.values(), current_user.id)
        except promising.Refused as refused:
            _tell(form, refused)
        else:
            if changed:
                users.record(db.session, current_user, "promise.revised", found.id, fields=", ".join(changed))
            if publish:
                if promising.publish(db.session, found, current_user.id):
                    users.record(db.session, current_user, "promise.published", found.id)
                flash(_("It is public. It cannot be deleted any more; it can be taken back with a reason."))
            else:
                flash(_("Saved.") if changed else _("Nothing was changed."))
            return redirect(url_for("staff_promises.promise", promise_id=found.id))
    page = _form_page(found, consultation, form)
    return (page, 400) if form.errors else page


def _form_page(found: Promise | None, consultation: Consultation, form: Any) -> str:
    ratings = promised.ratings(db.session, [found.id]) if found else {}
    return render_template(
        "staff/promises/promise.html",
        promise=found,
        consultation=consultation,
        form=form,
        ratings=ratings.get(found.id) if found else None,
        withdrawn=promising.reason_withdrawn(found) if found else None,
        overdue=promised.is_overdue(found, fair.today()) if found else False,
        people={person.id: person.name for person in users.everyone(db.session)},
        fields=fair_words.PROMISE_FIELDS,
        states=fair_words.PROMISE_STATES,
        helped=fair_words.HELPED,
        wards=_ward_names(),
        theme_name=theme_name,
        languages=[one for tag, one in site_languages().items() if tag != default_language()],
    )


@bp.post("/<promise_id>/withdraw")
@requires(*WRITERS)
def withdraw(promise_id: str) -> BaseResponse:
    """Take a public promise back: it stays on the page with the reason."""
    found = _promise(promise_id)
    try:
        promising.withdraw(db.session, found, request.form.get("reason", ""), current_user.id)
    except promising.Refused as refused:
        if "reason" in refused.problems:
            flash(_("Say why it is taken back, in 2,000 letters at most. The public reads it."), "note")
        else:
            flash(_("Only a public promise can be taken back, and only once."), "note")
    else:
        users.record(db.session, current_user, "promise.withdrawn", found.id)
        flash(_("It is marked as taken back, with your reason."))
    return redirect(url_for("staff_promises.promise", promise_id=found.id))


@bp.post("/<promise_id>/discard")
@requires(*WRITERS)
def discard(promise_id: str) -> BaseResponse:
    """Delete one that was never public."""
    found = _promise(promise_id)
    try:
        promising.discard(db.session, found)
    except promising.Refused:
        flash(str(fair_words.PROMISE_PROBLEMS["published"]), "note")
        return redirect(url_for("staff_promises.promise", promise_id=promise_id))
    users.record(db.session, current_user, "promise.discarded", promise_id)
    flash(_("Deleted. Nobody outside had seen it."))
    return redirect(url_for("staff_promises.promises"))


@bp.route("/<promise_id>/translate/<tag>", methods=["GET", "POST"])
@requires(*WRITERS)
def translate(promise_id: str, tag: str) -> Page:
    """A promise in another language, beside the English."""
    found = _promise(promise_id)
    if tag not in site_languages() or tag == default_language():
        abort(404)
    texts = {name: text for name, text in promising.english(found).items() if text}
    too_long = [name for name in texts if len(request.form.get(name, "")) > 4000]
    if request.method == "POST" and not too_long:
        checked = current_user.id if request.form.get("checked") == "yes" else None
        given = {name: request.form.get(name, "") for name in texts}
        owner = promising.OWNER
        changed = wording.put(db.session, owner, owner, found.id, texts, tag, given, checked_by=checked)
        if changed:
            users.record(db.session, current_user, "promise.translated", found.id, language=tag)
        flash(_("Saved.") if changed else _("Nothing was changed."))
        return redirect(url_for("staff_promises.translate", promise_id=found.id, tag=tag))
    page = render_template(
        "staff/consultations/translate.html",
        title=_("You said, we did"),
        back=url_for("staff_promises.promise", promise_id=found.id),
        texts=texts,
        names=fair_words.PROMISE_FIELDS,
        rows=wording.rows_of(db.session, promising.OWNER, promising.OWNER, found.id, tag),
        tongue=site_languages()[tag],
        too_long=too_long,
    )
    return (page, 400) if too_long else page
