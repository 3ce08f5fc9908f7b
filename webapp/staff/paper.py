"""The desk for paper forms: typing them fast from the keyboard, and typing a sample a second time."""

import json
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory.triage import assess
from surveys import late, papers, queries, settling
from surveys.content import SurveyView, survey_view
from surveys.errors import NotAnswerable
from surveys.models import SecondEntry, Submission, Survey, SurveyVersion, new_id
from surveys.questions import clean
from surveys.versions import newest_version, numbered, numbers
from webapp import config
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import paper as printed
from webapp.documents.leaflet import LeafletImpossible
from webapp.documents.leaflet_files import speaking
from webapp.extensions import db
from webapp.forms import paper
from webapp.forms.handlers import read_back
from webapp.forms.saving import HARD, save_answers, send_answers
from webapp.forms.words import AUDIENCES
from webapp.i18n import default_language, languages, site_languages
from webapp.post import duty as notices

bp = Blueprint("staff_paper", __name__, url_prefix="/staff/paper")
Page = str | BaseResponse | tuple[str, int]
WRITERS = ("consultation_officer", "administrator")
NOT_SETTLED = {
    "settled": _l("Somebody else has settled this form in the meantime. Nothing was changed."),
    "open_case": _l("Not settled: safeguarding staff have a case from an answer that would go."),
}


def _survey(slug: str) -> tuple[Survey, SurveyView]:
    found = queries.survey_by_slug(db.session, slug)
    view = queries.current_survey(db.session, slug, default_language())
    if found is None or view is None:
        abort(404)
    return found, view


def _version(found: Survey) -> SurveyVersion:
    """The version of the form in hand, which the desk chose or the page carries; the newest unless one is named."""
    given = request.form.get("version") or request.args.get("version")
    if given is None:
        version = newest_version(db.session, found)
    else:
        version = numbered(db.session, found, int(given)) if given.isdecimal() and len(given) < 7 else None
    if version is None:
        abort(404)
    return version


@bp.get("/")
@requires(*WRITERS)
def desk() -> str:
    """The surveys that take paper forms now, how many were typed, and how many wait for a second entry."""
    counted, versions = papers.typed(db.session), numbers(db.session)

    def rows(cards: list[queries.SurveyCard]) -> list[Any]:
        return [(card, counted.get(card.slug, papers.Typed()), versions[card.slug]) for card in cards]

    return render_template(
        "staff/paper/desk.html",
        rows=rows(queries.open_surveys(db.session, default_language())),
        late=rows(queries.late_surveys(db.session, default_language())),
        until=late.until,
        form_code=papers.form_code,
        audiences=AUDIENCES,
        tongues=site_languages(),
    )


@bp.get("/<slug>/form.pdf")
@requires(*WRITERS)
def form(slug: str) -> Page:
    """The form to print, also before the survey is open; `?language=` and `?large=1`."""
    tag = request.args.get("language") or default_language()
    view = queries.current_survey(db.session, slug, tag) if tag in site_languages() else None
    if view is None:
        abort(404)
    with speaking(tag):
        try:
            return printed.download(db.session, view, large=request.args.get("large") == "1")
        except LeafletImpossible:
            pass
    flash(_("This website does not have the letters to make it in this language."), "note")
    return redirect(url_for("staff_paper.desk"))


@bp.route("/<slug>", methods=["GET", "POST"])
@requires(*WRITERS)
def entry(slug: str) -> Page:
    """Type one form; then the page is empty again for the next of the same version (`?version=`)."""
    found = queries.survey_by_slug(db.session, slug)
    if found is None:
        abort(404)
    version = _version(found)
    view = survey_view(db.session, version.id, default_language())
    tag = request.form.get("language") or request.args.get("language") or default_language()
    if tag not in languages():
        abort(400)
    typed, key, status = paper.Entry(), request.form.get("key", "")[:64] or new_id(), 200
    if request.method == "POST":
        typed = paper.read(view.questions, request.form)
        if not typed.problems:
            try:
                _keep(found, version, view, typed, tag, key)
            except NotAnswerable:
                # Shown again with all that was typed: somebody may open the survey once more.
                flash(_("This survey takes no answers now. What you typed is still on this page."), "note")
                status = 409
            else:
                return redirect(url_for("staff_paper.entry", slug=slug, language=tag, version=version.number))
        else:
            status = 400
    elif not late.takes(found.state, found.closed_at):
        flash(_("This survey takes no answers now."), "note")
        return redirect(url_for("staff_paper.desk"))
    return _form(found, view, typed, words_in=tag, key=key), status


def _form(found: Survey, view: SurveyView, typed: paper.Entry, **values: Any) -> str:
    return render_template(
        "staff/paper/entry.html",
        survey=found,
        view=view,
        typed=typed,
        box=paper.box,
        parts_of=papers.parts_of,
        numbers=papers.numbers,
        form_code=papers.form_code,
        versions=numbers(db.session)[found.slug],
        until=late.until,
        languages=languages(),
        forms=papers.typed(db.session).get(found.slug, papers.Typed()).forms,
        **({"again": None} | values),
    )


def _keep(found: Survey, version: SurveyVersion, view: SurveyView, typed: paper.Entry, tag: str, key: str) -> None:
    """Keep and send one form; its words pass the triage, as every text does. Raises NotAnswerable."""
    draft = papers.start(db.session, found, language=tag, key=key, by=current_user.id, version=version)
    if draft.state != "open":
        return
    agreed = paper.given(typed.values, view.questions, agreements=True)
    asked_first = {q.code for q in view.questions if q.show_if is None}
    save_answers(db.session, draft, {c: v for c, v in agreed.items() if c in asked_first}, keep=True)
    rest = paper.given(typed.values, view.questions, agreements=False) | agreed
    saved = save_answers(db.session, draft, rest, keep=True)
    reference = send_answers(db.session, draft)
    sent = db.session.get_one(Submission, queries.submission_id_of(db.session, draft))
    _tell(reference, drawn=papers.draw(db.session, sent), danger=any(s.alert in HARD for s in saved.values()))
    numbers, stayed = papers.numbers(view.questions), papers.stored(db.session, sent)
    if gone := sorted(numbers[code] for code in rest.keys() - stayed.keys()):
        told = ", ".join(map(str, gone))
        flash(_("Not kept: %(numbers)s. The form asks that only after other answers than those.", numbers=told), "note")
    users.record(db.session, current_user, "paper.entered", sent.id)


def _tell(reference: str, *, drawn: bool, danger: bool) -> None:
    flash(_("Kept. Write %(reference)s on the form.", reference=reference))
    if drawn:
        flash(_("Put this form aside: somebody else types it a second time."), "note")
    _warn(danger)


def _warn(danger: bool) -> None:
    """Tell whoever has the paper in hand what to do now."""
    if danger:
        flash(
            _(
                "Someone in it may be in danger, so safeguarding staff will read it. That may take days: "
                "if someone is in danger now, ring 999."
            ),
            "note",
        )


@bp.get("/<slug>/second")
@requires(*WRITERS)
def second(slug: str) -> str:
    """Forms that this person may type a second time, differences to settle, and how well forms were typed."""
    found, view = _survey(slug)
    return render_template(
        "staff/paper/second.html",
        view=view,
        waiting=papers.waiting(db.session, found, current_user.id),
        to_settle=papers.to_settle(db.session, found),
        quality=papers.quality(db.session, found),
        every=papers.every(found),
        most=papers.MOST_EVERY,
    )


@bp.post("/<slug>/sample")
@requires(*WRITERS)
def sample(slug: str) -> BaseResponse:
    """Set how many forms are typed twice."""
    found = queries.survey_by_slug(db.session, slug)
    if found is None:
        abort(404)
    text = request.form.get("every", "").strip()
    try:
        papers.set_every(db.session, found, int(text) if text.isdecimal() and len(text) < 6 else 0)
    except ValueError:
        flash(_("Write a whole number from 1 to %(most)s. Nothing was changed.", most=papers.MOST_EVERY), "note")
    else:
        users.record(db.session, current_user, "paper.sample", slug, every=papers.every(found))
        flash(_("Saved."))
    return redirect(url_for("staff_paper.second", slug=slug))


@bp.route("/<slug>/second/<submission_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def again(slug: str, submission_id: str) -> Page:
    """Type a form a second time, without seeing the first."""
    found, _view = _survey(slug)
    sent = next((one for one in papers.waiting(db.session, found, current_user.id) if one.id == submission_id), None)
    if sent is None:
        flash(_("This form is not for you to type again: you typed it first, or it is done."), "note")
        return redirect(url_for("staff_paper.second", slug=slug))
    view = survey_view(db.session, sent.draft.version_id, default_language())
    typed = paper.Entry()
    if request.method == "POST":
        typed = paper.read(view.questions, request.form)
        if not typed.problems:
            made = papers.enter_again(db.session, sent, typed.values, by=current_user.id)
            users.record(db.session, current_user, "paper.entered_again", sent.id)
            if made.different:
                return redirect(url_for("staff_paper.settle", slug=slug, entry_id=made.id))
            flash(_("Both entries are the same."))
            return redirect(url_for("staff_paper.second", slug=slug))
    page = _form(found, view, typed, words_in=sent.language, key="", again=sent)
    return (page, 400) if typed.problems else page


@bp.route("/<slug>/differences/<entry_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def settle(slug: str, entry_id: str) -> Page:
    """Where two entries differ: with the paper in hand, which one is right."""
    found = db.session.get(SecondEntry, entry_id) if len(entry_id) <= 36 else None
    sent = db.session.get(Submission, found.submission_id) if found else None
    if found is None or sent is None or sent.survey.slug != slug:
        abort(404)
    if found.settled_at is not None:
        return redirect(url_for("staff_paper.second", slug=slug))
    view = survey_view(db.session, sent.draft.version_id, default_language())
    values = json.loads(found.values)
    asked = [question for question in view.questions if question.code in found.different]
    wrong: list[str] = []
    if request.method == "POST":
        chosen = {question.code: request.form.get(question.code) for question in asked}
        wrong = [code for code, which in chosen.items() if which not in ("first", "second")]
        if not wrong:
            stands = {
                question.code: _verdict(clean(question, values[question.code]).text, sent.language)
                for question in asked
                if chosen[question.code] == "second"
            }
            try:
                raised = settling.settle(db.session, found, stands, by=current_user.id)
            except settling.Refused as refused:
                flash(NOT_SETTLED[refused.code], "note")
            else:
                users.record(db.session, current_user, "paper.settled", sent.id)
                for case in raised:
                    users.record(db.session, current_user, "disclosure.raised", case.id)
                notices.tell_of_raised(db.session, raised, config.load().site_url)
                flash(_("Settled."))
                _warn(any(alert in HARD for alert in stands.values()))
            return redirect(url_for("staff_paper.second", slug=slug))
    first = queries.submission_answers(db.session, sent.id)
    shown = []
    for question in asked:
        typed = clean(question, values[question.code])
        other = queries.AnswerValue(typed.text, typed.choices, None, sent.language, typed.number)
        shown.append((question, read_back(question, first.get(question.code)), read_back(question, other)))
    page = render_template(
        "staff/paper/settle.html", view=view, sent=sent, shown=shown, wrong=wrong, numbers=papers.numbers
    )
    return (page, 400) if wrong else page


def _verdict(text: str | None, language: str) -> str | None:
    """What the triage says of words that take the place of others; None for a closed question."""
    return assess(text, language).alert if text else None
