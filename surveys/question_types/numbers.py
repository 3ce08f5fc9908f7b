"""A number: typed in digits of any script, with the borough's limits and a doubt about the unusual."""

from __future__ import annotations

import math
import re
import statistics
import unicodedata
from collections.abc import Iterable
from typing import Any

from surveys.question_types.base import Asked, Cleaned, InvalidAnswer, QuestionType, Said, Summary

# What parts thousands in some language: spaces of all kinds, apostrophes, the Arabic thousands mark.
_GAPS = re.compile(r"[\s\u00a0\u2009\u202f'\u2019\u066c\u200e\u200f\u061c]+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,9})?")


class Number(QuestionType):
    """A number from `settings.least` to `settings.most`, whole unless `settings.whole` is false.

    Outside `usual_least` to `usual_most` it is taken and doubted once. `unit` is words for the page.
    """

    needs_options = False
    closed = False
    settings = frozenset({"least", "most", "unit", "whole", "usual_least", "usual_most"})

    def clean(self, question: Asked, value: object) -> Cleaned:
        """The number, or InvalidAnswer with not_number, not_whole, too_small or too_big and the limit."""
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            return Cleaned()
        whole = bool(question.settings.get("whole", True))
        number = self._read(value, whole)
        if not math.isfinite(number):
            raise InvalidAnswer("not_number")
        if whole and number != int(number):
            raise InvalidAnswer("not_whole")
        least, most = question.settings.get("least"), question.settings.get("most")
        if least is not None and number < least:
            raise InvalidAnswer("too_small", least=least)
        if most is not None and number > most:
            raise InvalidAnswer("too_big", most=most)
        if abs(number) > 1e15:  # beyond this a float no longer knows whole numbers apart
            raise InvalidAnswer("not_number")
        return Cleaned(number=number + 0.0)  # -0.0 is 0

    @staticmethod
    def _read(value: object, whole: bool) -> float:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InvalidAnswer("not_number")
        if not isinstance(value, str):
            try:
                return float(value)
            except OverflowError:
                raise InvalidAnswer("not_number") from None
        if len(value) > 60:
            raise InvalidAnswer("not_number")
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in value)
        text = _GAPS.sub("", text).replace("\N{MINUS SIGN}", "-").replace("\N{ARABIC DECIMAL SEPARATOR}", ".")
        if whole and _THOUSANDS.fullmatch(text):
            text = re.sub(r"[.,]", "", text)
        # "1,250" where parts are allowed is a thousand in London and a little over one in Warsaw: no guess.
        ambiguous = re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text)
        if ambiguous or not _NUMBER.fullmatch(text):
            raise InvalidAnswer("not_number")
        return float(text.replace(",", "."))

    def doubt(self, question: Asked, cleaned: Cleaned) -> str | None:
        """ "unusual" for a number outside the usual range; a typing slip is common, and it may be true."""
        low = question.settings.get("usual_least", -math.inf)
        high = question.settings.get("usual_most", math.inf)
        if cleaned.number is None or low <= cleaned.number <= high:
            return None
        return "unusual"

    def value(self, question: Asked, stored: Cleaned) -> Any:
        """The number; whole ones without a point."""
        if stored.number is None:
            return None
        return int(stored.number) if stored.number.is_integer() else stored.number

    def summarise(self, question: Asked, answers: Iterable[Said]) -> Summary:
        """Base, median and quartiles (inclusive: the numbers are everyone who answered, not a sample of them)."""
        numbers = sorted(float(said[0]) for said in answers if said)
        if not numbers:
            return Summary(answered=0, base=0)
        if len(numbers) == 1:
            lower = median = upper = numbers[0]
        else:
            lower, median, upper = statistics.quantiles(numbers, n=4, method="inclusive")
        return Summary(
            answered=len(numbers),
            base=len(numbers),
            median=median,
            lower_quartile=lower,
            upper_quartile=upper,
        )
