"""Reads the seed's YAML and says of every fault where it is: file, line and reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
Loc = tuple[int | str, ...]


@dataclass(frozen=True)
class Problem:
    """One fault in the content: the file, the line in it (from 1), and what is wrong."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class SeedError(ValueError):
    """The content cannot be loaded; nothing of it was. `problems` has every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class Document:
    """A file as read: its plain data, and the line of each part by its path within them."""

    file: str
    data: Any
    lines: dict[Loc, int]

    def line(self, loc: Loc) -> int:
        """Return the line of `loc`, or of the nearest part that contains it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def problem(self, reason: str, loc: Loc = ()) -> Problem:
        """Return a fault at `loc`."""
        return Problem(self.file, self.line(loc), reason)


def read(path: Path, root: Path) -> Document:
    """Read one YAML file; its name is given relative to `root`. Raises SeedError."""
    file = path.relative_to(root).as_posix()
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise SeedError([Problem(file, 1, f"not UTF-8: {error.reason}")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SeedError([Problem(file, line, f"not YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise SeedError([Problem(file, 1, f"not YAML: {error}")]) from error
    lines: dict[Loc, int] = {}
    problems: list[Problem] = []
    if node is None:
        return Document(file, None, lines)
    _walk(node, (), lines, lambda line, reason: problems.append(Problem(file, line, reason)))
    if problems:
        raise SeedError(problems)
    loader = yaml.SafeLoader("")
    try:
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SeedError([Problem(file, line, f"not YAML: {error.problem}")]) from error
    finally:
        loader.dispose()
    return Document(file, data, lines)


def _walk(node: yaml.Node, loc: Loc, lines: dict[Loc, int], complain: Callable[[int, str], None]) -> None:
    """Note the line of every part below `node`; complain of a key given twice."""
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                complain(line, f"{key.value} is given twice")
            seen.add(key.value)
            lines[(*loc, key.value)] = line
            _walk(value, (*loc, key.value), lines, complain)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*loc, index), lines, complain)


def check(model: type[M], document: Document, data: Any, loc: Loc, problems: list[Problem]) -> M | None:
    """Hold `data` (the part of `document` at `loc`) to `model`.

    Returns the model, or None after adding what is wrong to `problems`.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            where = (*loc, *fault["loc"])
            name = ".".join(str(part) for part in fault["loc"])
            reason = fault["msg"]
            if fault["type"] in ("string_type", "literal_error") and isinstance(fault["input"], bool | int | float):
                reason += ' (put it in "quotes")'
            problems.append(document.problem(f"{name}: {reason}" if name else reason, where))
        return None


def check_list(model: type[M], document: Document, problems: list[Problem]) -> list[M]:
    """Hold a file that is a list to `model`, entry by entry; returns those that pass."""
    if not isinstance(document.data, list):
        problems.append(document.problem("must be a list"))
        return []
    checked = (check(model, document, data, (index,), problems) for index, data in enumerate(document.data))
    return [entry for entry in checked if entry is not None]
