"""The types of question: what counts as an answer, and how answers are summed up. No widgets.

Every type cleans a value that came from a page, a chat or a file into text or option codes, or
raises InvalidAnswer with a code that the surface puts into words. Adding a type is one class and
one entry in TYPES (and a handler of the same name in webapp/forms).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# Characters of a free text; a long answer is about 1,500.
LONGEST_TEXT = 5000
# Half of a character, which only a broken client sends: no page could show it.
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_POSTCODE = re.compile(r"([a-z]{1,2}\d[a-z\d]?)\s*(?:\d[a-z]{2})?")


class AskedOption(Protocol):
    """What a type needs to know of an option."""

    @property
    def code(self) -> str:
        """Its stable code."""

    @property
    def exclusive(self) -> bool:
        """Whether it cannot stand beside another."""

    @property
    def positive(self) -> bool:
        """Whether it counts towards the measure."""

    @property
    def outside_base(self) -> bool:
        """Whether it is left out of the base of percentages."""


class Asked(Protocol):
    """What a type needs to know of a question: a row or a translated view serves alike."""

    @property
    def code(self) -> str:
        """Its stable code."""

    @property
    def type(self) -> str:
        """A key of TYPES."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The limits of the type."""

    @property
    def options(self) -> Sequence[AskedOption]:
        """Its options in their order; empty for a free text."""


class InvalidAnswer(ValueError):
    """A value that is no answer to this question. Holds codes and limits, never the value."""

    def __init__(self, problem: str, **limits: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.limits = limits


@dataclass(frozen=True)
class Cleaned:
    """An answer as it is stored: text, or option codes, or neither when it was left empty."""

    text: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing was said."""
        return self.text is None and not self.choices


@dataclass(frozen=True)
class Summary:
    """Answers to one question added up.

    `answered` people said something; `base` of them count in percentages (without "do not know"
    and "prefer not to say"); `counts` has every option in its order; `positive` people of the base
    chose an option that the measure counts (domain.md §4, "happy with local area").
    """

    answered: int
    base: int
    counts: dict[str, int] = field(default_factory=dict)
    positive: int = 0


class QuestionType:
    """What all types share: options, one or several of them."""

    most: int | None = 1  # choices at most; None is no limit

    def clean(self, question: Asked, value: object) -> Cleaned:
        """The answer as it is stored, or InvalidAnswer.

        None, "" and [] mean "left empty" for every type. A single code may come bare or in a list.
        """
        codes = self.codes(question, value)
        known = {option.code: option for option in question.options}
        if any(code not in known for code in codes):
            raise InvalidAnswer("unknown_option")
        most = self.limit(question)
        if most is not None and len(codes) > most:
            raise InvalidAnswer("one_only" if most == 1 else "too_many", most=most)
        if len(codes) > 1 and any(known[code].exclusive for code in codes):
            raise InvalidAnswer("exclusive")
        order = list(known)
        return Cleaned(choices=tuple(sorted(codes, key=order.index)))

    def codes(self, question: Asked, value: object) -> list[str]:
        """The option codes in a raw value, each once, in the order given."""
        if value is None or value == "":
            return []
        values: list[object] = list(value) if isinstance(value, list | tuple | set) else [value]
        codes = [code for code in values if isinstance(code, str)]
        if len(codes) != len(values):
            raise InvalidAnswer("unknown_option")
        return [code for code in dict.fromkeys(codes) if code]

    def limit(self, question: Asked) -> int | None:
        """How many options may be chosen; None is any number."""
        return self.most

    def summarise(self, question: Asked, answers: Iterable[Sequence[str]]) -> Summary:
        """Add up the chosen codes of many people, one sequence a person, empty ones left out."""
        counted: Counter[str] = Counter()
        outside = {option.code for option in question.options if option.outside_base}
        good = {option.code for option in question.options if option.positive}
        answered = base = positive = 0
        for codes in filter(None, answers):
            counted.update(codes)
            answered += 1
            if not outside.intersection(codes):
                base += 1
                positive += bool(good.intersection(codes))
        counts = {option.code: counted[option.code] for option in question.options}
        return Summary(answered=answered, base=base, counts=counts, positive=positive)


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

    def limit(self, question: Asked) -> int | None:
        """The number in the question's settings."""
        return int(question.settings.get("most", 3))


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


class FreeText(QuestionType):
    """Someone's own words, up to `settings.longest` characters."""

    def clean(self, question: Asked, value: object) -> Cleaned:
        """The text without control characters and outer blanks; blank text is left empty."""
        if value is None:
            return Cleaned()
        if not isinstance(value, str):
            raise InvalidAnswer("not_text")
        text = printable(value).replace("\r\n", "\n").replace("\r", "\n").strip()
        longest = int(question.settings.get("longest", LONGEST_TEXT))
        if len(text) > longest:
            raise InvalidAnswer("too_long", longest=longest, length=len(text))
        return Cleaned(text=text or None)

    def summarise(self, question: Asked, answers: Iterable[Sequence[str]]) -> Summary:
        """Only how many answered: what they said is the analysis's."""
        answered = sum(1 for answer in answers if answer)
        return Summary(answered=answered, base=answered)


TYPES: dict[str, QuestionType] = {
    "agreement": Agreement(),
    "single": Single(),
    "multiple": Multiple(),
    "up_to_n": UpToN(),
    "scale": Scale(),
    "free_text": FreeText(),
    "ward": Ward(),
    "age_band": AgeBand(),
}


def printable(text: str) -> str:
    """The text without what no page could show: control characters, and halves of characters."""
    return _CONTROL.sub("", _HALVES.sub("\N{REPLACEMENT CHARACTER}", text))


def clean(question: Asked, value: object) -> Cleaned:
    """The value as an answer to this question; InvalidAnswer when it is none."""
    return TYPES[question.type].clean(question, value)


def summarise(question: Asked, answers: Iterable[Sequence[str]]) -> Summary:
    """Many people's answers to this question added up; one sequence of codes a person."""
    return TYPES[question.type].summarise(question, answers)


def is_shown(show_if: Mapping[str, Any] | None, chosen: Mapping[str, Sequence[str]]) -> bool:
    """Whether a question with this rule is asked, given the options chosen so far.

    `show_if` is {"question": code, "any_of": [option codes]}; None is always asked. An unanswered
    question on which it hangs means "not asked".
    """
    if show_if is None:
        return True
    return not set(show_if["any_of"]).isdisjoint(chosen.get(show_if["question"], ()))
