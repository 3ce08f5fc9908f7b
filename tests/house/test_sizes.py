"""Modules stay small enough to be read whole."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("directory", "surveys", "webapp", "bot", "tools", "tests")
MODULE_LINES, TEST_LINES, WIRING_LINES = 300, 500, 100


def python_files() -> list[Path]:
    files = [path for name in OURS for path in (ROOT / name).rglob("*.py")]
    return [path for path in files if not {".venv", "node_modules"} & set(path.parts)]


def test_there_is_something_to_look_at() -> None:
    assert len(python_files()) > 30


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_small(path: Path) -> None:
    most = TEST_LINES if "tests" in path.relative_to(ROOT).parts else MODULE_LINES
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= most, f"{lines} lines, {most} at most: what part of it has a name of its own?"


def test_create_app_is_wiring_only() -> None:
    lines = len((ROOT / "webapp" / "__init__.py").read_text(encoding="utf-8").splitlines())
    assert lines < WIRING_LINES


def test_every_public_function_is_typed() -> None:
    silent = []
    for path in python_files():
        if {"tests", "versions"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                typed = node.returns is not None
                if not typed:
                    silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent, "these public functions do not say what they return: " + ", ".join(silent)
