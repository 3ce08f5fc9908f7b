"""Measures the chat with 1, 16 and 64 conversations at once against a running product, four turns each.

Every turn goes the whole way: the door of every channel (`POST /api/v1/chat`), the danger check, Rasa, its actions
and back. A conversation is a thread that says the next thing when it has the reply; all run on the product's machine
and take some of its time. A reply that the directory gave because the bot did not answer counts as an error.

    python -m tools.measure_chat http://127.0.0.1:8000
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import threading
import time
from typing import Any
from urllib.parse import urlsplit

CONVERSATIONS = (1, 16, 64)
ROUNDS = {1: 8, 16: 2, 64: 1}
"""So many one after the other, that one conversation alone has more than four times to tell."""
TURNS = (
    "hello, is anybody there",
    "my bike was stolen from outside the library, who do i tell",
    "my son is 14 and has nothing to do after school, is there a club",
    "thank you, that is all",
)
AWAY = "The chat helper is"
SECONDS_A_TURN = 30


class Conversation(threading.Thread):
    """One person's four turns: their times in milliseconds, and how many were not answered by the bot."""

    def __init__(self, address: str, gate: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.address, self.gate = address, gate
        self.times: list[float] = []
        self.errors = 0

    def run(self) -> None:
        """Say one thing after the other, together with the others."""
        connection = http.client.HTTPConnection(self.address, timeout=SECONDS_A_TURN)
        name: str | None = None
        self.gate.wait()
        for words in TURNS:
            body = {"message": words} | ({"conversation": name} if name else {})
            begun = time.perf_counter()
            try:
                connection.request("POST", "/api/v1/chat", json.dumps(body), {"Content-Type": "application/json"})
                response = connection.getresponse()
                reply = json.loads(response.read())
                good = response.status == 200
            except (OSError, http.client.HTTPException, ValueError):
                connection.close()
                good, reply = False, {}
            if good and not any(message["text"].startswith(AWAY) for message in reply["messages"]):
                self.times.append((time.perf_counter() - begun) * 1000)
            else:
                self.errors += 1
            name = reply.get("conversation", name)
        connection.close()


def together(address: str, number: int) -> tuple[list[float], int, float]:
    """Hold that many conversations at once; return (milliseconds of each turn, errors, seconds for all)."""
    gate = threading.Barrier(number + 1)
    people = [Conversation(address, gate) for _ in range(number)]
    for person in people:
        person.start()
    gate.wait()
    begun = time.perf_counter()
    for person in people:
        person.join()
    took = time.perf_counter() - begun
    return [one for person in people for one in person.times], sum(person.errors for person in people), took


def measure(url: str) -> dict[str, Any]:
    """For each number of conversations: turns, errors, p50 and p95 in ms, turns a second; and the machine's load."""
    address = urlsplit(url).netloc
    together(address, 2)  # the first turns load what is loaded once
    found: dict[str, Any] = {}
    for number in CONVERSATIONS:
        times: list[float] = []
        errors, took = 0, 0.0
        for _ in range(ROUNDS[number]):
            more, failed, seconds = together(address, number)
            times, errors, took = times + more, errors + failed, took + seconds
        found[str(number)] = {"turns": len(times), "errors": errors, "turns_a_second": round(len(times) / took, 1)}
        if len(times) > 1:
            found[str(number)] |= {
                "p50_ms": round(statistics.median(times), 1),
                "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
            }
    return {"conversations": found, "load_of_the_machine": round(os.getloadavg()[0], 1)}


def main() -> int:
    """The command line: the address of a running product."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("url")
    print(json.dumps(measure(parser.parse_args().url), indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
