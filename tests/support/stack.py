"""The real whole product for browser tests: started as `make run` does it, with the bot, on data of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from tools.console import ROOT
from tools.machine import free_ports

# A cold bot is trained first, on two cores that may be shared.
SECONDS_TO_ANSWER, SECONDS_TO_BE_READY = 180, 900
# What the person's own installation says must not reach this one.
NOT_OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "RASA_URLS",
    "SITE_URL",
    "DEMO",
    "SECRET_KEY",
    "ENCRYPTION_KEYS",
    "BOT_API_TOKEN",
)


class Stack:
    """One running product. `url` has no slash at its end; `said` is what it printed so far."""

    def __init__(self, *, demo: bool = False, env: Mapping[str, str] | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="frontdoor-stack-")
        self.data = Path(self._folder.name) / "data"
        self.data.mkdir(mode=0o700)
        # Models are named by what they were trained from: with the installation's own ones nothing is trained twice.
        models = ROOT / "var" / "models"
        models.mkdir(parents=True, exist_ok=True)
        (self.data / "models").symlink_to(models)
        self.port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{self.port}"
        own = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        own |= {"DATA_DIR": str(self.data), "PORT": str(self.port), **(env or {})}
        self._output = Path(self._folder.name) / "output"
        with self._output.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools.run", *(["--demo"] if demo else [])],
                cwd=ROOT,
                env=own,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """What the supervisor printed so far (the one-time password too)."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    def wait_until_answers(self) -> None:
        """Return when the site answers, the bot perhaps not yet. Raises RuntimeError with what was printed."""
        self._wait("/healthz", SECONDS_TO_ANSWER)

    def wait_until_ready(self) -> None:
        """Return when database, bot and job worker are ready. Raises RuntimeError with what was printed."""
        self._wait("/readyz", SECONDS_TO_BE_READY)

    def _wait(self, path: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(self.url + path, timeout=5, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise RuntimeError(f"{path} does not answer 200:\n{self.said}\n{self.logs()}")

    def logs(self) -> str:
        """The last lines of every part's log."""
        logs = sorted((self.data / "logs").glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs)

    def stop(self) -> None:
        """End the product as a person does, and delete its data. Raises RuntimeError when it does not end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired as error:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise RuntimeError(f"The product did not stop:\n{self.said}") from error
        finally:
            (self.data / "models").unlink(missing_ok=True)
            self._folder.cleanup()
