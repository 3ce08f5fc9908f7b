"""What the bot serves follows what is in force: running processes are told, those that start read a file."""

import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.integration.workbench.conftest import StandIn
from webapp.workbench import attempts, sentences, serving, training
from webapp.workbench.models import Attempt
from webapp.workbench.place import Place

TOKEN = "only-for-tests"


class Process:
    """A process of the bot, as far as its own API tells and changes the model; it may be down, or refuse."""

    def __init__(self) -> None:
        self.model = "first.tar.gz"
        self.told: list[str] = []
        self.refuses = False
        process = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200 if self._known() else 401, {"model_file": process.model})

            def do_PUT(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if process.refuses or not self._known():
                    self._send(400, {})
                    return
                process.told.append(body["model_file"])
                process.model = body["model_file"].rpartition("/")[2]
                self._send(200, {})

            def _known(self) -> bool:
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                return query.get("token") == [TOKEN]

            def _send(self, status: int, body: dict[str, Any]) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                """Be quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    """Two processes of the bot that serve the shipped model."""
    found = [Process(), Process()]
    yield found
    for process in found:
        process.stop()


@pytest.fixture
def trained(session: Session, sessions: Any, place: Place) -> Callable[[str], Attempt]:
    """Has a sentence approved and a model with it put in force."""

    def make(text: str) -> Attempt:
        sentences.approve(session, sentences.propose(session, "en", "youth_activities", text, "ann")[0], "ben")
        identity = attempts.ask(session, "ann", place).id
        session.commit()
        assert training.run(sessions, identity, place) == "in_force"
        return session.get_one(Attempt, identity)

    return make


def deliver(session: Session, place: Place, processes: list[Process]) -> serving.Served | None:
    return serving.deliver(session, place, [process.url for process in processes], TOKEN)


def test_nobody_is_told_anything_where_nothing_was_ever_tried(
    session: Session, place: Place, processes: list[Process]
) -> None:
    assert deliver(session, place, processes) is None
    assert not place.current.exists()


def test_every_process_serves_the_model_in_force_and_one_that_starts_finds_it(
    session: Session, place: Place, processes: list[Process], trained: Callable[[str], Attempt]
) -> None:
    first = trained("where can my lads kick a ball about")
    served = deliver(session, place, processes)
    assert served == serving.Served(first.id, "first", 2, 2)
    assert serving.unpack(served.pack()) == served
    assert [process.told for process in processes] == [[str(place.model(first.id))]] * 2
    assert json.loads(place.current.read_text()) == {"base": "first", "model": f"{first.id}.tar.gz"}
    # Told once: the next minute finds that all is well.
    deliver(session, place, processes)
    assert [len(process.told) for process in processes] == [1, 1]
    second = trained("is there boxing for girls on a tuesday")
    deliver(session, place, processes)
    assert {process.model for process in processes} == {f"{second.id}.tar.gz"}
    attempts.roll_back(session, "ben", second.id, place)
    deliver(session, place, processes)
    assert {process.model for process in processes} == {f"{first.id}.tar.gz"}
    attempts.roll_back(session, "ben", first.id, place)
    assert deliver(session, place, processes) == serving.Served(None, "first", 2, 2)
    assert {process.model for process in processes} == {"first.tar.gz"}
    assert not place.current.exists()


def test_a_process_that_was_away_or_refused_comes_right_the_next_minute(
    session: Session, place: Place, processes: list[Process], trained: Callable[[str], Attempt]
) -> None:
    made = trained("where can my lads kick a ball about")
    one, other = processes
    one.refuses = True
    told = serving.deliver(session, place, [one.url, "http://127.0.0.1:9", other.url], TOKEN)
    assert told == serving.Served(made.id, "first", 1, 3)
    one.refuses = False
    assert deliver(session, place, processes) == serving.Served(made.id, "first", 2, 2)


def test_a_model_of_another_release_or_without_its_file_is_not_served(
    session: Session, place: Place, stand_in: StandIn, processes: list[Process], trained: Callable[[str], Attempt]
) -> None:
    made = trained("where can my lads kick a ball about")
    deliver(session, place, processes)
    stand_in.release("second")
    assert deliver(session, place, processes) == serving.Served(None, "second", 2, 2)
    assert {process.model for process in processes} == {"second.tar.gz"}
    stand_in.release("first")
    place.model(made.id).unlink()
    assert deliver(session, place, processes) == serving.Served(None, "first", 2, 2)
