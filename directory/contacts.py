"""Whom staff write to about a service: apart from what is public, in no page for the public, no API, no export.

They are kept out of the history too, because the history of a record may be exported (HSDS metadata).
"""

from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import rules
from directory.models import ProviderContact, Service
from directory.seed.schema import Email, Maybe, Number, Record

FIELDS = ("role", "email", "phone")


class ProviderContactRow(Record):
    """One contact as it is written."""

    role: Maybe = ""
    email: Email
    phone: Number | None = None


def contacts(session: Session, service: Service) -> list[ProviderContact]:
    """Return whom to write to about a service, in order."""
    return list(
        session.scalars(
            select(ProviderContact)
            .where(ProviderContact.service_id == service.id)
            .order_by(ProviderContact.sort_order, ProviderContact.id)
        )
    )


def save(session: Session, service: Service, rows: list[dict[str, Any]]) -> bool:
    """Make the contacts of a service those of `rows` (role, email, phone); returns whether any became different.

    A contact whose e-mail stays keeps its id. Raises rules.ChangeError with every fault.
    """
    tidied = [{name: rules.tidied(name, row.get(name, "")) for name in FIELDS} for row in rows]
    faults = rules.too_long(ProviderContact, {"provider_contacts": tidied})
    kept = []
    for place, row in enumerate(tidied):
        try:
            kept.append(ProviderContactRow.model_validate(row))
        except ValidationError as error:
            found = [rules.fault_of(one) for one in error.errors()]
            faults += [rules.Fault("provider_contacts", fault.code, place, fault.field) for fault in found]
    if faults:
        raise rules.ChangeError(dict.fromkeys(faults))
    present = contacts(session, service)
    by_email = {contact.email: contact for contact in present}
    before = [(contact.role, contact.email, contact.phone) for contact in present]
    after = [(entry.role, entry.email, entry.phone or "") for entry in kept]
    if before == after:
        return False
    staying = set()
    for order, entry in enumerate(kept):
        contact = by_email.pop(entry.email, None) or ProviderContact(id=str(uuid4()), service_id=service.id)
        contact.role, contact.email, contact.phone, contact.sort_order = (
            entry.role,
            entry.email,
            entry.phone or "",
            order,
        )
        session.add(contact)
        staying.add(contact.id)
    for contact in present:
        if contact.id not in staying:
            session.delete(contact)
    session.flush()
    return True
