"""Taxonomies and terms of the Open Referral feed: the needs, and how the mapping classifies services.

Needs are content that staff edit; the other taxonomies are the codes of `directory.codes`, named in
hsds_terms.yaml. `unknown` is no term: what is not known is left out of the feed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import ColumnElement, Text, cast, false, or_
from sqlalchemy.orm import Session

from directory import queries
from directory.fields import stable_id
from directory.models import Service

NEED = "need"
_FILE = Path(__file__).parent / "hsds_terms.yaml"


@dataclass(frozen=True)
class Term:
    """A term of a taxonomy. Its id is a UUID of its codes and so stays the same."""

    taxonomy: str
    code: str
    name: str
    description: str

    @property
    def id(self) -> str:
        """The UUID of the term."""
        return stable_id("taxonomy_term", f"{self.taxonomy}/{self.code}")


@dataclass(frozen=True)
class Taxonomy:
    """A taxonomy with its terms; `column` is the field of a service that holds their codes, if one does."""

    code: str
    name: str
    description: str
    terms: tuple[Term, ...]
    column: str | None = None
    flags: bool = False

    @property
    def id(self) -> str:
        """The UUID of the taxonomy."""
        return stable_id("taxonomy", self.code)


class Vocabulary:
    """Every taxonomy, findable by id."""

    def __init__(self, taxonomies: Iterable[Taxonomy]) -> None:
        self.taxonomies = list(taxonomies)
        self.terms = [term for taxonomy in self.taxonomies for term in taxonomy.terms]
        self._taxonomy_by_id = {taxonomy.id: taxonomy for taxonomy in self.taxonomies}
        self._by_code = {taxonomy.code: taxonomy for taxonomy in self.taxonomies}
        self._term_by_id = {term.id: term for term in self.terms}
        self._term_by_codes = {(term.taxonomy, term.code): term for term in self.terms}

    def taxonomy(self, identity: str) -> Taxonomy | None:
        """Return the taxonomy with this UUID, or None."""
        return self._taxonomy_by_id.get(identity)

    def taxonomy_of(self, term: Term) -> Taxonomy:
        """Return the taxonomy that a term belongs to."""
        return self._by_code[term.taxonomy]

    def term(self, identity: str) -> Term | None:
        """Return the term with this UUID, or None."""
        return self._term_by_id.get(identity)

    def terms_of(self, service: Service) -> list[Term]:
        """Return the terms of a service, in the order of the taxonomies; codes that are no term are left out."""
        found: list[Term | None] = []
        for taxonomy in self.taxonomies:
            codes = _codes(service, taxonomy)
            found += [self._term_by_codes.get((taxonomy.code, code)) for code in codes]
        return list(dict.fromkeys(term for term in found if term is not None))

    def sector(self, code: str) -> Term | None:
        """Return the term of a sector (an organisation has one too), or None."""
        return self._term_by_codes.get(("sector", code))

    def needs_named(self, word: str) -> list[str]:
        """Return the codes of the needs whose name holds this word, whatever its case."""
        wanted = word.casefold()
        return [term.code for term in self.terms if term.taxonomy == NEED and wanted in term.name.casefold()]

    def has_any(self, terms: Iterable[Term]) -> ColumnElement[bool]:
        """Return the condition that a service has one of these terms; of none, that nothing fits."""
        return or_(false(), *(self._has(term) for term in terms))

    def _has(self, term: Term) -> ColumnElement[bool]:
        taxonomy = self.taxonomy_of(term)
        if taxonomy.code == NEED:
            return Service.need_links.any(need=term.code)
        if taxonomy.flags:
            found: ColumnElement[bool] = getattr(Service, term.code) == "yes"
            return found
        column = getattr(Service, taxonomy.column or "")
        if taxonomy.column in ("open_to", "channels", "offers", "accessibility"):
            # Lists of codes are JSON; a code stands in it between quotation marks, in either database.
            return cast(column, Text).contains(f'"{term.code}"', autoescape=True)
        return column == term.code


def term_values(term: Term, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a term of a taxonomy (HSDS taxonomy_term). Ours have no parents."""
    return {
        "id": term.id,
        "code": term.code,
        "name": term.name,
        "description": term.description,
        "taxonomy": taxonomy.name,
        "taxonomy_id": taxonomy.id,
        "language": "en",
        "term": term.name,
    }


def vocabulary(session: Session) -> Vocabulary:
    """Return every taxonomy with its terms; needs that were merged into another are gone. Two queries."""
    needs = tuple(Term(NEED, need.code, need.name, need.description or need.name) for need in queries.needs(session))
    return Vocabulary(_taxonomy(entry, needs if entry["code"] == NEED else None) for entry in _entries())


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return entries


def _taxonomy(entry: dict[str, Any], terms: tuple[Term, ...] | None) -> Taxonomy:
    if terms is None:
        terms = tuple(
            Term(entry["code"], term["code"], term["name"], term["description"]) for term in entry.get("terms", [])
        )
    return Taxonomy(
        entry["code"], entry["name"], entry["description"], terms, entry.get("column"), bool(entry.get("flags"))
    )


def _codes(service: Service, taxonomy: Taxonomy) -> list[str]:
    """Return the codes of a taxonomy that a service's record holds."""
    if taxonomy.code == NEED:
        return service.needs
    if taxonomy.flags:
        return [term.code for term in taxonomy.terms if getattr(service, term.code) == "yes"]
    held = getattr(service, taxonomy.column or "")
    return list(held or []) if not isinstance(held, str) else [held]
