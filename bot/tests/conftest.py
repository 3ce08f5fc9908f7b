"""The bot as it really runs: action server and Rasa over HTTP, with a stand-in for the site behind them."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import train

BOT = Path(__file__).resolve().parent.parent
TOKEN = "only-for-tests"
ROUTES = [
    {
        "route": route,
        "title": route,
        "for_what": "",
        "when_closed": f"closed-{route}",
        "steps": [],
        "service": None,
        "contacts": [
            {
                "name": f"Contact of {route}",
                "phone": "020 0000 0000",
                "text": None,
                "email": None,
                "url": None,
                "all_hours": False,
                "hours": "hours to be confirmed",
                "note": "",
                "for_whom": "Anyone",
            }
        ],
    }
    for route in ("police_101", "council_cst", "victim_support", "drugs_alcohol", "domestic_abuse", "emergency_999")
]


def record(slug: str) -> dict[str, Any]:
    """A service of which nothing is known but its name and whom to ring, as `GET /api/v1/services/{slug}` gives it."""
    empty = dict.fromkeys(("cost", "self_referral", "how_to_get_in", "phone", "email", "url", "ages", "women_only"))
    lists: dict[str, Any] = {name: [] for name in ("phones", "languages", "access", "hours", "where", "areas")}
    words = dict.fromkeys(("summary", "cost_note", "what_happens", "who_for"), "")
    return {**empty, **lists, **words, "name": f"Service {slug}", "ring": "020 1111 1111", "language": "en"}


class Site:
    """Answers as the contract says for /services and /reporting-routes; remembers what it was asked and told."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.told: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.items: list[dict[str, Any]] = []
        self.nearest: list[dict[str, Any]] = []
        self.relaxed: list[str] = []
        self.records: dict[str, dict[str, Any]] = {}
        self.up = True
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parsed = urllib.parse.urlparse(self.path)
                site.asked.append({"path": parsed.path} | dict(urllib.parse.parse_qsl(parsed.query)))
                site.tokens.add(self.headers.get("Authorization", ""))
                if not site.up:
                    self.send_error(503)
                    return
                answer: dict[str, Any] = {"items": ROUTES}
                if parsed.path == "/api/v1/services":
                    answer = {"items": site.items, "total": len(site.items), "nearest": site.nearest}
                    answer["relaxed"] = site.relaxed
                elif parsed.path.startswith("/api/v1/services/"):
                    answer = record(parsed.path.rsplit("/", 1)[1]) | site.records.get(parsed.path.rsplit("/", 1)[1], {})
                data = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                site.told.append({"path": self.path} | body)
                site.tokens.add(self.headers.get("Authorization", ""))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Be quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def holds(self, *slugs: str, nearest: tuple[str, ...] = (), relaxed: tuple[str, ...] = ()) -> None:
        """Let the directory hold these services from now on."""
        self.items = [{"slug": slug, "name": f"Service {slug}", "needs": [], "why": [f"why {slug}"]} for slug in slugs]
        self.nearest = [{"slug": slug, "name": f"Service {slug}", "needs": []} for slug in nearest]
        self.relaxed = list(relaxed)
        self.records.clear()
        self.asked.clear()
        self.told.clear()

    def hears(self, number: int, seconds: float = 5) -> list[dict[str, Any]]:
        """Wait until so many reports came, then a moment for one too many; return them."""
        limit = time.monotonic() + seconds
        while len(self.told) < number and time.monotonic() < limit:
            time.sleep(0.05)
        time.sleep(0.2)
        return list(self.told)


class Bot:
    """Talks to the Rasa server as the site does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._number = 0

    def new(self) -> Callable[..., dict[str, Any]]:
        """Return a way to talk in a conversation of its own."""
        self._number += 1
        sender = f"test-{self._number}"

        def say(text: str, *, details: dict[str, Any] | None = None, **metadata: str) -> dict[str, Any]:
            told = metadata | ({"details": details} if details else {})
            answers = self.post({"sender": sender, "message": text, "metadata": {"language": "en"} | told})
            assert len(answers) == 1, answers
            return dict(answers[0]["custom"])

        say.sender = sender  # type: ignore[attr-defined]
        return say

    def post(self, body: dict[str, Any]) -> Any:
        return call(f"{self.url}/webhooks/rest/webhook", body)


def call(url: str, body: Any = None, method: str = "POST") -> Any:
    request = urllib.request.Request(
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(url: str, process: "subprocess.Popen[bytes]", seconds: int = 120) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        assert process.poll() is None, f"ended with {process.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"{url} did not answer in {seconds} s")


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder with a model that fits today's data: the product's own, trained now where there is none."""
    folder = Path(os.environ.get("DATA_DIR") or BOT.parent / "var").resolve() / "models" / "bot"
    if not train.model_path(folder).exists():
        train.train(folder)
    return folder


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.fixture(scope="session")
def bot(models: Path, site: Site) -> Iterator[Bot]:
    """The bot, started with its documented commands."""
    actions, rasa = free_port(), free_port()
    environment = os.environ | {"COUNCIL_API_URL": site.url, "COUNCIL_API_TOKEN": TOKEN, "BOT_API_TOKEN": TOKEN}
    commands = [
        ["serve_actions.py", "--port", str(actions)],
        ["serve.py", "--models", str(models), "--port", str(rasa), "--actions-port", str(actions)],
    ]
    processes = [
        subprocess.Popen(
            [sys.executable, *command],
            cwd=BOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        wait_for(f"http://127.0.0.1:{actions}/health", processes[0])
        wait_for(f"http://127.0.0.1:{rasa}/", processes[1])
        yield Bot(f"http://127.0.0.1:{rasa}")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)
