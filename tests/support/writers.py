"""Somebody else who writes to the database in the very moment in which a page is about to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa

from webapp.extensions import db


@contextmanager
def somebody_else_writes(before: str, change: str) -> Iterator[None]:
    """Try ``change`` from another connection just before the first statement that begins with ``before``.

    SQLite has one writer: either they wait for the page, or the page's own line must not be refused for theirs. The
    test is skipped elsewhere, and fails when the page never came to that statement.
    """
    if db.engine.dialect.name != "sqlite":
        pytest.skip("one writer at a time is SQLite's")
    tried: list[sqlite3.Connection] = []

    def write(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(before) and not tried:
            other = sqlite3.connect(str(db.engine.url.database), isolation_level=None, timeout=0)
            tried.append(other)
            with closing(other), suppress(sqlite3.OperationalError):
                other.execute(change)

    sa.event.listen(db.engine, "before_cursor_execute", write)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", write)
    assert tried, f"nothing began with {before}"
