"""What a form held that could not be taken: given back, to be read and sent again.

Nothing else keeps it: no browser stores these pages, and the forms ask it not to remember what is typed.
Needs no database, for that may be what failed.
"""

import re
from dataclasses import dataclass

from flask import current_app, g, request
from flask import session as cookie

from surveys.questions import printable
from webapp.forms.pages import OWN_WORDS, TRAP

# The token of old, traps for programs (here, and of the forms to the inbox), and what is made anew.
NEVER = {"csrf_token", TRAP, "website", OWN_WORDS}
# More than any page of ours can hold, in characters and fields: what is longer was not typed.
MOST, MOST_FIELDS = 200_000, 1000
# Values that no person typed into a box: codes, numbers, the form's own ids.
_CODE = re.compile(r"[a-z0-9_-]*")
# Pages whose form comes back as it was typed when another language is chosen (public/say/languages.html).
_SWITCHED = {"say.questions", "kiosk.questions", "problems.new", "callbacks.new", "provider.change"}


@dataclass(frozen=True)
class GivenBack:
    """Names and values of what was sent: `texts` in people's own words, to be seen, and `rest`, to be sent along."""

    texts: list[tuple[str, str]]
    rest: list[tuple[str, str]]
    switches: bool
    """Whether the page's form can be sent to the same page in another language."""


def given_back() -> GivenBack | None:
    """The public form that this request sent; None where there is none, or where it may not be shown again."""
    if request.method != "POST" or request.path.startswith(("/staff", "/api/")) or not _is_theirs():
        return None
    fields = [(printable(k), printable(v)) for k, v in request.form.items(multi=True) if k not in NEVER]
    if len(fields) > MOST_FIELDS or sum(len(name) + len(value) for name, value in fields) > MOST:
        return None
    texts = [(name, value) for name, value in fields if value.strip() and _is_text(name, value)]
    rest = [field for field in fields if field not in texts]
    return GivenBack(texts, rest, request.endpoint in _SWITCHED)


def _is_text(name: str, value: str) -> bool:
    """Whether it is in somebody's own words: as the form says, else as it looks."""
    if OWN_WORDS in request.form:
        return name in request.form[OWN_WORDS].split()
    return not _CODE.fullmatch(value)


def _is_theirs() -> bool:
    """Whether who sends this is surely who typed it.

    A browser offers to send an old page again, words and all, to whoever presses "back" on it: after "Leave now" or
    "Forget", and at a kiosk, that must show nothing. The token tells. Where it is not good any more, the visit may
    have grown too old: then its cookie still comes, and nobody can read it. After "Leave now" none comes.
    """
    if "kiosk_token" in g and "idle_seconds" not in g:
        return False  # no clock would clear the page
    if g.get("csrf_valid") or not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies and not cookie
