"""Words for what the post and the checks of records keep as codes."""

from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: dict[str, Any] = {
    "number": _l("A phone number or an address is wrong"),
    "closed": _l("It has closed"),
    "times": _l("The times are wrong"),
    "turned_away": _l("I was turned away"),
    "unsafe": _l("It did not feel safe"),
    "other": _l("Something else"),
}
"""What the public can say is wrong, in the order of the form."""

STAFF_KINDS: dict[str, Any] = KINDS | {"provider": _l("The provider wrote to us")}

FLAGS: dict[str, Any] = {
    "emergency": _l("Danger"),
    "crisis": _l("Wanting to die"),
    "caution": _l("Maybe danger"),
    "unsafe": _l("Did not feel safe"),
}

STATES: dict[str, Any] = {"new": _l("New"), "in_hand": _l("In hand"), "done": _l("Done")}

OUTCOMES: dict[str, Any] = {
    "corrected": _l("The record was put right"),
    "passed_on": _l("Passed on to somebody else"),
    "nothing_wrong": _l("Nothing was wrong"),
    "cannot_tell": _l("We cannot tell"),
}

MAIL_STATES: dict[str, Any] = {
    "waiting": _l("Waiting"),
    "sent": _l("Sent"),
    "failed": _l("Not sent"),
    "shown": _l("Passed on by staff"),
}

MAIL_ERRORS: dict[str, Any] = {
    "bad_address": _l("The address is not an e-mail address"),
    "refused": _l("The mail server does not take mail for this address"),
    "sign_in": _l("The mail server did not let us in: check the settings"),
    "no_encryption": _l("The mail server offers no safe connection: check the settings"),
    "unreachable": _l("The mail server cannot be reached"),
    "server_error": _l("The mail server had a fault"),
    "too_old": _l("It waited for 30 days and is not sent any more"),
}

STANDINGS: dict[str, Any] = {
    "never": _l("Never checked"),
    "fresh": _l("Checked"),
    "due": _l("Due"),
    "stale": _l("Not checked for 180 days or more"),
}

QUEUE_FILTERS: dict[str, Any] = {
    "all": _l("All"),
    "due": _l("Due now"),
    "never": _l("Never checked"),
    "over_90": _l("90 days or more"),
    "over_180": _l("180 days or more"),
    "contact": _l("Has a contact"),
    "no_contact": _l("Has no contact"),
    "asked": _l("Asked and waiting"),
}

REQUEST_STATES: dict[str, Any] = {
    "open": _l("Waiting for an answer"),
    "confirmed": _l("Said that it is still right"),
    "changed": _l("Proposed a change"),
    "expired": _l("No answer in 30 days"),
    "cancelled": _l("Taken back"),
}

ASSURERS: dict[str, Any] = {"provider": _l("the provider"), "council": _l("the council")}
