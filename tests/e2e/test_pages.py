"""Public pages that no other journey comes by: readable with axe, on a phone too, and asking nobody else."""

import pytest

from tests.e2e.pages.public import Public
from tests.e2e.pages.visitor import Visitor

pytestmark = pytest.mark.browser

PATHS = (
    "/list",
    "/mapping",
    "/you-said-we-did",
    "/consultations/community-voice-2026",
    "/services/victim-support/problem",
    "/surveys/business-2026",
    "/surveys/professional-2026",
)


@pytest.mark.parametrize(
    "visitor",
    [{}, {"language": "ar", "phone": True}, {"language": "pl", "phone": True, "scripted": False}],
    indirect=True,
    ids=["at a desk", "Arabic, on a phone", "Polish, without script"],
)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_can_be_read(visitor: Visitor, path: str) -> None:
    page = visitor.opens(Public, path)
    assert page.title.count() == 1
    assert visitor.page.url == f"{visitor.site}/{visitor.language}{path}"
