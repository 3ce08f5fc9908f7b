"""Reads consultations.yaml and puts its consultations into the database; what staff edited stays as they left it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.base import CHANNELS
from surveys.models import Consultation
from surveys.points import DATES, TEXTS
from surveys.seed.reader import Reader


def read_consultations(path: Path) -> list[dict[str, Any]]:
    """Every consultation of the file, checked, as the columns of its row. Raises ContentError.

    A point that the papers do not give is left out: the page says that the council has yet to confirm it.
    """
    reader = Reader(path)
    raw = reader.parse()
    if not isinstance(raw, list):
        raise reader.fail(1, "expected a list of consultations")
    entries = []
    for item in raw:
        source = reader.mapping(item, {"slug", "pilot", "channels", *TEXTS, *DATES})
        for day in DATES:
            if not isinstance(source.get(day), date | None):
                raise reader.fail(source.at(day), f"{day} must be a date or null")
        channels = [str(code) for code in reader.items(source, "channels")]
        if not set(channels) <= set(CHANNELS):
            raise reader.fail(source.at("channels"), f"channels must be of {', '.join(CHANNELS)}")
        settings: dict[str, Any] = {"channels": channels} if channels else {}
        if reader.flag(source, "pilot"):
            settings["pilot"] = True
        entries.append(
            {"slug": reader.code(source, "slug"), "settings": settings}
            | {
                name: reader.text(source, name, most, optional=name not in {"title", "purpose"})
                for name, most in TEXTS.items()
            }
            | {day: source.get(day) for day in DATES}
        )
    return entries


def put_consultation(session: Session, entry: dict[str, Any]) -> None:
    """Store one; one that is there already keeps its dates and settings, and each text that staff edited."""
    row = session.scalar(sa.select(Consultation).where(Consultation.slug == entry["slug"]))
    if row is None:
        session.add(Consultation(**entry))
    else:
        for name in TEXTS.keys() - set(row.settings.get("edited", [])):
            setattr(row, name, entry[name])
    session.flush()
