"""What a row needs beside what it says: what it rests on, what a new record must have, and no trace of a refuge."""

import re
from typing import Any

from directory.codes import BOROUGH, UNKNOWN
from directory.exchange.faults import RowFault
from directory.exchange.incoming import Incoming
from directory.models import Service
from directory.rules import BLANK, EDITABLE
from directory.seed.schema import CLASSIFICATIONS

TO_CONFIRM = "To be confirmed."
"""What a text says that a record must have and nobody has told yet (domain.md: to be confirmed)."""

PAPER = "import"
"""The paper of a source that is a file which was brought in."""

_BASIS_OF = {"minimum_age": "ages", "maximum_age": "ages", "ages_known": "ages"}
_REFUGE = re.compile(r"\b(refuges?|safe ?houses?)\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_TEXTS = ("name", "summary", "description", "who_for", "way_in", "what_happens", "cost_note", "access_note",
          "status_note", "note", "deliverer", "cohort")  # fmt: skip


def refuge(service: Service | None, one: Incoming) -> list[RowFault]:
    """Return what would make a refuge findable (contracts.md); rules.py refuses its places and areas besides."""
    said = one.values.get("confidential_location")
    column = one.columns.get("confidential_location", "confidential_location")
    if service is not None and service.confidential_location and said is False:
        return [RowFault(one.row, column, "refuge_opened", "confidential_location")]
    secret = said is True or (service is not None and service.confidential_location)
    if not secret and said is None and service is None and _REFUGE.search(one.name):
        placed = one.values.get("locations") or one.values.get("areas", [BOROUGH]) != [BOROUGH]
        if placed:
            return [RowFault(one.row, column, "maybe_refuge", "confidential_location")]
        one.values["confidential_location"] = secret = True
        one.notes.append(RowFault(one.row, column, "taken_as_refuge", "confidential_location"))
    if not secret:
        return []
    return [
        RowFault(one.row, one.columns.get(name, name), "refuge_postcode", name)
        for name in _TEXTS
        if _POSTCODE.search(str(one.values.get(name) or ""))
    ]


def stated(one: Incoming) -> dict[str, str]:
    """Return what the classifications of a row rest on: the file states them; what stood in for it, we inferred."""
    found: dict[str, str] = {}
    for name, value in one.values.items():
        entry = _BASIS_OF.get(name, name)
        if entry not in CLASSIFICATIONS:
            continue
        nothing = value in (UNKNOWN, [UNKNOWN], [], "", None)
        if entry == "ages":
            nothing = not one.values.get("ages_known", True)
        basis = "inferred" if name in one.assumed else UNKNOWN if nothing else "stated"
        if found.get(f"basis.{entry}") != "stated":
            found[f"basis.{entry}"] = basis
    return found


def complete(values: dict[str, Any], one: Incoming, source: str) -> dict[str, Any]:
    """Return the values of a new record: what nobody told is unknown, or a text that says so."""
    said = {name: value for name, value in values.items() if "." not in name}
    whole = {name: BLANK.get(name, UNKNOWN) for name in EDITABLE} | said
    whole["basis"] = (
        {**BLANK["basis"], **(values.get("basis") or {})}
        if isinstance(values.get("basis", {}), dict)
        else values["basis"]
    )
    if isinstance(whole["basis"], dict):
        whole["basis"] |= {name[6:]: basis for name, basis in values.items() if name.startswith("basis.")}
    if "way_in_known" not in said:
        whole["way_in_known"] = bool(whole["way_in"])
    described = str(whole["description"] or whole["summary"] or "")
    whole["description"] = whole["description"] or described or TO_CONFIRM
    whole["who_for"] = whole["who_for"] or TO_CONFIRM
    if not whole["summary"]:
        whole["summary"] = _short(described) or TO_CONFIRM
        if described:
            one.notes.append(
                RowFault(one.row, one.columns.get("description", "description"), "summary_made", "summary")
            )
    whole["sources"] = whole["sources"] or sources([], source)
    return whole


def _short(text: str, most: int = 200) -> str:
    """Return the first sentences of a text, or its first words when even one is too long."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    cut = plain[:most]
    ends = max(cut.rfind(". "), cut.rfind("? "), cut.rfind("! "))
    return cut[: ends + 1] if ends > 40 else f"{cut.rsplit(' ', 1)[0]} \u2026"


def sources(present: list[dict[str, str]], source: str) -> list[dict[str, str]]:
    """Return the sources with this file; of the same file brought in before, only the last day is kept."""
    name = source.rsplit(",", 1)[0]
    kept = [one for one in present if one["paper"] != PAPER or one["section"].rsplit(",", 1)[0] != name]
    return [*kept, {"paper": PAPER, "section": source}]
