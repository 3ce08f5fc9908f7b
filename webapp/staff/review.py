"""The review desk: one answer at a time, the least sure first. Works by keyboard, and without JavaScript as a form."""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys.analysis import desk, review, sample
from surveys.analysis.codebook import QUESTIONS, Code
from surveys.analysis.codebook_versions import current
from surveys.analysis.desk_models import Decision
from surveys.analysis.models import Coding
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents.words import FAMILIES, theme_name, with_names
from webapp.extensions import db, writes
from webapp.staff.analysis import PROBLEMS, WORDS, shown
from webapp.staff.codings import coding_or_404

bp = Blueprint("staff_review", __name__, url_prefix="/staff/analysis/desk")

KEYS_OFF = "review_keys_off"
LIKELY = 9
"""So many themes have a digit: what the program said, then what people and program say most at this question."""
COMMANDS = "anuh"
"""Letters that do something else: accept, next, undo, harm."""
LETTERS = [letter for letter in string.ascii_lowercase if letter not in COMMANDS] + list(string.ascii_uppercase)


@dataclass(frozen=True)
class Choice:
    """A theme with the key that ticks it; "" where there is none."""

    theme: Code
    name: str
    key: str


def letters(themes: Iterable[Code]) -> dict[str, str]:
    """The letter of each theme, always the same in a version of the codebook, so that fingers learn them."""
    return dict(zip((theme.code for theme in themes), LETTERS, strict=False))


def choices(likely: list[str]) -> tuple[list[Choice], dict[str, list[Choice]]]:
    """The likely themes with digits, and all others by family with letters."""
    given = current(db.session).given
    keys = letters(given.values())
    first = [code for code in dict.fromkeys(likely) if code in given][:LIKELY]
    digits = [Choice(given[code], theme_name(code).text, str(place)) for place, code in enumerate(first, start=1)]
    others = {
        title: [
            Choice(one, theme_name(one.code).text, keys.get(one.code, ""))
            for one in given.values()
            if one.family == family and one.code not in first
        ]
        for family, title in FAMILIES.items()
    }
    return digits, others


def _wish() -> desk.Wish:
    question, audience = request.values.get("question"), request.values.get("audience")
    return desk.Wish(
        question if question in QUESTIONS else None,
        audience if audience in WORDS["audiences"] and audience != "all" else None,
    )


def _kept() -> dict[str, Any]:
    """The reader's wish as address parameters."""
    wish = _wish()
    return {name: value for name, value in (("question", wish.question), ("audience", wish.audience)) if value}


def _onward() -> BaseResponse:
    return redirect(url_for("staff_review.desk_page", **_kept()))


@bp.get("/")
@requires("analyst", "administrator")
@writes
def desk_page() -> str | BaseResponse:
    """The next answer, reserved for this reader; or that all is read."""
    coding = desk.take_next(db.session, current_user.id, _wish())
    if coding is None:
        return render_template(
            "staff/analysis/desk_done.html",
            tally=desk.tally(db.session, current_user.id, _wish()),
            wish=_wish(),
            questions=QUESTIONS,
            **WORDS,
        )
    return redirect(url_for("staff_review.answer", coding_id=coding.id, **_kept()))


def _page(coding: Coding, **more: Any) -> str:
    """The desk with one answer. ``chosen``, ``problem`` and ``other`` (another's decision) come with a refused save."""
    machine = [code.code for code in coding.codes if code.source == "machine"]
    likely, others = choices([*machine, *desk.often_given(db.session, coding.answer.codebook_question)])
    decisions = desk.history(db.session, coding)
    values: dict[str, Any] = {
        "chosen": {code.code for code in coding.effective},
        "problem": None,
        "other": None,
        "held_by": None,
        "seen": desk.last_seen(decisions),
    }
    return render_template(
        "staff/analysis/desk.html",
        shown=shown(coding),
        question_text=desk.question_text(db.session, coding.answer),
        likely=likely,
        others=others,
        decisions=[one for one in decisions if one.kind != "skipped"],
        names={user.id: user.name for user in users.everyone(db.session)},
        tally=desk.tally(db.session, current_user.id, _wish()),
        wish=_wish(),
        kept=_kept(),
        questions=QUESTIONS,
        theme_name=theme_name,
        with_names=with_names,
        keys_on=not session.get(KEYS_OFF),
        minutes=int(desk.HELD.total_seconds() // 60),
        **WORDS,
        **(values | more),
    )


@bp.get("/<coding_id>")
@requires("analyst", "administrator")
@writes
def answer(coding_id: str) -> str | BaseResponse:
    """One answer, reserved for this reader while nobody else has it."""
    found = review.coding_by_id(db.session, coding_id)
    if found is not None and sample.waits_for(db.session, found, current_user.id):
        flash(_("You are to code this answer blind first, without seeing its themes."), "note")
        return _onward()
    coding = coding_or_404(coding_id)
    return _page(coding, held_by=desk.hold(db.session, coding, current_user.id))


@bp.post("/<coding_id>")
@requires("analyst", "administrator")
def save(coding_id: str) -> BaseResponse | str | tuple[str, int]:
    """Keep the reader's themes and go on; or leave the answer for later."""
    coding = coding_or_404(coding_id)
    if request.form.get("action") == "skip":
        desk.skip(db.session, coding, current_user.id)
        return _onward()
    codes = request.form.getlist("codes")
    try:
        decision = desk.decide(db.session, coding, codes, current_user.id, seen=request.form.get("seen", 0, type=int))
    except review.NotAllowed as refused:
        return _page(coding, chosen=set(codes), problem=PROBLEMS[refused.code]), 400
    except desk.Overtaken as late:
        return _page(coding, chosen=set(codes), other=late.decision), 409
    users.record(db.session, current_user, "answer.coded", coding.id, codes=decision.codes)
    return _onward()


@bp.post("/undo")
@requires("analyst", "administrator")
def undo() -> BaseResponse:
    """Take back one's own last decision and look at the answer again."""
    try:
        coding = desk.undo(db.session, current_user.id)
    except desk.Overtaken as late:
        flash(_("Another person has decided that answer since. Theirs stands: look at it here."), "note")
        return redirect(url_for("staff_review.answer", coding_id=late.decision.coding_id, **_kept()))
    if coding is None:
        flash(_("There is nothing of yours to take back."), "note")
        return _onward()
    users.record(db.session, current_user, "answer.undone", coding.id)
    flash(_("Taken back. What stood before stands again."))
    return redirect(url_for("staff_review.answer", coding_id=coding.id, **_kept()))


@bp.route("/<coding_id>/harm", methods=["GET", "POST"])
@requires("analyst", "administrator")
def harm(coding_id: str) -> BaseResponse | str:
    """Ask once more, then give an answer that tells of harm to the safeguarding lead."""
    coding = coding_or_404(coding_id)
    if request.method == "GET":
        return render_template("staff/analysis/desk_harm.html", shown=shown(coding), kept=_kept())
    case = desk.tells_of_harm(db.session, coding, current_user.id)
    users.record(db.session, current_user, "disclosure.queued", case.id)
    flash(_("The safeguarding lead has it now."))
    return _onward()


@bp.post("/keys")
@requires("analyst", "administrator")
def keys() -> BaseResponse:
    """Switch the one-key shortcuts off or on, for this sign-in (WCAG 2.1.4)."""
    session[KEYS_OFF] = request.form.get("keys") == "off"
    back = request.form.get("coding", "")
    if back and review.coding_by_id(db.session, back):
        return redirect(url_for("staff_review.answer", coding_id=back, **_kept()))
    return _onward()


def decided_codes(decision: Decision) -> list[str]:
    """The names of a decision's themes, for the history."""
    return [theme_name(code).text for code in decision.codes or ()]
