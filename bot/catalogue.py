"""The words of the replies in the visitor's language, from the same gettext catalogues as the site's pages."""

import gettext
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

TRANSLATIONS = Path(os.environ.get("TRANSLATIONS_DIR") or Path(__file__).resolve().parent.parent / "translations")
FALLBACK_LANGUAGE = "en"
_TAG = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})?")


@lru_cache(maxsize=64)
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", str(TRANSLATIONS), [language.replace("-", "_")], fallback=True)


def safe_language(language: object) -> str:
    """Return the language tag if it looks like one, else English (it goes into paths and addresses)."""
    return language if isinstance(language, str) and _TAG.fullmatch(language) else FALLBACK_LANGUAGE


def translate(text: str, language: str, **values: Any) -> str:
    """Return the text in the language, English where no translation is known, with `%(name)s` filled in."""
    translated = _catalogue(safe_language(language)).gettext(text)
    try:
        return translated % values if values else translated
    except (KeyError, ValueError, TypeError):
        # A translation with a broken placeholder must not cost somebody the answer.
        return text % values


def in_english(text: str) -> str:
    """Return an English text to stand within another language: isolated (Unicode UAX #9), line by line.

    So its order stays where the rest runs right to left, and the site marks it for screen readers.
    """
    return "\n".join(f"\u2066{line}\u2069" if line.strip() else line for line in text.split("\n"))


def pick(variants: Sequence[str], language: str, said: Iterable[str], **values: Any) -> str:
    """Return the first of the variants that was not just said; `said` are the bot's last messages."""
    texts = [translate(variant, language, **values) for variant in variants]
    just_said = " ".join(said)
    return next((text for text in texts if text not in just_said), texts[0])


def last_said(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what the bot said after the visitor's last message but one, from tracker events (oldest first)."""
    said: list[str] = []
    turns = 0
    for event in reversed(list(events)):
        if event.get("event") == "user":
            turns += 1
            if turns == 2:
                break
        elif event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            said.append(str(custom.get("text") or event.get("text") or ""))
    return said
