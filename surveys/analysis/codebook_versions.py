"""The versions of the codebook: the one in force, and the draft of the next one until somebody signs it off.

A fresh product works with the shipped codebook.yaml; it becomes version 1 in the database when the first draft is made
of it. Functions take the session first, flush and never commit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveys.analysis.codebook_models import CodebookTheme, CodebookVersion
from surveys.analysis.codebook_rules import MOST_THEMES, Fault, faults
from surveys.analysis.codebook_themes import BUILT_IN, FIELDS, ThemeData, Version, compiled, shipped, tidied
from surveys.columns import now

LONGEST_NOTE = 2000  # characters


class CodebookError(ValueError):
    """Refused; ``code`` says why, ``faults`` which fields.

    draft_exists, not_a_draft, unknown, changed_meanwhile, invalid, too_many, in_use, built_in, nothing_changed,
    own, note_missing, note_too_long.
    """

    def __init__(self, code: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(code)
        self.code, self.faults = code, list(faults)


def current(session: Session) -> Version:
    """The version in force, ready to read answers with; the shipped one while nobody has signed off another."""
    row = in_force(session)
    return _compiled(session, row) if row else _shipped()


def in_force(session: Session) -> CodebookVersion | None:
    """The row of the version in force; None while it is still the shipped file."""
    return session.scalar(
        sa.select(CodebookVersion)
        .where(CodebookVersion.state == "signed_off")
        .order_by(CodebookVersion.number.desc())
        .limit(1)
    )


@lru_cache(maxsize=1)
def _shipped() -> Version:
    label, groups, themes = shipped()
    return compiled(label, 1, groups, themes)


# By the id of a signed-off version, which never changes: which one is in force is asked of the database each time.
_ready: dict[str, Version] = {}


def _compiled(session: Session, row: CodebookVersion) -> Version:
    if row.id not in _ready:
        while len(_ready) > 3:
            _ready.pop(next(iter(_ready)))
        _ready[row.id] = compiled(row.label, row.number, row.groups, themes_of(session, row))
    return _ready[row.id]


def versions(session: Session) -> list[CodebookVersion]:
    """Every version in the database, the newest first; none while only the shipped file is there."""
    return list(session.scalars(sa.select(CodebookVersion).order_by(CodebookVersion.number.desc())))


def version_by_number(session: Session, number: int) -> CodebookVersion | None:
    """One version, or None."""
    return session.scalar(sa.select(CodebookVersion).where(CodebookVersion.number == number))


def themes_of(session: Session, version: CodebookVersion | None) -> list[ThemeData]:
    """The themes of a version in their order; of the shipped file for None."""
    if version is None:
        return list(shipped()[2])
    rows = session.scalars(
        sa.select(CodebookTheme)
        .where(CodebookTheme.version_id == version.id)
        .order_by(CodebookTheme.position, CodebookTheme.id)
    )
    return [data_of(row) for row in rows]


def data_of(row: CodebookTheme) -> ThemeData:
    """A row as plain values."""
    return ThemeData(**{name: getattr(row, name) for name in FIELDS})


def open_draft(session: Session) -> CodebookVersion | None:
    """The draft that stands open, or None."""
    return session.scalar(sa.select(CodebookVersion).where(CodebookVersion.state == "draft").limit(1))


def start_draft(session: Session, by: str | None, themes: Sequence[ThemeData] | None = None) -> CodebookVersion:
    """A draft of the next version, made of the one in force; of ``themes`` where an import gives them.

    Raises CodebookError draft_exists.
    """
    if open_draft(session) is not None:
        raise CodebookError("draft_exists")
    first, groups, from_file = shipped()
    try:
        with session.begin_nested():
            base = in_force(session)
            if base is None:
                base = CodebookVersion(
                    number=1, label=first, state="signed_off", groups=groups, signed_at=now(), edited_by=[]
                )
                session.add(base)
                session.flush()
                _fill(base, from_file)
            number = base.number + 1
            draft = CodebookVersion(
                number=number,
                label=f"{first}.{number}",
                groups=base.groups,
                made_by=by,
                edited_by=[by] if by and themes is not None else [],
            )
            session.add(draft)
            session.flush()
            _fill(draft, themes if themes is not None else themes_of(session, base))
            session.flush()
    except IntegrityError as error:  # somebody made one in the same moment
        raise CodebookError("draft_exists") from error
    return draft


def _fill(version: CodebookVersion, themes: Iterable[ThemeData]) -> None:
    version.themes = [CodebookTheme(position=place, **theme.values()) for place, theme in enumerate(themes)]


def discard(session: Session, draft: CodebookVersion) -> None:
    """Throw a draft away. Raises CodebookError not_a_draft."""
    _lock(session, draft)
    session.delete(draft)
    session.flush()


def theme_row(session: Session, version: CodebookVersion, code: str) -> CodebookTheme | None:
    """One theme of a version, or None."""
    return session.scalar(
        sa.select(CodebookTheme).where(CodebookTheme.version_id == version.id, CodebookTheme.code == code)
    )


def save_theme(session: Session, draft: CodebookVersion, theme: ThemeData, by: str, *, seen: int) -> bool:
    """Change a theme of a draft; whether anything became different. ``seen`` is the revision that its writer saw.

    Raises CodebookError: not_a_draft, unknown, changed_meanwhile, invalid (with every fault).
    """
    row, theme = _row(session, draft, theme.code), tidied(theme)
    if row.revision != seen:
        raise CodebookError("changed_meanwhile")
    others = {one.code: one for one in themes_of(session, draft) if one.code != theme.code}
    found = faults(theme, draft.groups, others)
    if found:
        raise CodebookError("invalid", found)
    if data_of(row) == theme:
        return False
    for name, value in theme.values().items():
        setattr(row, name, value)
    row.revision += 1
    _touch(session, draft, by)
    return True


def add_theme(session: Session, draft: CodebookVersion, theme: ThemeData, by: str) -> str:
    """Add a theme at the end of a draft; its code, made of the English name when none is given, never changes.

    Raises CodebookError: not_a_draft, too_many, invalid (with every fault).
    """
    _lock(session, draft)
    theme = tidied(theme)
    theme = replace(theme, code=theme.code or code_of(theme.names.get("en", "")))
    others = {one.code: one for one in themes_of(session, draft)}
    if len(others) >= MOST_THEMES:
        raise CodebookError("too_many")
    found = faults(theme, draft.groups, others)
    if not theme.names.get("en"):
        found = [one for one in found if one.field != "code"]
    if theme.code in others:
        found.append(Fault("names.en", "name_taken", theme.code))
    if found:
        raise CodebookError("invalid", found)
    draft.themes.append(CodebookTheme(position=len(others), **theme.values()))
    _touch(session, draft, by)
    return theme.code


def code_of(name: str) -> str:
    """A code made of a name: its letters without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60].strip("_")


def move_theme(session: Session, draft: CodebookVersion, code: str, by: str, *, up: bool) -> None:
    """Move a theme past its neighbour of the same family and group. Raises CodebookError not_a_draft, unknown."""
    row = _row(session, draft, code)
    rows = sorted(draft.themes, key=lambda one: (one.position, one.id))
    near = [one for one in rows if (one.family, one.group, one.retired) == (row.family, row.group, row.retired)]
    place = near.index(row) + (-1 if up else 1)
    if 0 <= place < len(near):
        beside = rows.index(near[place])
        rows.remove(row)
        rows.insert(beside, row)
        for position, one in enumerate(rows):
            one.position = position
        _touch(session, draft, by)


def set_retired(session: Session, draft: CodebookVersion, code: str, by: str, *, retired: bool) -> None:
    """Give no answer this theme any more, or again; answers that a person gave it keep it.

    Raises CodebookError: not_a_draft, unknown, built_in (the two that stand for no theme).
    """
    row = _row(session, draft, code)
    if code in BUILT_IN:
        raise CodebookError("built_in")
    if row.retired != retired:
        row.retired = retired
        row.revision += 1
        _touch(session, draft, by)


def remove_theme(session: Session, draft: CodebookVersion, code: str, by: str) -> None:
    """Take a theme that was only added in this draft out of it. Raises CodebookError not_a_draft, unknown, in_use."""
    row = _row(session, draft, code)
    if any(one.code == code for one in themes_of(session, in_force(session))):
        raise CodebookError("in_use")
    for one in draft.themes:
        if one.parent == code:
            one.parent = None
    draft.themes.remove(row)
    _touch(session, draft, by)


def write_note(session: Session, draft: CodebookVersion, note: str, by: str) -> None:
    """Say what a draft changes and why. Raises CodebookError not_a_draft, note_too_long."""
    _lock(session, draft)
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise CodebookError("note_too_long")
    if note != draft.note:
        draft.note = note
        _touch(session, draft, by)


def sign_off(session: Session, draft: CodebookVersion, by: str, *, seen: int, self_approval: bool = False) -> None:
    """Make a draft the version in force; every answer is then coded again (surveys.analysis.recoding).

    ``seen`` is the draft's revision that was looked at. A second person signs off, unless ``self_approval``.
    Raises CodebookError: not_a_draft, changed_meanwhile, own, note_missing, nothing_changed.
    """
    _lock(session, draft)
    if draft.revision != seen:
        raise CodebookError("changed_meanwhile")
    if by in draft.edited_by and not self_approval:
        raise CodebookError("own")
    if not draft.note:
        raise CodebookError("note_missing")
    if themes_of(session, draft) == themes_of(session, in_force(session)):
        raise CodebookError("nothing_changed")
    draft.state, draft.signed_by, draft.signed_at = "signed_off", by, now()
    session.flush()


def _lock(session: Session, draft: CodebookVersion) -> None:
    session.flush()
    session.refresh(draft, with_for_update=True)
    if draft.state != "draft":
        raise CodebookError("not_a_draft")


def _row(session: Session, draft: CodebookVersion, code: str) -> CodebookTheme:
    _lock(session, draft)
    row = theme_row(session, draft, code)
    if row is None:
        raise CodebookError("unknown")
    session.refresh(row)
    return row


def _touch(session: Session, draft: CodebookVersion, by: str) -> None:
    draft.revision += 1
    if by not in draft.edited_by:
        draft.edited_by = [*draft.edited_by, by]
    session.flush()
