"""Measures what a person in danger gets from the chat, against a running product: triage and bot together.

Every message of the triage's evaluation goes in at the door of every channel (`POST /api/v1/chat`) as the first of a
talk. The table has the same rows as `python -m directory.triage.evaluate`, which asks the triage alone.

    python -m tools.measure_danger http://127.0.0.1:8000
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from directory.triage.examples import EVALUATION, Example, read_examples

AT_ONCE = 4
SECONDS_A_TURN = 60
HARD = ("emergency", "crisis")


def alerts(site: str, examples: list[Example]) -> list[str | None]:
    """Return the `alert` of the reply to each message; raises httpx.HTTPError where the site does not answer."""
    with httpx.Client(base_url=site, timeout=SECONDS_A_TURN) as client, ThreadPoolExecutor(AT_ONCE) as pool:

        def alert(example: Example) -> str | None:
            said = {"message": example.text, "language": example.language}
            reply = client.post("/api/v1/chat", json=said).raise_for_status().json()
            found: str | None = reply["alert"]
            return found

        return list(pool.map(alert, examples))


def table(examples: list[Example], given: list[str | None]) -> list[str]:
    """Return a line for each language and kind: how many, any alert, a card, the right card (shares)."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for example, alert in zip(examples, given, strict=True):
        kind = example.label if example.kind == "danger" else example.kind
        for language in (example.language, "all"):
            row = counts.setdefault((language, kind), Counter())
            row.update(n=1, any=alert is not None, hard=alert in HARD, right=alert == example.label)
    return [
        f"{language:<9}{kind:<11}{row['n']:>5}" + "".join(f"{row[name] / row['n']:>8.1%}" for name in shares)
        for (language, kind), row in sorted(counts.items(), key=lambda item: (item[0][0] == "all", item[0]))
        for shares in [("any", "hard", "right") if kind in HARD else ("any", "hard")]
    ]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", help="the address of a running product")
    examples = read_examples(EVALUATION)
    heading = f"{'language':<9}{'kind':<11}{'n':>5}{'any':>8}{'hard':>8}{'right':>8}"
    print(heading, *table(examples, alerts(parser.parse_args().site, examples)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
