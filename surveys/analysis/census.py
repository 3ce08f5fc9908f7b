"""The census baseline as a file: who lives here, by group and category, that staff may replace (domain.md §2).

YAML as surveys/seed/baseline.yaml explains it, or CSV with a line a category and year. What is wrong is refused
with a code and the place, so that staff can mend the file; nothing is repaired in silence.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from surveys.plain_yaml import Plain

FILE = Path(__file__).parent.parent / "seed" / "baseline.yaml"
LARGEST = 200_000
"""Bytes of a baseline file: the shipped one has 3,000."""
TOLERANCE = 0.001
"""How far the categories of a group may miss the universe, as a share of it: printed figures are rounded
(ethnicity 2021 in SNA table 1 misses it by 44 of 389,300)."""
CSV_COLUMNS = ("year", "universe", "of", "group", "question", "code", "name", "from", "to", "options", "count")


class BaselineError(ValueError):
    """A baseline file that cannot be used: a code (see `read`) and where in the file."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code, self.where = code, where


@dataclass(frozen=True)
class Category:
    """One category: the answers that stand for it, its ages in whole years where it is an age, residents by year."""

    code: str
    name: str
    options: tuple[str, ...]
    counts: Mapping[int, int]
    first_age: int | None = None
    last_age: int | None = None


@dataclass(frozen=True)
class Group:
    """Categories that together are everyone, and the question that asks for them."""

    code: str
    question: str
    note: str
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Year:
    """A year's universe: how many, and who they are ("all residents")."""

    year: int
    universe: int
    of: str


@dataclass(frozen=True)
class Baseline:
    """A whole baseline. Years are oldest first."""

    name: str
    source: str
    years: tuple[Year, ...]
    groups: tuple[Group, ...]

    @property
    def newest(self) -> Year:
        """The year that answers are judged by."""
        return self.years[-1]

    def group(self, code: str) -> Group | None:
        """The group of this code, or None."""
        return next((group for group in self.groups if group.code == code), None)


def shipped() -> Baseline:
    """SNA table 1, which the product comes with."""
    return read(FILE.read_bytes(), "baseline.yaml")


def read(content: bytes, name: str) -> Baseline:
    """The baseline in a file, YAML or (by the end of its name) CSV.

    Raises BaselineError: too_large, not_utf8, not_yaml, not_a_list, missing (a key), not_text, not_a_number,
    negative, no_years, no_groups, one_category, missing_year, wrong_sum, twice, gap_in_ages.
    """
    return parse(load(content, name))


def load(content: bytes, name: str) -> dict[str, Any]:
    """The file as plain values, as they are kept; `parse` says whether they are a baseline."""
    if len(content) > LARGEST:
        raise BaselineError("too_large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BaselineError("not_utf8") from fault
    if name.lower().endswith(".csv"):
        return _from_csv(text, name)
    try:
        raw = yaml.load(text, Loader=Plain)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise BaselineError("not_yaml") from fault
    if not isinstance(raw, dict):
        raise BaselineError("not_yaml")
    return raw


def parse(raw: Mapping[str, Any]) -> Baseline:
    """The baseline that plain values say. Raises BaselineError as `read`."""
    years = tuple(sorted((_year(one) for one in _list(raw, "years", "")), key=lambda year: year.year))
    if not years:
        raise BaselineError("no_years")
    _once([str(year.year) for year in years], "years")
    groups = tuple(_group(one, years) for one in _list(raw, "groups", ""))
    if not groups:
        raise BaselineError("no_groups")
    _once([group.code for group in groups], "groups")
    return Baseline(_text(raw, "name", ""), _text(raw, "source", ""), years, groups)


def _year(raw: Any) -> Year:
    where = "years"
    year = Year(_whole(raw, "year", where), _whole(raw, "universe", where), _text(raw, "of", where))
    if year.universe == 0:
        raise BaselineError("not_a_number", f"{year.year}: universe")
    return year


def _group(raw: Any, years: tuple[Year, ...]) -> Group:
    code = _text(raw, "code", "groups")
    categories = tuple(_category(one, code, years) for one in _list(raw, "categories", code))
    if len(categories) < 2:
        raise BaselineError("one_category", code)
    _once([category.code for category in categories], code)
    _once([option for category in categories for option in category.options], code)
    for year in years:
        total = sum(category.counts[year.year] for category in categories)
        if abs(total - year.universe) > TOLERANCE * year.universe:
            raise BaselineError("wrong_sum", f"{code}, {year.year}: {total:,} / {year.universe:,}")
    _check_ages(categories, code)
    note = raw.get("note") or ""
    return Group(code, _text(raw, "question", code), str(note).strip(), categories)


def _category(raw: Any, group: str, years: tuple[Year, ...]) -> Category:
    code = _text(raw, "code", group)
    where = f"{group}, {code}"
    given = raw.get("counts")
    if not isinstance(given, dict):
        raise BaselineError("missing", f"{where}: counts")
    # Plain values that were kept as JSON have years as text.
    by_year = {str(year): count for year, count in given.items()}
    counts = {}
    for year in years:
        if str(year.year) not in by_year:
            raise BaselineError("missing_year", f"{where}: {year.year}")
        counts[year.year] = _number(by_year[str(year.year)], f"{where}: {year.year}")
    ages = raw.get("ages")
    first = last = None
    if ages is not None:
        first = _whole(ages, "from", where)
        last = _whole(ages, "to", where) if ages.get("to") is not None else None
    return Category(
        code, _text(raw, "name", where), tuple(str(one) for one in _list(raw, "options", where)), counts, first, last
    )


def _check_ages(categories: tuple[Category, ...], group: str) -> None:
    """Bands follow one another without a gap, so that one cannot be left out unseen; the last has no end."""
    bands = [category for category in categories if category.first_age is not None]
    if not bands:
        return
    if len(bands) != len(categories):
        raise BaselineError("gap_in_ages", group)
    bands.sort(key=lambda band: band.first_age or 0)
    for band, following in zip(bands, bands[1:], strict=False):
        if band.last_age is None or band.last_age + 1 != following.first_age:
            raise BaselineError("gap_in_ages", f"{group}, {following.code}")
    if bands[-1].last_age is not None:
        raise BaselineError("gap_in_ages", f"{group}, {bands[-1].code}")


def _from_csv(text: str, name: str) -> dict[str, Any]:
    """A line a category and year; the ends of a year's universe are repeated on each of its lines."""
    reader = csv.DictReader(StringIO(text))
    absent = [column for column in CSV_COLUMNS if column not in (reader.fieldnames or ())]
    if absent:
        raise BaselineError("missing", ", ".join(absent))
    years: dict[str, dict[str, Any]] = {}
    groups: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(reader, start=2):
        cell = {key: (row.get(key) or "").strip() for key in CSV_COLUMNS}
        year, where = cell["year"], f"{number}"
        universe = {"year": _number(year, where), "universe": _number(cell["universe"], where), "of": cell["of"]}
        if years.setdefault(year, universe) != universe:
            raise BaselineError("twice", where)
        group = groups.setdefault(cell["group"], {"code": cell["group"], "question": cell["question"], "rows": {}})
        category = group["rows"].setdefault(
            cell["code"],
            {"code": cell["code"], "name": cell["name"], "options": cell["options"].split("|"), "counts": {}},
        )
        if cell["from"]:
            category["ages"] = {"from": _number(cell["from"], where)}
            if cell["to"]:
                category["ages"]["to"] = _number(cell["to"], where)
        if year in category["counts"]:
            raise BaselineError("twice", where)
        category["counts"][year] = _number(cell["count"], where)
    found = [{**group, "categories": list(group.pop("rows").values())} for group in groups.values()]
    return {"name": name, "source": name, "years": list(years.values()), "groups": found}


def _number(value: Any, where: str) -> int:
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BaselineError("not_a_number", where)
    if value < 0:
        raise BaselineError("negative", where)
    return value


def _whole(raw: Any, key: str, where: str) -> int:
    if not isinstance(raw, dict) or key not in raw:
        raise BaselineError("missing", f"{where}: {key}".removeprefix(": "))
    return _number(raw[key], f"{where}: {key}")


def _text(raw: Any, key: str, where: str) -> str:
    value = raw.get(key) if isinstance(raw, dict) else None
    if value is None or value == "":
        raise BaselineError("missing", f"{where}: {key}".removeprefix(": "))
    if not isinstance(value, str | int) or len(str(value)) > 300:
        raise BaselineError("not_text", f"{where}: {key}".removeprefix(": "))
    return str(value).strip()


def _list(raw: Any, key: str, where: str) -> list[Any]:
    value = raw.get(key) if isinstance(raw, dict) else None
    if value is None:
        raise BaselineError("missing", f"{where}: {key}".removeprefix(": "))
    if not isinstance(value, list):
        raise BaselineError("not_a_list", f"{where}: {key}".removeprefix(": "))
    return value


def _once(codes: list[str], where: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise BaselineError("twice", f"{where}, {code}")
