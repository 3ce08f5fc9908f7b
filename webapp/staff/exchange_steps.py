"""The steps of an import: what each column is, what the file would do, and the yes of a second person.

docs/decisions/0008-import.md says why; directory/exchange does the work.
"""

from hashlib import sha256

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import drafts
from directory.exchange import applying, columns, kept, reading
from directory.exchange.faults import FileError
from directory.exchange.kept import Kept
from directory.exchange.plan import Plan, prepare
from directory.exchange.reading import Opened
from directory.history import difference
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import exchange_words as words
from webapp.extensions import db
from webapp.forms import directory_values as values
from webapp.staff.directory import EDITORS, people
from webapp.staff.exchange import folder

bp = Blueprint("staff_directory_import", __name__, url_prefix="/staff/directory/exchange/import")

SHOWN = 100
"""So many records of a kind are shown; all are counted."""

DEFAULTS = ("sector", "needs")
"""What a new record must have and tables of others often have no column for."""


@bp.get("/<token>/columns")
@requires(*EDITORS)
def mapping(token: str) -> str:
    """What each column stands for, with what its first rows hold."""
    one, opened = _mine(token)
    if opened.table is None:
        abort(404)
    return _mapping(one, opened)


def _mapping(one: Kept, opened: Opened, problem: str = "") -> str:
    table = opened.table
    samples = (
        [[cells[place] for _row, cells in table.rows[:3] if cells[place]] for place in range(len(table.headings))]
        if table
        else []
    )
    return render_template(
        "staff/exchange/columns.html",
        one=one,
        mapped=reading.mapped(one.mapping),
        headings=list(zip(table.headings, samples, strict=True)) if table else [],
        targets=words.targets(),
        choices=values.choices(db.session),
        problem=problem,
    )


@bp.post("/<token>/columns")
@requires(*EDITORS)
def save_mapping(token: str) -> BaseResponse | tuple[str, int]:
    """Keep what each column stands for, for this file and the next with the same headings."""
    one, opened = _mine(token)
    headings = opened.table.headings if opened.table else []
    chosen = {heading: request.form.get(f"column-{place}", "") for place, heading in enumerate(headings)}
    chosen = {heading: target if target in columns.TARGETS else "" for heading, target in chosen.items()}
    used = [target for target in chosen.values() if target]
    one.mapping |= {
        "columns": chosen,
        "defaults": {name: request.form.get(name, "")[:100] for name in DEFAULTS},
        "clear": request.form.get("clear") == "yes",
    }
    if twice := {target for target in used if used.count(target) > 1}:
        told = ", ".join(sorted(words.target_words(target) for target in twice))
        return _mapping(one, opened, _("Two columns stand for the same: %(names)s", names=told)), 400
    if not {"name", "slug", "id"} & set(used):
        return _mapping(one, opened, _("Say which column has the name of the service.")), 400
    columns.remember(db.session, headings, chosen, by=current_user.id)
    _changed(one)
    return redirect(url_for(".check", token=token))


@bp.get("/<token>")
@requires(*EDITORS)
def check(token: str) -> str:
    """What the file would do, before anything is done."""
    one, opened = _waiting(token)
    return _check(one, opened)


def _check(one: Kept, opened: Opened, problem: str = "") -> str:
    made = _plan(one, opened)
    return render_template(
        "staff/exchange/check.html",
        one=one,
        plan=made,
        opened=opened,
        shown=SHOWN,
        differences=[(step, [(line.field, difference(line.before, line.after)) for line in step.lines])
                     for step in made.changed[:SHOWN]],
        names=values.choices(db.session),
        fault_words=words.fault_words,
        absent_words=words.ABSENT,
        people=people(),
        mine=one.by == current_user.id,
        may_apply=_may_apply(one),
        seal=_seal(one, made),
        problem=problem,
    )  # fmt: skip


@bp.post("/<token>/choices")
@requires(*EDITORS)
def choices(token: str) -> BaseResponse:
    """Keep which rows are which records, and what becomes of records that the file does not have."""
    one, opened = _mine(token)
    same = dict(one.mapping.get("same", {}))
    for name, given in request.form.items():
        row = name.removeprefix("row-")
        if name.startswith("row-") and row.isascii() and row.isdecimal() and given:
            same[row] = given[:100]
    one.mapping["same"] = same
    absent = request.form.get("absent", one.absent)
    one.absent = absent if absent in words.ABSENT else "leave"
    listed = {service.slug for service in _plan(one, opened).absent}
    one.absent_slugs = [slug for slug in request.form.getlist("slug") if slug in listed]
    _changed(one)
    return redirect(url_for(".check", token=token))


@bp.post("/<token>/ask")
@requires(*EDITORS)
def ask(token: str) -> BaseResponse | tuple[str, int]:
    """Ask a colleague to confirm what was looked at."""
    one, opened = _mine(token)
    made = _plan(one, opened)
    if not made.ready or _seal(one, made) != request.form.get("seal"):
        return _check(
            one, opened, _("The directory has changed meanwhile, or something is still open. Look again.")
        ), 409
    one.asked = True
    kept.save(folder(), one)
    users.record(db.session, current_user, "directory.import_asked", one.token)
    flash(_("A colleague finds it under Import and export, until tomorrow at this time."))
    return redirect(url_for("staff_directory_exchange.home"))


@bp.post("/<token>/apply")
@requires(*EDITORS)
def apply(token: str) -> BaseResponse | tuple[str, int]:
    """Carry out what was looked at: all of it, or nothing."""
    one, opened = _waiting(token)
    if not _may_apply(one):
        abort(403)
    applying.lock(db.session)
    made = _plan(one, opened)
    if not made.ready or _seal(one, made) != request.form.get("seal"):
        db.session.rollback()
        return _check(
            one, opened, _("The directory has changed meanwhile, or something is still open. Look again.")
        ), 409
    identity = applying.apply(
        db.session, made, source=one.source, by=current_user.id, proposed_by=one.by,
        absent=one.absent, absent_slugs=one.absent_slugs,
    )  # fmt: skip
    users.record(db.session, current_user, "directory.imported", identity)
    kept.drop(folder(), token)
    told = _(
        "Done: %(new)s new, %(changed)s changed. The public sees it now.", new=len(made.new), changed=len(made.changed)
    )
    flash(told)
    return redirect(url_for("staff_directory_exchange.home"))


@bp.post("/<token>/drop")
@requires(*EDITORS)
def drop(token: str) -> BaseResponse:
    """Throw a file away; its author and administrators may, and whoever was asked to confirm it."""
    one, _opened = _waiting(token)
    kept.drop(folder(), one.token)
    flash(_("The file was thrown away. Nothing was changed."))
    return redirect(url_for("staff_directory_exchange.home"))


def _waiting(token: str) -> tuple[Kept, Opened]:
    """Return a file that waits and what it holds: its author's, or one that colleagues were asked about."""
    one = kept.find(folder(), token)
    if one is None or not (one.asked or one.by == current_user.id or "administrator" in current_user.roles):
        abort(404)
    try:
        return one, reading.read(kept.data(folder(), one), one.name)
    except FileError:
        abort(404)


def _mine(token: str) -> tuple[Kept, Opened]:
    """Return a file that this person brought; only they choose how it is read."""
    one, opened = _waiting(token)
    if one.by != current_user.id:
        abort(403)
    return one, opened


def _plan(one: Kept, opened: Opened) -> Plan:
    return prepare(db.session, opened, reading.mapped(one.mapping), one.source)


def _seal(one: Kept, made: Plan) -> str:
    """Return a hash of all that would be done: what a person saw is what they say yes to."""
    return sha256(" ".join([made.digest, one.absent, *one.absent_slugs]).encode()).hexdigest()


def _changed(one: Kept) -> None:
    """Keep a file whose reading was changed: whoever was asked about it has to be asked again."""
    one.asked = False
    kept.save(folder(), one)


def _may_apply(one: Kept) -> bool:
    """Tell whether this person may carry an import out: a second one, or an administrator."""
    if "administrator" in current_user.roles:
        return True
    second = one.by != current_user.id and one.asked
    return second or (one.by == current_user.id and drafts.self_approval(db.session))
