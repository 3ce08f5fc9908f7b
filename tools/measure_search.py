"""Measures `/api/v1/services` at 53, 5,000 and 100,000 services, in turn in one process; prints one line of JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory import snapshot
from directory.models import Base
from directory.seed.loader import load
from tools.many_services import fill
from tools.measure import late, median, once
from webapp import create_app
from webapp.extensions import db

SIZES = (53, 5_000, 100_000)
ROUNDS = 40
SEARCHES: tuple[dict[str, str], ...] = (
    {"q": "knife"},
    {"q": "my son got kicked out of school"},
    {"q": "maz mnie bije"},
    {"q": "drop in for teenagers", "ward": "NW9"},
    {"need": "mental_health", "age": "15", "free": "1"},
    {"ward": "hendon", "distance": "2"},
    {"q": "parking permit"},
    {},
)


def site(folder: Path, size: int) -> tuple[FlaskClient, dict[str, float]]:
    """A site with so many services, and the seconds that reading and indexing them took."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / f'{size}.db'}"
    app = create_app()
    snapshot.configure(None)  # three directories in one process: each search is to meet its own
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with Session(db.engine) as session:
            load(session)
            fill(session, size)
            session.commit()
            begun = time.perf_counter()
            snapshot.snapshot(session)
            took = round(time.perf_counter() - begun, 2)
    return app.test_client(), {"index_seconds": took}


def measure(sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> dict[str, Any]:
    """Milliseconds a request by the number of services, and how they grow; each search in turn on each site."""
    with tempfile.TemporaryDirectory(prefix="frontdoor-search-") as folder:
        sites = {size: site(Path(folder), size) for size in sizes}
        times: dict[int, list[float]] = {size: [] for size in sizes}
        for turn in range(rounds):
            for search in SEARCHES:
                for size, (client, _took) in sites.items():
                    took = once(client, "/api/v1/services", search)
                    if turn:  # the first round fills the caches of all sides
                        times[size].append(took)
    found = {str(size): {"median": median(times[size]), "p95": late(times[size]), **sites[size][1]} for size in sizes}
    least = statistics.median(times[sizes[0]])
    growth = {
        f"{size / sizes[0]:.0f} times the services": round(statistics.median(times[size]) / least, 2)
        for size in sizes[1:]
    }
    return {"api_services_ms": found, "api_services_growth": growth}


if __name__ == "__main__":
    print(json.dumps(measure(tuple(int(size) for size in sys.argv[1:]) or SIZES)))
