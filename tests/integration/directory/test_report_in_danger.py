"""Someone in danger reads what to do, not our doubts (domain.md section 3)."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("route", ["emergency_999", "crisis_suicide"])
def test_no_doubts_are_shown_to_someone_in_danger(client: FlaskClient, route: str) -> None:
    page = client.get(f"/en/report/{route}").text
    assert "to be confirmed" not in page.split("<main", 1)[1]
    assert "Last checked" not in page
    assert "Day and night" in page


def test_other_routes_say_what_is_not_known(client: FlaskClient) -> None:
    page = client.get("/en/report/police_101").text
    assert "hours to be confirmed" in page
    assert "Last checked: not yet." in page
