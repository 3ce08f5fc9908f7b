"""No module reads the clock while it is imported: a server, and a test run, lives past midnight."""

import ast
from collections.abc import Iterator

from tests.house.test_sizes import ROOT, python_files

CLOCKS = {"today", "now", "utcnow", "time", "localtime", "gmtime"}


def run_at_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """What of a module's or a class's body runs on import: not what stands in functions, but their defaults do."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from [*statement.decorator_list, *statement.args.defaults, *filter(None, statement.args.kw_defaults)]
        elif isinstance(statement, ast.ClassDef):
            yield from [*statement.decorator_list, *run_at_import(statement.body)]
        elif not (isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test)):
            yield statement


def reads_the_clock(node: ast.AST) -> Iterator[int]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in CLOCKS:
                yield call.lineno


def clocks_at_import(source: str) -> list[int]:
    """The lines of a module at which importing it reads the clock."""
    return [line for part in run_at_import(ast.parse(source).body) for line in reads_the_clock(part)]


def test_a_day_kept_from_the_import_is_found() -> None:
    kept = "TODAY = fair.today()\nclass A:\n    made = datetime.now(UTC)\ndef of(day=date.today()): ...\n"
    assert clocks_at_import(kept) == [1, 3, 4]
    assert clocks_at_import("def today():\n    return date.today()\nclock = date.today\n") == []


def test_no_module_keeps_the_day_of_its_import() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files()
        for line in clocks_at_import(path.read_text(encoding="utf-8"))
    ]
    assert not found, "read when imported, wrong after midnight: " + ", ".join(found)


def days_in_utc(source: str) -> list[int]:
    """The lines of a module at which "today" is the day in UTC, or wherever the machine happens to stand."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if ast.unparse(call) in {"date.today()", "now().date()", "datetime.now(UTC).date()", "datetime.now().date()"}
    ]


def test_a_day_in_utc_is_found() -> None:
    assert days_in_utc("a = date.today()\nb = local_day()\nc = now().date() - week\n") == [1, 3]


def test_every_day_is_the_day_in_barnet() -> None:
    """In summer the day in UTC is yesterday until one in the morning: open hours, deadlines and counts went by it."""
    found = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := days_in_utc(path.read_text(encoding="utf-8")))
    }
    assert not found
