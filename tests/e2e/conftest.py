"""The whole product and a real browser, started once for all journeys."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e import answering
from tests.e2e.pages.inspection import PHONE_WIDTH
from tests.e2e.pages.staff import Accounts
from tests.e2e.pages.visitor import Visitor
from tests.support.stack import Stack
from tools import machine

# Milliseconds: a machine that is busy with other things is slow, not wrong.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)

# The browser calls nobody by itself: no updates, no safe-browsing lists, no component downloads.
SILENT = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
]
# And what a page asks of others would fail: tests see third-party requests as errors.
ONLY_HERE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium; its sandbox does not work for root."""
    args = [*SILENT, *ONLY_HERE]
    if os.geteuid() == 0:
        args.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": str(machine.chromium()), "args": args}


@pytest.fixture(scope="session")
def live_stack() -> Iterator[Stack]:
    """The running product, ready in all its parts."""
    stack = Stack()
    try:
        stack.wait_until_ready()
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="session")
def live_site(live_stack: Stack) -> str:
    """Where the running site is, without a slash at its end."""
    return live_stack.url


@pytest.fixture(scope="session")
def base_url(live_site: str) -> str:
    """`page.goto("/en/")` goes to the running site."""
    return live_site


@pytest.fixture
def visitor(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], live_site: str
) -> Iterator[Visitor]:
    """A person with a browser of their own. Parameters: `language`, `scripted` (JavaScript on), `phone`."""
    wish: dict[str, Any] = getattr(request, "param", {})
    phone = {"viewport": {"width": PHONE_WIDTH, "height": 844}, "has_touch": True, "is_mobile": True}
    scripted = wish.get("scripted", True)
    context = new_context(java_script_enabled=scripted, **(phone if wish.get("phone") else {}))
    context.set_default_timeout(PATIENCE)
    person = Visitor(context.new_page(), live_site, wish.get("language", "en"), scripted=scripted)
    yield person
    person.inspection.close()


@pytest.fixture(scope="session")
def accounts(browser: Browser, live_stack: Stack) -> Accounts:
    """An account for each role."""
    found = re.search(r"Account: (\S+)\s+One-time password: (\S+)", live_stack.said)
    assert found, "the first administrator was told no password"
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    made = Accounts(Visitor(context.new_page(), live_stack.url), found[1], found[2], secrets.token_hex(3))
    context.close()
    return made


@pytest.fixture(scope="session")
def consultation(live_site: str) -> None:
    """Residents and young people have answered, enough of them for figures."""
    answering.consultation(live_site)
