"""Codes of the surveys domain put into words."""

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.questions import InvalidAnswer

AUDIENCES = {
    "resident": _l("Residents"),
    "young_person": _l("Young people"),
    "professional": _l("Professionals"),
    "business": _l("Local businesses"),
}
CHANNELS = {
    "web": _l("Website"),
    "kiosk": _l("Kiosk"),
    "chat": _l("Chat"),
    "api": _l("API"),
    "paper": _l("Paper"),
    "event": _l("Event"),
    "import": _l("Import"),
    "staff": _l("Entered by staff"),
}
SURVEY_STATES = {
    "draft": _l("Not yet open"),
    "open": _l("Open"),
    "closed": _l("Closed"),
}


_NUMBERS = {
    "not_number": _l("Write a number in digits, like 3"),
    "not_whole": _l("Write a whole number in digits, like 3"),
    "too_small": _l("This number is too small. Write %(limit)s or more"),
    "too_big": _l("This number is too big. Write %(limit)s or less"),
}


def _limit(error: InvalidAnswer) -> str:
    return format_decimal(error.limits.get("least", error.limits.get("most", 0)))


def problem_words(error: InvalidAnswer) -> str:
    """What is wrong with an answer, in a sentence that says how to put it right."""
    most = int(error.limits.get("most", 0))
    if error.problem == "too_many":
        return ngettext("Choose %(num)s answer or fewer", "Choose %(num)s answers or fewer", most)
    if error.problem == "exclusive":
        return _("The last choice cannot go with another one. Choose one or the other.")
    if error.problem == "too_long":
        return _(
            "Your answer is too long: %(length)s characters. Make it %(longest)s or fewer.",
            length=error.limits["length"],
            longest=error.limits["longest"],
        )
    if error.problem in _NUMBERS:
        return str(_NUMBERS[error.problem]) % {"limit": _limit(error)}
    if error.problem == "same_place":
        return _("Two of your choices have the same number. Give each its own.")
    if error.problem == "unknown_place":
        return _("Choose a ward or the first half of a postcode from the list")
    if error.problem == "one_only":
        return _("Choose one answer only")
    return _("Choose an answer from the list")
