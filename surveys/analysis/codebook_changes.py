"""What one version of the codebook has that another has not, theme by theme, for a person to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.analysis.codebook_themes import FIELDS, ThemeData


@dataclass(frozen=True)
class FieldChange:
    """A field that differs, named with its language or question after a dot, as it was and as it becomes."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ThemeChange:
    """A theme that differs. ``kind``: added, removed, retired, restored or changed."""

    code: str
    kind: str
    theme: ThemeData
    fields: list[FieldChange] = field(default_factory=list)


@dataclass(frozen=True)
class Changes:
    """Every theme that differs, and whether those in both stand in another order."""

    themes: list[ThemeChange]
    reordered: bool

    def __bool__(self) -> bool:
        return bool(self.themes) or self.reordered


def difference(before: Sequence[ThemeData], after: Sequence[ThemeData]) -> Changes:
    """What ``after`` changes of ``before``."""
    old, new = {theme.code: theme for theme in before}, {theme.code: theme for theme in after}
    found = [
        ThemeChange(code, _kind(old.get(code), theme), theme, _fields(old.get(code), theme))
        for code, theme in new.items()
        if theme != old.get(code)
    ]
    found += [ThemeChange(code, "removed", theme) for code, theme in old.items() if code not in new]
    order = [code for code in old if code in new]
    return Changes(found, order != [code for code in new if code in old])


def _kind(old: ThemeData | None, new: ThemeData) -> str:
    if old is None:
        return "added"
    if old.retired != new.retired:
        return "retired" if new.retired else "restored"
    return "changed"


def _fields(old: ThemeData | None, new: ThemeData) -> list[FieldChange]:
    found = []
    for name in FIELDS:
        if name in ("code", "retired"):
            continue
        was, becomes = (getattr(old, name) if old else None), getattr(new, name)
        if isinstance(becomes, dict):
            was = was or {}
            empty: Any = "" if name == "names" else []
            found += [
                FieldChange(f"{name}.{key}", was.get(key, empty), becomes.get(key, empty))
                for key in dict.fromkeys([*becomes, *was])
                if was.get(key, empty) != becomes.get(key, empty)
            ]
        elif (was or None) != (becomes or None):
            found.append(FieldChange(name, was if old else type(becomes)(), becomes))
    return found
