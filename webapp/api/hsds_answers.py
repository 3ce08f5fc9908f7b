"""The answers of the Open Referral feed: pages with their header, streams, and headers that let anyone read them."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from flask import Response, request, stream_with_context

from directory.hsds_queries import Page
from webapp.api.hsds_schemas import LAST_PAGE, MOST_A_PAGE, Paging
from webapp.api.problems import problem
from webapp.extensions import db

T = TypeVar("T")
PER_PAGE = 50


def listed(asked: Paging, page_of: Callable[[int, int], Page[Any]], values: Callable[[list[Any]], Iterable[Any]],
           *, all_at_once: bool = False) -> Response:  # fmt: skip
    """Return a list as it was asked for: a page with its header, or every record as a stream.

    In: `page_of(start, size)` gives rows, `values(rows)` what is served of them.
    """
    if asked.format == "ndjson":
        return _streamed(page_of, values)
    size = asked.per_page or (LAST_PAGE if all_at_once else PER_PAGE)
    number = asked.page or 1
    page = page_of((number - 1) * size, size)
    contents = list(values(page.rows))
    pages = -(-page.total // size)
    return told(
        {
            "total_items": page.total,
            "total_pages": pages,
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


def _streamed(page_of: Callable[[int, int], Page[Any]], values: Callable[[list[Any]], Iterable[Any]]) -> Response:
    """Return every record, one a line, holding only some of them at a time."""

    def lines() -> Iterator[str]:
        start = 0
        while rows := page_of(start, MOST_A_PAGE).rows:
            for value in values(rows):
                yield json.dumps(value, ensure_ascii=False) + "\n"
            start += MOST_A_PAGE
            db.session.expunge_all()

    return Response(stream_with_context(lines()), mimetype="application/x-ndjson")


def cut(make: Callable[[], list[T]]) -> Callable[[int, int], Page[T]]:
    """Return how to take pages from a list that is made whole, once, when the first is taken.

    Not before: what a stream tells is read after the request's own transaction has ended.
    """
    rows = cache(make)
    return lambda start, size: Page(len(rows()), rows()[start : start + size])


def told(values: dict[str, Any]) -> Response:
    """Return values as JSON, in the order in which they are given: the header of a page stands first."""
    return Response(json.dumps(values, ensure_ascii=False) + "\n", mimetype="application/json")


def missing() -> Response:
    """Return the answer for an id that nothing has."""
    return problem(404, "There is no record with this id.")


def open_to_all(response: Response) -> Response:
    """Let a page of any site read the feed, errors too, and let caches ask whether it has changed."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Access-Control-Max-Age"] = "86400"
    # A place that has become secret must be gone at once: caches may keep, but ask before they give.
    response.headers["Cache-Control"] = "public, no-cache"
    if request.method == "OPTIONS" and response.status_code == 200:
        response.status_code = 204
        del response.headers["Content-Type"]
    if response.status_code == 200 and not response.is_streamed and request.method in ("GET", "HEAD"):
        response.add_etag()
        response.make_conditional(request)
    return response
