"""An answer in another language: which language it is, what it says in English, and quoting from the translation."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys.analysis import quoting, review, translating
from surveys.analysis.models import Coding
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents.words import AUDIENCES, TONES
from webapp.extensions import db
from webapp.forms.fields import tongue
from webapp.i18n import languages
from webapp.staff.analysis import PROBLEMS as QUOTING
from webapp.staff.analysis import SEES_NAMES
from webapp.staff.codings import coding_or_404

bp = Blueprint("staff_translating", __name__, url_prefix="/staff/analysis/answers")

UNDETERMINED = "und"
PROBLEMS = QUOTING | {
    "english": _l("This answer is in English"),
    "unknown_language": _l("Choose a language from the list"),
    "too_long": _l("This is too long"),
    "no_words": _l("Write what it says in English"),
}


def _page(coding: Coding, problem: str | None = None, field: str = "") -> str:
    unmasked = bool(current_user.roles & SEES_NAMES)
    row = translating.of_answer(db.session, coding.answer_id)
    return render_template(
        "staff/translating/answer.html",
        coding=coding,
        row=row,
        text=review.shown_text(coding, unmasked=unmasked),
        translation=translating.shown(coding, unmasked=unmasked),
        # Whoever may not see names must not lose them by saving what was masked.
        may_change=unmasked or row is None or row.text is None or row.text == translating.shown(coding),
        may_quote=not coding.disclosure and quoting.may_quote(db.session, coding.answer),
        problem=PROBLEMS[problem] if problem else None,
        field=field,
        typed=request.form,
        languages={tag: one.name for tag, one in languages().items()} | {UNDETERMINED: _("Cannot be told")},
        audiences=AUDIENCES,
        tones=TONES,
        names={user.id: user.name for user in users.everyone(db.session)},
        tongue=tongue,
    )


@bp.get("/<coding_id>/translation")
@requires("analyst", "administrator")
def show(coding_id: str) -> str:
    """The original and its translation side by side."""
    return _page(coding_or_404(coding_id))


@bp.post("/<coding_id>/language")
@requires("analyst", "administrator")
def language(coding_id: str) -> BaseResponse | tuple[str, int]:
    """Say which language it is, in place of what the program thinks."""
    coding = coding_or_404(coding_id)
    tag = request.form.get("language", "")
    try:
        translating.name_language(
            db.session, coding, tag, current_user.id, known=frozenset({*languages(), UNDETERMINED})
        )
    except review.NotAllowed as refused:
        return _page(coding, refused.code, "language"), 400
    users.record(db.session, current_user, "answer.language", coding.id, language=tag)
    flash(_("Noted. It stays so when the answer is read again."))
    return redirect(url_for("staff_translating.show", coding_id=coding.id))


@bp.post("/<coding_id>/translation")
@requires("analyst", "administrator")
def translate(coding_id: str) -> BaseResponse | tuple[str, int]:
    """Keep what it says in English, or take the translation away."""
    coding = coding_or_404(coding_id)
    if request.form.get("decision") == "remove":
        if translating.remove(db.session, coding):
            users.record(db.session, current_user, "answer.translation_removed", coding.id)
            flash(_("The translation is gone."))
        return redirect(url_for("staff_translating.show", coding_id=coding.id))
    try:
        translating.translate(db.session, coding, request.form.get("text", ""), current_user.id)
    except review.NotAllowed as refused:
        return _page(coding, "no_words" if refused.code == "empty" else refused.code, "text"), 400
    users.record(db.session, current_user, "answer.translated", coding.id)
    flash(_("Saved. The original stays as it was."))
    return redirect(url_for("staff_translating.show", coding_id=coding.id))


@bp.post("/<coding_id>/translation/quotation")
@requires("analyst", "administrator")
def quote(coding_id: str) -> BaseResponse | tuple[str, int]:
    """Propose words of the translation as a quotation; it is marked as translated wherever it is shown."""
    coding = coding_or_404(coding_id)
    effective = coding.effective
    try:
        quotation = quoting.propose_translated(
            db.session,
            coding,
            request.form.get("words", ""),
            current_user.id,
            effective[0].code if effective else None,
        )
    except review.NotAllowed as refused:
        return _page(coding, refused.code, "words"), 400
    users.record(db.session, current_user, "quotation.proposed", quotation.id)
    flash(_("Proposed. It is public only after it has been approved."))
    return redirect(url_for("staff_findings.quotations"))
