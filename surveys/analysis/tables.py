"""Tables of themes and options by audience, safe to publish together: what one hides, no other gives away.

An audience of fewer people than the minimum is in no table and in no total: the total less the others would tell
how few they are. Within the rest, a cell that is hidden for one audience is hidden for a second, because the table
of all would give it away.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from surveys.analysis.codebook import Codebook
from surveys.analysis.findings import ALL, ClosedTable, Group, Row, ThemeTable
from surveys.analysis.statistics import MINIMUM, ROUNDING, Earlier, Figure, bounds, covers, figure, hidden_cells
from surveys.models import AUDIENCES

UNCODED = ""
YOUNG = "young_person"
Before = Mapping[str, Earlier]
"""By code: what the version before told of its audiences."""


@dataclass(frozen=True)
class Rules:
    """What is published: counts under `minimum` are not, others are rounded to `rounding`."""

    minimum: int = MINIMUM
    rounding: int = ROUNDING

    def figure(self, count: int, base: int, *, hide: bool = False) -> Figure:
        """A figure under these rules."""
        return figure(count, base, minimum=self.minimum, rounding=self.rounding, hide=hide)

    def earlier(self, total: int | None, shown: Mapping[str, int], among: Collection[str] | None = None) -> Earlier:
        """What a version that was published under these rules told of a set of cells."""
        return Earlier.of(total, shown, among, minimum=self.minimum, rounding=self.rounding)


@dataclass
class Spread:
    """People's codes by audience: `bases` of the audiences that are enough, `counts` by code and audience."""

    bases: dict[str, int]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def base(self) -> int:
        """How many people are in it."""
        return sum(self.bases.values())


def enough(audience: Mapping[str, str], minimum: int) -> list[str]:
    """The audiences of at least `minimum` people, in the usual order."""
    held = list(audience.values())
    return [name for name in AUDIENCES if held.count(name) >= minimum]


def spread(said: Mapping[str, set[str]], audience: Mapping[str, str], minimum: int) -> Spread:
    """Count people by code and audience; people of audiences that are too small here are left out."""
    audiences = enough({person: audience[person] for person in said}, minimum)
    made = Spread({name: sum(audience[person] == name for person in said) for name in audiences})
    for person, codes in said.items():
        if audience[person] in made.bases:
            for code in codes or {UNCODED}:
                made.counts.setdefault(code, dict.fromkeys(audiences, 0))[audience[person]] += 1
    return made


def figures(made: Spread, rules: Rules, before: Before | None = None) -> dict[str, dict[str, Figure]]:
    """Figures by audience ("all" first) and code, for publication."""
    found: dict[str, dict[str, Figure]] = {name: {} for name in [ALL, *made.bases]}
    for code, by_audience in made.counts.items():
        earlier = (before or {}).get(code)
        hidden = hidden_cells(
            by_audience, minimum=rules.minimum, rounding=rules.rounding, earlier=earlier, bases=made.bases
        )
        bare = not covers(by_audience, hidden, minimum=rules.minimum, earlier=earlier)
        found[ALL][code] = rules.figure(sum(by_audience.values()), made.base, hide=bare)
        for name, count in by_audience.items():
            found[name][code] = rules.figure(count, made.bases[name], hide=name in hidden)
    return found


def rows_of(shown: Mapping[str, Figure]) -> list[Row]:
    """Rows that may be shown, by the published count and then by name: the order tells no more than the numbers."""
    rows = [Row(code=code, figure=one) for code, one in shown.items() if code != UNCODED and not one["suppressed"]]
    return sorted(rows, key=lambda row: (-(row["figure"]["count"] or 0), row["code"]))


def theme_tables(made: Spread, shown: Mapping[str, Mapping[str, Figure]], rules: Rules) -> list[ThemeTable]:
    """One table for all and one for each audience."""
    bases = {ALL: made.base, **made.bases}
    return [
        ThemeTable(
            audience=name,
            base=rules.figure(bases[name], bases[name]),
            rows=rows_of(cells),
            uncoded=cells.get(UNCODED, rules.figure(0, bases[name])),
        )
        for name, cells in shown.items()
    ]


def closed_tables(question: str, made: Spread, rules: Rules, before: Before | None = None) -> list[ClosedTable]:
    """A closed question: one table for all and one for each audience that enough of answered."""
    bases = {ALL: made.base, **made.bases}
    return [
        ClosedTable(question=question, audience=name, base=rules.figure(bases[name], bases[name]), rows=rows_of(cells))
        for name, cells in figures(made, rules, before).items()
        if bases[name] >= rules.minimum
    ]


def adults(made: Spread, young: Mapping[str, Figure], rules: Rules) -> dict[str, Figure]:
    """Everyone but young people, by code, where young people's figure is shown: it is their total less that."""
    base = made.base - made.bases.get(YOUNG, 0)
    return {
        code: rules.figure(sum(by_audience.values()) - by_audience.get(YOUNG, 0), base)
        for code, by_audience in made.counts.items()
        if code in young and not young[code]["suppressed"]
    }


def groups(
    said: Mapping[str, set[str]], book: Codebook, everyone: Mapping[str, Figure], base: int, rules: Rules
) -> list[Group]:
    """The five groups of SNA 4 over everyone: who asked for anything in it, and its themes.

    `said` are the people of the tables and `everyone` the published figures of all. A group's own figure is hidden
    where it would say of a hidden theme that somebody must have spoken of it.
    """
    made = []
    for group in book.groups:
        codes = book.group_codes(group)
        anyone = sum(bool(spoke & set(codes)) for spoke in said.values())
        cells = {code: everyone.get(code, rules.figure(0, base)) for code in codes}
        whole = rules.figure(anyone, base)
        if not whole["suppressed"] and _gives_away(whole, cells, rules):
            whole = rules.figure(anyone, base, hide=True)
        made.append(
            Group(
                group=group,
                figure=whole,
                rows=sorted(
                    (Row(code=code, figure=one) for code, one in cells.items()),
                    key=lambda row: (-(row["figure"]["count"] or 0), row["code"]),
                ),
            )
        )
    return made


def _gives_away(whole: Figure, cells: Mapping[str, Figure], rules: Rules) -> bool:
    """Whether a hidden theme must have been spoken of by somebody, for the group to be so large."""
    hidden = sum(one["suppressed"] for one in cells.values())
    if not hidden:
        return False
    least = bounds(whole["count"] or 0, minimum=rules.minimum, rounding=rules.rounding)[0]
    most = sum(
        bounds(one["count"] or 0, minimum=rules.minimum, rounding=rules.rounding)[1]
        for one in cells.values()
        if not one["suppressed"]
    )
    return least - most - (rules.minimum - 1) * (hidden - 1) > 0
