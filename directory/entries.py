"""The words of every service and need, in every language there is: what the text index is made from."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import lexicon
from directory.codes import SOURCE_LANGUAGE
from directory.index import Entry, Pair, pairs
from directory.models import Need, Organization, ServiceNeed, Translation
from directory.queries import retired_needs

Translations = dict[tuple[str, str], list[tuple[str, str, str]]]


def entries(session: Session, services: list[Any]) -> tuple[list[Entry], dict[str, list[Pair]]]:
    """Return the words of every service (`facts.rows`), and the phrases of every need by its code. Five queries.

    The words of needs and services that people use in other languages are data of the search
    (`lexicon`), beside the translations of the records.
    """
    translations = _translations(session)
    needs_of: defaultdict[str, list[str]] = defaultdict(list)
    for link in session.execute(select(ServiceNeed.service_id, ServiceNeed.need).order_by(ServiceNeed.sort_order)):
        needs_of[link.service_id].append(link.need)
    organisations = {
        row.id: pairs(SOURCE_LANGUAGE, [row.name]) + _said(translations, "organization", row.id, "name")
        for row in session.execute(select(Organization.id, Organization.name))
    }

    def entry(service: Any) -> Entry:
        def said(*fields: str) -> list[Pair]:
            return _said(translations, "service", service.id, *fields)

        return Entry(
            names=pairs(SOURCE_LANGUAGE, [service.name]) + said("name") + organisations[service.organization_id],
            phrases=pairs(SOURCE_LANGUAGE, service.synonyms) + said("synonyms") + _spoken("services", service.slug),
            needs=needs_of[service.id],
            said=pairs(SOURCE_LANGUAGE, [service.summary, service.who_for]) + said("summary", "who_for"),
            told=pairs(SOURCE_LANGUAGE, [service.description]) + said("description"),
        )

    merged = retired_needs(session)
    needs: dict[str, list[Pair]] = {}
    for need in session.scalars(select(Need).order_by(Need.sort_order)):
        # What people call a need that was given up is what they call the one that took its place.
        needs.setdefault(merged.get(need.code, need.code), []).extend(
            pairs(SOURCE_LANGUAGE, [need.name, *need.synonyms])
            + _said(translations, "need", need.code, "name", "synonyms")
            + _spoken("needs", need.code)
        )
    return [entry(service) for service in services], needs


def _translations(session: Session) -> Translations:
    """Return (field, language, text) of everything that is translated, by kind and id."""
    found: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    rows = select(
        Translation.entity_type, Translation.entity_id, Translation.field, Translation.language, Translation.text
    ).where(Translation.entity_type.in_(("service", "need", "organization")))
    for row in session.execute(rows):
        found[row.entity_type, row.entity_id].append((row.field, row.language, row.text))
    return found


def _said(translations: Translations, kind: str, identity: str, *fields: str) -> list[Pair]:
    """Return the translations of some fields of a record; lists are kept a line each."""
    found = [(language, body) for field, language, body in translations.get((kind, identity), []) if field in fields]
    return [(language, line) for language, body in found for line in body.split("\n")]


def _spoken(kind: str, code: str) -> list[Pair]:
    """Return the phrases of the vocabularies for a need (`needs`) or a service (`services`)."""
    found: list[Pair] = []
    for language, words in lexicon.vocabularies().items():
        found += pairs(language, (words.needs if kind == "needs" else words.services).get(code, []))
    return found
