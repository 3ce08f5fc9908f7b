"""The translations desk: what is out of date in which language, and each text beside its English."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import translations
from directory.codes import SOURCE_LANGUAGE
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.extensions import db
from webapp.i18n import Language, languages
from webapp.staff.directory import EDITORS, READERS, may_edit, page_number, people

bp = Blueprint("staff_directory_translate", __name__, url_prefix="/staff/directory/translations")

STATES = {
    "missing": _l("missing"),
    "machine": _l("machine"),
    "checked": _l("checked"),
    "out_of_date": _l("out of date"),
}
PROBLEMS = {
    "empty": _l("Write the translation, or leave what is there"),
    "too_long": _l("This is too long"),
    "source_changed": _l("The English was changed while you wrote. Read it again, then save"),
    "changed_meanwhile": _l("A colleague changed this translation while you wrote. Theirs: %(text)s"),
    "no_such_field": _l("This text is not there any more"),
}


@bp.get("/")
@requires(*READERS)
def desk() -> str:
    """Counts by language; what is out of date in one of them, the longest so first."""
    asked = request.args.get("language", "")
    counts = translations.counts(db.session)
    others = _others()
    language = others.get(asked) or max(others.values(), key=lambda one: counts.get(one.tag, {}).get("out_of_date", 0))
    return render_template(
        "staff/directory/translations.html",
        counts=counts,
        languages=others,
        language=language,
        stale=translations.out_of_date(db.session, language.tag, page=page_number()),
        page=page_number(),
        total=counts.get(language.tag, {}).get("out_of_date", 0),
    )


@bp.get("/<kind>/<identity>/<language>")
@requires(*READERS)
def record(kind: str, identity: str, language: str) -> str:
    """Every text of a record beside its translation."""
    return _page(kind, identity, language, {}, {})


@bp.post("/<kind>/<identity>/<language>")
@requires(*EDITORS)
def save(kind: str, identity: str, language: str) -> BaseResponse | tuple[str, int]:
    """Keep what was written or ticked as checked; the rest stays as it is."""
    entry = _entry_or_404(kind, identity, language)
    problems: dict[str, str] = {}
    saved = 0
    for pair in translations.pairs(db.session, kind, identity, entry, language):
        typed = request.form.get(f"text:{pair.field}")
        checked = request.form.get(f"checked:{pair.field}") == "yes"
        seen = request.form.get(f"was:{pair.field}", "")
        if typed is None or not _touched(pair, typed, checked, seen):
            continue
        try:
            with db.session.begin_nested():
                translations.save(
                    db.session,
                    kind,
                    identity,
                    pair.field,
                    language,
                    typed,
                    by=current_user.id,
                    checked=checked,
                    source_hash=request.form.get(f"source:{pair.field}", ""),
                    text_hash=seen,
                )
            saved += 1
        except translations.TranslationError as error:
            problems[pair.field] = str(PROBLEMS[error.code]).replace("%(text)s", pair.text)
    if saved:
        users.record(db.session, current_user, "directory.translated", identity, language=language, texts=saved)
    if problems:
        return _page(kind, identity, language, problems, dict(request.form.items())), 400
    flash(ngettext("%(num)d text is saved.", "%(num)d texts are saved.", saved) if saved else _("Nothing was changed."))
    return redirect(request.path)


def _touched(pair: translations.Pair, typed: str, checked: bool, seen: str) -> bool:
    """Tell whether somebody wrote another text, or ticked one that was not checked yet."""
    same = translations.text_hash(typed) == seen
    if same and not typed.strip():
        return False
    return not same or (checked and pair.state != "checked")


def _page(kind: str, identity: str, tag: str, problems: dict[str, str], sent: dict[str, str]) -> str:
    entry = _entry_or_404(kind, identity, tag)
    return render_template(
        "staff/directory/translate.html",
        kind=kind,
        identity=identity,
        entry=entry,
        name=getattr(entry, "title", None) or entry.name,
        language=_others()[tag],
        languages=_others(),
        pairs=translations.pairs(db.session, kind, identity, entry, tag),
        problems=problems,
        sent=sent,
        states=STATES,
        people=people(),
        may_edit=may_edit(),
    )


def _entry_or_404(kind: str, identity: str, tag: str) -> Any:
    entry = translations.record(db.session, kind, identity)
    if entry is None or tag not in _others():
        abort(404)
    return entry


def _others() -> dict[str, Language]:
    """Return the languages that content is translated into."""
    return {tag: language for tag, language in languages().items() if tag != SOURCE_LANGUAGE}
