"""Measures a survey page's post, which checks, reads for danger, encrypts and saves, over a bare insert; prints JSON.

The bare side is a Flask page that puts the same words into one row of the same kind of database and redirects.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask, redirect, request
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from werkzeug.wrappers import Response

from tools.measure import late, median
from webapp import create_app

SURVEY, PAGE, QUESTION = "resident-2026", "safety", "q2_safety"
PEOPLE, POSTS = 6, 10
WORDS = (
    "Dark paths by the station and nobody about after eight",
    "Groups outside the shops, it would feel better with a warden now and then",
    "I feel fine here, the neighbours look out for each other",
)


def bare(folder: Path) -> FlaskClient:
    """A page that inserts and redirects, with a database file and a commit for each post."""
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}")
    with engine.begin() as connection:
        connection.execute(text("PRAGMA journal_mode=WAL"))
        connection.execute(text("CREATE TABLE answer (id INTEGER PRIMARY KEY, words TEXT)"))
    app = Flask("bare")

    @app.post("/")
    def page() -> Response:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO answer (words) VALUES (:words)"), {"words": request.form["words"]})
        return redirect("/")

    return app.test_client()


def token(page: str) -> str:
    """What a form has to send back."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise SystemExit("a form without a token")
    return found.group(1)


def post(client: FlaskClient, path: str, data: dict[str, str]) -> float:
    """Milliseconds that a post takes; an answer that is no redirect ends the measurement."""
    begun = time.perf_counter()
    response = client.post(path, data=data)
    took = (time.perf_counter() - begun) * 1000
    if response.status_code != 302:
        raise SystemExit(f"{path} answered {response.status_code}")
    return took


def measure() -> dict[str, Any]:
    """Medians and 95th percentiles in milliseconds, and their ratio; the two sides in turn."""
    site = create_app()
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix="frontdoor-post-") as folder:
        plain = bare(Path(folder))
        for person in range(PEOPLE):
            client = site.test_client()
            start, page = f"/en/surveys/{SURVEY}", f"/en/surveys/{SURVEY}/questions/{PAGE}"
            post(client, start, {"agree": "yes", "csrf_token": token(client.get(start).text)})
            sent = token(client.get(page).text)
            for turn in range(POSTS):
                words = WORDS[turn % len(WORDS)]
                took = post(client, page, {QUESTION: f"{words} {turn}", "csrf_token": sent})
                beside = post(plain, "/", {"words": f"{words} {turn}"})
                if person:  # the first person fills the caches of both sides
                    ours.append(took)
                    theirs.append(beside)
    return {
        "survey_post_ms": {"median": median(ours), "p95": late(ours)},
        "bare_insert_ms": {"median": median(theirs), "p95": late(theirs)},
        "survey_post_over_bare_insert": round(median(ours) / median(theirs), 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
