"""The only HTTP client of the actions: services and reporting routes from the site's API; what was not found, to it.

Answers are kept for a short while, so that most turns call nobody; an old answer serves while a new one is fetched, and
goes on serving when the site does not answer. One session, a time-out on every call, and never two calls for the
same thing at once: the site can never wait for itself through us.
"""

import asyncio
import logging
import os
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import quote

import aiohttp

logger = logging.getLogger(__name__)

FRESH_SECONDS = 60.0
OLDEST_SECONDS = 3600.0
MOST_KEPT = 2000
MOST_FOUND = 12
# Characters of what was typed that a search by words is given.
MOST_SEARCHED = 200
# What a conversation has been told of once as not found is not counted again: so many are remembered, as hashes.
MOST_REPORTED = 5000
TIMEOUT_SECONDS = 4.0
# Asked for when the server starts, so that the first frightened person does not wait for it.
WARM = ("en", "pl", "ar")
WARM_TRIES, WARM_PAUSE_SECONDS = 30, 2.0

_session: aiohttp.ClientSession | None = None
_kept: "OrderedDict[tuple[Any, ...], tuple[float, Any]]" = OrderedDict()
_warming: "asyncio.Task[None] | None" = None
_reported: "OrderedDict[int, None]" = OrderedDict()
_reports: "set[asyncio.Task[None]]" = set()
_under_way: dict[tuple[Any, ...], "asyncio.Task[Any]"] = {}


class SiteUnavailable(Exception):
    """The site did not answer in time, and nothing that it said before is kept."""


async def open_session(*_: Any) -> None:
    """Open the one session and begin to fetch what everybody needs (called when the action server starts)."""
    global _warming
    await _get_session()
    _warming = asyncio.get_running_loop().create_task(_warm_up())


async def close_session(*_: Any) -> None:
    """Close the session and forget what is kept (called when the action server ends)."""
    global _session, _warming
    if _warming is not None:
        _warming.cancel()
        _warming = None
    for task in [*_under_way.values(), *_reports]:
        task.cancel()
    _reported.clear()
    _under_way.clear()
    _kept.clear()
    if _session is not None:
        await _session.close()
        _session = None


async def find_services(
    language: str,
    *,
    need: str | None = None,
    words: str | None = None,
    public_only: bool = True,
    **wished: Any,
) -> dict[str, Any]:
    """Return the first services that fit, as `GET /api/v1/services` gives them; raise SiteUnavailable.

    `words` are what somebody typed: such an answer is never kept. `public_only` leaves out what is for professionals.
    `wished` are further parameters of the API (`actions.wishes.Wishes.search`), None where nothing is wished.
    """
    wanted = {
        "language": language,
        "need": need,
        "q": words[:MOST_SEARCHED] if words else None,
        "open_to": "public" if public_only else None,
        "per_page": MOST_FOUND,
        **wished,
    }
    key = _key("services", {name: value for name, value in wanted.items() if value is not None})
    return dict(await _call(key) if words else await _cached(key))


async def service(slug: str, language: str) -> dict[str, Any]:
    """Return a service in full, as `GET /api/v1/services/{slug}` gives it; raise SiteUnavailable."""
    return dict(await _cached(_key(f"services/{quote(slug, safe='')}", {"language": language})))


async def reporting_routes(language: str) -> dict[str, dict[str, Any]]:
    """Return the reporting routes with their contacts, by ROUTE; raise SiteUnavailable."""
    answer = await _cached(_key("reporting-routes", {"language": language}))
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["route"]: item for item in items}


def report_unmet(sender: str, needs: list[str], *, age: int | None = None, place: str | None = None) -> None:
    """Tell the site that nothing was found for these needs (codes; none when it is not clear), once a conversation.

    Never the words. Nobody waits for it, and when the site does not answer it is forgotten.
    """
    mark = hash((sender, *needs, age, place))
    if mark in _reported:
        return
    _reported[mark] = None
    while len(_reported) > MOST_REPORTED:
        _reported.popitem(last=False)
    body = {"needs": needs, "age": age, "ward": place}
    task = asyncio.get_running_loop().create_task(_report(body))
    # Held here, or it might be swept up before it is done.
    _reports.add(task)
    task.add_done_callback(_reports.discard)


async def _report(body: dict[str, Any]) -> None:
    session = await _get_session()
    try:
        async with session.post(f"{_base()}/api/v1/unmet", json=body, headers=_headers()) as response:
            response.raise_for_status()
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        logger.info("what was not found was not counted: %s", type(error).__name__)


async def _warm_up() -> None:
    """Fetch the reporting routes until the site, which may still be starting, has given them."""
    for language in WARM:
        for _ in range(WARM_TRIES):
            try:
                await reporting_routes(language)
                break
            except SiteUnavailable:
                await asyncio.sleep(WARM_PAUSE_SECONDS)


def _key(path: str, wanted: dict[str, Any]) -> tuple[Any, ...]:
    return (path, *sorted((name, str(value)) for name, value in wanted.items()))


async def _cached(key: tuple[Any, ...]) -> Any:
    """Return a kept answer at once if it is not too old, and fetch a new one behind it when it is no longer fresh."""
    kept = _kept.get(key)
    if kept is not None:
        age = time.monotonic() - kept[0]
        if age > FRESH_SECONDS:
            _fetch_once(key)
        if age <= OLDEST_SECONDS:
            return kept[1]
    # Shielded: somebody else may be waiting for the same answer.
    return await asyncio.shield(_fetch_once(key))


def _fetch_once(key: tuple[Any, ...]) -> "asyncio.Task[Any]":
    """Return the one task that is fetching this."""
    task = _under_way.get(key)
    if task is None:
        task = asyncio.get_running_loop().create_task(_fetch(key))
        _under_way[key] = task
        task.add_done_callback(lambda done: _finished(key, done))
    return task


def _finished(key: tuple[Any, ...], task: "asyncio.Task[Any]") -> None:
    _under_way.pop(key, None)
    if not task.cancelled() and task.exception() is not None:
        logger.info("the site did not answer for %s", key[0])


async def _fetch(key: tuple[Any, ...]) -> Any:
    answer = await _call(key)
    _kept[key] = (time.monotonic(), answer)
    _kept.move_to_end(key)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return answer


async def _call(key: tuple[Any, ...]) -> Any:
    session = await _get_session()
    try:
        async with session.get(f"{_base()}/api/v1/{key[0]}", params=dict(key[1:]), headers=_headers()) as response:
            response.raise_for_status()
            return await response.json()
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
        raise SiteUnavailable(type(error).__name__) from None


def _base() -> str:
    return os.environ.get("COUNCIL_API_URL", "http://127.0.0.1:8000").rstrip("/")


def _headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {os.environ.get('COUNCIL_API_TOKEN', '')}", "Accept": "application/json"}


async def _get_session() -> aiohttp.ClientSession:
    global _session
    if _session is None or _session.closed:
        _session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS), connector=aiohttp.TCPConnector(limit=8)
        )
    return _session
