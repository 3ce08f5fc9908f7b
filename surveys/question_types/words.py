"""Types that take someone's own words: these pass the triage and are coded by the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.question_types.base import (
    Asked,
    Cleaned,
    InvalidAnswer,
    QuestionType,
    Said,
    Summary,
    printable,
)

# Characters of a free text; a long answer is about 1,500.
LONGEST_TEXT = 5000


class FreeText(QuestionType):
    """Someone's own words, up to `settings.longest` characters."""

    needs_options = False
    has_text = True
    closed = False
    settings = frozenset({"longest"})

    def clean(self, question: Asked, value: object) -> Cleaned:
        """The text without control characters and outer blanks; blank text is left empty."""
        if value is None:
            return Cleaned()
        if not isinstance(value, str):
            raise InvalidAnswer("not_text")
        return Cleaned(text=clean_text(question, value))

    def summarise(self, question: Asked, answers: Iterable[Said]) -> Summary:
        """Only how many answered: what they said is the analysis's."""
        answered = sum(1 for answer in answers if answer)
        return Summary(answered=answered, base=answered)


class ClosedWhy(QuestionType):
    """One option, and "why?" in the person's own words; both in one answer, and either alone.

    Takes {"choice": code, "why": text}, or a bare code. `settings.why` is the words of the question
    under the options ("Why?" when there is none), `settings.longest` the characters of the text.
    """

    has_text = True
    settings = frozenset({"longest", "why"})

    def clean(self, question: Asked, value: object) -> Cleaned:
        """Option and text; InvalidAnswer when either is none."""
        if not isinstance(value, Mapping):
            return super().clean(question, value)
        if value.keys() - {"choice", "why"}:
            raise InvalidAnswer("unknown_option")
        why = value.get("why")
        if why is not None and not isinstance(why, str):
            raise InvalidAnswer("not_text")
        chosen = super().clean(question, value.get("choice"))
        return Cleaned(text=clean_text(question, why) if why else None, choices=chosen.choices)

    def complete(self, question: Asked, choices: Any) -> bool:
        """A required one needs its option; nobody has to say why."""
        return bool(choices)

    def value(self, question: Asked, stored: Cleaned) -> Any:
        """{"choice", "why"}."""
        if stored.empty:
            return None
        return {"choice": stored.choices[0] if stored.choices else None, "why": stored.text}


def clean_text(question: Asked, text: str) -> str | None:
    """The text as it is kept, None for a blank one; InvalidAnswer("too_long") with the limit and its length."""
    text = printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    longest = int(question.settings.get("longest", LONGEST_TEXT))
    if len(text) > longest:
        raise InvalidAnswer("too_long", longest=longest, length=len(text))
    return text or None
