"""Answers from a file of JSON lines, coded into another (``themes code``), on as many processes as the machine has.

Nothing in a file stops the run. A line that is no answer is left out and counted by its number. Bytes that are no
UTF-8 are read as the replacement character, so that the rest of the answer counts, and the line is counted too.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the command line imports this module, and only coding loads the models
    from surveys.analysis.coder import Coder

CHUNK = 256  # answers that a process is given at a time
WAITING = 3  # chunks in hand for each process: memory does not grow with the file
NAMED = 20  # line numbers kept of each kind
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
Row = dict[str, Any]


@dataclass
class Lines:
    """Numbers of lines, counted from 1: how many, and the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """One more line."""
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(number)

    def __str__(self) -> str:
        numbers = ", ".join(map(str, self.first))
        return f"line{'s' * (self.count > 1)} {numbers}{' and more' * (self.count > NAMED)}"


@dataclass
class Read:
    """What was wrong with a file: lines that are no answer, and lines that are no UTF-8."""

    left_out: Lines = field(default_factory=Lines)
    mended: Lines = field(default_factory=Lines)


def answers(lines: Iterable[bytes], read: Read) -> Iterator[Row]:
    """The answers of a file of JSON lines (contracts.md, "Coding answers"); what is wrong is told in ``read``."""
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)  # some programs write it
        if not line.strip():
            continue
        try:
            text = line.decode()
        except UnicodeDecodeError:
            read.mended.add(number)
            text = line.decode(errors="replace")
        row = _row(text)
        if row is None:
            read.left_out.add(number)
        else:
            yield row


def _row(text: str) -> Row | None:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or "id" not in row:
        return None
    wanted = (row.get("question"), row.get("text"), row.get("audience", ""))
    return row if all(isinstance(value, str) for value in wanted) else None


def cores() -> int:
    """How many processes can work at once here."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1  # each process would have to load the models anew
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def code(coder: Coder, rows: Iterable[Row], processes: int | None = None) -> Iterator[Row]:
    """The coded line for each answer, in the order given; the same lines whatever the number of ``processes``.

    The processes are forked, so they share the models that are loaded. What fits one chunk is coded here.
    """
    chunks = _chunks(iter(rows))
    few = list(islice(chunks, 2))
    processes = processes or cores()
    if processes == 1 or len(few) < 2:
        yield from coder.stream(row for chunk in chain(few, chunks) for row in chunk)
        return
    coder.code("Q1", "resident", "what is loaded at first use is loaded before the fork")
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_begin, initargs=(coder,)) as pool:
        waiting: deque[Future[list[Row]]] = deque()
        for chunk in chain(few, chunks):
            waiting.append(pool.submit(_code_chunk, chunk))
            if len(waiting) >= WAITING * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


_coder: Coder | None = None


def _begin(coder: Coder) -> None:
    """In each process: the coder that it was forked with."""
    global _coder
    _coder = coder


def _code_chunk(chunk: list[Row]) -> list[Row]:
    if _coder is None:
        raise RuntimeError("a process begins with its coder")
    return list(_coder.stream(chunk))
