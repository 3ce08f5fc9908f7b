"""How the tools speak to the person at the terminal: progress while they work, one clear line when they cannot."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
HEARTBEAT_SECONDS = 10


class Problem(Exception):
    """Something that the person has to mend; its text is the one line that says what and how."""


class Stopped(BaseException):
    """Ctrl-C, or a request to end. Not an Exception: nothing may swallow it by accident."""


# What a program says when it fails, and what a person needs to read instead. The first that fits wins.
CAUSES = (
    (
        r"no space left on device|ENOSPC|os error 28\b|disk is full|disk quota exceeded",
        "the disk is full; free some space and try again",
    ),
    (
        r"command '?\S*(gcc|cc|clang)'? failed: no such file|unable to execute '?\S*(gcc|cc)|no acceptable c compiler",
        "a C compiler is missing; install one (on Debian or Ubuntu: apt-get install build-essential) and try again",
    ),
    (
        r"dns error|name resolution|name or service not known|getaddrinfo|EAI_AGAIN|ENOTFOUND|ENETUNREACH|ECONNREFUSED"
        r"|ETIMEDOUT|network is unreachable|connection refused|failed to establish a new connection|tcp connect error"
        r"|error sending request|operation timed out|could not connect|proxy|temporary failure resolving",
        "the network cannot be reached, and it is needed to download this the first time",
    ),
)


def say(text: str = "") -> None:
    """Print a line at once, even into a pipe."""
    print(text, flush=True)


def size(count: float) -> str:
    """A number of bytes as people read it: "310 MB", "4.0 GB"."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def duration(seconds: float) -> str:
    """A length of time as people read it: "0.4 s", "12 s", "3 min 20 s"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say that `title` has begun, and how long it took."""
    begun = time.monotonic()
    say(f"• {title} …")
    yield
    say(f"  done in {duration(time.monotonic() - begun)}")


def run(
    command: Sequence[str | Path],
    title: str,
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
    secret: bool = False,
) -> str:
    """Run a program quietly and return what it said (out and err together).

    A sign of life every ten seconds; what it says goes to `log` (default `.tools/logs/<program>.log`), and
    nowhere else when `secret`. Its whole process group ends with us. Raises Problem, in one line, when it cannot
    start or fails.
    """
    log = log or ROOT / ".tools" / "logs" / f"{Path(command[0]).name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with log.open("wb") as sink:
        try:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env=dict(env) if env is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Problem(f"{title}: {command[0]} cannot be started ({error.strerror}).") from error
        try:
            _wait(process, begun, None if secret else log)
        finally:
            end_group(process.pid, signal.SIGKILL if process.poll() is None else signal.SIGTERM)
    said = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise Problem(f"{title} failed: {cause(said)} (everything it said: {shown(log)})")
    return said


def _wait(process: subprocess.Popen[bytes], begun: float, log: Path | None) -> None:
    while True:
        try:
            process.wait(HEARTBEAT_SECONDS)
            return
        except subprocess.TimeoutExpired:
            say(f"  … {duration(time.monotonic() - begun)} {last_line(log) if log else ''}".rstrip())


def end_group(group: int, how: signal.Signals) -> None:
    """Signal a whole process group; a group that is gone already is no error."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, how)


def cause(said: str) -> str:
    """Why a program failed, from what it said: a known cause in plain words, else its last telling line."""
    for pattern, meaning in CAUSES:
        if re.search(pattern, said, re.IGNORECASE):
            return meaning
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|failed|cannot|denied", line, re.IGNORECASE)]
    return (telling or lines or ["it said nothing"])[-1][:300]


def last_line(log: Path) -> str:
    """The last line of a log that is not empty, shortened, without control characters."""
    try:
        with log.open("rb") as source:
            source.seek(max(0, log.stat().st_size - 2000))
            lines = [line.strip() for line in re.split(r"[\r\n]", source.read().decode(errors="replace"))]
    except OSError:
        return ""
    last = next((line for line in reversed(lines) if line), "")
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x1f]", "", last)[:110]


def shown(path: Path) -> str:
    """A path as people read it: from the project's folder where it lies within."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def main(work: Callable[[], int | None]) -> NoReturn:
    """Run a tool: signals become Stopped, problems become one line on standard error and exit code 1."""

    def stop(_number: int, _frame: object) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        code = work() or 0
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        code = 1
    except Stopped:
        sys.stderr.write("Stopped.\n")
        code = 130
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        where = f": {error.filename}" if error.filename else ""
        sys.stderr.write(f"Cannot write ({error.strerror}{where}). Free some space, or look at the folder's rights.\n")
        code = 1
    sys.exit(code)
