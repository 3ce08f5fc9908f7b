"""What every type of question shares: the question as it needs it, the answer as it is stored, the sum of many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# Half of a character, which only a broken client sends: no page could show it.
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# One person's answer as it is added up: option codes in their order, or the one number.
Said = Sequence[Any]


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
        """Its options in their order; empty for a free text and a number."""


class InvalidAnswer(ValueError):
    """A value that is no answer to this question. Holds codes and limits, never the value."""

    def __init__(self, problem: str, **limits: float) -> None:
        super().__init__(problem)
        self.problem = problem
        self.limits = limits


@dataclass(frozen=True)
class Cleaned:
    """An answer as it is stored: text, option codes in the order to keep, a number; nothing when it was left empty."""

    text: str | None = None
    choices: tuple[str, ...] = ()
    number: float | None = None

    @property
    def empty(self) -> bool:
        """True when nothing was said."""
        return self.text is None and not self.choices and self.number is None


@dataclass(frozen=True)
class Summary:
    """Answers to one question added up.

    `answered` people said something; `base` of them count in percentages (without "do not know"
    and "prefer not to say"); `counts` has every option in its order; `positive` people of the base
    chose an option that the measure counts (domain.md §4, "happy with local area").
    Of a grid `rows` holds one of these for each row. Of a ranking `first` counts first places and
    `mean_rank` is the mean place among those who gave the option one (1 is best). Of a number the
    median and the quartiles stand, never a mean alone: one slip of a finger would carry it away.
    """

    answered: int
    base: int
    counts: dict[str, int] = field(default_factory=dict)
    positive: int = 0
    rows: dict[str, Summary] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    mean_rank: dict[str, float | None] = field(default_factory=dict)
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None


class QuestionType:
    """What all types share: options, one or several of them."""

    most: int | None = 1  # choices at most; None is no limit
    needs_options = True
    has_text = False  # takes someone's own words, which pass the triage and are coded
    has_rows = False
    closed = True  # its answers can decide what is asked next
    # Keys of `settings` that the type understands; what each holds is in surveys.seed.settings.
    settings: frozenset[str] = frozenset()

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
        return Cleaned(choices=tuple(self.order(list(known), codes)))

    def codes(self, question: Asked, value: object) -> list[str]:
        """The option codes in a raw value, each once, in the order given."""
        if value is None or value == "":
            return []
        values: list[Any] = list(value) if isinstance(value, list | tuple | set) else [value]
        codes = [code for code in values if isinstance(code, str)]
        if len(codes) != len(values):
            raise InvalidAnswer("unknown_option")
        return [code for code in dict.fromkeys(codes) if code]

    def order(self, known: list[str], codes: list[str]) -> list[str]:
        """The codes in the order in which they are kept: the question's."""
        return sorted(codes, key=known.index)

    def limit(self, question: Asked) -> int | None:
        """How many options may be chosen; None is any number."""
        return self.most

    def possible(self, question: Asked) -> list[str]:
        """Every code that an answer can hold, in order: what routing may name and Choice rows carry."""
        return [option.code for option in question.options] if self.closed else []

    def complete(self, question: Asked, choices: Sequence[str]) -> bool:
        """Whether a given answer, which is not empty, says all that a required question needs."""
        return True

    def doubt(self, question: Asked, cleaned: Cleaned) -> str | None:
        """A code when the answer is possible but unusual, to be asked about once; None for all others."""
        return None

    def value(self, question: Asked, stored: Cleaned) -> Any:
        """The raw value that `clean` makes this stored answer of: what the API and exchange files carry."""
        if stored.text is not None:
            return stored.text
        if not stored.choices:
            return None
        return stored.choices[0] if self.limit(question) == 1 else list(stored.choices)

    def summarise(self, question: Asked, answers: Iterable[Said]) -> Summary:
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


def printable(text: str) -> str:
    """The text without what no page could show: control characters, and halves of characters."""
    return _CONTROL.sub("", _HALVES.sub("\N{REPLACEMENT CHARACTER}", text))
