"""What a file says, row by row, as plain values of ours; what it does not say is left out."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from directory.exchange import hsds_in
from directory.exchange.cells import Names, ages, from_text, key, plain
from directory.exchange.columns import ORGANISATION, SPECIAL
from directory.exchange.faults import CellError, RowFault
from directory.exchange.tables import Table
from directory.exchange.vocabulary import CHOICES, ROW_PARTS
from directory.fields import SERVICE_FIELDS
from directory.models import local_day

ZERO_LOST = re.compile(r"[1-9]\d{8,9}")
"""A number of nine or ten digits without its 0: a spreadsheet took it for a sum."""


Belonging = dict[str, list[tuple[int, dict[str, str]]]]
"""Rows of a sheet of their own, with their numbers, by the slug of the service they name."""


@dataclass
class Incoming:
    """One record of a file: its row, whom it may be, its organisation, its values and what is wrong with it.

    `columns` has by field what the file calls it; `assumed` are the fields that the file does not say itself.
    """

    row: int
    id: str = ""
    slug: str = ""
    organisation: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[RowFault] = field(default_factory=list)
    assured_date: str = ""
    assumed: set[str] = field(default_factory=set)
    hsds: bool = False

    @property
    def name(self) -> str:
        """The name of the service."""
        return str(self.values.get("name") or "")


def from_table(
    table: Table, mapping: Mapping[str, str], defaults: Mapping[str, str], names: Names, *, clear: bool
) -> list[Incoming]:
    """Return the records of a table.

    In: by heading the field it stands for (columns.TARGETS, "" for none); by field the text for rows whose cell is
    empty; `clear` says that an empty cell empties the field, else it says nothing.
    """
    own = [name for name in ("phones", "schedules", "locations") if name in table.sheets]
    inner: dict[str, Belonging] = {name: _belonging(table.sheets[name], name) for name in own}
    organisations = _organisations(table)
    found = []
    for row, cells in table.records():
        texts = {mapping[heading]: (heading, plain(cell)) for heading, cell in cells.items() if mapping.get(heading)}
        one = Incoming(row)
        for target, (heading, text) in texts.items():
            one.columns[target] = heading
            _take(one, target, text, heading, names, clear)
        for target, text in defaults.items():
            if text and target not in one.values:
                one.columns.setdefault(target, target)
                one.assumed.add(target)
                _take(one, target, text, target, names, False)
        _belonging_rows(one, inner, names, clear)
        one.organisation = organisations.get(one.organisation.get("slug", ""), {}) | one.organisation
        _restore_zeros(one)
        found.append(one)
    return found


def _take(one: Incoming, target: str, text: str, heading: str, names: Names, clear: bool) -> None:
    """Put what a cell says where it belongs."""
    text = text.strip()
    if target in ("id", "slug", "assured_date"):
        setattr(one, target, text)
        return
    if target == "organisation" or target in ORGANISATION:
        part = "slug" if target == "organisation" else target.removeprefix("organisation_")
        if text and part == "sector":
            _read(one, "sector", "sector", text, heading, names, into=one.organisation)
        elif text:
            one.organisation[part] = text
        return
    if not text and (not clear or target in SPECIAL or target in ("name", "sector", "organisation")):
        return
    _read(one, target, target, text, heading, names, into=one.values)


def _read(
    one: Incoming, target: str, part: str, text: str, heading: str, names: Names, *, into: dict[str, Any]
) -> None:
    try:
        if target == "ages":
            into.update(ages(text))
        elif target == "focus":
            into.update(_focus(text))
        elif target == "hours":
            into["schedules"] = [{"description": text}]
        elif target in SPECIAL:
            _place(into, target, text)
        else:
            into[part] = from_text(target, text, names)
            if target in ("minimum_age", "maximum_age") and text and "ages_known" not in one.columns:
                into["ages_known"] = True
    except CellError as error:
        one.faults.append(RowFault(one.row, heading, error.code, target, error.value))


def _focus(text: str) -> dict[str, str]:
    said = key(text)
    before, after = "prevent" in said or said == "both", "react" in said or said == "both"
    if not before and not after:
        raise CellError("not_a_choice", text)
    return {"preventative": "yes" if before else "no", "reactive": "yes" if after else "no"}


def _place(into: dict[str, Any], target: str, text: str) -> None:
    """Add a column of an address to the one place that such a table can tell."""
    place = into.setdefault("locations", [{"name": ""}])[0]
    part = {"place_address": "address_1", "place_city": "city", "place_postcode": "postal_code"}[target]
    if part == "postal_code" and not re.fullmatch(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}", text):
        raise CellError("not_a_postcode", text)
    place[part] = text.upper() if part == "postal_code" else text
    place["name"] = place["name"] or text if part != "postal_code" else place["name"] or text.upper()
    if part == "address_1":
        place["name"] = text


def _belonging(sheet: Table, name: str) -> Belonging:
    """Return the rows of a sheet of phones, hours or places by the service they name."""
    found: defaultdict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    for row, cells in sheet.records():
        told = {key(heading).replace(" ", "_"): plain(cell) for heading, cell in cells.items()}
        parts = {part: told[part] for part in ROW_PARTS[name] if told.get(part)}
        found[told.get("service", "")].append((row, parts))
    return found


def _belonging_rows(one: Incoming, inner: Mapping[str, Belonging], names: Names, clear: bool) -> None:
    for name, by_service in inner.items():
        rows = by_service.get(one.slug, [])
        if not rows and not clear:
            continue
        one.columns[name] = name
        entries: list[Any] = []
        for row, parts in rows:
            # The parts go the way of a cell, so that one place reads them.
            text = " | ".join(f"{part}: " + re.sub(r"([\\;|])", r"\\\1", said) for part, said in parts.items())
            try:
                entries += from_text(name, text, names)
            except CellError as error:
                one.faults.append(RowFault(row, name, error.code, name, error.value))
        one.values[name] = entries


def _organisations(table: Table) -> dict[str, dict[str, str]]:
    """Return the rows of a sheet of organisations by slug."""
    sheet = table.sheets.get("organisations")
    rows = [] if sheet is None else [cells for _row, cells in sheet.records()]
    found = [{key(heading): plain(cell) for heading, cell in cells.items() if cell} for cells in rows]
    return {row["slug"]: row for row in found if row.get("slug")}


def _restore_zeros(one: Incoming) -> None:
    for phone in one.values.get("phones") or []:
        if ZERO_LOST.fullmatch(str(phone.get("number", ""))):
            one.notes.append(
                RowFault(one.row, one.columns.get("phones", "phones"), "zero_lost", "phones", phone["number"])
            )
            phone["number"] = f"0{phone['number']}"


def from_ours(services: list[dict[str, Any]], organisations: list[dict[str, Any]]) -> list[Incoming]:
    """Return the records of our own JSON: every value is what it was."""
    by_slug = {str(row.get("slug", "")): row for row in organisations if isinstance(row, dict)}
    found = []
    for row, service in enumerate(services, start=1):
        one = Incoming(row, id=_words(service.get("id")), slug=_words(service.get("slug")))
        one.values = {name: service[name] for name in SERVICE_FIELDS if name in service}
        slug = _words(service.get("organisation"))
        told = by_slug.get(slug, {})
        one.organisation = {"slug": slug} | {str(name): _words(text) for name, text in told.items() if text}
        one.columns = {name: name for name in one.values}
        one.assured_date = _words(service.get("assured_date"))
        found.append(one)
    return found


def from_hsds(services: list[dict[str, Any]], names: Names) -> list[Incoming]:
    """Return the records of an HSDS file."""
    found = []
    for row, service in enumerate(services, start=1):
        values, notes = hsds_in.values(service, names)
        one = Incoming(row, id=hsds_in.identity(service), values=values, hsds=True)
        one.organisation = hsds_in.organisation(service)
        if "sector" not in values and one.organisation.get("sector") in CHOICES["sector"]:
            values["sector"] = one.organisation["sector"]
        one.columns = {name: name for name in values}
        one.notes = [RowFault(row, name, code, name, value) for name, code, value in notes]
        one.assured_date = _words(service.get("assured_date"))
        found.append(one)
    return found


def day(text: str) -> date | None:
    """Return a day as ISO 8601 writes it, not after today; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found <= local_day() else None


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""
