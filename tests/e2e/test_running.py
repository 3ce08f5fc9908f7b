"""The product as a whole: it comes up part by part, mends itself, and leaves nothing behind."""

import os
import re
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.stack import Stack
from tools.machine import need_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A product of this module's own: it is hurt and stopped here."""
    product = Stack()
    try:
        product.wait_until_answers()
        yield product
    finally:
        product.stop()


def processes_of(product: Stack) -> dict[int, str]:
    """Every process that was started for this data folder: pid and command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"DATA_DIR={product.data}".encode() in environment.split(b"\0") and command:
            found[int(folder.name)] = command
    return found


def test_a_frightened_person_finds_help_before_the_bot_is_awake(stack: Stack) -> None:
    page = httpx.get(f"{stack.url}/en/report", follow_redirects=True, trust_env=False)
    assert page.status_code == 200
    assert "999" in page.text


def test_the_first_administrator_is_told_once(stack: Stack) -> None:
    assert len(re.findall(r"One-time password: \S{12,}", stack.said)) == 1
    password = re.findall(r"One-time password: (\S+)", stack.said)[0]
    kept = [path for path in stack.data.rglob("*") if path.is_file() and password.encode() in path.read_bytes()]
    assert not kept, "the one-time password stands in a file"


def test_secrets_are_for_their_owner_alone(stack: Stack) -> None:
    assert stat.S_IMODE((stack.data / "secrets.env").stat().st_mode) == 0o600


def test_the_bot_gets_neither_keys_nor_database(stack: Stack) -> None:
    stack.wait_until_ready()
    bot = [pid for pid, command in processes_of(stack).items() if "rasa" in command or "serve_actions" in command]
    assert bot
    for pid in bot:
        names = {line.split(b"=")[0] for line in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")}
        assert not names & {b"ENCRYPTION_KEYS", b"SECRET_KEY", b"DATABASE_URL"}


def test_a_site_that_is_killed_comes_back(stack: Stack) -> None:
    master = min(pid for pid, command in processes_of(stack).items() if "gunicorn" in command)
    os.kill(master, signal.SIGKILL)
    until = time.monotonic() + 60
    while "The site is down (signal 9)" not in stack.said:
        assert time.monotonic() < until
        time.sleep(0.1)
    stack.wait_until_answers()


def test_nothing_is_left_after_it_was_stopped(stack: Stack) -> None:
    assert len(processes_of(stack)) > 4
    stack.stop()
    assert not processes_of(stack)
    need_port("127.0.0.1", stack.port)
    assert stack.process.returncode == 0
