"""The supervisor, with real processes: it restarts what falls, says so, and leaves nothing behind."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.console import Problem
from tools.machine import free_ports
from tools.part import Part
from tools.supervisor import Supervisor

# Starts a grandchild, notes both, and waits for ever.
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "a").write(f"{os.getpid()} {child.pid}\\n")
time.sleep(600)
"""
# Deaf to a polite request.
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    watcher = Supervisor(tmp_path)
    yield watcher
    watcher.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def part(folder: Path, code: str, *args: str, ready: str | None = None, once: bool = False) -> Part:
    command = [sys.executable, "-c", code, *args]
    return Part("thing", "The thing", command, dict(os.environ), folder, folder / "thing.log", ready, once)


def until(supervisor: Supervisor, true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        supervisor.tick()
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_stop_ends_grandchildren_too(supervisor: Supervisor, tmp_path: Path) -> None:
    notes = tmp_path / "pids"
    supervisor.add(part(tmp_path, FAMILY, str(notes)))
    until(supervisor, notes.exists)
    until(supervisor, lambda: notes.read_text().endswith("\n"))
    pids = [int(word) for word in notes.read_text().split()]
    assert all(alive(pid) for pid in pids)
    supervisor.stop()
    assert not any(alive(pid) for pid in pids)


def test_stop_ends_what_does_not_listen(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.supervisor.SECONDS_TO_STOP", 0.5)
    thing = supervisor.add(part(tmp_path, STUBBORN))
    until(supervisor, lambda: "deaf" in thing.log.read_text())
    assert thing.process
    pid = thing.process.pid
    supervisor.stop()
    assert not alive(pid)


def test_what_dies_is_started_again_and_said(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "pids"
    thing = supervisor.add(part(tmp_path, FAMILY, str(notes)))
    until(supervisor, notes.exists)
    assert thing.process
    first = thing.process.pid
    os.kill(first, 9)
    until(supervisor, lambda: thing.process is not None and thing.process.pid != first)
    assert "The thing is down (signal 9)" in capsys.readouterr().out
    # What the dead one had started is gone as well: it would hold the port of the new one.
    grandchild = int(notes.read_text().split()[1])
    assert not alive(grandchild)


def test_ready_means_that_its_address_answers(
    supervisor: Supervisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (port,) = free_ports(1)
    code = f"import http.server as h; h.HTTPServer(('127.0.0.1', {port}), h.SimpleHTTPRequestHandler).serve_forever()"
    thing = part(tmp_path, code, ready=f"http://127.0.0.1:{port}/")
    assert not thing.answers()
    supervisor.wait_for(supervisor.add(thing), 15)
    assert "The thing is ready" in capsys.readouterr().out


def test_a_part_that_never_starts_is_one_clear_line(supervisor: Supervisor, tmp_path: Path) -> None:
    thing = part(tmp_path, "raise SystemExit('cannot: No space left on device')", ready="http://127.0.0.1:9/")
    with pytest.raises(Problem, match="The thing does not start: the disk is full"):
        supervisor.wait_for(supervisor.add(thing), 15)


def test_a_task_runs_once_and_tells_how_it_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    codes: list[int] = []
    task = part(tmp_path, "raise SystemExit(3)", once=True)
    task.then = codes.append
    supervisor.add(task)
    until(supervisor, lambda: bool(codes))
    assert codes == [3]
    assert not supervisor.parts
