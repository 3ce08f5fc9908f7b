"""The client of the Rasa processes: one HTTP session, a time-out on every call, one process for each conversation.

A conversation's name decides which process owns it, so that one process sees all its messages and takes them one
after the other (it holds a lock for each conversation; two processes that share one lose messages: bot.md, "Load").
Only while the owner is gone does the next in this conversation's own order answer: nobody need say anything again.
Rasa answers whoever asks, so it listens on loopback only and this is its only client (bot.md, "Conversation").
"""

import logging
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

import httpx

from webapp.chat.reply import Message, read_message

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(15.0, connect=1.0)
ABOUT_TIMEOUT = httpx.Timeout(4.0, connect=0.5)
FORGET_TIMEOUT = httpx.Timeout(2.0, connect=0.5)
MOST_AT_ONCE = 72
"""Turns that may wait for the bot at once in this process.

Fewer than the web server has threads (96): the bot's actions ask this site's API, and must always find a free one.
"""
REST_AFTER_TIMEOUT_SECONDS = 5.0


class BotDown(Exception):
    """The bot cannot answer now: not there, waking up, too slow or too busy."""


class _Gone(Exception):
    """This one process cannot be reached; another may answer."""


class RasaClient:
    """Talks to the Rasa processes at `urls`; which one is decided by the conversation's name, always the same."""

    def __init__(self, urls: tuple[str, ...], token: str) -> None:
        """Take the processes' addresses and the token of their own API."""
        self._urls = tuple(url.rstrip("/") for url in urls)
        self._token = token
        limits = httpx.Limits(max_connections=MOST_AT_ONCE + 8, max_keepalive_connections=MOST_AT_ONCE)
        self._http = httpx.Client(timeout=TIMEOUT, limits=limits, trust_env=False)
        self._places = BoundedSemaphore(MOST_AT_ONCE)
        self._resting: dict[str, float] = {}
        self._answered: dict[str, float] = {}
        self._background = ThreadPoolExecutor(2, thread_name_prefix="forget")

    def say(self, name: str, text: str, metadata: Mapping[str, Any]) -> tuple[str | None, list[Message]]:
        """Send one message and return (route or None, messages); raise BotDown.

        `metadata`: `language`, `alert`, `audience`, and `button` (a ROUTE) when one was pressed.
        """
        body = {"sender": name, "message": text, "metadata": dict(metadata)}
        if not self._places.acquire(blocking=False):
            raise BotDown("busy")
        try:
            for url in self._order(name):
                # A process that hangs does not get everybody's seconds.
                if time.monotonic() >= self._resting.get(url, 0.0):
                    try:
                        return _read(self._post(url, body))
                    except _Gone as gone:
                        logger.warning("a process of the bot is gone: %s", gone)
            raise BotDown("none answers")
        finally:
            self._places.release()

    def about(self, name: str, text: str) -> tuple[str | None, float]:
        """Return (route, how sure from 0 to 1) of words, which the conversation does not get; raise BotDown."""
        url = self._order(name)[0]
        try:
            answer = self._http.post(
                f"{url}/model/parse", params={"token": self._token}, json={"text": text}, timeout=ABOUT_TIMEOUT
            )
            answer.raise_for_status()
            intent = answer.json()["intent"]
            return str(intent["name"]), float(intent["confidence"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise BotDown(type(error).__name__) from None

    def forget(self, name: str) -> None:
        """Delete the conversation in the bot, in the background: who leaves quickly does not wait for it.

        In every process, for another may have stood in for the owner. Where the bot cannot be reached, it forgets by
        itself after half an hour of silence.
        """
        for url in self._order(name):
            self._background.submit(self._forget, url, name)

    def close(self) -> None:
        """Finish what is under way and close the connections."""
        self._background.shutdown()
        self._http.close()

    def _forget(self, url: str, name: str) -> None:
        events = f"{url}/conversations/{name}/tracker/events"
        try:
            self._http.put(events, params={"token": self._token}, json=[], timeout=FORGET_TIMEOUT).raise_for_status()
        except httpx.HTTPError as error:
            logger.warning("the bot did not delete a conversation: %s", type(error).__name__)

    def _order(self, name: str) -> list[str]:
        """Return the processes in the order in which this conversation wants them, the owner first.

        By rendezvous hashing on the process's number (its port changes with every start): with one more process only
        its share of the conversations moves, and the conversations of one that is gone spread over all others.
        """
        numbered = enumerate(self._urls)
        return [url for _number, url in sorted(numbered, key=lambda one: sha256(f"{one[0]} {name}".encode()).digest())]

    def _post(self, url: str, body: dict[str, Any]) -> Any:
        asked = time.monotonic()
        try:
            response = self._http.post(f"{url}/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            self._answered[url] = time.monotonic()
            return response.json()
        except httpx.ReadTimeout:
            # Slow under load is one thing; that it answered nobody all that time is another: then it hangs.
            if self._answered.get(url, 0.0) < asked:
                self._resting[url] = time.monotonic() + REST_AFTER_TIMEOUT_SECONDS
            raise BotDown("slow") from None
        except (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
            # Refused, or broken off in the middle: a message that is understood twice does no harm, for the bot
            # stores nothing but the talk (decision 10).
            raise _Gone(type(error).__name__) from None
        except httpx.ConnectTimeout:
            self._resting[url] = time.monotonic() + REST_AFTER_TIMEOUT_SECONDS
            raise _Gone("no connection") from None
        except (httpx.HTTPError, ValueError) as error:
            raise BotDown(type(error).__name__) from None


def _read(answers: Any) -> tuple[str | None, list[Message]]:
    """Return route and messages from Rasa's answers; an answer without any message is no answer."""
    given = (
        [answer.get("custom") for answer in answers if isinstance(answer, dict)] if isinstance(answers, list) else []
    )
    messages = [message for message in map(read_message, given) if message is not None]
    if not messages:
        raise BotDown("nothing said")
    routes = [custom.get("route") for custom in given if isinstance(custom, dict)]
    route = routes[0] if routes and isinstance(routes[0], str) else None
    return route, messages


@cache
def client(urls: tuple[str, ...], token: str) -> RasaClient:
    """Return this process's one client for these addresses."""
    return RasaClient(urls, token)
