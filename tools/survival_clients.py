"""The clients of `make survive`: people who answer a survey over and over while processes are killed under them."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tools.console import Problem

SURVEY = "resident-2026"
SECONDS_A_CALL, SECONDS_TO_RECOVER = 15, 300
CODED_EVERY = 10  # one submission in so many says something in its own words: the killer is after writes


@dataclass
class Sent:
    """What one client was told: the draft, the reference once accepted, the values that were accepted."""

    draft: str
    reference: str
    values: dict[str, str]


@dataclass
class Tally:
    """What happened, over all clients."""

    sent: list[Sent] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client(threading.Thread):
    """Somebody who answers again and again, and tries once more when nothing comes back."""

    def __init__(self, number: int, share: int, base: str, token: str, tally: Tally) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self._number, self._share, self._tally = number, share, tally
        self._http = httpx.Client(
            base_url=f"{base}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=SECONDS_A_CALL,
            trust_env=False,
        )

    def run(self) -> None:
        """Send this client's share."""
        for turn in range(self._share):
            self._answer(f"{self._number}/{turn}", in_words=(self._number + turn) % CODED_EVERY == 0)

    def _answer(self, mark: str, *, in_words: bool) -> None:
        draft = self._call("POST", f"/surveys/{SURVEY}/drafts", {})["draft"]
        values = {"agree": "yes", "happy_area": random.Random(mark).choice(["very_happy", "fairly_happy"])}  # noqa: S311
        if in_words:
            values["q1_causes"] = f"There is nothing to do for teenagers after school, they shut the club. {mark}"
        for question, value in values.items():
            saved = self._call("PUT", f"/drafts/{draft}/answers/{question}", {"value": value})
            if not saved["saved"]:
                raise Problem(f"The site did not keep an answer to {question}.")
        reference = self._call("POST", f"/drafts/{draft}/submit", None)["reference"]
        with self._tally.lock:
            self._tally.sent.append(Sent(draft, reference, values))

    def _call(self, method: str, path: str, body: object) -> dict[str, str]:
        """Call until it is answered: a client does not know whether a call that broke was done."""
        until = time.monotonic() + SECONDS_TO_RECOVER
        while time.monotonic() < until:
            try:
                response = self._http.request(method, path, json=body)
                why = str(response.status_code)
                if response.status_code < 300:
                    return dict(response.json())
                if response.status_code < 500 and response.status_code != 429:
                    # An answer put twice may come back after the draft was sent: only that is no fault.
                    with self._tally.lock:
                        self._tally.refused.append(f"{method} {path.rpartition('/')[2]}: {response.status_code}")
            except (httpx.HTTPError, ValueError) as error:
                why = type(error).__name__
            with self._tally.lock:
                self._tally.failed[why] += 1
            time.sleep(0.2 + random.random() * 0.5)  # noqa: S311
        raise Problem(f"The site did not come back within {SECONDS_TO_RECOVER} s.")
