"""Doing a thing only when what it is made from has changed: a stamp holds the hash of its inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from tools.console import ROOT, step

STAMPS = ROOT / ".tools" / "stamps"


def digest(inputs: Iterable[Path | str]) -> str:
    """A hash of strings, files and folders (with all that is in them, compiled Python aside)."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, str):
            total.update(item.encode())
            continue
        files = sorted(item.rglob("*")) if item.is_dir() else [item]
        for path in files:
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(str(path.relative_to(item.parent)).encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def fits(name: str, value: str, folder: Path = STAMPS) -> bool:
    """Whether the stamp `name` holds exactly `value`."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write(name: str, value: str, folder: Path = STAMPS) -> None:
    """Remember that `name` was done for `value`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(value, encoding="utf-8")


def once(
    name: str, title: str, inputs: Iterable[Path | str], products: Iterable[Path], work: Callable[[], None]
) -> None:
    """Do `work` unless it was done for these inputs already and its products are there."""
    value = digest(inputs)
    if fits(name, value) and all(product.exists() for product in products):
        return
    with step(title):
        work()
    write(name, value)
