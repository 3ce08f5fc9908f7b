"""What the editing pages of the directory call fields, choices and faults."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.rules import Fault
from webapp.documents import mapping_words

LABELS: dict[str, Any] = {
    **mapping_words.FIELDS,
    "status": _l("Status"),
    "status_note": _l("What the public reads about it"),
    "what_happens": _l("What happens when you get in touch"),
    "accessibility": _l("Access"),
    "access_note": _l("About access"),
    "schedules": _l("Opening hours"),
    "locations": _l("Places"),
    "areas": _l("Where it works"),
    "slug": _l("Address of its page"),
    "code": _l("Code"),
    "title": _l("Title"),
    "for_what": _l("What it is for"),
    "steps": _l("Steps"),
    "contacts": _l("Contacts"),
    "when_closed": _l("When it is closed"),
    "assured_date": _l("Last checked on"),
    "source": _l("Source"),
    "provider_contacts": _l("Contacts at the provider"),
    "sort_order": _l("Place in the order"),
    "merged_into": _l("Merged into"),
    "into": _l("Merge into"),
    "hours": _l("Hours"),
    "text": _l("Text message"),
    "for_whom": _l("For whom"),
    "phone": _l("Phone number"),
}

HINTS: dict[str, Any] = {
    "summary": _l("One or two short sentences for the people who need it. 220 characters at most."),
    "description": _l("What the service does, in plain words. An empty line starts a new paragraph."),
    "synonyms": _l("Words that people type when they need this, also slang. One a line."),
    "needs": _l("The foremost need first: it decides where the service is shown."),
    "way_in": _l("Leave it empty when it is not known: the page then says whom to ring and ask."),
    "minimum_age": _l("A whole number, or empty when there is none."),
    "maximum_age": _l("A whole number, or empty when there is none."),
    "phones": _l("Only numbers that the public may ring."),
    "ring": _l("A number to ring when nothing nearer is known."),
    "url": _l("It begins with https://"),
    "schedules": _l("Also closures, for holidays. Leave all of it out when the hours are not known."),
    "locations": _l("Where the service meets people. Leave it out when that is not known."),
    "areas": _l("All of Barnet, or the localities and wards that it serves."),
    "confidential_location": _l(
        "For a refuge: no name of a house, no place and no area but Barnet may be written here."
    ),
    "funding_end": _l("A year, a month or a day, like 2027, 2027-03 or 2027-03-31. Empty when it is not known."),
    "funder": _l("Empty when it is not known."),
    "deliverer": _l("Empty when it is not known."),
    "sources": _l("The paper and its section, or who told us and when."),
    "note": _l("Only for staff: what is still to be confirmed."),
    "status_note": _l("Say from when, and what to do now. Everyone can read it."),
    "languages": _l("Leave them out when they are not known."),
    "what_happens": _l("Step by step, so that nobody has to be afraid of it."),
    "steps": _l("One a line, in the order in which they are done."),
    "contacts": _l("Ring each number before you change it. The public relies on it."),
    "when_closed": _l("What to do when nobody answers."),
    "assured_date": _l("The day on which somebody rang the numbers; empty when nobody has."),
    "provider_contacts": _l("Only staff see these. They are on no public page and in no export."),
    "need.description": _l("What people with this need are going through, in plain words."),
    "organisation.description": _l("Who they are, in plain words."),
    "route.source": _l("Where we know this from."),
    "reporting_route": _l("Only when this service is also one of the reporting routes."),
}

YES_NO: dict[str, Any] = {"yes": _l("Yes"), "no": _l("No"), "unknown": _l("Not known")}
FLAG: dict[str, Any] = {"yes": _l("Yes"), "no": _l("No")}
BASIS: dict[str, Any] = {
    "stated": _l("stated"),
    "inferred": _l("inferred"),
    "unknown": _l("not known"),
}
STATUS: dict[str, Any] = {
    "active": _l("Open"),
    "paused": _l("Paused: it has stopped for now"),
    "ended": _l("Ended"),
}
DAYS: dict[str, Any] = {
    "MO": _l("Monday"),
    "TU": _l("Tuesday"),
    "WE": _l("Wednesday"),
    "TH": _l("Thursday"),
    "FR": _l("Friday"),
    "SA": _l("Saturday"),
    "SU": _l("Sunday"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "cost": {"free": _l("Free"), "paid": _l("People pay"), "unknown": _l("Not known")},
    "open_to": {"public": _l("The public"), "professionals": _l("Professionals"), "unknown": _l("Not known")},
    "channels": {
        "in_person": _l("In person"),
        "phone": _l("By phone"),
        "online": _l("Online"),
        "outreach": _l("They come to you"),
        "unknown": _l("Not known"),
    },
    "sector": {"statutory": _l("Statutory"), "vcs": _l("Voluntary sector")},
    "domain": {
        "individual": _l("Individual"),
        "relationship": _l("Relationship"),
        "community": _l("Community"),
        "societal": _l("Societal"),
        "unknown": _l("Not known"),
    },
    "approach": {
        "family_environments": _l("Family environments"),
        "early_education": _l("Quality education in early life"),
        "caring_adults_activities": _l("Caring adults and activities"),
        "protective_environments": _l("Protective community environments"),
        "lessen_harm": _l("Intervene to lessen harm and prevent future risk"),
        "transitional_support_18_25": _l("Transitional support from 18 to 25"),
        "offender_management": _l("Offender management"),
        "unknown": _l("Not known"),
    },
    "reach": {"universal": _l("Universal"), "targeted": _l("Targeted"), "unknown": _l("Not known")},
    "offers": {
        "mentoring": _l("Mentoring"),
        "emotional_support": _l("Mental or emotional health support"),
        "information_education": _l("Information and education"),
    },
    "accessibility": {
        "step_free": _l("No steps"),
        "accessible_toilet": _l("Accessible toilet"),
        "hearing_loop": _l("Hearing loop"),
        "bsl": _l("British Sign Language"),
        "quiet_space": _l("A quiet space"),
        "easy_read": _l("Easy read"),
        "home_visits": _l("Home visits"),
    },
    "status": STATUS,
    "kind": {"opening": _l("Open"), "closure": _l("Closed")},
    "byday": DAYS,
    "location_type": {
        "physical": _l("A place to go to"),
        "virtual": _l("Online"),
        "postal": _l("Only for post"),
    },
    "precision": {
        "address": _l("Exact"),
        "ward": _l("Only the ward is right"),
        "unknown": _l("Not known"),
    },
}

PARTS: dict[str, Any] = {
    "number": _l("Number"),
    "label": _l("What it is"),
    "all_hours": _l("It answers day and night"),
    "kind": _l("Open or closed"),
    "byday": _l("Days"),
    "opens_at": _l("Opens at"),
    "closes_at": _l("Closes at"),
    "valid_from": _l("First day"),
    "valid_to": _l("Last day"),
    "description": _l("Note"),
    "name": _l("Name of the place"),
    "contacts.name": _l("Name"),
    "location_type": _l("Kind of place"),
    "address_1": _l("Street and number"),
    "city": _l("Town"),
    "postal_code": _l("Postcode"),
    "ward": _l("Ward"),
    "latitude": _l("Latitude"),
    "longitude": _l("Longitude"),
    "precision": _l("How exact the map point is"),
    "note": _l("Note"),
    "phone": _l("Phone number"),
    "text": _l("Text message"),
    "email": _l("E-mail"),
    "url": _l("Website"),
    "hours": _l("Hours"),
    "for_whom": _l("For whom"),
    "role": _l("Role"),
    "paper": _l("Paper, or who told us"),
    "section": _l("Section, or when"),
}

ROWS: dict[str, Any] = {
    "needs": _l("Need"),
    "languages": _l("Language"),
    "phones": _l("Phone number"),
    "schedules": _l("Hours"),
    "locations": _l("Place"),
    "sources": _l("Source"),
    "contacts": _l("Contact"),
    "provider_contacts": _l("Contact"),
}
"""What one row of a list is called."""

_FAULTS: dict[str, Any] = {
    "empty": _l("Fill this in"),
    "too_long": _l("This is too long"),
    "too_many": _l("These are too many"),
    "not_a_choice": _l("Choose one from the list"),
    "bad_format": _l("Check how this is written"),
    "out_of_range": _l("This number is too small or too large"),
    "not_a_number": _l("Write a whole number"),
    "not_a_date": _l("This is not a date"),
    "closes_before_it_opens": _l("It closes before it opens"),
    "ends_before_it_begins": _l("The last day is before the first"),
    "ages_crossed": _l("The oldest age is below the youngest"),
    "ages_not_known": _l("An age is given: say that the ages are known, or take it out"),
    "way_in_missing": _l("Say how to get in, or say that it is not known"),
    "refuge_area": _l("A refuge has no area but all of Barnet"),
    "refuge_location": _l("A refuge may have no place here: take it out"),
    "unknown_stands_alone": _l("Not known cannot stand beside other choices"),
    "given_twice": _l("One of these is there twice"),
    "slug_taken": _l("There is a service of this name already"),
    "taken": _l("This was used before: codes are never used again"),
    "changed_meanwhile": _l("A colleague changed this while you wrote. Open the page again and look"),
    "gone": _l("Choose one that is still in use"),
    "same": _l("Choose another one than itself"),
    "not_editable": _l("This cannot be changed here"),
}

_FAULTS_OF: dict[tuple[str, str], Any] = {
    ("phones", "not_a_number"): _l("Check this: a phone number has digits and spaces only"),
    ("ring", "not_a_number"): _l("Check this: a phone number has digits and spaces only"),
    ("phone", "not_a_number"): _l("Check this: a phone number has digits and spaces only"),
    ("email", "bad_format"): _l("Write an e-mail address, like name@example.org"),
    ("url", "bad_format"): _l("Write a whole address that begins with https://"),
    ("funding_end", "bad_format"): _l("Write a year, a month or a day, like 2027, 2027-03 or 2027-03-31"),
    ("needs", "empty"): _l("Choose one need at least"),
    ("areas", "empty"): _l("Choose one area at least"),
    ("channels", "empty"): _l("Choose one at least, or not known"),
    ("open_to", "empty"): _l("Choose one at least, or not known"),
    ("sources", "empty"): _l("Say where we know this from"),
    ("locations", "not_a_number"): _l("Write degrees as a number, like 51.6"),
}


def fault_words(fault: Fault) -> str:
    """Return what is wrong, in words."""
    special = _FAULTS_OF.get((fault.part or fault.field, fault.code)) or _FAULTS_OF.get((fault.field, fault.code))
    return str(special or _FAULTS.get(fault.code) or _FAULTS["bad_format"])


def label(field: str) -> str:
    """Return what staff call a field, also `basis.<classification>`."""
    if field.startswith("basis."):
        name = field.removeprefix("basis.")
        of = _("Ages") if name == "ages" else LABELS.get(name, name)
        return _("How we know: %(field)s", field=of)
    return str(LABELS.get(field, field))
