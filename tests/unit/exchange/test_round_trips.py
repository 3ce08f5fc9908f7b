"""What is exported and brought into a directory without services is the same again, in each format that carries it."""

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory import queries
from directory.changes import edit_service
from directory.exchange import applying, reading, writing
from directory.exchange.columns import guesses
from directory.exchange.plan import Plan, prepare
from directory.exchange.reading import Mapped
from directory.export import export
from directory.models import Organization, ReportingRoute, Service, Translation
from tests.support.exchange import added_to, written

SOURCE = "council.csv, 2026-11-21"


def brought_in(session: Session, data: bytes, name: str) -> Plan:
    opened = reading.read(data, name)
    headings = opened.table.headings if opened.table else []
    made = prepare(session, opened, Mapped(columns=guesses(headings)), SOURCE)
    assert made.faults == []
    assert made.unsure == []
    applying.apply(session, made, source=SOURCE, by="someone")
    session.flush()
    session.expire_all()
    return made


def emptied(session: Session) -> None:
    """Leave nothing but needs, places and routes."""
    for route in session.scalars(select(ReportingRoute)):
        route.service_slug = None
    session.flush()
    for service in session.scalars(select(Service)):
        session.delete(service)
    session.flush()
    session.execute(delete(Organization))
    session.execute(delete(Translation))
    session.flush()


def told(session: Session) -> dict[str, list[dict[str, Any]]]:
    held = export(session)
    for service in held["services"]:
        del service["last_modified"]
    return {"services": held["services"], "organisations": held["organisations"]}


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_a_directory_comes_back_the_same(seeded_session: Session, kind: writing.Format) -> None:
    added_to(seeded_session)
    before = told(seeded_session)
    data = written(seeded_session, kind)
    emptied(seeded_session)
    made = brought_in(seeded_session, data, f"directory.{writing.ENDINGS[kind]}")
    assert len(made.new) == 53
    assert told(seeded_session) == before


@pytest.mark.parametrize("kind", writing.FORMATS)
def test_what_was_just_exported_changes_nothing(seeded_session: Session, kind: writing.Format) -> None:
    added_to(seeded_session)
    data = written(seeded_session, kind)
    opened = reading.read(data, f"directory.{writing.ENDINGS[kind]}")
    headings = opened.table.headings if opened.table else []
    made = prepare(seeded_session, opened, Mapped(columns=guesses(headings)), SOURCE)
    assert made.faults == []
    assert (made.new, made.absent, made.unsure) == ([], [], [])
    assert made.changed == []


@pytest.mark.parametrize("kind", writing.PUBLIC)
def test_hsds_brings_back_what_hsds_can_say(seeded_session: Session, kind: writing.Format) -> None:
    added_to(seeded_session)
    before = {service["id"]: service for service in told(seeded_session)["services"]}
    data = written(seeded_session, kind)
    emptied(seeded_session)
    brought_in(seeded_session, data, f"directory.{writing.ENDINGS[kind]}")
    after = {service["id"]: service for service in told(seeded_session)["services"]}
    assert after.keys() == before.keys()
    carried = "name description who_for minimum_age maximum_age needs areas languages phones open_to channels domain"
    carried += " approach sector reach offers accessibility email url ring status status_note assured_date schedules"
    for identity, service in before.items():
        for name in carried.split():
            assert after[identity][name] == service[name], (service["slug"], name)


def test_formulas_are_defused_and_come_back_as_they_were(seeded_session: Session) -> None:
    service = queries.service_by_slug(seeded_session, "colindale-food-bank")
    assert service is not None
    nasty = '=HYPERLINK("https://example.org")'
    edit_service(
        seeded_session, service, {"note": nasty, "cost_note": "'=1+1", "synonyms": ["+food", "a;b|c\\d"]}, by=None
    )
    before = told(seeded_session)
    for kind in ("csv", "xlsx"):
        data = written(seeded_session, kind)
        opened = reading.read(data, f"directory.{kind}")
        assert opened.table is not None
        cells = [cell for _row, row in opened.table.rows for cell in row]
        assert f"'{nasty}" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
        emptied(seeded_session)
        brought_in(seeded_session, data, f"directory.{kind}")
        assert told(seeded_session) == before


def test_provider_contacts_are_in_no_export(seeded_session: Session) -> None:
    added_to(seeded_session)
    for kind in writing.FORMATS:
        text = unpacked(written(seeded_session, kind))
        assert b"provider-only@example.org" not in text


def test_no_export_says_where_a_refuge_is(seeded_session: Session) -> None:
    """The rules refuse such a record; were one there all the same, no file would give it away."""
    added_to(seeded_session, hidden_place=True)
    for kind in writing.FORMATS:
        text = unpacked(written(seeded_session, kind))
        assert b"Invented House" not in text
        assert b"1 Nowhere Lane" not in text


def unpacked(data: bytes) -> bytes:
    """Return a file with what is in its archive, so that nothing hides in the packing."""

    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())
