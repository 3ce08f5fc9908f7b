"""The analyst's desk: how far the coding is, coded answers with their evidence, codes set by a person."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import queries
from surveys.analysis import desk, quoting, report, review, safeguarding, tones, translating
from surveys.analysis.desk_models import Decision
from surveys.analysis.models import Coding
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents.words import AUDIENCES, CHANNELS, FAMILIES, TONES, book, theme_name, tongue_of, with_names
from webapp.extensions import db
from webapp.staff.codings import coding_or_404

bp = Blueprint("staff_analysis", __name__, url_prefix="/staff/analysis")

PER_PAGE = 20
SEES_NAMES = frozenset({"administrator", "safeguarding_lead"})
PROBLEMS = {
    "unknown_code": _l("Choose themes from the list"),
    "too_many": _l("Choose five themes at most"),
    "alone": _l("“No answer” and “About something other than safety” stand alone"),
    "no_permission": _l("This person did not say that we may quote them"),
    "disclosure": _l("An answer that tells of harm is never quoted"),
    "not_in_answer": _l("The quotation must be words of the answer"),
    "taken_back": _l("This quotation was rejected or taken back in the meantime. It can be proposed again"),
    "personal_data": _l("There is still something in it that could show who someone is"),
    "empty": _l("Write the words to quote"),
    "too_long": _l("A quotation is 300 characters at most"),
}


@bp.get("/")
@requires("analyst", "administrator")
def overview() -> str:
    """Progress and counts: for the desk, never for publication (not disclosure-controlled)."""
    counts = review.code_counts(db.session)
    return render_template(
        "staff/analysis/overview.html",
        progress=review.progress(db.session),
        waiting=sum(number for state, number in safeguarding.counts(db.session).items() if state != "closed"),
        counts=sorted(counts.items(), key=lambda item: (-item[1], item[0])),
        theme_name=theme_name,
        latest=report.latest_published(db.session),
        proposed=len(quoting.listed(db.session, "proposed")),
        tones=TONES,
        by_tone=tones.counts(db.session),
        tone_accuracy=tones.accuracy(),
    )


def highlight(text: str, evidence: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The text in pieces, each with the names of the themes that it is evidence for ("" for none)."""
    marks: dict[str, set[str]] = {}
    for code, pieces in evidence.items():
        for piece in pieces:
            if piece.strip():
                marks.setdefault(piece, set()).add(code)
    if not marks:
        return [(text, "")]
    longest_first = sorted(marks, key=len, reverse=True)
    pattern = re.compile("(" + "|".join(re.escape(piece) for piece in longest_first) + ")")
    return [
        (piece, ", ".join(theme_name(code).text for code in sorted(marks.get(piece, ()))))
        for piece in pattern.split(text)
        if piece
    ]


def shown(coding: Coding) -> dict[str, Any]:
    """What the page shows of a coded answer; names of people only to roles that may see them, in evidence too."""
    text = review.shown_text(coding, unmasked=bool(current_user.roles & SEES_NAMES))
    machine = [code for code in coding.codes if code.source == "machine"]
    evidence = {code.code: review.standing(code.evidence, text) for code in machine}
    return {
        "coding": coding,
        "language": tongue_of(coding.language),
        "pieces": highlight(text, evidence),
        "machine": machine,
        "evidence": evidence,
        "person": [code for code in coding.codes if code.source == "person"],
        "submission": coding.answer.submission,
        "translation": translating.shown(coding, unmasked=bool(current_user.roles & SEES_NAMES)),
    }


WORDS: dict[str, Any] = {"audiences": AUDIENCES, "channels": CHANNELS, "tones": TONES, "families": FAMILIES}


@bp.get("/answers")
@requires("analyst", "administrator")
def answers() -> str:
    """Coded answers, the least sure first; by consultation, theme and audience."""
    code, audience = request.args.get("code", ""), request.args.get("audience", "")
    titles = {one.slug: one.title for one in queries.all_consultations(db.session)}
    consultation = slug if (slug := request.args.get("consultation", "")) in titles else ""
    order = "newest" if request.args.get("order") == "newest" else "unsure"
    page = max(1, request.args.get("page", 1, type=int))
    themes = book()
    found, total = review.coded_answers(
        db.session,
        code=code if code in themes.codes else None,
        audience=audience if audience in AUDIENCES and audience != "all" else None,
        consultation=consultation or None,
        order=order,
        offset=(page - 1) * PER_PAGE,
        limit=PER_PAGE,
        besides=desk.blind_for(current_user.id),
    )
    return render_template(
        "staff/analysis/answers.html",
        shown=[shown(coding) for coding in found],
        total=total,
        page=page,
        pages=max(1, -(-total // PER_PAGE)),
        code=code,
        audience=audience,
        consultation=consultation,
        titles=titles,
        order=order,
        codes=list(themes.codes.values()),
        theme_name=theme_name,
        **WORDS,
    )


def _answer_page(
    coding: Coding, problem: str | None = None, field: str = "codes", words: str = "", other: Decision | None = None
) -> str:
    """One answer. ``problem`` and ``other`` (another person's decision) come with codes or words that were refused."""
    names = {user.id: user.name for user in users.everyone(db.session)}
    refused = field == "codes" and (problem or other)
    return render_template(
        "staff/analysis/answer.html",
        shown=shown(coding),
        problem=PROBLEMS[problem] if problem else None,
        other=other,
        field=field,
        words=words,
        seen=desk.last_seen(desk.history(db.session, coding)),
        chosen=set(request.form.getlist("codes")) if refused else {code.code for code in coding.effective},
        may_quote=not coding.disclosure and quoting.may_quote(db.session, coding.answer),
        codebook=book(),
        with_names=with_names,
        names=names,
        theme_name=theme_name,
        **WORDS,
    )


@bp.get("/answers/<coding_id>")
@requires("analyst", "administrator")
def answer(coding_id: str) -> str:
    """One answer: evidence and confidence, the machine's codes and a person's apart."""
    return _answer_page(coding_or_404(coding_id))


@bp.post("/answers/<coding_id>/codes")
@requires("analyst", "administrator")
def decide(coding_id: str) -> BaseResponse | tuple[str, int]:
    """Set the codes by hand; the machine's stay on record."""
    coding = coding_or_404(coding_id)
    codes = request.form.getlist("codes")
    try:
        desk.decide(db.session, coding, codes, current_user.id, seen=request.form.get("seen", 0, type=int))
    except review.NotAllowed as refused:
        return _answer_page(coding, refused.code), 400
    except desk.Overtaken as late:
        return _answer_page(coding, other=late.decision), 409
    users.record(db.session, current_user, "answer.coded", coding.id, codes=codes)
    flash(_("Your themes count from now on. The program's are kept beside them."))
    return redirect(url_for("staff_analysis.answer", coding_id=coding.id))


@bp.post("/answers/<coding_id>/quotation")
@requires("analyst", "administrator")
def propose(coding_id: str) -> BaseResponse | tuple[str, int]:
    """Propose words of the answer as a quotation."""
    coding = coding_or_404(coding_id)
    words = request.form.get("words", "")
    effective = coding.effective
    try:
        code = effective[0].code if effective else None
        quotation = quoting.propose(db.session, coding, words, current_user.id, code)
    except review.NotAllowed as refused:
        return _answer_page(coding, refused.code, "words", words), 400
    users.record(db.session, current_user, "quotation.proposed", quotation.id)
    flash(_("Proposed. It is public only after it has been approved."))
    return redirect(url_for("staff_findings.quotations"))


@bp.post("/answers/<coding_id>/safeguarding")
@requires("analyst", "administrator")
def hand_over(coding_id: str) -> BaseResponse:
    """Put an answer that the program missed into the safeguarding queue."""
    coding = coding_or_404(coding_id)
    case = desk.tells_of_harm(db.session, coding, current_user.id)
    users.record(db.session, current_user, "disclosure.queued", case.id)
    flash(_("The safeguarding lead has it now."))
    return redirect(url_for("staff_analysis.answers"))
