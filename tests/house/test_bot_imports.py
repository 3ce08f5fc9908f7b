"""The bot knows the site by its HTTP API only: it imports none of its packages and touches no database."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The site's packages (the bot has no use for their tools either) and every way to a database.
FORBIDDEN = {"directory", "surveys", "webapp", "tools", "sqlalchemy", "flask", "psycopg", "psycopg2", "sqlite3", "huey"}


def imported(path: Path) -> set[str]:
    """Top-level names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_the_bot_imports_nothing_of_the_site() -> None:
    files = [path for path in (ROOT / "bot").rglob("*.py") if ".venv" not in path.parts]
    assert files
    wrong = {str(path.relative_to(ROOT)): found for path in files if (found := imported(path) & FORBIDDEN)}
    assert not wrong


def test_the_site_imports_nothing_of_the_bot() -> None:
    files = [path for name in ("directory", "surveys", "webapp") for path in (ROOT / name).rglob("*.py")]
    wrong = {
        str(path.relative_to(ROOT)): found for path in files if (found := imported(path) & {"rasa", "rasa_sdk", "bot"})
    }
    assert not wrong
