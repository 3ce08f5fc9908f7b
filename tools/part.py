"""One part of the running product: a process of its own, with its own group, log and way to tell that it is ready."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.console import end_group

LARGEST_LOG = 5_000_000
# A part that lived this long has recovered: its next fall is a first one again.
RECOVERED_SECONDS = 60
LONGEST_PAUSE = 30

# Where the system has it, a part ends even when we are killed and cannot end it ourselves.
_SETPRIV = shutil.which("setpriv")
WITH_US = [_SETPRIV, "--pdeathsig", "TERM"] if _SETPRIV else []


@dataclass
class Part:
    """A process that is kept alive (or, with `once`, runs to its end).

    `ready` is a URL that answers 200 when the part can be used, which is then said (in the words of `greeting` if it
    has one). `then` is called with the exit code of a `once`.
    """

    name: str
    title: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    ready: str | None = None
    once: bool = False
    then: Callable[[int], None] | None = None
    greeting: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    is_ready: bool = field(default=False, init=False)
    falls: int = field(default=0, init=False)
    begun: float = field(default=0.0, init=False)
    again_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start the process; what it says is added to its log, whose last one is kept when it has grown too long."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            os.replace(self.log, self.log.with_suffix(".log.1"))
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(
                [str(word) for word in [*WITH_US, *self.command]],
                cwd=self.cwd,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.begun = time.monotonic()
        self.is_ready = False

    def ended(self) -> int | None:
        """The exit code when the process has ended, else None."""
        return self.process.poll() if self.process else None

    def answers(self) -> bool:
        """Whether its address answers 200 now (within a second); a part without an address always does."""
        return self.ready is None or answers(self.ready)

    def fell(self) -> float:
        """Note that it ended by itself, end what it left behind, and return the pause before the next start."""
        self.signal(signal.SIGKILL)
        if time.monotonic() - self.begun > RECOVERED_SECONDS:
            self.falls = 0
        self.falls += 1
        self.is_ready = False
        self.process = None
        pause = float(min(2 ** (self.falls - 1), LONGEST_PAUSE))
        self.again_at = time.monotonic() + pause
        return pause

    def signal(self, how: signal.Signals) -> None:
        """Signal the part's whole group."""
        if self.process:
            end_group(self.process.pid, how)

    def gone(self) -> bool:
        """Whether nothing of its group is left."""
        if not self.process:
            return True
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


def answers(url: str) -> bool:
    """Whether a URL on this machine answers 200 within a second; no proxy is asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=1) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False
