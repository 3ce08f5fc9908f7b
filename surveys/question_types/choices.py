"""Types whose answers are options: one, several, up to a number, in an order of one's own, or a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from surveys.question_types.base import Asked, InvalidAnswer, QuestionType, Said, Summary

_POSTCODE = re.compile(r"([a-z]{1,2}\d[a-z\d]?)\s*(?:\d[a-z]{2})?")


class Single(QuestionType):
    """One option of several."""


class Scale(QuestionType):
    """One option of an ordered scale; which ones count as positive stands with the options."""


class AgeBand(QuestionType):
    """One band of ages. Bands, never an age or a date of birth: we keep no more than is reported."""


class Agreement(QuestionType):
    """ "I agree to take part": the one answer that every other answer needs first."""


class Multiple(QuestionType):
    """Any number of options; an exclusive one ("none of these") stands alone."""

    most = None


class UpToN(QuestionType):
    """Up to `settings.most` options, three unless it says otherwise ("top three", domain.md §4)."""

    settings = frozenset({"most"})

    def limit(self, question: Asked) -> int | None:
        """The number in the question's settings."""
        return int(question.settings.get("most", 3))


class Ranking(QuestionType):
    """Options put in an order, the best first: all, or the first `settings.most` of them, or fewer.

    Takes a list of codes in that order, or {code: place} as a page's selects give it. Places may be
    left out (1 and 3 mean first and second); two options in one place are refused.
    """

    most = None
    settings = frozenset({"most"})

    def limit(self, question: Asked) -> int | None:
        """The number in the question's settings, else all of the options."""
        return int(question.settings.get("most", len(question.options)))

    def codes(self, question: Asked, value: object) -> list[str]:
        """The codes, best first."""
        if not isinstance(value, Mapping):
            return super().codes(question, value)
        places: dict[int, str] = {}
        for code, given in value.items():
            if given is None or given == "":
                continue
            text = str(given).strip()
            if not isinstance(code, str) or isinstance(given, bool) or len(text) > 3 or not text.isdecimal():
                raise InvalidAnswer("unknown_option")
            place = int(text)
            if place in places:
                raise InvalidAnswer("same_place")
            most = self.limit(question) or 0
            if not 1 <= place <= most:
                raise InvalidAnswer("unknown_option")
            places[place] = code
        return [code for _place, code in sorted(places.items())]

    def order(self, known: list[str], codes: list[str]) -> list[str]:
        """The person's own order."""
        return codes

    def summarise(self, question: Asked, answers: Iterable[Said]) -> Summary:
        """How many ranked each option, how many put it first, and its mean place among those who ranked it."""
        said = [list(codes) for codes in answers if codes]
        summary = super().summarise(question, said)
        places: dict[str, list[int]] = defaultdict(list)
        for codes in said:
            for place, code in enumerate(codes, start=1):
                places[code].append(place)
        known = [option.code for option in question.options]
        return replace(
            summary,
            first={code: places[code].count(1) for code in known},
            mean_rank={code: sum(places[code]) / len(places[code]) if places[code] else None for code in known},
        )


class Ward(QuestionType):
    """A ward or a postcode district. A whole postcode is cut to its district before it is kept."""

    def codes(self, question: Asked, value: object) -> list[str]:
        """The code of the place that was chosen or typed."""
        typed = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
        if not isinstance(typed, str) or not typed.strip():
            return super().codes(question, value)
        folded = " ".join(typed.casefold().split())
        known = {option.code for option in question.options}
        slug = re.sub(r"[^a-z0-9]+", "-", folded.replace("&", "and")).strip("-")
        for candidate in (folded, slug):
            if candidate in known:
                return [candidate]
        district = _POSTCODE.fullmatch(folded)
        if district and district[1] in known:
            return [district[1]]
        raise InvalidAnswer("unknown_place")
