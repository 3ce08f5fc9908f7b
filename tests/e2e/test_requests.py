"""A page asks nobody but this site: no font, script, picture or count at a third party, no error in the console."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

PAGES = (
    "/",
    "/services",
    "/services?q=knife",
    "/report",
    "/surveys",
    "/surveys/young-person-2026",
    "/community-voice",
    "/chat",
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_this_site_only(page: Page, live_site: str, language: str, path: str) -> None:
    asked: list[str] = []
    said: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(f"{live_site}/{language}{path}")
    page.wait_for_load_state("networkidle")
    assert answer is not None
    assert answer.status == 200
    strangers = [
        url for url in asked if urlsplit(url).netloc != urlsplit(live_site).netloc and not url.startswith("data:")
    ]
    assert not strangers
    assert not said
