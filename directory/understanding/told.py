"""What one message tells, and what has to be known besides its words to read it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import PostcodeDistrict, Ward
from directory.text import tokens
from directory.understanding import words
from directory.understanding.words import Phrase


@dataclass(frozen=True)
class Known:
    """What is known besides the words: names of wards with their slugs, postcode districts, names of languages.

    The slug of a place of which no ward is known is "".
    """

    wards: Mapping[Phrase, str] = field(default_factory=dict)
    districts: frozenset[str] = frozenset()
    languages: Mapping[str, str] = field(default_factory=dict)


KEPT = 60.0
_held: dict[str, tuple[float, Known]] = {}


@dataclass(frozen=True)
class Understood:
    """What one message says. None and () are what it does not; "" takes back what was said before.

    `place` and those in `avoid` are a ward's slug or a postcode district ("NW9": never a whole postcode), `spoken` is
    the tag of a language that is wanted, `language_asked` of one that is asked about, `channel` phone, online or
    in_person, `who` girl, boy or child. `which` is the service meant of those shown, from 1; -1 the last, "all" each.
    `fact`: it tells who or when ("I am a woman", "yesterday"), which narrows down no search. `asks` is
    a name under `asks` in the language's data. `alone`: it says nothing else of weight, so it goes on with what
    was talked about.
    """

    age: int | str | None = None
    place: str | None = None
    avoid: tuple[str, ...] = ()
    free: bool | str | None = None
    spoken: str | None = None
    language_asked: str | None = None
    who: str | None = None
    women_only: bool | str | None = None
    evenings: bool | str | None = None
    channel: str | None = None
    nearer: bool = False
    more: bool = False
    not_there: bool = False
    restart: bool = False
    which: int | str | None = None
    asks: str | None = None
    fact: bool = False
    alone: bool = False

    def told(self) -> dict[str, Any]:
        """Return what was said, by name, without what was not: plain values, for JSON."""
        pairs = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in pairs.items()
            if value is not None and value is not False and value != ()
        }


def known_places(session: Session, languages: Mapping[str, str] | None = None) -> Known:
    """Return the names of places of the borough, and of languages as given (name without accents → tag).

    Wards and postcode districts change with years: they are read again after KEPT seconds, not with every message.
    """
    database = str(session.get_bind().engine.url)
    held = _held.get(database)
    if held is None or time.monotonic() - held[0] > KEPT:
        wards = {tuple(tokens(ward.name.replace("-", " "))): ward.slug for ward in session.scalars(select(Ward))}
        also = {name: slug for name, slug in words.other_names().items() if slug in {"", *wards.values()}}
        held = time.monotonic(), Known(also | wards, frozenset(session.scalars(select(PostcodeDistrict.code))))
        if wards:
            _held[database] = held
    return replace(held[1], languages=languages or {})
