"""`make evaluate`: how good the triage, the routes, the themes and the search are, on messages by other writers."""

from __future__ import annotations

from pathlib import Path

from tools import environments, setup
from tools.console import ROOT, main
from tools.gates import Gate, run_all
from tools.home import home, make_secrets, settings

# Each prints its own table, per language and class, and ends with 0 when it could measure.
SITE_MODULES = {
    "Triage: is this person in danger now": "directory.triage.evaluate",
    "Search of the directory": "directory.evaluate",
    "Coding of answers: themes, sentiment, personal data, disclosures": "surveys.analysis.evaluate",
}


def work() -> int:
    """The command line: `python3 -m tools.evaluate`."""
    setup.everything()
    place = home()
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_secrets(place)
    env = settings(place)
    gates = [
        Gate(title, [environments.python(), "-m", module], env=env)
        for title, module in SITE_MODULES.items()
        if (ROOT / Path(*module.split("."))).with_suffix(".py").exists()
    ]
    gates.append(
        Gate("Routes: what a message is about", [environments.bot_python(), "evaluate.py"], cwd=environments.BOT)
    )
    return run_all(gates)


if __name__ == "__main__":
    main(work)
