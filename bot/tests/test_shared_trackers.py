"""Conversations in a real Redis: short-lived, unreadable, deleted on a quick exit, and a Redis that is away."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from conftest import free_port
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from redis import Redis
from shared_trackers import PREFIX, SharedTrackers

T = TypeVar("T")
NAME = "a-conversation-name"
WORDS = "he follows me home from school"


class Server:
    """A Redis server of this test's own, in memory only."""

    def __init__(self, program: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        limit = time.monotonic() + 20
        while True:
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
                return
            except OSError:
                assert time.monotonic() < limit
            except Exception:  # redis has an error of its own for a refused connection
                assert time.monotonic() < limit
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("this machine has no redis-server")
    monkeypatch.setenv("BOT_API_TOKEN", "only-for-tests")
    server = Server(program, tmp_path)
    yield server
    server.stop()


def talk(*texts: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(NAME, [UserUttered(text) for text in texts])


def store(url: str) -> SharedTrackers:
    return SharedTrackers(Domain.empty(), minutes=30, host=url)


def run(url: str, what: Callable[[SharedTrackers], Awaitable[T]]) -> T:
    """Do it with the trackers of one process, which ends afterwards."""

    async def whole() -> T:
        trackers = store(url)
        try:
            return await what(trackers)
        finally:
            await trackers._redis.close()
            await trackers._redis.connection_pool.disconnect()

    return asyncio.run(whole())


def texts(tracker: DialogueStateTracker | None) -> list[str | None]:
    return [] if tracker is None else [event.text for event in tracker.events if isinstance(event, UserUttered)]


def test_another_process_goes_on_with_the_conversation(server: Server) -> None:
    run(server.url, lambda one: one.save(talk(WORDS, "and now")))
    assert texts(run(server.url, lambda other: other.retrieve(NAME))) == [WORDS, "and now"]


def test_redis_holds_neither_names_nor_words_and_deletes_after_half_an_hour(server: Server) -> None:
    run(server.url, lambda one: one.save(talk(WORDS)))
    with Redis.from_url(server.url) as client:
        keys = list(client.scan_iter())
        assert len(keys) == 1
        assert keys[0].startswith(PREFIX.encode())
        assert NAME.encode() not in keys[0]
        assert WORDS.encode() not in client.get(keys[0])
        assert 1700 < client.ttl(keys[0]) <= 1800


def test_a_conversation_that_ends_is_gone_from_redis(server: Server) -> None:
    run(server.url, lambda one: one.save(talk(WORDS)))
    run(server.url, lambda other: other.save(DialogueStateTracker.from_events(NAME, [])))
    with Redis.from_url(server.url) as client:
        assert client.dbsize() == 0


def test_words_of_another_token_cannot_be_read_and_hurt_nobody(server: Server) -> None:
    run(server.url, lambda one: one.save(talk(WORDS)))
    with Redis.from_url(server.url) as client:
        [key] = client.scan_iter()
        client.set(key, b"not ours")
    assert run(server.url, lambda one: one.retrieve(NAME)) is None


def test_while_redis_is_away_the_talk_goes_on_in_memory_and_returns_to_redis(server: Server) -> None:
    async def away(trackers: SharedTrackers) -> None:
        await trackers.save(talk("one"))
        server.stop()
        assert await trackers.retrieve(NAME) is None
        await trackers.save(talk("two"))
        assert texts(await trackers.retrieve(NAME)) == ["two"]
        server.start()
        await trackers.save(talk("two", "three"))
        assert not trackers.store, "words stay in memory although Redis has them"

    run(server.url, away)
    assert texts(run(server.url, lambda other: other.retrieve(NAME))) == ["two", "three"]


def test_without_an_address_or_a_token_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_API_TOKEN", "")
    with pytest.raises(ValueError, match="BOT_API_TOKEN"):
        store("redis://127.0.0.1:6379/0")
