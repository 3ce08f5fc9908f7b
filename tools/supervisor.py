"""Keeps the parts of the product alive, says plainly when one is down, and leaves nothing behind when it stops."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

from tools.console import Problem, cause, duration, last_line, say, shown, size
from tools.home import ROOM_TO_RUN
from tools.part import Part

TICK_SECONDS = 0.2
HEARTBEAT_SECONDS = 15
SECONDS_TO_STOP = 15
DISK_EVERY_SECONDS = 60
# A part that never was ready and fell this often will not come up by itself.
HOPELESS_FALLS = 3


class Supervisor:
    """Watches its parts from one thread; `tick` does a round, `stop` ends everything."""

    def __init__(self, folder: Path) -> None:
        self.parts: list[Part] = []
        self._folder = folder
        self._disk_at = 0.0
        self._spoke: dict[str, float] = {}

    def add(self, part: Part) -> Part:
        """Start a part and watch it from now on."""
        self.parts.append(part)
        part.start()
        self._spoke[part.name] = time.monotonic()
        return part

    def tick(self) -> None:
        """One round: notice ends, restart, notice readiness, give signs of life, look at the disk."""
        for part in list(self.parts):
            if part.process is None:
                if time.monotonic() >= part.again_at:
                    part.start()
            elif (code := part.ended()) is not None:
                self._ended(part, code)
            elif not part.is_ready and not part.once:
                self._look(part)
            elif part.once:
                self._still(part)
        self._look_at_disk()

    def _ended(self, part: Part, code: int) -> None:
        if part.once:
            self.parts.remove(part)
            part.signal(signal.SIGKILL)  # whatever it left behind
            if part.then:
                part.then(code)
            return
        pause = part.fell()
        why = f"signal {-code}" if code < 0 else f"code {code}"
        say(
            f"! {part.title} is down ({why}): {last_line(part.log) or 'it said nothing'}. "
            f"Starting it again in {duration(pause)}; its log: {shown(part.log)}"
        )

    def _look(self, part: Part) -> None:
        if not part.answers():
            return
        part.is_ready = True
        if part.ready:
            say(part.greeting or f"• {part.title} is ready ({duration(time.monotonic() - part.begun)})")

    def _still(self, part: Part) -> None:
        if time.monotonic() - self._spoke[part.name] >= HEARTBEAT_SECONDS:
            self._spoke[part.name] = time.monotonic()
            say(f"  … {part.title} {duration(time.monotonic() - part.begun)} {last_line(part.log)}".rstrip())

    def _look_at_disk(self) -> None:
        if time.monotonic() < self._disk_at:
            return
        self._disk_at = time.monotonic() + DISK_EVERY_SECONDS
        free = shutil.disk_usage(self._folder).free
        if free < ROOM_TO_RUN:
            say(f"! The disk is almost full: {size(free)} left for {shown(self._folder)}. Answers may be refused soon.")

    def wait_for(self, part: Part, seconds: float) -> None:
        """Tick until `part` is ready. Raises Problem when it keeps falling or takes longer than `seconds`."""
        until = time.monotonic() + seconds
        while not part.is_ready:
            self.tick()
            if part.falls >= HOPELESS_FALLS or time.monotonic() > until:
                said = part.log.read_text(encoding="utf-8", errors="replace")[-20_000:]
                raise Problem(f"{part.title} does not start: {cause(said)} (its log: {shown(part.log)})")
            time.sleep(TICK_SECONDS / 2)

    def run(self) -> None:
        """Tick for ever; a signal ends it from outside."""
        while True:
            self.tick()
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """End every part with all that it started: asked first, made to after SECONDS_TO_STOP."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave half of them behind
        parts, self.parts = self.parts, []
        for part in parts:
            part.signal(signal.SIGTERM)
        until = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < until and not all(part.gone() for part in parts):
            time.sleep(0.05)
        for part in parts:
            part.signal(signal.SIGKILL)
            if part.process:
                part.process.wait()
