"""Every helpline of a reporting route is told: the last of a long list may be the only one for the one who asks."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.contacts import contact_lines, contact_links

SEED = Path(__file__).resolve().parents[2] / "directory" / "seed" / "routes.yaml"


def routes() -> list[dict[str, Any]]:
    return [route for route in yaml.safe_load(SEED.read_text(encoding="utf-8")) if route.get("contacts")]


@pytest.mark.parametrize("route", routes(), ids=lambda route: str(route["route"]))
def test_no_helpline_is_cut_off(route: dict[str, Any]) -> None:
    told, links = contact_lines(route, "en"), {link["url"] for link in contact_links(route, "en")}
    for contact in route["contacts"]:
        assert contact["name"] in told
        assert not contact["phone"] or f"tel:{contact['phone'].replace(' ', '')}" in links


def test_a_forced_marriage_and_a_partners_past_have_their_numbers() -> None:
    abuse = next(route for route in routes() if route["route"] == "domestic_abuse")
    told = contact_lines(abuse, "en")
    assert "Karma Nirvana (Anyone afraid of a forced marriage or of their family): 0800 5999 247" in told
    assert "Clare's Law" in told
