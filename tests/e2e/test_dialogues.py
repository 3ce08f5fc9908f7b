"""Whole dialogues over HTTP, through the door of every channel: site, Rasa and actions together.

`dialogues/*.yaml`: a list of {name, language (en), turns}. A turn has `say` (typed) or `press` (a button's payload) and
checks: `route` and `alert` as they must be (`not_route`: as it must not), `has` / `hasnt` (pieces of text, all of it
together), `services` (true: some, false: none, or the slugs), `new_services` (none of those of the turn before),
`first_service` (a slug), `buttons` (true, or payloads that are among them), `links` (addresses among them),
`first_link`, `differs` (from what was said before), `any` (answered at all). A dialogue with `known` fails for the
reason that stands there.
"""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.support.stack import Stack

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "dialogues"
DIALOGUES = [
    pytest.param(one, id=f"{path.stem}: {one['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for one in yaml.safe_load(path.read_text(encoding="utf-8"))
]
CHECKS = {
    "say", "press", "route", "not_route", "alert", "has", "hasnt", "services", "new_services", "buttons", "links",
    "first_link", "first_service", "differs", "any",
}  # fmt: skip


@pytest.mark.parametrize("dialogue", DIALOGUES)
def test_dialogue(dialogue: dict[str, Any], live_stack: Stack) -> None:
    live_stack.wait_until_ready()
    if "known" in dialogue:
        pytest.xfail(dialogue["known"])
    talk(live_stack.url, dialogue)


def talk(url: str, dialogue: dict[str, Any]) -> None:
    """Hold the dialogue and check each turn; raise AssertionError with what was said."""
    conversation, before = None, {"text": "", "services": []}
    for turn in dialogue["turns"]:
        assert set(turn) <= CHECKS, f"unknown check in {turn}"
        body = {"message": turn.get("say") or turn["press"], "language": dialogue.get("language", "en")}
        body |= {"conversation": conversation} if conversation else {}
        answer = httpx.post(f"{url}/api/v1/chat", json=body, timeout=60, trust_env=False)
        assert answer.status_code == 200, answer.text
        reply = answer.json()
        conversation = reply["conversation"]
        now = _seen(reply)
        _check(turn, reply, now, before)
        before = now


def _seen(reply: dict[str, Any]) -> dict[str, Any]:
    messages = reply["messages"]

    def every(name: str, key: str) -> list[str]:
        return [item[key] for message in messages for item in message.get(name, [])]

    return {
        "text": "\n".join(message["text"] for message in messages),
        "services": [slug for message in messages for slug in message.get("services", [])],
        "buttons": every("buttons", "payload"),
        "links": every("links", "url"),
    }


def _check(turn: dict[str, Any], reply: dict[str, Any], now: dict[str, Any], before: dict[str, Any]) -> None:
    told = f"{turn} was answered with {reply['route']}, {reply['alert']}: {now}"
    assert now["text"].strip(), told
    for name in ("route", "alert"):
        assert name not in turn or reply[name] == turn[name], told
    assert "not_route" not in turn or reply["route"] != turn["not_route"], told
    assert all(piece in now["text"] for piece in turn.get("has", [])), told
    assert not any(piece in now["text"] for piece in turn.get("hasnt", [])), told
    wanted = turn.get("services")
    assert wanted is None or (
        now["services"] == wanted if isinstance(wanted, list) else bool(now["services"]) == wanted
    ), told
    assert not turn.get("new_services") or not set(now["services"]) & set(before["services"]), told
    buttons = turn.get("buttons")
    assert buttons is None or (set(buttons) <= set(now["buttons"]) if isinstance(buttons, list) else now["buttons"]), (
        told
    )
    # At most three topics; a question of a survey or of a request to be rung has a button for each option.
    topics = [payload for payload in now["buttons"] if not payload.startswith(("survey:", "ring:"))]
    assert len(topics) <= 3 or reply["alert"], told
    assert set(turn.get("links", [])) <= set(now["links"]), told
    assert "first_link" not in turn or now["links"][:1] == [turn["first_link"]], told
    assert "first_service" not in turn or now["services"][:1] == [turn["first_service"]], told
    assert not turn.get("differs") or now["text"] != before["text"], told
