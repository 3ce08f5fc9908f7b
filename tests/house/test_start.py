"""A second start takes seconds: what only a job or the first chat needs is not loaded with the site."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Each takes longer to load than most of the site; the web server warms the triage up behind the first pages.
HEAVY = {"sklearn", "nltk", "textblob"}


def test_the_site_starts_without_the_libraries_of_the_analysis() -> None:
    code = "import sys; from webapp import create_app; create_app(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "flask" in loaded
    assert not loaded & HEAVY
