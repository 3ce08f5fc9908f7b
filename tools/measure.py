"""Measures pages in one process of the site's environment, two sides in turn; prints one line of JSON."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from flask.testing import FlaskClient

from webapp import create_app

ROUNDS = 60
QUERIES = ("knife", "my son got kicked out of school", "evicted", "drop in near Edgware", "depressed and alone")
SHEETS = ("site.css", "site.js", "govuk-frontend.min.js")
BARE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ query }}</title></head><body><main>
<h1>{{ query }}</h1><form><label for="q">Search</label><input id="q" name="q" value="{{ query }}">
<button>Go</button></form>
<ol>{% for item in items %}<li><h2><a href="/en/services/{{ item.slug }}">{{ item.name }}</a></h2>
<p>{{ item.summary }}</p>
<dl><dt>Cost</dt><dd>{{ item.cost }}</dd><dt>Ring</dt><dd>{{ item.phone or item.ring }}</dd></dl></li>{% endfor %}</ol>
</main></body></html>"""


def bare_app(found: dict[str, list[dict[str, Any]]]) -> Flask:
    """A Flask application that does nothing but render the same results."""
    app = Flask("bare")

    @app.get("/<int:number>")
    def page(number: int) -> str:
        return render_template_string(BARE, query=QUERIES[number], items=found[QUERIES[number]])

    return app


def once(client: FlaskClient, url: str, query: dict[str, str] | None = None) -> float:
    """Milliseconds that one request takes; an answer other than 200 ends the measurement."""
    begun = time.perf_counter()
    response = client.get(url, query_string=query)
    took = (time.perf_counter() - begun) * 1000
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")
    return took


def measure() -> dict[str, Any]:
    """Medians and 95th percentiles in milliseconds, their ratio, and the weight of the first page in kB."""
    site = create_app()
    client = site.test_client()
    found = {query: client.get("/api/v1/services", query_string={"q": query}).get_json()["items"] for query in QUERIES}
    bare = bare_app(found).test_client()
    ours, theirs = [], []
    for turn in range(ROUNDS):
        number = turn % len(QUERIES)
        ours.append(once(client, "/en/services", {"q": QUERIES[number]}))
        theirs.append(once(bare, f"/{number}"))
    # The first round of each query fills the caches of both sides.
    ours, theirs = ours[len(QUERIES) :], theirs[len(QUERIES) :]
    page = client.get("/en/").data
    static = Path(site.static_folder or "")
    weight = {name: round(len(gzip.compress((static / name).read_bytes())) / 1000, 1) for name in SHEETS}
    return {
        "search_page_ms": {"median": median(ours), "p95": late(ours)},
        "bare_page_ms": {"median": median(theirs), "p95": late(theirs)},
        "search_over_bare": round(median(ours) / median(theirs), 1),
        "first_paint_kb_compressed": {"page": round(len(gzip.compress(page)) / 1000, 1), **weight},
    }


def median(times: list[float]) -> float:
    """The middle of times in milliseconds."""
    return round(statistics.median(times), 3)


def late(times: list[float]) -> float:
    """The time that one in twenty exceeds, in milliseconds."""
    return round(statistics.quantiles(times, n=20)[-1], 3)


if __name__ == "__main__":
    print(json.dumps(measure()))
