"""A bot that is down (a port that is really closed), and a stand-in that answers as Rasa's REST channel does."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask.testing import FlaskClient

from webapp.chat import rasa

Answer = Callable[[dict[str, Any]], Any]


class RasaStandIn:
    """Says what it is told to say, over HTTP; remembers what it was sent and what it was told to forget."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _asked: [{"custom": {"text": "Hello.", "route": "greeting"}}]
        self.asked: list[dict[str, Any]] = []
        self.forgotten = threading.Event()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                stand_in.asked.append(body)
                given = stand_in.answer(body)
                if given is None:
                    self.close_connection = True  # without an answer, as a killed process does
                else:
                    self._send(given)

            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                if "/tracker/events" in self.path and "token=only-for-tests" in self.path:
                    stand_in.forgotten.set()
                self._send({})

            def _send(self, given: Any) -> None:
                data = json.dumps(given).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                """Be quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def says(self, text: str, route: str | None, **parts: Any) -> None:
        self.answer = lambda _asked: [{"recipient_id": "x", "custom": {"text": text, "route": route, **parts}}]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(autouse=True)
def bot_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a test asks for `bot`, nothing listens where the bot should be."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("RASA_URLS", f"http://127.0.0.1:{port}")


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch, bot_is_down: None) -> Iterator[RasaStandIn]:
    """A bot that answers; ask for it before `client`."""
    stand_in = RasaStandIn()
    monkeypatch.setenv("RASA_URLS", stand_in.url)
    yield stand_in
    rasa.client((stand_in.url,), "only-for-tests").close()
    rasa.client.cache_clear()
    stand_in.close()


@pytest.fixture
def say(client: FlaskClient) -> Callable[..., dict[str, Any]]:
    """Say something through the API and give the reply."""

    def post(message: str, **more: Any) -> dict[str, Any]:
        response = client.post("/api/v1/chat", json={"message": message, **more})
        assert response.status_code == 200, response.text
        return dict(response.json)

    return post
