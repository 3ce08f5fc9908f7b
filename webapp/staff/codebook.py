"""The codebook's desk: the version in force, the draft of the next one, what differs, and signing it off."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import drafts as directory_drafts
from surveys.analysis import codebook_versions as versions
from surveys.analysis import recoding, review
from surveys.analysis.codebook_changes import Changes, difference
from surveys.analysis.codebook_models import CodebookVersion
from surveys.analysis.codebook_themes import BUILT_IN, FAMILIES, ThemeData, shipped
from webapp import jobs
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import codebook_words as words
from webapp.documents.words import FAMILIES as FAMILY_WORDS
from webapp.documents.words import group_name, with_names
from webapp.extensions import after_commit, db
from webapp.forms.codebook import own_name

bp = Blueprint("staff_codebook", __name__, url_prefix="/staff/codebook")

EDITORS = ("analyst", "administrator")
Page = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True)
class Part:
    """The themes of one family and group, in their order; those that are retired come last."""

    title: str
    themes: list[ThemeData]


def parts(themes: list[ThemeData]) -> list[Part]:
    """The themes by family, those of the published section by group."""
    found: dict[tuple[str, str], list[ThemeData]] = {}
    for theme in themes:
        found.setdefault((theme.family, theme.group or ""), []).append(theme)
    order = sorted(found, key=lambda key: (FAMILIES.index(key[0]), key[1] == ""))
    return [
        Part(
            str(FAMILY_WORDS[family]) + (f": {group_name(group).text}" if group else ""),
            sorted(found[family, group], key=lambda theme: theme.retired),
        )
        for family, group in order
    ]


@bp.get("/")
@requires(*EDITORS)
def show() -> str:
    """The version in force with how many answers have each theme, the draft if one stands open, every version."""
    return home_page()


def home_page(problem: str = "", faults: list[str] | None = None, family: str = "") -> str:
    """The desk's first page; `problem` and `faults` are of a file that could not be brought in."""
    row = versions.in_force(db.session)
    done, total = recoding.progress(db.session)
    return render_template(
        "staff/codebook/show.html",
        version=row,
        label=row.label if row else shipped()[0],
        parts=parts(versions.themes_of(db.session, row)),
        counts=review.code_counts(db.session),
        draft=versions.open_draft(db.session),
        past=versions.versions(db.session),
        done=done,
        total=total,
        problem=problem,
        faults=faults or [],
        family=family,
        **common(),
    )


def common() -> dict[str, Any]:
    """What every page of the desk needs."""
    return {
        "people": {user.id: user.name for user in users.everyone(db.session)},
        "own_name": own_name,
        "with_names": with_names,
        "built_in": BUILT_IN,
        "formats": words.FORMATS,
        "families": {code: FAMILY_WORDS[code] for code in FAMILIES if code != "none"},
        "trained": {theme.code for theme in shipped()[2]},
    }


@bp.get("/versions/<int:number>")
@requires(*EDITORS)
def version(number: int) -> str:
    """One signed-off version, whole, and what it changed of the one before."""
    row = versions.version_by_number(db.session, number) if number < 10**6 else None
    if row is None or row.state == "draft":
        abort(404)
    before = versions.version_by_number(db.session, number - 1)
    themes = versions.themes_of(db.session, row)
    changes = difference(versions.themes_of(db.session, before), themes) if before else Changes([], False)
    return render_template(
        "staff/codebook/version.html", version=row, parts=parts(themes), **common(), **differences(changes)
    )


def differences(changes: Changes) -> dict[str, Any]:
    """What a page needs to show what differs."""
    return {
        "changes": changes,
        "kinds": words.KINDS,
        "field_name": words.field_name,
        "change_of": words.change_of,
    }


@bp.post("/draft")
@requires(*EDITORS)
def start() -> BaseResponse:
    """Make a draft of the version in force; go to the one that is there already."""
    try:
        draft = versions.start_draft(db.session, current_user.id)
    except versions.CodebookError:
        flash(words.PROBLEMS["draft_exists"], "note")
    else:
        users.record(db.session, current_user, "codebook.drafted", str(draft.number))
    return redirect(url_for(".draft"))


@bp.get("/draft")
@requires(*EDITORS)
def draft() -> Page:
    """The draft: every theme to open, move, retire."""
    row = versions.open_draft(db.session)
    if row is None:
        return redirect(url_for(".show"))
    themes = versions.themes_of(db.session, row)
    before = {theme.code for theme in versions.themes_of(db.session, versions.in_force(db.session))}
    return render_template(
        "staff/codebook/draft.html",
        draft=row,
        parts=parts(themes),
        new={theme.code for theme in themes} - before,
        counts=review.code_counts(db.session),
        **common(),
    )


@bp.get("/draft/changes")
@requires(*EDITORS)
def changes() -> Page:
    """What the draft changes, its note, and signing it off."""
    row = versions.open_draft(db.session)
    return _changes_page(row) if row else redirect(url_for(".show"))


def _changes_page(row: CodebookVersion, problem: str = "", note: str | None = None) -> str:
    before = versions.themes_of(db.session, versions.in_force(db.session))
    own = current_user.id in row.edited_by and not directory_drafts.self_approval(db.session)
    return render_template(
        "staff/codebook/changes.html",
        draft=row,
        problem=str(words.PROBLEMS[problem]) if problem else "",
        problem_at="note" if problem.startswith("note") else "changes",
        note=row.note if note is None else note,
        own=own,
        to_code=recoding.progress(db.session)[1],
        **common(),
        **differences(difference(before, versions.themes_of(db.session, row))),
    )


@bp.post("/draft/note")
@requires(*EDITORS)
def note() -> Page:
    """Keep what the draft changes and why, in words."""
    row, typed = _draft(), request.form.get("note", "").replace("\r\n", "\n")
    try:
        versions.write_note(db.session, row, typed, current_user.id)
    except versions.CodebookError as error:
        return _changes_page(row, error.code, typed), 400
    flash(_("Saved."))
    return redirect(url_for(".changes"))


@bp.post("/draft/sign-off")
@requires(*EDITORS)
def sign_off() -> Page:
    """Make the draft the version in force and have every answer coded again."""
    row = _draft()
    seen = request.form.get("seen", 0, type=int)
    alone = directory_drafts.self_approval(db.session)
    try:
        versions.sign_off(db.session, row, current_user.id, seen=seen, self_approval=alone)
    except versions.CodebookError as error:
        return _changes_page(row, error.code), 409
    users.record(db.session, current_user, "codebook.signed_off", str(row.number))
    after_commit(jobs.recode_answers)
    flash(_("Signed off. It is in force from now on, and every answer is being coded again."))
    return redirect(url_for(".show"))


@bp.post("/draft/discard")
@requires(*EDITORS)
def discard() -> BaseResponse:
    """Throw the draft away."""
    row = _draft()
    number = row.number
    versions.discard(db.session, row)
    users.record(db.session, current_user, "codebook.discarded", str(number))
    flash(_("The draft is gone. Nothing else has changed."))
    return redirect(url_for(".show"))


def _draft() -> CodebookVersion:
    row = versions.open_draft(db.session)
    if row is None:
        abort(404)
    return row
