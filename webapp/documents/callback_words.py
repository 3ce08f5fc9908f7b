"""Words for what a request to be rung keeps as codes."""

from typing import Any

from flask_babel import lazy_gettext as _l

STATES: dict[str, Any] = {"new": _l("New"), "taken": _l("In hand"), "done": _l("Done")}

MESSAGE: dict[str, Any] = {
    "yes": _l("A message may be left"),
    "no": _l("No message: speak to them only"),
    "text": _l("Text only, do not ring"),
}

OUTCOMES: dict[str, Any] = {
    "spoke": _l("We spoke"),
    "left_message": _l("We left a message or sent a text"),
    "no_answer": _l("Nobody answered"),
    "passed_on": _l("Passed on to somebody else"),
    "not_wanted": _l("Not wanted any more, or a wrong number"),
}
