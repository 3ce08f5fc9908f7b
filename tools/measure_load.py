"""Measures requests a second, and how long they take, with 1, 16 and 64 clients at once against a running site.

Each client is a thread that keeps its connection and asks for the next page when it has the last one: home, searches, a
service, the API. The clients run on the same machine as the site and take some of its time.
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from typing import Any
from urllib.parse import urlsplit

CLIENTS = (1, 16, 64)
SECONDS = 8.0
PATHS = (
    "/en/",
    "/en/services?q=knife",
    "/en/services?q=my+son+got+kicked+out+of+school",
    "/en/services?need=mental_health&age=15",
    "/ar/services?q=police",
    "/api/v1/services?q=evicted",
    "/api/v1/needs",
    "/en/report",
)


class Client(threading.Thread):
    """One client: times of the answers in milliseconds, and how many were no answer or not 200."""

    def __init__(self, address: str, first: int, until: float) -> None:
        super().__init__(daemon=True)
        self.address, self.until = address, until
        self.paths = itertools.islice(itertools.cycle(PATHS), first % len(PATHS), None)
        self.times: list[float] = []
        self.errors = 0

    def run(self) -> None:
        """Ask until the time is over."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        for path in self.paths:
            begun = time.perf_counter()
            if begun >= self.until:
                break
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                response.read()
                good = response.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
                good = False
            if good:
                self.times.append((time.perf_counter() - begun) * 1000)
            else:
                self.errors += 1
        connection.close()


def measure(site: str, seconds: float = SECONDS) -> dict[str, Any]:
    """By the number of clients: requests a second, milliseconds (p50, p95, p99), errors. Loopback only."""
    address = urlsplit(site).netloc
    found = {}
    _together(address, 1, 2.0)  # fills the caches
    for clients in CLIENTS:
        begun = time.perf_counter()
        working = _together(address, clients, seconds)
        took = time.perf_counter() - begun
        times = sorted(itertools.chain.from_iterable(client.times for client in working))
        found[str(clients)] = {
            "requests_a_second": round(len(times) / took, 1),
            "p50_ms": _share(times, 0.5),
            "p95_ms": _share(times, 0.95),
            "p99_ms": _share(times, 0.99),
            "errors": sum(client.errors for client in working),
        }
    return {"load": found}


def _together(address: str, clients: int, seconds: float) -> list[Client]:
    until = time.perf_counter() + seconds
    working = [Client(address, number, until) for number in range(clients)]
    for client in working:
        client.start()
    for client in working:
        client.join()
    return working


def _share(times: list[float], share: float) -> float | None:
    """The time that this share of the sorted times does not exceed."""
    return round(times[min(len(times) - 1, int(share * len(times)))], 3) if times else None
