"""The words of every service, in every language there is: what the text index is made from."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.codes import SOURCE_LANGUAGE
from directory.index import Entry
from directory.models import Need, Organization, ServiceNeed, Translation


def entries(session: Session, services: list[Any]) -> list[Entry]:
    """Return the words of every service (`facts.rows`), its organisation and its needs. Four queries."""
    needs_of: defaultdict[str, list[str]] = defaultdict(list)
    for link in session.execute(select(ServiceNeed.service_id, ServiceNeed.need).order_by(ServiceNeed.sort_order)):
        needs_of[link.service_id].append(link.need)
    words: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in session.execute(
        select(
            Translation.entity_type,
            Translation.entity_id,
            Translation.field,
            Translation.language,
            Translation.text,
        ).where(Translation.entity_type.in_(("service", "need", "organization")))
    ):
        words[row.entity_type, row.entity_id].append((row.field, row.language, row.text))

    def said(kind: str, identity: str, *fields: str) -> list[tuple[str, str]]:
        found = [(language, body) for field, language, body in words[kind, identity] if field in fields]
        return [(language, line) for language, body in found for line in body.split("\n")]

    def english(*texts: str) -> list[tuple[str, str]]:
        return [(SOURCE_LANGUAGE, body) for body in texts if body]

    shared = {
        need.code: english(need.name, *need.synonyms) + said("need", need.code, "name", "synonyms")
        for need in session.scalars(select(Need))
    }
    names = {
        row.id: english(row.name) + said("organization", row.id, "name")
        for row in session.execute(select(Organization.id, Organization.name))
    }
    return [
        Entry(
            names=english(service.name) + said("service", service.id, "name") + names[service.organization_id],
            phrases=english(*service.synonyms) + said("service", service.id, "synonyms"),
            shared=[shared[need] for need in needs_of[service.id]],
            said=english(service.summary, service.who_for) + said("service", service.id, "summary", "who_for"),
            told=english(service.description) + said("service", service.id, "description"),
        )
        for service in services
    ]
