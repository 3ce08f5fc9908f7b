"""Several rows that are answered from the same options, such as "how safe do you feel in these places?"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from surveys.question_types.base import Asked, Cleaned, InvalidAnswer, QuestionType, Said, Summary

# What stands between row and option in a Choice row; no code of ours holds it.
BETWEEN = "."


class Grid(QuestionType):
    """One option for each row of `settings.rows` ([{code, label}]).

    Takes {row: option}, or the list of "row.option" as it is stored. A required grid needs every row.
    """

    has_rows = True
    settings = frozenset({"rows"})

    def clean(self, question: Asked, value: object) -> Cleaned:
        """One "row.option" for each answered row, in the order of the rows; InvalidAnswer when it is none."""
        options = {option.code for option in question.options}
        given: dict[str, str] = {}
        for row, option in self._pairs(value):
            if option is None or option == "":
                continue
            if row in given:
                raise InvalidAnswer("one_only", most=1)
            if row not in row_codes(question) or not isinstance(option, str) or option not in options:
                raise InvalidAnswer("unknown_option")
            given[row] = option
        return Cleaned(choices=tuple(f"{row}{BETWEEN}{given[row]}" for row in row_codes(question) if row in given))

    @staticmethod
    def _pairs(value: object) -> list[tuple[Any, Any]]:
        if value is None or value == "":
            return []
        if isinstance(value, Mapping):
            return list(value.items())
        values: list[Any] = list(value) if isinstance(value, list | tuple) else [value]
        if not all(isinstance(one, str) for one in values):
            raise InvalidAnswer("unknown_option")
        return [(row, option or "?") for row, _dot, option in (one.partition(BETWEEN) for one in values)]

    def possible(self, question: Asked) -> list[str]:
        """ "row.option" for every row and option."""
        return [f"{row}{BETWEEN}{option.code}" for row in row_codes(question) for option in question.options]

    def complete(self, question: Asked, choices: Sequence[str]) -> bool:
        """Whether every row has its answer."""
        return {code.partition(BETWEEN)[0] for code in choices} >= set(row_codes(question))

    def value(self, question: Asked, stored: Cleaned) -> Any:
        """{row: option}."""
        return dict(code.split(BETWEEN, 1) for code in stored.choices) or None

    def summarise(self, question: Asked, answers: Iterable[Said]) -> Summary:
        """Each row as a question of its own; `answered` and `base` of the whole: people with any row."""
        people = [[str(code).split(BETWEEN, 1) for code in codes] for codes in answers if codes]
        one_row = SimpleNamespace(code=question.code, type="single", settings={}, options=question.options)
        rows = {
            row: super(Grid, self).summarise(
                one_row, [[option for at, option in pairs if at == row] for pairs in people]
            )
            for row in row_codes(question)
        }
        return Summary(answered=len(people), base=len(people), rows=rows)


def row_codes(question: Asked) -> list[str]:
    """The codes of a grid's rows, in their order; none for other types."""
    return [str(row["code"]) for row in question.settings.get("rows", ())]
