"""Whether what is committed still says what the sources say: the languages' catalogues, the API's description.

Runs in the site's environment (it needs babel and the application), unlike the other tools.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
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
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def extract(template: Path, where: str = "babel.cfg") -> None:
    """Write the template of every public word in the sources, without line numbers (they would drift daily).

    `where`: the file of translations/ that says where words stand; chat.cfg names the chat alone.
    """
    command = [*BABEL, "extract", "-F", str(TRANSLATIONS / where), *KEYWORDS, "--no-location", "--omit-header"]
    command += ["--sort-output", "--ignore-dirs", "node_modules var .*", "-o", str(template), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source)


def _words(message: object) -> list[str]:
    """A message or a translation as a list: one text, or its plural forms."""
    return [str(word) for word in message] if isinstance(message, list | tuple) else [str(message or "")]


def _ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    """Each message as (context, singular, plural…), without the header."""
    ids = set()
    for message in catalogue:
        if message.id:
            ids.add((message.context or "", *_words(message.id)))
    return ids


def languages() -> dict[str, str]:
    """The languages with a catalogue, each with the file that says which words it has to have.

    All words where pages are offered in it; those of the chat where only the chat speaks it. The sources' own has none.
    """
    listed = tomllib.loads((TRANSLATIONS / "languages.toml").read_text(encoding="utf-8"))
    return {
        tag: "babel.cfg" if entry["site"] else "chat.cfg"
        for tag, entry in listed["languages"].items()
        if tag != listed["default"]
    }


def _path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def wrong_placeholders(catalogue: Catalog) -> list[str]:
    """Messages whose translation does not use exactly the placeholders of its source: such a page would break."""
    wrong = []
    for message in catalogue:
        sources, translations = _words(message.id), _words(message.string)
        wanted = set(PLACEHOLDER.findall(" ".join(sources)))
        # A plural form may leave its number out ("one service"), never invent another.
        for words in filter(None, translations):
            used = set(PLACEHOLDER.findall(words))
            if used - wanted or (len(sources) == 1 and used != wanted):
                wrong.append(sources[0])
    return wrong


def catalogues() -> int:
    """Compare every language's catalogue with the sources; print what is missing, left over or broken."""
    wanted_in: dict[str, set[tuple[str, ...]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for where in sorted(set(languages().values())):
            template = Path(folder) / f"{where}.pot"
            extract(template, where)
            wanted_in[where] = _ids(_read(template))
    drifted = 0
    for language, where in languages().items():
        path, wanted = _path(language), wanted_in[where]
        name = path.relative_to(ROOT)
        if not path.is_file():
            raise Problem(f"{name} is not there: uv run python -m tools.drift update")
        catalogue = _read(path)
        present = _ids(catalogue)
        for what, found in (
            ("missing", sorted(words[1] for words in wanted - present)),
            ("left over", sorted(words[1] for words in present - wanted)),
            ("without a translation", sorted(_words(m.id)[0] for m in catalogue if m.id and not all(_words(m.string)))),
            ("other placeholders than its source", wrong_placeholders(catalogue)),
        ):
            drifted += len(found)
            for words in found[:SHOWN]:
                say(f"{name}: {what}: {words!r}")
            if len(found) > SHOWN:
                say(f"{name}: {what}: {len(found) - SHOWN} more")
        say(f"{name}: {len(present)} messages")
    return int(bool(drifted))


def update() -> int:
    """Bring every catalogue to the sources' words, and begin one where a language has none; unused ones go."""
    with tempfile.TemporaryDirectory() as folder:
        for language, where in languages().items():
            template = Path(folder) / f"{where}.pot"
            if not template.exists():
                extract(template, where)
            path = _path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            command = [
                *BABEL,
                "update" if path.exists() else "init",
                "-i",
                str(template),
                "-o",
                str(path),
                "-l",
                language,
            ]
            if path.exists():
                command += ["--ignore-obsolete", "--no-fuzzy-matching"]
            subprocess.run(command, cwd=ROOT, check=True)
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
