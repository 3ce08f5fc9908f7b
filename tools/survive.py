"""`make survive`: 1,000 answers from 50 clients while processes are killed; none accepted may be lost, none doubled."""

from __future__ import annotations

import argparse

from tools import environments, machine, setup
from tools.console import ROOT, Problem, main, run, say


def work() -> int:
    """The command line: `python3 -m tools.survive [--submissions 1000] [--clients 50]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=50)
    given = parser.parse_args()
    setup.everything()
    if not machine.postgres_server():
        raise Problem(
            "PostgreSQL 15 or newer is needed beside SQLite (on Debian or Ubuntu: apt-get install postgresql)."
        )
    failed = []
    for database in ("sqlite", "postgresql"):
        say(f"\n=== {database}")
        words = ["--database", database, "--submissions", str(given.submissions), "--clients", str(given.clients)]
        log = ROOT / ".tools" / "logs" / f"survive-{database}.log"
        try:
            said = run([environments.python(), "-m", "tools.survival", *words], f"Surviving on {database}", log=log)
            say(said.strip())
        except Problem as problem:
            say(log.read_text(encoding="utf-8").strip())
            failed.append(str(problem))
    if failed:
        raise Problem("; ".join(failed))
    return 0


if __name__ == "__main__":
    main(work)
