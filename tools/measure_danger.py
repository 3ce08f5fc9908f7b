"""Measures what a person in danger gets from the chat, against a running product: triage and bot together.

Every message of the triage's evaluation goes in at the door of every channel (`POST /api/v1/chat`) as the first of a
talk. The table has the same rows as `python -m directory.triage.evaluate`, which asks the triage alone.

    python -m tools.measure_danger http://127.0.0.1:8000
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx

from directory.triage.evaluate import lines, shares
from directory.triage.examples import EVALUATION, Example, read_examples
from directory.triage.verdict import Alert

AT_ONCE = 4
SECONDS_A_TURN = 60


def alerts(site: str, examples: list[Example]) -> list[Alert | None]:
    """Return the `alert` of the reply to each message; raises httpx.HTTPError where the site does not answer."""
    with httpx.Client(base_url=site, timeout=SECONDS_A_TURN) as client, ThreadPoolExecutor(AT_ONCE) as pool:

        def alert(example: Example) -> Alert | None:
            said = {"message": example.text, "language": example.language}
            reply = client.post("/api/v1/chat", json=said).raise_for_status().json()
            found: Alert | None = reply["alert"]
            return found

        return list(pool.map(alert, examples))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", help="the address of a running product")
    examples = read_examples(EVALUATION)
    print(*lines(shares(examples, alerts(parser.parse_args().site, examples))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
