"""Translating a survey beside its English, page by page; and the quotas of a sample survey."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from surveys import quotas
from surveys.building import edits, wording
from surveys.building.content import Content
from surveys.models import Quota
from surveys.questions import possible
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.i18n import languages
from webapp.staff.builder import EDITORS, READERS, Page, page, survey_or_404, work_or_404

bp = Blueprint("staff_consultations_wording", __name__, url_prefix="/staff/builder")
STATES = {
    "missing": _l("Missing"),
    "machine": _l("Not checked"),
    "checked": _l("Checked"),
    "out_of_date": _l("Out of date"),
}
COLOURS = {"missing": "red", "machine": "yellow", "checked": "green", "out_of_date": "orange"}


@bp.get("/<slug>/translations")
@requires(*READERS)
def show(slug: str) -> str:
    """The words of one part of the survey in one language beside the English."""
    return _show(slug)


@bp.post("/<slug>/translations")
@requires(*EDITORS)
def save(slug: str) -> Page:
    """Keep the translations of the part that was shown."""
    found = survey_or_404(slug)
    tag, part = request.form.get("language", ""), request.form.get("part", "")
    if tag not in languages() or tag == "en":
        return _show(slug, _("Choose a language")), 400
    content = work_or_404(found).content
    given = {name.removeprefix("t|"): text for name, text in request.form.items() if name.startswith("t|")}
    try:
        changed = wording.put(db.session, content, tag, given, set(request.form.getlist("checked")), current_user.id)
    except ValueError:
        return _show(slug, _("A text is too long, or its question was changed since. Look again.")), 400
    if changed:
        users.record(db.session, current_user, "survey.translated", f"{slug} {tag}")
    flash(_("Saved: %(number)s texts changed.", number=changed))
    return redirect(url_for(".show", slug=slug, language=tag, part=part))


def _show(slug: str, problem: str | None = None) -> str:
    found = survey_or_404(slug)
    content = work_or_404(found).content
    tag = request.values.get("language", "")
    offered = [language for language in languages().values() if language.tag != "en"]
    language = languages().get(tag) if tag != "en" else None
    language = language or offered[0]
    pairs = wording.pairs(db.session, content, language.tag)
    parts = _parts(content)
    part = request.values.get("part", "")
    part = part if part in parts else ""
    return page(
        "translations",
        found,
        tongue_of=language,
        offered=offered,
        parts=[("", _("The survey and its notices")), *((c["code"], c["title"]) for c in content["pages"])],
        part=part,
        pairs=[pair for pair in pairs if _part_of(pair, parts) == part],
        counts={state: sum(pair.state == state for pair in pairs) for state in STATES},
        states_of_words=STATES,
        colours=COLOURS,
        problem=problem,
    )


def _parts(content: Content) -> dict[str, set[str]]:
    return {part["code"]: {question["code"] for question in part["questions"]} for part in content["pages"]}


def _part_of(pair: wording.Pair, parts: dict[str, set[str]]) -> str:
    """The page on which a text stands; "" for the survey's own and the notices."""
    if pair.entity == "page":
        return pair.code
    question = pair.code.partition(".")[0]
    if pair.entity in {"question", "option", "row"}:
        return next((code for code, questions in parts.items() if question in questions), "")
    return ""


@bp.route("/<slug>/quotas", methods=["GET", "POST"])
@requires(*EDITORS)
def limits(slug: str) -> Page:
    """How many people of each answer a sample wants; an open survey has none and accepts everyone."""
    found = survey_or_404(slug)
    content = work_or_404(found).content
    rows = {(row.question_code, row.option_code): row for row in db.session.query(Quota).filter_by(survey_id=found.id)}
    asked = [q for q in edits.questions_of(content) if q["type"] != "agreement" and possible(edits.as_asked(q))]
    problem = None
    if request.method == "POST":
        targets: dict[tuple[str, str], int] = {}
        for question in asked:
            for option in possible(edits.as_asked(question)):
                typed = request.form.get(f"{question['code']}|{option}", "").strip()
                if typed and not (typed.isdecimal() and len(typed) < 7 and int(typed) > 0):
                    problem = _("Write whole numbers in digits, like 50, or leave the box empty")
                elif typed:
                    targets[question["code"], option] = int(typed)
        if not problem:
            quotas.put(db.session, found, targets)
            users.record(db.session, current_user, "survey.quotas", slug)
            flash(_("Saved."))
            return redirect(url_for(".limits", slug=slug))
    counts = {key: quotas.count(db.session, row) for key, row in rows.items()}
    shown = page(
        "quotas", found, asked=asked, rows=rows, counts=counts, problem=problem, possible=_labelled, given=request.form
    )
    return (shown, 400) if problem else shown


def _labelled(question: dict[str, object]) -> list[tuple[str, str]]:
    labels = {option["code"]: option["label"] for option in question["options"]}  # type: ignore[attr-defined]
    return [(code, labels.get(code, code)) for code in possible(edits.as_asked(question))]
