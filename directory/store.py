"""Keeps a snapshot of the directory in a file, so that one job makes it and every process only reads it.

Flat arrays and a little JSON: a file can hold nothing that runs when it is read.
"""

import json
import os
from dataclasses import fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from directory.facts import Facts
from directory.index import Index
from directory.lessons import fingerprint
from directory.needs_model import NeedsModel
from directory.postings import Postings

FORMAT = 1
"""Goes up when the shape of the file changes: files of another format are not read."""

KEPT = 2
"""So many files are kept: a process may be reading the one before the newest."""

SUFFIX = f".v{FORMAT}.{fingerprint()}.npz"
"""Files made with other sentences for the model of needs are not read either."""


def path_of(folder: Path, revision: str) -> Path:
    """Return where the snapshot of a revision is kept."""
    return folder / f"{revision}{SUFFIX}"


def save(folder: Path, revision: str, facts: Facts, index: Index) -> Path:
    """Write the file of a revision, whole or not at all, and take old ones away. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {}
    meta: dict[str, Any] = {}
    for prefix, part in (("facts", facts), ("index", index), ("model", index.model)):
        if part is not None:
            _put(prefix, part, arrays, meta)
    arrays["meta"] = np.frombuffer(json.dumps(meta).encode(), np.uint8)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as sink:
        np.savez(sink, **arrays)  # type: ignore[arg-type]  # its stubs take the names for its own options
    os.replace(sink.name, path_of(folder, revision))
    for old in newest(folder, ".npz")[KEPT:]:
        old.unlink(missing_ok=True)
    return path_of(folder, revision)


def newest(folder: Path, suffix: str = SUFFIX) -> list[Path]:
    """Return the files that can be read, the newest first; those of another `suffix` where it is given."""
    found = []
    for path in folder.glob(f"*{suffix}"):
        try:
            found.append((path.stat().st_mtime, path))
        except FileNotFoundError:  # another process has just taken it away
            continue
    return [path for _time, path in sorted(found, reverse=True)]


def load(path: Path) -> tuple[Facts, Index]:
    """Read a file. Raises OSError, ValueError, KeyError or BadZipFile when it is not there or not whole."""
    with path.open("rb") as source, np.load(source, allow_pickle=False) as arrays:
        meta = json.loads(arrays["meta"].tobytes())
        facts = _get("facts", Facts, arrays, meta)
        index = _get("index", Index, arrays, meta)
        if "model.weights" in arrays:
            index.model = _get("model", NeedsModel, arrays, meta)
    return facts, index


def _put(prefix: str, part: Any, arrays: dict[str, NDArray[Any]], meta: dict[str, Any]) -> None:
    """Take a part to pieces: arrays to `arrays`, all else to `meta`; masks by name become one array."""
    for field in fields(part):
        name, value = f"{prefix}.{field.name}", getattr(part, field.name)
        if isinstance(value, np.ndarray):
            arrays[name] = value
        elif isinstance(value, Postings):
            arrays[f"{name}.starts"], arrays[f"{name}.items"] = value.starts, value.items
        elif isinstance(value, dict) and any(isinstance(one, np.ndarray | dict) for one in value.values()):
            meta[name] = list(value)
            for number, one in enumerate(value.values()):
                if isinstance(one, dict):
                    meta[f"{name}.{number}"] = list(one)
                    if one:
                        arrays[f"{name}.{number}"] = np.stack(list(one.values()))
                else:
                    arrays[f"{name}.{number}"] = one
        elif not isinstance(value, NeedsModel):
            meta[name] = value


def _get(prefix: str, kind: type[Any], arrays: Any, meta: dict[str, Any]) -> Any:
    """Put a part together again."""
    values: dict[str, Any] = {}
    for field in fields(kind):
        name = f"{prefix}.{field.name}"
        if name in arrays:
            values[field.name] = arrays[name]
        elif f"{name}.starts" in arrays:
            values[field.name] = Postings(arrays[f"{name}.starts"], arrays[f"{name}.items"])
        elif isinstance(meta.get(name), list) and field.name != "ids":
            values[field.name] = {key: _one(f"{name}.{place}", arrays, meta) for place, key in enumerate(meta[name])}
        elif name in meta:
            values[field.name] = meta[name]
    return kind(**values)


def _one(name: str, arrays: Any, meta: dict[str, Any]) -> Any:
    """Return one value of a dictionary: an array, or masks by their names."""
    if name in meta:
        return dict(zip(meta[name], arrays[name], strict=True)) if name in arrays else {}
    return arrays[name]
