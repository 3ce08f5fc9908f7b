"""Files for tests of import and export: a directory with everything in it, and tables made by hand."""

import io
from typing import Any

from openpyxl import Workbook
from sqlalchemy.orm import Session

from directory import queries
from directory.changes import edit_service
from directory.exchange import writing
from directory.models import Location, ProviderContact


def written(session: Session, kind: writing.Format) -> bytes:
    """The directory as a file of this format."""
    target = io.BytesIO()
    writing.write(session, kind, target, {"name": ("Name", "")})
    return target.getvalue()


def added_to(session: Session, *, hidden_place: bool = False) -> None:
    """Give the seed what it has none of: hours, places, access, a provider's contact; on demand a refuge's place."""
    service = queries.service_by_slug(session, "colindale-food-bank")
    refuge = queries.service_by_slug(session, "womens-refuges")
    if service is None or refuge is None:
        raise LookupError("the seed has neither")
    edit_service(
        session,
        service,
        {
            "schedules": [
                {"byday": ["MO", "TH"], "opens_at": "10:00", "closes_at": "14:30", "description": "Ring; then | come"},
                {"kind": "closure", "valid_from": "2026-12-24", "valid_to": "2027-01-02", "description": "Holidays"},
            ],
            "locations": [
                {
                    "name": "Invented hall",
                    "address_1": "1 Example Road",
                    "city": "London",
                    "postal_code": "NW9 5XX",
                    "ward": "colindale-north",
                    "latitude": 51.59512,
                    "longitude": -0.25101,
                    "precision": "address",
                    "note": "Side door",
                }
            ],
            "phones": [{"number": "020 7946 0000", "label": "Front desk: first floor", "all_hours": True}],
            "accessibility": ["step_free", "bsl"],
            "access_note": "A ramp at the side.",
            "languages": ["so", "en"],
            "areas": ["colindale-north", "colindale-south"],
            "description": "First line.\n\nSecond \u201cline\u201d, with; signs | and \\ more.",
        },
        by=None,
    )
    session.add(ProviderContact(id="c1", service_id=service.id, email="provider-only@example.org", role="Manager"))
    if hidden_place:
        refuge.location_rows.append(
            Location(id="l1", name="Invented House", location_type="physical", address_1="1 Nowhere Lane", sort_order=0)
        )
    session.flush()


def workbook(sheets: dict[str, list[list[Any]]], *, merged: str = "") -> bytes:
    """An XLSX file with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
