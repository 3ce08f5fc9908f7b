"""Running several checks one after the other, all of them even when one fails, with a summary at the end."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.console import ROOT, duration, end_group, say


@dataclass
class Gate:
    """One check: a command that must end with 0. `mend` tells the person what to do when it does not."""

    title: str
    command: Sequence[str | Path]
    mend: str = ""
    cwd: Path = ROOT
    env: Mapping[str, str] | None = None
    seconds: float = field(default=0.0, init=False)
    code: int = field(default=0, init=False)

    def run(self) -> bool:
        """Run it in the person's terminal, with everything it says; ends with us."""
        say(f"\n=== {self.title}")
        begun = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in self.command],
            cwd=self.cwd,
            env=dict(self.env) if self.env is not None else None,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self.code = process.wait()
        finally:
            if process.poll() is None:
                end_group(process.pid, signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    end_group(process.pid, signal.SIGKILL)
        self.seconds = time.monotonic() - begun
        return self.code == 0


def run_all(gates: Sequence[Gate]) -> int:
    """Run every gate, print a summary, return 0 only when all are passed."""
    for gate in gates:
        gate.run()
    say("\n=== Summary")
    for gate in gates:
        verdict = "passed" if gate.code == 0 else f"FAILED (code {gate.code})"
        say(f"  {verdict:<18} {duration(gate.seconds):>12}  {gate.title}")
        if gate.code and gate.mend:
            say(f"  {'':<18} {'':>12}  → {gate.mend}")
    return int(any(gate.code for gate in gates))
