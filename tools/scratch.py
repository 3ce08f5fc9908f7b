"""Settings for a command that needs the application and must touch nobody's data."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.home import Home, make_secrets, settings


@contextmanager
def scratch_environment() -> Iterator[dict[str, str]]:
    """The environment of an installation in a temporary folder, with secrets of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="frontdoor-") as folder:
        place = Home(Path(folder), "127.0.0.1", 8000, demo=False)
        make_secrets(place)
        env = settings(place)
        for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL"):
            env.pop(name, None)
        yield env | {"PATH": os.environ.get("PATH", os.defpath)}
