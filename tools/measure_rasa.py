"""Measures the bot's own process: seconds until it is ready, a turn that needs no action, and the door over that turn.

Starts one Rasa process with the trained model and nobody behind its actions, then says the same things to it directly
and through the door of every channel (`POST /api/v1/chat`), in turn. Wants a database and trained models in DATA_DIR;
prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import time
from typing import Any

import httpx

from tools import product
from tools.console import last_line
from tools.home import Home
from tools.machine import free_ports
from tools.measure import late, median
from tools.measure_chat import AWAY
from tools.part import Part
from webapp import config, create_app

TURNS, WARMING = 200, 20
# Answered by a response of the domain, in English, without an action.
WORDS = ("who are you", "do you keep what i write", "what did people say in the survey")
LONGEST_START = 120.0


def start(part: Part) -> float:
    """Start Rasa; the seconds until it answers with its model loaded."""
    begun = time.monotonic()
    part.start()
    while not part.answers():
        if part.ended() is not None or time.monotonic() - begun > LONGEST_START:
            part.signal(signal.SIGKILL)
            raise SystemExit(f"the bot did not start: {last_line(part.log)}")
        time.sleep(0.05)
    return round(time.monotonic() - begun, 1)


def directly(client: httpx.Client, url: str, words: str) -> float:
    """Milliseconds of one turn of a new conversation with Rasa itself; no reply ends the measurement."""
    body = {"sender": secrets.token_hex(8), "message": words, "metadata": {"language": "en"}}
    begun = time.perf_counter()
    response = client.post(f"{url}/webhooks/rest/webhook", json=body)
    took = (time.perf_counter() - begun) * 1000
    if response.status_code != 200 or not response.json():
        raise SystemExit(f"Rasa answered {response.status_code}: {response.text[:200]}")
    return took


def measure() -> dict[str, Any]:
    """Seconds until ready, medians and 95th percentiles in milliseconds, and the ratio of the two sides."""
    port, actions = free_ports(2)
    url, token = f"http://127.0.0.1:{port}", secrets.token_urlsafe(16)
    place = Home(config.data_dir(), "127.0.0.1", 0, demo=False)
    rasa = product.bot_server(place, dict(os.environ) | {"BOT_API_TOKEN": token, "REDIS_URL": ""}, 1, port, actions)
    ready = start(rasa)
    try:
        os.environ.update(RASA_URLS=url, BOT_API_TOKEN=token)
        door = create_app().test_client()
        ours, theirs = [], []
        with httpx.Client(timeout=30, trust_env=False) as client:
            for turn in range(WARMING + TURNS):
                words = WORDS[turn % len(WORDS)]
                theirs.append(directly(client, url, words))
                begun = time.perf_counter()
                response = door.post("/api/v1/chat", json={"message": words})
                ours.append((time.perf_counter() - begun) * 1000)
                if response.status_code != 200 or response.get_json()["messages"][0]["text"].startswith(AWAY):
                    raise SystemExit(f"the door answered {response.status_code}: {response.text[:200]}")
    finally:
        rasa.signal(signal.SIGTERM)
    ours, theirs = ours[WARMING:], theirs[WARMING:]
    return {
        "bot_ready_seconds": ready,
        "rasa_turn_ms": {"median": median(theirs), "p95": late(theirs)},
        "door_turn_ms": {"median": median(ours), "p95": late(ours)},
        "door_over_rasa": round(median(ours) / median(theirs), 1),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
