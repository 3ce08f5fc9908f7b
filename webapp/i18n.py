"""The language of a page: from the URL, with direction and fallbacks.

``translations/languages.toml`` is the one list; adding a language needs no code.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel import negotiate_locale
from flask import Flask, abort, g, has_request_context, request
from flask_babel import get_locale

from webapp.extensions import babel

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"


@dataclass(frozen=True)
class Language:
    """One language of the list: its tag (BCP 47), its names and its direction."""

    tag: str
    name: str
    english_name: str
    direction: str
    site: bool
    locale: str = ""

    @property
    def babel_locale(self) -> str:
        """How dates and numbers are written: the tag, unless the list names a country's way."""
        return self.locale or self.tag


@cache
def languages() -> dict[str, Language]:
    """Every language that the product knows, by tag, in the order of the list."""
    listed = tomllib.loads((TRANSLATIONS / "languages.toml").read_text(encoding="utf-8"))
    return {tag: Language(tag=tag, **entry) for tag, entry in listed["languages"].items()}


@cache
def site_languages() -> dict[str, Language]:
    """The languages that pages and content are offered in."""
    return {tag: language for tag, language in languages().items() if language.site}


@cache
def default_language() -> str:
    """The tag that serves when nothing better is known."""
    listed = tomllib.loads((TRANSLATIONS / "languages.toml").read_text(encoding="utf-8"))
    return str(listed["default"])


def current_language() -> Language:
    """The language of this request."""
    return languages().get(current_tag(), languages()[default_language()])


def current_tag() -> str:
    """The tag of this request's language; the default outside a request."""
    if not has_request_context():
        return default_language()
    return getattr(g, "lang", None) or _tag_in_address() or best_match()


def _tag_in_address() -> str | None:
    """The language at the head of an address that leads nowhere: its error page speaks it too."""
    tag = request.path.removeprefix("/").partition("/")[0]
    return tag if tag in site_languages() else None


def best_match() -> str:
    """The site language that the browser asks for first (``Accept-Language``), else the default.

    "en-GB" before "pl" means English: the region is let go before the next language is taken.
    """
    wanted = [tag for tag, quality in request.accept_languages if quality > 0]
    return _negotiate(wanted) or default_language()


def _negotiate(wanted: list[str], among: dict[str, Language] | None = None) -> str | None:
    """The first of the wanted tags that the site has (or that is `among` others), or its language without the region.

    Tags know no case (RFC 5646 section 2.1.1): "PL" is answered with our own "pl", for an address is made of it.
    """
    ours = {tag.casefold(): tag for tag in (among or site_languages())}
    found = negotiate_locale([tag.casefold() for tag in wanted], list(ours), sep="-")
    return ours[found] if found else None


def choose(asked: str | None) -> str:
    """The language of an API reply: the one asked for, else the browser's, else English.

    A language that we do not write in falls back rather than failing: a person in need
    gets an answer that they may not read well over none at all.
    """
    return (_negotiate([asked]) if asked else None) or best_match()


def choose_spoken(asked: str | None) -> str:
    """The language that the chat answers in: like `choose`, among all languages of the list, pages or not."""
    wanted = [tag for tag, quality in request.accept_languages if quality > 0]
    return (
        (_negotiate([asked], languages()) if asked else None) or _negotiate(wanted, languages()) or default_language()
    )


def page_tag(tag: str) -> str:
    """The language of the pages to send somebody to who speaks this one: itself where the site has it."""
    return tag if tag in site_languages() else default_language()


def switch_urls() -> list[tuple[Language, str]]:
    """This very page in each of the site's languages, for the language menu."""
    if request.view_args is None or request.endpoint is None:
        return [(language, f"/{tag}/") for tag, language in site_languages().items()]
    here, _, rest = request.path.removeprefix("/").partition("/")
    if here not in site_languages():
        rest = ""
    # What was asked in the address stays; an answer to a posted form has no address of its own.
    asked = request.query_string.decode("latin-1") if request.method == "GET" and rest else ""
    address = quote(rest) + (f"?{asked}" if asked else "")
    return [(language, f"/{tag}/{address}") for tag, language in site_languages().items()]


def init_app(app: Flask) -> None:
    """Take the language off the URL, put it into ``url_for``, and tell Babel."""

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values is None or "lang" not in values:
            return
        tag = values.pop("lang")
        if tag not in site_languages():
            abort(404)
        g.lang = tag

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current_tag()

    @app.context_processor
    def language_words() -> dict[str, Any]:
        return {
            "language": current_language(),
            "site_languages": site_languages(),
            "switch_urls": switch_urls,
            "locale": get_locale(),
        }

    babel.init_app(
        app,
        default_locale=default_language(),
        default_translation_directories=str(TRANSLATIONS),
        default_timezone="Europe/London",
        locale_selector=lambda: current_language().babel_locale,
    )
