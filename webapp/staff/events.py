"""The desk of events: where they were, how many came, and notes of what was said, which become answers."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import queries as directory
from surveys import events, fair, late, queries
from surveys.analysis.redaction import mask
from surveys.content import QuestionView
from surveys.errors import NotAnswerable
from surveys.models import Consultation, Event, Survey, new_id
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.forms.events import KIND_WORDS, PROBLEMS, QUESTION_WORDS, event_form, note_form
from webapp.forms.saving import HARD, save_answers, send_answers
from webapp.forms.words import AUDIENCES
from webapp.i18n import default_language, languages

bp = Blueprint("staff_events", __name__, url_prefix="/staff/events")
Page = str | BaseResponse | tuple[str, int]

READERS = ("consultation_officer", "analyst", "administrator")
WRITERS = ("consultation_officer", "administrator")


def _event(event_id: str) -> Event:
    found = events.by_id(db.session, event_id)
    if found is None:
        abort(404)
    return found


def _ward_names() -> dict[str, str]:
    return {ward.slug: ward.name for ward in directory.wards(db.session)}


def _may_change() -> bool:
    return bool(current_user.roles & set(WRITERS))


@bp.get("/")
@requires(*READERS)
def listing() -> str:
    """Every consultation's events with how many came and how many notes were kept."""
    return render_template(
        "staff/events/list.html",
        rounds=[(one, events.listed(db.session, one)) for one in queries.all_consultations(db.session)],
        kinds=KIND_WORDS,
        audiences=AUDIENCES,
        wards=_ward_names(),
        may_change=_may_change(),
    )


@bp.route("/new/<slug>", methods=["GET", "POST"])
@requires(*WRITERS)
def new(slug: str) -> Page:
    """Write down an event of a consultation."""
    consultation = fair.by_slug(db.session, slug)
    if consultation is None:
        abort(404)
    return _edit(consultation, None)


@bp.route("/<event_id>/edit", methods=["GET", "POST"])
@requires(*WRITERS)
def edit(event_id: str) -> Page:
    """Change what is written of an event."""
    found = _event(event_id)
    return _edit(db.session.get_one(Consultation, found.consultation_id), found)


def _edit(consultation: Consultation, found: Event | None) -> Page:
    form = event_form(found, _ward_names())
    if form.validate_on_submit():
        try:
            kept = events.put(db.session, consultation, found, form.given(), by=current_user.id)
        except events.Refused as refused:
            for name, code in refused.problems.items():
                form[name].errors = [str(PROBLEMS[code])]
        else:
            users.record(db.session, current_user, "event.changed" if found else "event.made", kept.id)
            flash(_("Saved."))
            return redirect(url_for("staff_events.event", event_id=kept.id))
    page = render_template("staff/events/edit.html", form=form, consultation=consultation, event=found)
    return (page, 400) if form.errors else page


@bp.get("/<event_id>")
@requires(*READERS)
def event(event_id: str) -> str:
    """One event with its notes; names, numbers and addresses in them are behind bars."""
    found = _event(event_id)
    titles = _titles(found)
    return render_template(
        "staff/events/event.html",
        event=found,
        consultation=db.session.get_one(Consultation, found.consultation_id),
        notes=events.notes(db.session, found),
        surveys=[(one.slug, titles[one.slug], one.closed_at) for one in events.surveys_for(db.session, found)],
        until=late.until,
        titles=titles,
        languages=languages(),
        kinds=KIND_WORDS,
        audiences=AUDIENCES,
        questions=QUESTION_WORDS,
        ward=_ward_names().get(found.ward or ""),
        mask=mask,
        may_change=_may_change(),
    )


def _titles(found: Event) -> dict[str, str]:
    consultation = db.session.get_one(Consultation, found.consultation_id)
    return {row.slug: row.title for row in queries.survey_progress(db.session, consultation)}


@bp.route("/<event_id>/notes/<slug>", methods=["GET", "POST"])
@requires(*WRITERS)
def note(event_id: str, slug: str) -> Page:
    """Write down what one table or one person said, as an answer to one survey of the consultation."""
    found = _event(event_id)
    survey = queries.survey_by_slug(db.session, slug)
    if survey is None or survey.consultation_id != found.consultation_id:
        abort(404)
    questions = _questions(survey) if survey.state != "draft" else {}
    if not questions or (request.method == "GET" and not late.takes(survey.state, survey.closed_at)):
        flash(_("This survey takes no notes now: it is not open."), "note")
        return redirect(url_for("staff_events.event", event_id=event_id))
    names = {tag: one.english_name for tag, one in languages().items()}
    form = note_form(questions, names, default_language(), new_id())
    status = 200 if request.method == "GET" else 400
    if form.validate_on_submit():
        said = form.said(questions)
        if said:
            try:
                _keep(found, survey, form, said)
            except NotAnswerable:
                # Shown again with all that was typed: somebody may open the survey once more.
                flash(_("This survey takes no answers now. What you typed is still on this page."), "note")
                status = 409
            else:
                return redirect(url_for("staff_events.event", event_id=event_id))
        else:
            form[next(iter(questions))].errors = [_("Write at least one thing that was said")]
    page = render_template(
        "staff/events/note.html",
        form=form,
        event=found,
        survey=survey,
        survey_title=_titles(found)[slug],
        questions=questions,
        until=late.until,
    )
    return page, status


def _questions(survey: Survey) -> dict[str, QuestionView]:
    """The questions that a note can answer, by codebook question, as the newest version has them."""
    view = queries.current_survey(db.session, survey.slug, default_language())
    asked = {question.code: question for question in view.questions} if view else {}
    return {book: asked[code] for book, code in events.questions_of(db.session, survey).items() if code in asked}


def _keep(found: Event, survey: Survey, form: Any, said: dict[str, str]) -> None:
    """Keep one note; it passes the triage as every text does, and safeguarding staff get it if it tells of danger.

    Raises NotAnswerable.
    """
    key = (form.key.data or "")[:64] or new_id()
    draft = events.start_note(db.session, found, survey, language=form.language.data, key=key, by=current_user.id)
    if draft.state != "open":
        return
    saved = save_answers(db.session, draft, said, keep=True)
    send_answers(db.session, draft)
    users.record(db.session, current_user, "event.note", found.id)
    if any(one.alert in HARD for one in saved.values()):
        flash(
            _(
                "Kept. Someone in it may be in danger, so safeguarding staff will read it. That may take days: "
                "if someone is in danger now, ring 999."
            ),
            "note",
        )
    else:
        flash(_("Kept. You can write the next one."))


@bp.post("/<event_id>/notes/<draft_id>/delete")
@requires(*WRITERS)
def delete_note(event_id: str, draft_id: str) -> BaseResponse:
    """Delete a note with all that was made of it."""
    found = _event(event_id)
    try:
        if events.withdraw_note(db.session, found, draft_id):
            users.record(db.session, current_user, "event.note_deleted", event_id)
            flash(_("The note is deleted."))
    except events.Refused:
        flash(_("Safeguarding staff are at work on this note. It can be deleted once their case is closed."), "note")
    return redirect(url_for("staff_events.event", event_id=event_id))


@bp.post("/<event_id>/delete")
@requires(*WRITERS)
def delete(event_id: str) -> BaseResponse:
    """Delete an event that was made by mistake: one without notes."""
    found = _event(event_id)
    try:
        events.remove(db.session, found)
    except events.Refused:
        flash(_("This event has notes. Delete those first."), "note")
        return redirect(url_for("staff_events.event", event_id=event_id))
    users.record(db.session, current_user, "event.deleted", event_id)
    flash(_("The event is deleted."))
    return redirect(url_for("staff_events.listing"))
