"""The words that a version of the Community Voice keeps, because staff may change them afterwards.

Names of themes and groups as the codebook had them when the version was drafted, and what had been promised in public
by then. Figures are frozen in the findings themselves; words of the product (headings, sentences) are not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from sqlalchemy.orm import Session

from surveys import promised
from surveys.analysis.codebook_themes import ThemeData, Version, compiled
from surveys.columns import local_day
from surveys.content import SOURCE_LANGUAGE, Words
from surveys.models import Consultation


class KeptTheme(TypedDict):
    """A theme's place in the codebook, and its names by language."""

    family: str
    group: str | None
    retired: bool
    names: dict[str, str]


class KeptPromise(TypedDict):
    """What people said and what was done, by language; English is always there."""

    said: dict[str, str]
    done: dict[str, str]


class KeptWords(TypedDict):
    """Themes by code and names of groups, in the codebook's order; promises, the newest first."""

    themes: dict[str, KeptTheme]
    groups: dict[str, dict[str, str]]
    promises: list[KeptPromise]


def kept_words(session: Session, consultation: Consultation, book: Version) -> KeptWords:
    """The words of now, to be kept."""
    return KeptWords(
        themes={
            code: KeptTheme(family=theme.family, group=theme.group, retired=theme.retired, names=dict(theme.names))
            for code, theme in book.themes.items()
        },
        groups={group: dict(names) for group, names in book.groups.items()},
        promises=_promises(session, consultation),
    )


def kept_book(findings: Mapping[str, Any]) -> Version | None:
    """The codebook as far as a version kept it: codes, names and families, nothing to read answers with.

    None in versions made before words were kept.
    """
    words: KeptWords | None = findings.get("words")
    if words is None:
        return None
    themes = [ThemeData(code=code, **theme) for code, theme in words["themes"].items()]
    return compiled(str(findings["codebook"]), 0, words["groups"], themes)


def _promises(session: Session, consultation: Consultation) -> list[KeptPromise]:
    made: dict[str, KeptPromise] = {}
    for language in (SOURCE_LANGUAGE, *promised.languages(session)):
        for view in promised.published(session, language, local_day(), consultation=consultation):
            told = promised.said_and_done(view)
            if told is None:
                continue
            held = made.setdefault(view.id, KeptPromise(said={}, done={}))
            _keep(held["said"], told[0])
            _keep(held["done"], told[1])
    return list(made.values())


def _keep(texts: dict[str, str], words: Words) -> None:
    texts.setdefault(words.language, words.text)
