"""Whether what is committed still says what the sources say: the languages' catalogues, the API's description.

Runs in the site's environment (it needs babel and the application), unlike the other tools.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.console import ROOT, Problem, main, say

TRANSLATIONS = ROOT / "translations"
SPEC = ROOT / "webapp" / "api" / "openapi.json"
BABEL = [sys.executable, "-m", "babel.messages.frontend"]
# Marked lazily, or for later; `gettext` itself is among Babel's own keywords.
KEYWORDS = ["-k", "_l", "-k", "lazy_gettext", "-k", "N_", "-k", "_n:1,2"]
SHOWN = 10


def extract(template: Path) -> None:
    """Write the template of every public word in the sources, without line numbers (they would drift daily)."""
    command = [*BABEL, "extract", "-F", str(TRANSLATIONS / "babel.cfg"), *KEYWORDS, "--no-location", "--omit-header"]
    command += ["--sort-output", "--ignore-dirs", "node_modules var .*", "-o", str(template), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source)


def _ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    """Each message as (context, singular, plural…), without the header."""
    ids = set()
    for message in catalogue:
        if message.id:
            words = message.id if isinstance(message.id, list | tuple) else (message.id,)
            ids.add((message.context or "", *words))
    return ids


def catalogues() -> int:
    """Compare every language's catalogue with the sources; print what is missing and what is left over."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        wanted = _ids(_read(template))
    files = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
    if not files:
        raise Problem("There is no catalogue under translations/.")
    drifted = 0
    for path in files:
        catalogue = _read(path)
        present = _ids(catalogue)
        bare = {
            message.id for message in catalogue if message.id and not message.string and path.parent.parent.name != "en"
        }
        for what, ids in (("missing", wanted - present), ("left over", present - wanted)):
            drifted += len(ids)
            for words in sorted(ids)[:SHOWN]:
                say(f"{path.relative_to(ROOT)}: {what}: {words[1]!r}")
            if len(ids) > SHOWN:
                say(f"{path.relative_to(ROOT)}: {what}: {len(ids) - SHOWN} more")
        say(f"{path.relative_to(ROOT)}: {len(present)} words, {len(bare)} of them without a translation yet")
    return int(bool(drifted))


def update() -> int:
    """Bring every catalogue to the sources' words; new ones are empty, unused ones go."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
            command = [*BABEL, "update", "-i", str(template), "-o", str(path), "-l", path.parent.parent.name]
            subprocess.run([*command, "--ignore-obsolete", "--no-fuzzy-matching"], cwd=ROOT, check=True)
    return 0


def api() -> int:
    """Compare the committed description of the API with what the code says now."""
    if not SPEC.is_file():
        raise Problem(
            f"{SPEC.relative_to(ROOT)} is not there: uv run flask --app webapp spec --output {SPEC.relative_to(ROOT)}"
        )
    command = [sys.executable, "-m", "flask", "--app", "webapp", "spec"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"The application does not describe its API: {done.stderr.strip().splitlines()[-1:]}")
    if done.stdout != SPEC.read_text(encoding="utf-8"):
        say(f"{SPEC.relative_to(ROOT)} differs from what the code says.")
        return 1
    return 0


def work() -> int:
    """The command line: `python -m tools.drift catalogues|update|api`."""
    tasks = {"catalogues": catalogues, "update": update, "api": api}
    if len(sys.argv) != 2 or sys.argv[1] not in tasks:
        raise Problem(f"Say which: {', '.join(tasks)}.")
    return tasks[sys.argv[1]]()


if __name__ == "__main__":
    main(work)
