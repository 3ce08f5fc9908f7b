"""The format of the seed's translations; what a file leaves out stays in English."""

from directory.seed.schema import Maybe, Record, Words


class ServiceWords(Record):
    """A translated service; what is left out stays in English."""

    name: Words | None = None
    summary: Words | None = None
    description: Words | None = None
    who_for: Words | None = None
    cost_note: Maybe | None = None
    way_in: Maybe | None = None
    what_happens: Maybe | None = None
    access_note: Maybe | None = None
    status_note: Maybe | None = None
    synonyms: list[Words] | None = None


class NeedWords(Record):
    """A translated need."""

    name: Words | None = None
    description: Words | None = None
    synonyms: list[Words] | None = None


class OrganisationWords(Record):
    """A translated organisation."""

    name: Words | None = None
    description: Words | None = None


class ContactWords(Record):
    """The translated words of a contact, at the same place in the list as the English one."""

    name: Words | None = None
    text: Maybe | None = None
    hours: Maybe | None = None
    note: Maybe | None = None
    for_whom: Maybe | None = None


class RouteWords(Record):
    """A translated reporting route."""

    title: Words | None = None
    for_what: Words | None = None
    when_closed: Maybe | None = None
    steps: list[Words] | None = None
    contacts: list[ContactWords] | None = None
