"""The words of the mails, in the reader's language. Jobs write them too, where no page is being made.

So the catalogues are read here by themselves, not through the request.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from flask_babel import lazy_gettext

from webapp.i18n import TRANSLATIONS, default_language, languages, site_languages

Words = Callable[[str], str]
_LINK = re.compile(r"https?://\S+/provider/\S+")

KINDS = {
    "assurance": lazy_gettext("Question to a provider"),
    "assurance_reminder": lazy_gettext("Reminder to a provider"),
    "problem_answer": lazy_gettext("Answer to a report"),
    "safeguarding": lazy_gettext("Notice of the safeguarding queue"),
    "call_back": lazy_gettext("Notice of the call-backs"),
}
"""The kinds of mail as staff read them; another part's kind is shown by its code."""
EDITORS = frozenset(KINDS) - {"safeguarding"}
"""The kinds whose words are the directory's desk to read; the others are an administrator's."""


@cache
def _catalogue(language: str) -> NullTranslations:
    locale = languages()[language].babel_locale if language in languages() else language
    return Translations.load(str(TRANSLATIONS), [locale, language])


def words_in(language: str) -> Words:
    """Return the function that puts a text of ours into a language; one we do not write in gives English."""
    return _catalogue(language if language in site_languages() else default_language()).gettext


def assurance_letter(
    language: str, *, service: str, links: dict[str, str], expires_on: date, reminder: bool = False
) -> tuple[str, str]:
    """Return subject and body of the question whether a record is still right.

    In: the service's name, the same page's address by language tag, and the last day of the link.
    """
    _ = words_in(language)
    locale = languages()[language].babel_locale
    subject = _("Reminder: is this still right?") if reminder else _("Is this still right?")
    parts = [
        _("Hello,"),
        _("We asked you about this before. We have no answer yet.") if reminder else "",
        _("People find your service in Barnet's directory of help: %(service)s") % {"service": service},
        _("Please look at what we say about it. Then tell us if it is still right, or what to change."),
        "\n".join(_named(language, links)),
        _("You need no account. The link works until %(date)s. Pressing a button on that page is your answer.")
        % {"date": format_date(expires_on, "long", locale=locale)},
        _("Please do not pass the link on: whoever has it can answer for you."),
        _("Thank you. Barnet's Safer Communities Partnership"),
    ]
    return f"{subject} {service}", "\n\n".join(part for part in parts if part) + "\n"


def _named(language: str, links: dict[str, str]) -> list[str]:
    """Return the links, the reader's own language first, the others by their own names."""
    others = [f"{languages()[tag].name}: {link}" for tag, link in links.items() if tag != language]
    return [links[language], "", *others] if language in links else others


def links_in(body: str) -> dict[str, str]:
    """Return the provider links of an earlier letter by language tag: a reminder leads to the same page."""
    found = {}
    for link in _LINK.findall(body):
        tag = link.rpartition("/provider/")[0].rpartition("/")[2]
        found[tag] = link
    return found


def problem_answer(language: str, *, service: str, answer: str) -> tuple[str, str]:
    """Return subject and body of the answer to somebody who told us that something is wrong."""
    _ = words_in(language)
    parts = [
        _("Hello,"),
        _("You told us that something was wrong with: %(service)s") % {"service": service},
        answer,
        _("Thank you for telling us. In danger now? Ring 999."),
    ]
    return _("What you told us"), "\n\n".join(parts) + "\n"
