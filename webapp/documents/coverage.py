"""Coverage and unmet demand in words: who is served where, what nobody serves, what people asked for in vain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.codes import UNKNOWN
from directory.coverage import AGE_BANDS, BOROUGH, Cell, Coverage, Gap
from directory.demand import WINDOWS, Row, Split
from directory.models import Ward
from directory.signposting import HIDDEN, UNDER
from webapp.documents import tile_map
from webapp.documents.sheets import Sheet, Value

MISSING: dict[str, Any] = {
    "nobody": _l("Nobody"),
    "not_sure": _l("Only services that may: ask first"),
}

LEVELS = ((1, "level-0"), (2, "level-1"), (3, "level-2"), (5, "level-3"))
"""How a tile looks with fewer services than this; from five on it is the darkest."""

LEGEND = (
    tile_map.Legend("level-0", _l("0: nobody for sure")),
    tile_map.Legend("level-1", _l("1 service")),
    tile_map.Legend("level-2", _l("2 services")),
    tile_map.Legend("level-3", _l("3 or 4 services")),
    tile_map.Legend("level-4", _l("5 services or more")),
)


@dataclass(frozen=True)
class Names:
    """What codes are called: needs, places (localities and wards by slug)."""

    needs: Mapping[str, str]
    places: Mapping[str, str]

    def need(self, code: str) -> str:
        """Return the name of a need; one that there is no more keeps its code."""
        return _("Not clear what for") if code == UNKNOWN else self.needs.get(code, code)

    def place(self, slug: str) -> str:
        """Return the name of a place."""
        return _("All of Barnet") if slug == BOROUGH else self.places.get(slug, slug)


def band(code: str) -> str:
    """Return an age band in words."""
    if not code:
        return _("Any age")
    return _("%(age)s and over", age=code.rstrip("+")) if code.endswith("+") else code.replace("-", "–")


def bands(codes: Sequence[str]) -> str:
    """Return several age bands in words."""
    return _("Any age") if len(codes) == len(AGE_BANDS) else ", ".join(band(code) for code in codes)


def cell(of: Cell) -> str:
    """Return a count, with those that may serve besides in brackets."""
    if of.missing == "nobody":
        return _("nobody")
    return f"{of.sure} (+{of.may})" if of.may else str(of.sure)


def matrix(of: Coverage, place: str, names: Names) -> Sheet:
    """Return needs by age band in a place."""
    codes = ["", *AGE_BANDS]
    return Sheet(
        "matrix",
        _("Services that people can get into: %(place)s", place=names.place(place)),
        (_("Need"), *(band(code) for code in codes)),
        [(names.need(need), *(cell(of.cell(need, code, place)) for code in codes)) for need in of.needs],
        how_counted(),
    )


def how_counted() -> list[str]:
    """Return what must be known to read the counts."""
    return [
        _("Counted are services that are active, that the public may use, and of which the way in is known."),
        _(
            "In brackets stand services that may serve: they take only some of these ages, or the ages are not"
            " known. They do not count as help: ring and ask."
        ),
        _(
            "What works in all of Barnet counts in each part of it. Women's refuges count only in “All of Barnet”:"
            " they are on no map and in no part."
        ),
        _("In which part of Barnet a ward lies is inferred from the map, until the council confirms it."),
    ]


def every_cell(of: Coverage, names: Names) -> Sheet:
    """Return every combination as a row of its own, for a spreadsheet."""
    rows = [
        (names.need(need), need, code, names.place(place), found.sure, found.part, found.unknown)
        for place in of.places
        for need in of.needs
        for code in AGE_BANDS
        for found in [of.cell(need, code, place)]
    ]
    return Sheet(
        "matrix",
        _("Coverage"),
        (
            _("Need"),
            _("Code"),
            _("Ages"),
            _("Place"),
            _("Services for all these ages"),
            _("For some of these ages"),
            _("Ages not known"),
        ),
        rows,
    )


def gaps(of: Sequence[Gap], names: Names) -> Sheet:
    """Return the combinations that nobody is known to serve, the ages of one need and place together."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for gap in of:
        together.setdefault((gap.missing, gap.need, gap.place), []).append(gap.band)
    rows = [
        (
            names.need(need),
            bands(ages),
            names.place(place),
            str(MISSING[missing]),
        )
        for (missing, need, place), ages in together.items()
    ]
    return Sheet(
        "gaps",
        _("What nobody is known to serve"),
        (_("Need"), _("Ages"), _("Place"), _("Who serves them")),
        rows,
        (_("Not every combination needs a service. Whether it is a gap is for people to judge."),),
    )


def marks(of: Mapping[str, Cell]) -> dict[str, tile_map.Mark]:
    """Return how the tile of each ward looks: the number says it too, not the colour alone."""
    return {ward: tile_map.Mark(_look(found.sure), str(found.sure)) for ward, found in of.items()}


def _look(count: int) -> str:
    return next((look for limit, look in LEVELS if count < limit), "level-4")


def by_ward(of: Mapping[str, Cell], wards: Sequence[Ward], title: str, names: Names) -> Sheet:
    """Return what the map says as a table."""
    return Sheet(
        "wards",
        title,
        (_("Ward"), _("Part of Barnet"), _("Services"), _("May serve")),
        [(ward.name, names.place(ward.locality), of[ward.slug].sure, of[ward.slug].may) for ward in wards],
    )


def times(value: int | str) -> str:
    """Return how often in words: small numbers are not told."""
    return {UNDER: _("under 5"), HIDDEN: _("not told")}.get(str(value), str(value))


def _windows() -> list[str]:
    return [_("Last %(weeks)s weeks", weeks=weeks) for weeks in WINDOWS]


def demand(of: Sequence[Row], names: Names) -> Sheet:
    """Return what nothing was found for, by need, beside the services that there are."""
    return Sheet(
        "demand",
        _("Searches and chats that found nothing"),
        (_("Need"), *_windows(), _("Services"), _("May serve")),
        [
            (names.need(row.need), *(times(row.times[weeks]) for weeks in WINDOWS), *_supply(row, row.need != UNKNOWN))
            for row in of
        ],
    )


def not_understood(of: Sequence[tuple[str, Mapping[int, int]]], names: Names) -> Sheet:
    """Return how often the bot did not understand, by the need that the message seemed to be about."""
    rows: list[tuple[Value, ...]] = [(names.need(need), *(counts[weeks] for weeks in WINDOWS)) for need, counts in of]
    return Sheet("unsure", _("Chat messages that were not understood"), (_("Need"), *_windows()), rows)


def demand_by_ward(of: Split, names: Names) -> Sheet:
    """Return the demand for one need by ward."""
    rows = [_split_row(row, names.place(row.ward) if row.ward else _("Not told"), bool(row.ward)) for row in of.wards]
    return Sheet("wards", _("By ward"), (_("Ward"), *_windows(), _("Services"), _("May serve")), rows)


def demand_by_age(of: Split) -> Sheet:
    """Return the demand for one need by age band."""
    rows = [_split_row(row, band(row.band) if row.band else _("Not told"), bool(row.band)) for row in of.bands]
    return Sheet("ages", _("By age"), (_("Ages"), *_windows(), _("Services"), _("May serve")), rows)


def _split_row(row: Row, head: str, told: bool) -> tuple[Value, ...]:
    return (head, *(times(row.times[weeks]) for weeks in WINDOWS), *_supply(row, told and row.need != UNKNOWN))


def _supply(row: Row, told: bool) -> tuple[Value, Value]:
    """Return what there is; nothing for what nobody told or nobody could read."""
    return (row.supply.sure, row.supply.may) if told else ("", "")


def all_demand(of: Sequence[Row], splits: Sequence[Split], names: Names) -> Sheet:
    """Return needs, their wards and their age bands as rows of one table, for a spreadsheet."""
    rows: list[tuple[Value, ...]] = []
    by_need = {split.need: split for split in splits}
    for row in of:
        parts = by_need.get(row.need)
        for one in [row, *(parts.wards if parts else ()), *(parts.bands if parts else ())]:
            # Of what nobody told there is no supply of its own, but for the whole need.
            told = one.need != UNKNOWN and bool(one is row or one.ward or one.band)
            rows.append(
                (
                    names.need(one.need),
                    one.need,
                    _part_of(one, row, parts),
                    names.place(one.ward) if one.ward else "",
                    one.band,
                    *(times(one.times[weeks]) for weeks in WINDOWS),
                    *_supply(one, told),
                )
            )
    return Sheet(
        "demand",
        _("Searches and chats that found nothing"),
        (_("Need"), _("Code"), _("Row"), _("Ward"), _("Ages"), *_windows(), _("Services"), _("May serve")),
        rows,
    )


def _part_of(one: Row, whole: Row, parts: Split | None) -> str:
    """Return what a row counts: the whole need, one ward of it, or one age band."""
    if one is whole:
        return _("all")
    return _("ward") if parts and any(one is other for other in parts.wards) else _("age")
