"""Words for a fair consultation and for "You said, we did": points, problems, states, "did this help?"."""

from collections.abc import Sequence
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.fair import Gate

STAFF_POINTS: dict[str, tuple[Any, Any]] = {
    "title": (_l("Name"), ""),
    "purpose": (_l("What it is for"), ""),
    "can_change": (
        _l("What can still change"),
        _l("People are asked while it is still open. Say what is decided already, too."),
    ),
    "reasons": (_l("Reasons"), _l("Enough for somebody to give a good answer. Link to the papers by name.")),
    "options_considered": (_l("Options considered"), _l("The choices that are still on the table.")),
    "options_discarded": (_l("Options discarded, and why"), ""),
    "who_is_asked": (_l("Who is asked, and why"), ""),
    "equality": (
        _l("Equality"),
        _l(
            "Equality Act 2010. Think of each: age; disability; gender reassignment; pregnancy and maternity; race; "
            "religion or belief; sex; sexual orientation; marriage and civil partnership. Who could be worse off, who "
            "finds it hard to answer, and what is done about it?"
        ),
    ),
    "decision_maker": (_l("Who decides"), _l("A body, such as the Cabinet. Not the name of a person.")),
    "feedback": (_l("How answers are fed back"), ""),
    "safeguarding_lead": (
        _l("Safeguarding lead"),
        _l("The role that is on duty for answers about harm. Not the name of a person."),
    ),
    "queue_hours": (_l("When the safeguarding queue is read"), _l("For example: Monday to Friday, 9am to 5pm.")),
    "opens_on": (_l("First day"), ""),
    "closes_on": (_l("Last day"), _l("It closes by itself when this day is over.")),
    "decides_on": (_l("Day of the decision"), _l("After the last day: answers come first.")),
    "channels": (_l("How people can answer"), ""),
    "questionnaires": (_l("At least one questionnaire"), ""),
}
"""The name of each point for staff, and what to think of."""

PUBLIC_POINTS: dict[str, Any] = {
    "purpose": _l("What it is for"),
    "can_change": _l("What can still change"),
    "reasons": _l("Why we ask now"),
    "options_considered": _l("The choices"),
    "options_discarded": _l("Choices we said no to, and why"),
    "who_is_asked": _l("Who we ask, and why"),
    "equality": _l("Fair for everyone"),
    "decision_maker": _l("Who decides"),
    "feedback": _l("How you hear back"),
    "safeguarding_lead": _l("Who looks after safety"),
    "queue_hours": _l("When answers about harm are read"),
}
"""Headings of the public page, in its order."""

POINT_PROBLEMS: dict[str, Any] = {
    "too_long": _l("This is too long"),
    "missing": _l("Write something here"),
    "out_of_range": _l("This number or date is outside the limits"),
    "unknown": _l("Choose from the list"),
}

PROMISE_STATES: dict[str, Any] = {
    "considering": _l("Being considered"),
    "planned": _l("Planned"),
    "under_way": _l("Under way"),
    "done": _l("Done"),
    "not_done": _l("Not done"),
    "withdrawn": _l("Taken back"),
}

STATE_COLOURS = {
    "considering": "grey",
    "planned": "blue",
    "under_way": "light-blue",
    "done": "green",
    "not_done": "orange",
    "withdrawn": "red",
}
"""The colour of a state's tag; the word says it too."""

PROMISE_FIELDS: dict[str, Any] = {
    "you_said": _l("You said"),
    "theme": _l("Theme"),
    "consideration_id": _l("Who considered it"),
    "decision": _l("Decision"),
    "action": _l("What we do"),
    "owner": _l("Who does it"),
    "due_on": _l("Due"),
    "state": _l("State"),
    "result": _l("What came of it"),
    "learned": _l("What we learned from your ratings"),
    "wards": _l("Wards"),
    "year": _l("Year"),
    "created": _l("Written"),
    "published": _l("Published"),
    "withdrawn": _l("Taken back"),
}

PROMISE_PROBLEMS: dict[str, Any] = {
    "too_long": _l("This is too long"),
    "missing": _l("This state needs it. Fill it in"),
    "unknown": _l("Choose from the list"),
    "out_of_range": _l("This is outside the limits"),
    "not_considered": _l(
        "A named body has to consider a published version of the report first. Until then only “You said” can be "
        "filled in, and the state stays “Being considered”"
    ),
    "withdrawn": _l("It was taken back and cannot be changed any more"),
    "published": _l("It was published, so it cannot be deleted. Take it back with a reason"),
    "no_such_report": _l("There is no such version of the report"),
    "not_published": _l("This version is not published. People have to be able to read what is considered"),
    "before_publication": _l("This is before the version was published"),
    "in_future": _l("This day is still to come"),
    "changed_meanwhile": _l("Somebody else changed this in the meantime. Look at it again, then make your change"),
}

HELPED: dict[str, Any] = {"yes": _l("Yes"), "partly": _l("Partly"), "no": _l("No")}


def date_problem(code: str, gate: Gate) -> str:
    """What is wrong with the dates, for staff."""
    if code == "too_short":
        return ngettext(
            "It must be open for %(num)d day or more, counted from the day people can answer",
            "It must be open for %(num)d days or more, counted from the day people can answer",
            gate.minimum_days,
        )
    return str(
        {
            "closes_before_opens": _l("The last day is before the first day"),
            "is_over": _l("The last day is in the past"),
            "too_early": _l("The first day is still to come. Wait for it, or change it"),
            "decides_too_early": _l("The decision must come after the last day, so that answers can be considered"),
        }[code]
    )


PROBLEM_POINTS = {
    "too_short": "closes_on",
    "closes_before_opens": "closes_on",
    "is_over": "closes_on",
    "too_early": "opens_on",
    "decides_too_early": "decides_on",
}
"""The field at which a problem of the dates stands."""


def gate_lines(gate: Gate) -> Sequence[tuple[str, str]]:
    """Everything that keeps the gate shut, each with the field where it is put right."""
    lines = [(point, _("%(point)s: not filled in yet", point=STAFF_POINTS[point][0])) for point in gate.missing]
    lines += [(PROBLEM_POINTS[code], date_problem(code, gate)) for code in gate.problems]
    if gate.elections and not gate.acknowledged:
        lines.append(("elections", _("A pre-election period touches these dates. Read the warning and say so")))
    return lines


def month(day: Any) -> str:
    """A month and year in the words of the page's language, for when something was due."""
    return format_date(day, "MMMM y")
