"""Makes a directory of many services out of the real one, to measure with: same needs, other names and places."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from directory.changes import touch
from directory.models import Location, Service, ServiceArea, ServiceLanguage, ServiceNeed, Ward

CHUNK = 5000
LANGUAGES = ("en", "ro", "fa", "pl", "ar", "gu", "pt", "es", "it", "tr", "fr", "so", "sq")
SYLLABLES = (
    "ash",
    "bel",
    "cor",
    "dun",
    "el",
    "fen",
    "gar",
    "hol",
    "ing",
    "lor",
    "mar",
    "nor",
    "ox",
    "pen",
    "rud",
    "wyn",
)


def fill(session: Session, count: int, seed: int = 1) -> None:
    """Add services until there are `count`; the same ones every time. Flushes, does not commit."""
    chance = random.Random(seed)  # noqa: S311 - made-up data, no secret
    wards = list(session.scalars(select(Ward.slug)))
    columns = [column.key for column in Service.__table__.columns]
    models = [
        ({name: getattr(service, name) for name in columns}, service.needs)
        for service in session.scalars(select(Service).where(Service.confidential_location.is_(False)))
    ]
    made = len(list(session.scalars(select(Service.id))))
    while made < count:
        size = min(CHUNK, count - made)
        rows: dict[type[Any], list[dict[str, Any]]] = {
            kind: [] for kind in (Service, ServiceNeed, ServiceArea, ServiceLanguage, Location)
        }
        for number in range(made, made + size):
            like, needs = models[number % len(models)]
            identity = str(UUID(int=chance.getrandbits(128), version=4))
            name = "".join(chance.choices(SYLLABLES, k=3)).title()
            rows[Service].append(
                like | {"id": identity, "slug": f"{like['slug']}-{number}", "name": f"{name} {like['name']}"}
            )
            rows[ServiceNeed] += [
                {"service_id": identity, "need": need, "sort_order": place} for place, need in enumerate(needs)
            ]
            rows[ServiceArea].append({"service_id": identity, "area": chance.choice(wards), "sort_order": 0})
            rows[ServiceLanguage].append(
                {"service_id": identity, "language": chance.choice(LANGUAGES), "sort_order": 0}
            )
            rows[Location].append(
                {
                    "id": str(UUID(int=chance.getrandbits(128), version=4)),
                    "service_id": identity,
                    "name": name,
                    "location_type": "physical",
                    "latitude": 51.55 + 0.11 * chance.random(),
                    "longitude": -0.3 + 0.17 * chance.random(),
                    "sort_order": 0,
                }
            )
        for kind, values in rows.items():
            session.execute(insert(kind), values)
        made += size
    session.flush()
    touch(session)
