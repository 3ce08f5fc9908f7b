"""A process of the bot is killed while people talk to it: no accepted answer is lost, and hardly anybody notices."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from surveys import crypto
from surveys.models import Answer
from tests.support.stack import Stack
from tools.home import Home, read_secrets
from tools.machine import free_ports

pytestmark = pytest.mark.slow

TALKERS, ANSWERERS = 6, 3
# Far more than it takes to come to a question in one's own words.
MOST_QUESTIONS = 40
SURVEY = "resident-2026"
# A machine that is busy with other things is slow, not wrong.
SECONDS = 120
# What stands in the place of "please say that again": the directory answers while the bot is away.
AWAY = "The chat helper is"
WORDS = (
    "hello",
    "my bike was stolen from outside the library",
    "a mentor for my son who is 14",
    "is there a drop in near Edgware",
    "thank you",
)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """A Redis of this module's own where the machine has one; else the bot's conversations are in memory."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    port = free_ports(1)[0]
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with Redis.from_url(url) as client:
                client.ping()
            break
        except RedisError:
            time.sleep(0.05)
    yield url
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def stack(redis_url: str | None) -> Iterator[Stack]:
    """A product with two processes of the bot."""
    product = Stack(env={"RASA_PROCESSES": "2"} | ({"REDIS_URL": redis_url} if redis_url else {}))
    try:
        product.wait_until_ready()
        yield product
    finally:
        product.stop()


class Person(threading.Thread):
    """Talks until told to stop; remembers how often the bot was away, and what went wrong."""

    def __init__(self, url: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        self.stop = stop
        self.talk: str | None = None
        self.turns, self.away = 0, 0
        self.wrong: list[str] = []

    def say(self, message: str) -> dict[str, Any]:
        body = {"message": message} | ({"conversation": self.talk} if self.talk else {})
        answer = self.http.post("/api/v1/chat", json=body)
        if answer.status_code != 200:
            self.wrong.append(f"{answer.status_code}: {answer.text}")
            return {"messages": []}
        reply = dict(answer.json())
        self.talk = reply["conversation"]
        self.turns += 1
        self.away += any(message["text"].startswith(AWAY) for message in reply["messages"])
        return reply

    def run(self) -> None:
        while not self.stop.is_set():
            for words in WORDS:
                if not self.stop.is_set():
                    self.say(words)


class Answerer(Person):
    """Answers a survey in the chat, and remembers what was accepted: the next thing was asked."""

    def __init__(self, url: str, stop: threading.Event, number: int) -> None:
        super().__init__(url, stop)
        self.mark = f"There is nothing for teenagers to do after school, they shut the club. {number}"
        self.accepted: set[tuple[str, str]] = set()
        self.marked = False

    def run(self) -> None:
        self.say(f"survey:begin:{SURVEY}")
        reply = self.say("survey:agree")
        for _ in range(MOST_QUESTIONS):
            if self.marked and self.stop.is_set():
                return
            payloads = [b["payload"] for message in reply["messages"] for b in message.get("buttons", [])]
            picks = [payload for payload in payloads if payload.startswith("survey:pick:")]
            done = [payload for payload in payloads if payload.startswith("survey:done:")]
            if "survey:send" in payloads:
                return
            if done or not picks:
                reply = self.say((done or [self.mark if not self.marked else "skip"])[0])
                self.marked = self.marked or not done
                continue
            question, option = picks[0].split(":")[2:4]
            reply = self.say(picks[0])
            if reply["messages"]:
                self.accepted.add((question, option))


def bots(stack: Stack) -> list[int]:
    """The processes of the bot of this product."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"DATA_DIR={stack.data}".encode() in environment and b"serve.py" in command:
            found.append(int(folder.name))
    return sorted(found)


def test_a_bot_killed_under_load_loses_no_answer_and_nobody_has_to_say_it_twice_more_than_once(
    stack: Stack, redis_url: str | None
) -> None:
    before = bots(stack)
    assert len(before) == 2
    warm(stack.url)
    stop = threading.Event()
    talkers = [Person(stack.url, stop) for _ in range(TALKERS)]
    answerers = [Answerer(stack.url, stop, number) for number in range(ANSWERERS)]
    people: list[Person] = [*talkers, *answerers]
    for person in people:
        person.start()
    try:
        have_turns(people, 2 * len(people))
        os.kill(before[0], signal.SIGKILL)
        have_turns(people, sum(person.turns for person in people) + 2 * len(people))
    finally:
        stop.set()
        for person in people:
            person.join(SECONDS)
    assert not any(person.is_alive() for person in people)
    for person in people:
        person.http.close()
    assert [person.wrong for person in people if person.wrong] == [], stack.logs()
    assert all(person.turns for person in people)
    assert max(person.away for person in people) <= 1, [person.away for person in people]
    stored = answers(stack)
    for one in answerers:
        assert one.accepted
        assert [one.accepted - kept for texts, kept in stored if one.mark in texts] == [set()], stored
    # It comes back by itself, and who leaves is forgotten where conversations are kept.
    stack.wait_until_ready()
    assert len(bots(stack)) == 2
    assert before[0] not in bots(stack)
    if redis_url:
        kept_for_a_short_while(redis_url)


def warm(url: str) -> None:
    """Let every part load what it loads at the first turn."""
    first = Person(url, threading.Event())
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        before = first.away
        for words in WORDS:
            first.say(words)
        if first.away == before:
            break
    first.http.close()


def have_turns(people: list[Person], number: int) -> None:
    """Return once they have had so many turns in all."""
    until = time.monotonic() + SECONDS
    while sum(person.turns for person in people) < number:
        assert time.monotonic() < until, f"too few turns: {[person.turns for person in people]}"
        time.sleep(0.05)


def answers(stack: Stack) -> list[tuple[set[str], set[tuple[str, str]]]]:
    """What the database holds of each draft: texts, and choices as (question, option)."""
    crypto.configure_keys(read_secrets(Home(stack.data, "127.0.0.1", stack.port, demo=False))["ENCRYPTION_KEYS"])
    engine = sa.create_engine(f"sqlite:///{stack.data / 'frontdoor.db'}")
    with Session(engine) as session:
        found: dict[str | None, tuple[set[str], set[tuple[str, str]]]] = {}
        for answer in session.scalars(sa.select(Answer)):
            texts, chosen = found.setdefault(answer.draft_id, (set(), set()))
            texts.add(answer.text or "")
            chosen |= {(answer.question_code, choice.option_code) for choice in answer.choices}
    engine.dispose()
    return list(found.values())


def kept_for_a_short_while(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        keys = list(client.scan_iter("frontdoor:talk:*"))
        assert keys, "no conversation is in Redis"
        assert all(0 < client.ttl(key) <= 1800 for key in keys)
        assert not any(b"bike" in client.get(key) for key in keys)
