"""The measures that waves are compared by, and the waves that the papers print: surveys/seed/measures.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from surveys.models import Wave, WaveMeasure

FILE = Path(__file__).parent / "seed" / "measures.yaml"


@dataclass(frozen=True)
class Measure:
    """A question and which of its answers count: those of `options`, or where it is None the positive ones."""

    code: str
    question: str
    options: frozenset[str] | None


@cache
def _content() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def measures() -> tuple[Measure, ...]:
    """Every measure, in the order of the file."""
    return tuple(
        Measure(
            code=one["code"],
            question=one["question"],
            options=None if one["counts"] == "positive" else frozenset(one["counts"]),
        )
        for one in _content()["measures"]
    )


def load_waves(session: Session) -> int:
    """Put the printed waves into the database, or bring them up to date; how many were new. Flushes."""
    new = 0
    for raw in _content()["waves"]:
        wave = session.scalar(sa.select(Wave).where(Wave.series == raw["series"], Wave.code == raw["code"]))
        if wave is None:
            wave = Wave(series=raw["series"], code=raw["code"], measures=[])
            session.add(wave)
            new += 1
        wave.name, wave.audience, wave.source = raw["name"], raw["audience"], raw["source"]
        wave.started_on, wave.ended_on = raw.get("started_on"), raw.get("ended_on")
        wave.mode, wave.sampling = raw.get("mode", "unknown"), raw.get("sampling", "unknown")
        wave.base = raw.get("base")
        held = {row.measure: row for row in wave.measures}
        for code, percent in raw["percent"].items():
            row = held.pop(code, None)
            if row is None:
                row = WaveMeasure(measure=code)
                wave.measures.append(row)
            row.percent = percent
            row.printed_significant = True if code in raw.get("significant", ()) else None
        for row in held.values():
            wave.measures.remove(row)
    session.flush()
    return new
