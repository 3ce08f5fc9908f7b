"""The shared machinery: database, forms, sign-in, limits, languages, jobs. Imports no model."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from webapp import config


def _limit_key() -> str:
    """What a limit counts by: the conversation, draft or account, never an address.

    A whole school shares one address, and we keep none.
    """
    given = getattr(g, "limit_key", None)
    return str(given) if given else (request.endpoint or "page")


def build_jobs(url: str, folder: Path) -> Huey:
    """The queue of jobs: PostgreSQL's when the data live there, else a file of its own.

    The queue only wakes: the database holds the truth, so that a lost queue loses nothing.
    """
    if url.startswith("postgresql"):
        return PostgresHuey("frontdoor", dsn=url.replace("+psycopg", "", 1))
    folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("frontdoor", filename=str(folder / "jobs.db"), timeout=30)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with ``session`` typed as what it stands for: the request's own Session."""

    session: Session  # type: ignore[assignment]  # at run time a proxy for it, which domain functions never notice


# An error must not print what people wrote: its message leaves the values out.
ENGINE_OPTIONS: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True}

db = Database(session_options={"autoflush": True})
migrate = Migrate(directory="webapp/migrations")
csrf = CSRFProtect()
login_manager = LoginManager()
limiter = Limiter(key_func=_limit_key, default_limits=[])
babel = Babel()
jobs = build_jobs(config.database_url(), config.data_dir())


def after_commit(action: Callable[[], Any]) -> None:
    """Run ``action`` once this request's single commit is done; at once outside a request."""
    if not has_request_context():
        action()
        return
    g.setdefault("after_commit", []).append(action)


def commit_request(response: Response) -> Response:
    """Commit what the request did, once, unless it failed; then wake the jobs.

    A queue that is down must not cost a person their answer: the sweep finds what is pending.
    """
    if response.status_code >= 500:
        db.session.rollback()
        return response
    db.session.commit()
    for action in g.pop("after_commit", []):
        try:
            action()
        except Exception:
            current_app.logger.exception("a job could not be queued; the sweep will find it")
    return response


def init_app(app: Flask) -> None:
    """Bind everything to ``app``."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(Path(app.root_path) / "migrations"))
    csrf.init_app(app)
    login_manager.init_app(app)
    limiter.init_app(app)
    app.after_request(commit_request)


@event.listens_for(Engine, "connect")
def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    """SQLite as architecture.md wants it: WAL, patience, full sync (accepted means on disk)."""
    if type(connection).__module__.startswith("sqlite3"):
        # Transactions begin by our own BEGIN below, not by the driver's guess.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "busy_timeout=30000",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _sqlite_begin(connection: Any) -> None:
    """Writers take their turn at the start: a late upgrade from reader to writer would fail.

    A request that only reads (GET, HEAD, and not marked by `writes`) begins plainly, so that readers never wait.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _only_reads() else "BEGIN IMMEDIATE")


def _only_reads() -> bool:
    if not has_request_context() or request.method not in {"GET", "HEAD", "OPTIONS"} or g.get("writing"):
        return False
    return not getattr(current_app.view_functions.get(request.endpoint or ""), "writes", False)


def writes(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that writes though it is asked with GET, such as one whose readers stand in the audit log."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def begin_writing() -> None:
    """After a long read, end it and begin anew as one who writes: on SQLite nobody else could write beside it."""
    db.session.rollback()
    g.writing = True


@cache
def worker_engine(url: str) -> Engine:
    """The one pool of connections that a process's jobs and commands share; whoever is done with it disposes of it."""
    return create_engine(url, **ENGINE_OPTIONS)


@contextmanager
def worker_session() -> Iterator[Session]:
    """A database session for a job or a command: committed at the end, undone on an error."""
    with Session(worker_engine(config.database_url())) as session:
        yield session
        session.commit()
