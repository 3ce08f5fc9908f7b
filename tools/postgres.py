"""A throw-away PostgreSQL server for tests and measurements, made from the system's own binaries.

It listens on a Unix socket in a private temporary folder only, trusts whoever can reach that folder, and leaves
nothing behind. For tests it never waits for the disk; a `durable` one does, and can be killed and started again.
`initdb` refuses to run as root, so as root it runs as an unprivileged user of the system.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

OLDEST = 15  # contracts.md and issue 2: PostgreSQL 15 or newer
OWNER = "tests"
START_SECONDS = 60
ROOM = 4_000_000_000
"""Bytes that must be free in memory for a test server to lie there; a run needs far less."""

SETTINGS = {
    "listen_addresses": "",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}
# Tests want speed and throw the data away: nothing here may be copied to a real server.
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
# 50 clients, each in a thread of a web worker, and the job workers. After a crash the whole folder is made safe in one
# call instead of file by file, which took most of a restart and is as safe on Linux.
DURABLE = {"max_connections": "250", "recovery_init_sync_method": "syncfs"}


class PostgresMissing(RuntimeError):
    """No server binaries of a usable version are on this machine."""


def binaries() -> Path:
    """Folder of the newest PostgreSQL server on this machine (OLDEST or newer).

    Looks where Debian puts them, then beside `initdb` or `pg_config` on PATH. Raises PostgresMissing.
    """
    found = list(Path("/usr/lib/postgresql").glob("*/bin"))
    for tool in ("initdb", "pg_config"):
        where = shutil.which(tool)
        if where:
            found.append(Path(where).resolve().parent)
    usable = [(version, folder) for folder in found if (version := _version(folder)) >= OLDEST]
    if not usable:
        raise PostgresMissing(
            f"No PostgreSQL {OLDEST} or newer server was found (looked under /usr/lib/postgresql and on PATH). "
            "On Debian or Ubuntu: apt-get install postgresql."
        )
    return max(usable)[1]


def _version(folder: Path) -> int:
    if not (folder / "initdb").exists():
        return 0
    printed = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\b(\d+)", printed)
    return int(number.group(1)) if number else 0


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run the server as: None for ourselves, somebody harmless when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissing("Running as root and there is no user 'postgres' or 'nobody' to run the test server as.")


def quick_folder() -> Path | None:
    """Memory, where it is a folder with room (Linux): a database is a thousand small files. None: the usual place."""
    memory = Path("/dev/shm")  # noqa: S108 - the cluster makes a folder of its own there
    try:
        room = os.statvfs(memory)
    except OSError:
        return None
    return memory if room.f_bavail * room.f_frsize >= ROOM else None


class Cluster:
    """One running server. Use it as a context manager, or call `stop` when the tests are done."""

    def __init__(self, *, durable: bool = False) -> None:
        self._settings = SETTINGS | (DURABLE if durable else CARELESS)
        self._bin = binaries()
        self._user = _unprivileged()
        self._names = count(1)
        # Short, because a socket's whole path may not be longer than 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="pgtest-", dir=None if durable else quick_folder()))
        self._log: IO[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        data = self._folder / "data"
        if self._user:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        initdb = [str(self._bin / "initdb"), "-D", str(data), "-U", OWNER, "-A", "trust"]
        subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._process_options(),
        )
        self._serve()

    def _serve(self) -> None:
        data = self._folder / "data"
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        self._log = (self._folder / "log").open("ab")
        self._server = subprocess.Popen(
            [self._bin / "postgres", "-D", data, "-k", self._folder, *settings],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C belongs to the test run, which then stops the server itself
            **self._process_options(),
        )
        self._wait()

    def crash(self) -> None:
        """Kill the server as a power cut would, and start it again on the same data."""
        if self._server is None:
            raise RuntimeError("The server was not started.")
        self._server.kill()
        self._server.wait()
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self._serve()
                return
            except RuntimeError:
                # Its children see that it is gone and end; until the last has, no new one may use the data.
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _process_options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"cwd": self._folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        if self._user:
            options |= {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        return options

    def _wait(self) -> None:
        server = self._server
        if server is None:
            raise RuntimeError("The server was not started.")
        last = ""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if server.poll() is not None:
                break
            try:
                psycopg.connect(self._dsn("postgres")).close()
                return
            except psycopg.OperationalError as error:
                last = str(error)
                time.sleep(0.05)
        log = (self._folder / "log").read_text(errors="replace")
        raise RuntimeError(f"The test PostgreSQL did not start: {last}\n{log}")

    def _dsn(self, database: str) -> str:
        return f"host={self._folder} user={OWNER} dbname={database}"

    def create_database(self, template: str | None = None) -> str:
        """Make a database and return its SQLAlchemy URL.

        `template` is the URL of an earlier one whose content is copied; nobody may be connected to it.
        """
        name = f"t{os.getpid()}_{next(self._names)}"
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            source = make_url(template).database or template
            statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(source))
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self._folder}"

    def drop_database(self, url: str) -> None:
        """Throw away a database that `create_database` made, with whoever is still connected to it."""
        name = make_url(url).database or url
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server and delete all of it; calling it again does nothing."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)  # at once: the data are thrown away anyhow
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        if self._log:
            self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.stop()
