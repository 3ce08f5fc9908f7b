"""The words of a record in a language: a translation where one stands, else the English."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.codes import SOURCE_LANGUAGE
from directory.fields import TRANSLATED
from directory.models import Translation

__all__ = ["TRANSLATED", "Text", "Words", "pairs", "words_for"]

State = Literal["source", "machine", "checked"]


@dataclass(frozen=True)
class Text:
    """A text with the language it really is in, and who stands behind it."""

    value: str
    language: str
    state: State

    def __str__(self) -> str:
        return self.value


class Words:
    """The translations of some records into one language."""

    def __init__(self, language: str, rows: dict[tuple[str, str, str], Text]) -> None:
        self.language = language
        self._rows = rows

    def text(self, record: Any, field: str, english: str | None = None) -> Text:
        """Return a field of a record; `english` is its source where the field is no attribute."""
        kind = record.__tablename__
        identity = record.code if hasattr(record, "code") else record.id
        found = self._rows.get((kind, identity, field))
        if found is not None:
            return found
        value = getattr(record, field) if english is None else english
        return Text(value or "", SOURCE_LANGUAGE, "source")


def words_for(session: Session, language: str, ids: Iterable[tuple[str, str]]) -> Words:
    """Return the words of records in a language: one query, none for English.

    In: pairs of entity type and id. A translation that is out of date is not shown: a way in that has
    changed must not send somebody to the old door; the English stands in its place.
    """
    wanted = set(ids)
    if language == SOURCE_LANGUAGE or not wanted:
        return Words(language, {})
    rows = session.scalars(
        select(Translation).where(
            Translation.language == language,
            Translation.entity_id.in_({identity for _, identity in wanted}),
            Translation.state != "out_of_date",
            Translation.field != "synonyms",
        )
    )
    return Words(
        language,
        {
            (row.entity_type, row.entity_id, row.field): Text(
                row.text, language, "checked" if row.state == "checked" else "machine"
            )
            for row in rows
            if (row.entity_type, row.entity_id) in wanted
        },
    )


def pairs(services: Iterable[Any]) -> list[tuple[str, str]]:
    """Return what `words_for` needs to know of services and the organisations that run them."""
    found: list[tuple[str, str]] = []
    for service in services:
        found += [("service", service.id), ("organization", service.organization_id)]
    return found
