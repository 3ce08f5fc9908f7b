"""The champions' desk: lists and signpostings of one's own, and totals that name nobody."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update

from directory.models import Shortlist, Signposting, local_day, now
from webapp.accounts import users
from webapp.extensions import db

DESK = "/staff/champions/"
ENTRY = {"need": "domestic_abuse", "language": "so", "age_band": "25-64", "ward": "burnt-oak"}


@pytest.fixture
def champion(client: FlaskClient, sign_in: Callable[..., Any]) -> FlaskClient:
    sign_in(client, "champion")
    return client


@pytest.fixture
def other_champion(app: Any) -> FlaskClient:
    client = app.test_client()
    user, _password = users.create(db.session, email="second@example.org", name="Second", roles=["champion"])
    user.must_change_password = False
    with client.session_transaction() as cookie:
        cookie["_user_id"] = user.get_id()
        cookie["_fresh"] = True
    return client


def make_list(client: FlaskClient, name: str = "New to Barnet", *slugs: str) -> str:
    response = client.post("/staff/champions/lists", data={"name": name})
    assert response.status_code == 303
    for slug in slugs:
        assert client.post(f"{response.location}/services", data={"slug": slug}).status_code == 303
    return response.location


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.get_data(as_text=True)


def log(client: FlaskClient, **changes: str) -> Any:
    yesterday = (local_day() - timedelta(days=1)).isoformat()
    return client.post("/staff/champions/log", data={**ENTRY, "day": yesterday, **changes})


def test_a_list_is_made_filled_by_searching_renamed_and_deleted(champion: FlaskClient) -> None:
    place = make_list(champion)
    assert "Victim Support" in text(champion.get(f"{place}?q=robbed in the street"))
    champion.post(f"{place}/services", data={"slug": "victim-support"})
    page = text(champion.get(place))
    assert "08 08 16 89 111" in page
    champion.post(f"{place}/name", data={"name": "For school"})
    assert "For school" in text(champion.get(DESK))
    champion.post(f"{place}/services/remove", data={"slug": "victim-support"})
    assert "nothing on this list" in text(champion.get(place))
    champion.post(f"{place}/delete")
    text(champion.get(place), 404)


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 101])
def test_a_list_without_a_proper_name_is_not_made(champion: FlaskClient, name: str) -> None:
    assert "There is a problem" in text(champion.post("/staff/champions/lists", data={"name": name}), 400)
    place = make_list(champion)
    assert "There is a problem" in text(champion.post(f"{place}/name", data={"name": name}), 400)


def test_odd_things_to_add_are_refused_with_words(champion: FlaskClient) -> None:
    place = make_list(champion)
    for slug in ("nothing", "a\x00", "' or 1=1", ""):
        assert "not in the directory" in text(champion.post(f"{place}/services", data={"slug": slug}), 400)
    assert "Add a service" in text(champion.get(f"{place}?q=%00%ED%A0%80" + "x" * 3000))


def test_a_list_belongs_to_its_champion(champion: FlaskClient, other_champion: FlaskClient) -> None:
    place = make_list(champion, "Mine", "victim-support")
    assert "Mine" not in text(other_champion.get(DESK))
    text(other_champion.get(place), 404)
    for action in ("name", "services", "services/remove", "link", "delete"):
        text(other_champion.post(f"{place}/{action}", data={"slug": "x", "name": "x", "do": "end"}), 404)
    assert other_champion.get(f"{place}/leaflet.pdf").status_code == 404


def test_the_link_is_shown_once_lives_on_and_ends(champion: FlaskClient, app: Any) -> None:
    place = make_list(champion, "For school", "victim-support")
    found = re.search(
        r'value="http://localhost(/en/lists/[\w-]{32})"', text(champion.post(f"{place}/link", data={"do": "make"}))
    )
    assert found
    address = found[1]
    family = app.test_client()
    assert "For school" in text(family.get(address))
    assert address not in text(champion.get(place))
    soon = now() + timedelta(days=1)
    db.session.execute(update(Shortlist).values(expires_at=soon))
    assert champion.post(f"{place}/link", data={"do": "renew"}).status_code == 303
    assert db.session.scalars(select(Shortlist)).one().expires_at.replace(tzinfo=None) > soon.replace(tzinfo=None)
    champion.post(f"{place}/link", data={"do": "end"})
    text(family.get(address), 404)
    assert "For school" in text(champion.get(DESK))
    text(champion.post(f"{place}/link", data={"do": "renew"}), 400)
    text(champion.post(f"{place}/link", data={"do": "nonsense"}), 400)


def test_an_empty_list_gets_no_link(champion: FlaskClient) -> None:
    place = make_list(champion)
    assert "nothing on this list" in text(champion.post(f"{place}/link", data={"do": "make"}), 400)


def test_the_leaflet_is_in_the_familys_language_and_the_desk_stays_in_english(champion: FlaskClient) -> None:
    place = make_list(champion, "New to Barnet", "victim-support")
    response = champion.get(f"{place}/leaflet.pdf?language=ar&large=1")
    assert "list-ar-large.pdf" in response.headers["Content-Disposition"]
    pdf: Any = PdfReader(io.BytesIO(response.data))
    assert pdf.trailer["/Root"]["/Lang"] == "ar"
    assert "08 08 16 89 111" in pdf.pages[0].extract_text()
    text(champion.get(f"{place}/leaflet.pdf?language=xx"), 404)
    nobody = make_list(champion, "支援", "victim-support")
    assert "cannot be made" in text(champion.get(f"{nobody}/leaflet.pdf"), 501)


def test_a_signposting_is_logged_counted_and_taken_back(champion: FlaskClient) -> None:
    assert log(champion, service="victim-support").status_code == 303
    page = text(champion.get(DESK))
    assert "Somali" in page
    assert "Burnt Oak" in page
    row = db.session.scalars(select(Signposting)).one()
    champion.post(f"/staff/champions/entries/{row.id}/delete")
    assert "You have logged none yet" in text(champion.get(DESK))


def test_there_is_nowhere_to_write_a_name(champion: FlaskClient) -> None:
    page = text(champion.get("/staff/champions/log"))
    assert "<textarea" not in page
    assert re.findall(r'<input[^>]+type="(?:text|search|email|tel)"', page) == []
    log(champion, name="Amina", note="she lives next door")
    row = db.session.scalars(select(Signposting)).one()
    kept = " ".join(str(getattr(row, column.name)) for column in Signposting.__table__.columns)
    assert "Amina" not in kept
    assert "next door" not in kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("need", ""),
        ("need", "a\x00b"),
        ("ward", "camden"),
        ("language", "xx"),
        ("age_band", "-1"),
        ("service", "nothing"),
        ("day", "tomorrow"),
        ("day", "2999-01-01"),
        ("day", ""),
    ],
)
def test_what_is_not_a_choice_is_said_at_its_field(champion: FlaskClient, field: str, value: str) -> None:
    page = text(log(champion, **{field: value}), 400)
    assert "There is a problem" in page
    assert f'id="{field}-error"' in page
    assert db.session.scalars(select(Signposting)).all() == []


def test_nobody_takes_back_what_another_logged(champion: FlaskClient, other_champion: FlaskClient) -> None:
    log(champion)
    row = db.session.scalars(select(Signposting)).one()
    text(other_champion.post(f"/staff/champions/entries/{row.id}/delete"), 404)
    assert "You have logged none yet" in text(other_champion.get(DESK))
    assert db.session.scalars(select(Signposting)).one()


def test_staff_see_all_together_and_no_champion(champion: FlaskClient, app: Any, sign_in: Callable[..., Any]) -> None:
    # Two months back: the month that runs, and yesterday's, may not be told yet.
    month = (local_day().replace(day=1) - timedelta(days=40)).isoformat()
    for need in ["domestic_abuse"] * 7 + ["hate_crime"]:
        assert log(champion, need=need, day=month).status_code == 303
    log(champion, need="youth_activities")
    staff = app.test_client()
    sign_in(staff, "analyst")
    page = text(staff.get("/staff/champions/totals"))
    assert "8 signpostings" in page
    assert "under 5" in page
    assert "hidden" in page
    assert "Test champion" not in page
    response = staff.get("/staff/champions/totals.csv")
    rows = response.get_data(as_text=True).splitlines()
    assert response.headers["Content-Disposition"] == 'attachment; filename="signpostings.csv"'
    assert any(",need,hate_crime," in row and row.endswith(",under 5") for row in rows)
    assert any(",need,domestic_abuse," in row and row.endswith(",hidden") for row in rows)
    assert any(",ward,burnt-oak," in row and row.endswith(",8") for row in rows)


def test_the_desk_stands_in_the_menu_of_champions_and_the_totals_in_that_of_staff(
    champion: FlaskClient, app: Any, sign_in: Callable[..., Any]
) -> None:
    page = text(champion.get("/staff/"))
    assert 'href="/staff/champions/"' in page
    assert "/staff/champions/totals" not in page
    staff = app.test_client()
    sign_in(staff, "analyst")
    page = text(staff.get("/staff/"))
    assert "/staff/champions/totals" in page
    assert 'href="/staff/champions/"' not in page
