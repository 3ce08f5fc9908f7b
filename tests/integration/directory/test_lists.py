"""My list, the links to share it, and the quick exit that forgets it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from directory.models import Service, Shortlist, now
from directory.shortlists import MOST_SERVICES
from webapp.extensions import db

TOKEN = re.compile(r"/en/lists/([A-Za-z0-9_-]{32})")


def put_by(client: FlaskClient, *slugs: str) -> None:
    for slug in slugs:
        assert client.post("/en/list/add", data={"slug": slug}).status_code == 303


def share(client: FlaskClient) -> str:
    response = client.post("/en/list/share")
    assert response.status_code == 303
    found = TOKEN.fullmatch(response.location)
    assert found, response.location
    return found[1]


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.get_data(as_text=True)


def test_an_empty_list_says_how_to_fill_it_and_the_header_does_not_speak_of_it(client: FlaskClient) -> None:
    page = text(client, "/en/list")
    assert "Your list is empty" in page
    assert "My list (" not in page


def test_what_was_put_by_is_listed_with_its_number_and_counted_in_the_header(client: FlaskClient) -> None:
    put_by(client, "victim-support", "one-stop-shop")
    page = text(client, "/en/list")
    assert page.index("Victim Support") < page.index("One Stop Shop")
    assert "tel:08081689111" in page
    assert "My list (2)" in text(client, "/en/")


def test_a_service_put_by_twice_stands_there_once_and_can_be_taken_off(client: FlaskClient) -> None:
    put_by(client, "victim-support", "victim-support")
    assert "My list (1)" in text(client, "/en/list")
    client.post("/en/list/remove", data={"slug": "victim-support"})
    assert "Your list is empty" in text(client, "/en/list")


def test_one_press_empties_the_list(client: FlaskClient) -> None:
    put_by(client, "victim-support", "one-stop-shop")
    client.post("/en/list/clear")
    assert "Your list is empty" in text(client, "/en/list")


def test_the_quick_exit_forgets_the_list_and_who_made_a_link(client: FlaskClient) -> None:
    put_by(client, "victim-support")
    token = share(client)
    client.get("/leave")
    assert "Your list is empty" in text(client, "/en/list")
    assert "End this link now" not in text(client, f"/en/lists/{token}")


def test_the_list_goes_with_the_browser(client: FlaskClient) -> None:
    response = client.post("/en/list/add", data={"slug": "victim-support"})
    cookie = response.headers["Set-Cookie"].lower()
    assert "expires" not in cookie
    assert "max-age" not in cookie


@pytest.mark.parametrize(
    "back", ["//evil.example/en/", "https://evil.example", "/staff/", "/en/\\evil", "/en/a\x00b", ""]
)
def test_adding_leads_back_to_our_own_pages_only(client: FlaskClient, back: str) -> None:
    response = client.post("/en/list/add", data={"slug": "victim-support", "back": back})
    assert response.location == "/en/services/victim-support"


def test_adding_leads_back_to_the_search_it_was_on(client: FlaskClient) -> None:
    back = "/en/services?q=knife&page=2"
    assert client.post("/en/list/add", data={"slug": "victim-support", "back": back}).location == back


@pytest.mark.parametrize("slug", ["", "nothing-here", "a\x00b", "\ud800", "x" * 10_000, "' or 1=1", "<b>"])
def test_what_is_no_service_is_not_put_by(client: FlaskClient, slug: str) -> None:
    assert client.post("/en/list/add", data={"slug": slug.encode("utf-8", "surrogatepass")}).status_code == 404
    assert client.post("/en/list/remove", data={"slug": slug.encode("utf-8", "surrogatepass")}).status_code == 303
    assert "Your list is empty" in text(client, "/en/list")


def test_the_thirty_first_service_is_refused_with_words(client: FlaskClient) -> None:
    slugs = list(db.session.scalars(select(Service.slug).order_by(Service.slug).limit(MOST_SERVICES + 1)))
    put_by(client, *slugs[:-1])
    response = client.post("/en/list/add", data={"slug": slugs[-1]})
    assert response.status_code == 400
    assert "Your list is full" in response.get_data(as_text=True)
    assert f"My list ({MOST_SERVICES})" in text(client, "/en/list")
    assert max(len(value) for name, value in response.headers if name == "Set-Cookie") < 4096


def test_a_form_from_elsewhere_adds_nothing(app: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post("/en/list/add", data={"slug": "victim-support"}).status_code == 400


def test_whoever_has_the_link_sees_the_list_as_it_is_now(client: FlaskClient, app: Any) -> None:
    put_by(client, "victim-support", "one-stop-shop")
    token = share(client)
    mine = text(client, f"/en/lists/{token}")
    assert f'value="http://localhost/en/lists/{token}"' in mine
    assert "End this link now" in mine
    db.session.execute(update(Service).where(Service.slug == "one-stop-shop").values(status="ended"))
    response = app.test_client().get(f"/en/lists/{token}")
    page = response.get_data(as_text=True)
    assert "Victim Support" in page
    assert page.count("Has ended") == 1
    assert "This link works until" in page
    assert "End this link now" not in page
    assert 'content="noindex"' in page
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_link_opens_in_arabic_too(client: FlaskClient) -> None:
    put_by(client, "victim-support")
    assert 'dir="rtl"' in text(client, f"/ar/lists/{share(client)}")


def test_only_who_made_a_link_ends_it(client: FlaskClient, app: Any) -> None:
    put_by(client, "victim-support")
    token = share(client)
    assert app.test_client().post(f"/en/lists/{token}/end").status_code == 404
    text(client, f"/en/lists/{token}")
    assert client.post(f"/en/lists/{token}/end").status_code == 303
    text(client, f"/en/lists/{token}", 404)


def test_the_database_holds_no_token(client: FlaskClient) -> None:
    put_by(client, "victim-support")
    token = share(client)
    row = db.session.scalars(select(Shortlist)).one()
    held = [str(getattr(row, column.name)) for column in Shortlist.__table__.columns]
    assert not any(token in value for value in held)


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00" * 5, "a" * 5000, "%ED%A0%80", "' or 1=1"])
def test_a_link_that_never_was_and_one_that_has_expired_look_the_same(
    client: FlaskClient, app: Any, token: str
) -> None:
    put_by(client, "victim-support")
    expired, stranger = share(client), app.test_client()
    db.session.execute(update(Shortlist).values(expires_at=now() - timedelta(minutes=1)))
    never, old = (text(stranger, f"/en/lists/{given}", 404) for given in (token, expired))
    assert "This list is not here" in never
    # Beside the address in the language menu and the nonce, letter by letter.
    own = re.compile(r"nonce=\"[^\"]+\"|/(ar|pl|en)/lists/[^\"]*")
    assert own.sub("", never) == own.sub("", old)


def test_an_empty_list_is_not_shared(client: FlaskClient) -> None:
    response = client.post("/en/list/share")
    assert response.status_code == 400
    assert "nothing on your list" in response.get_data(as_text=True)
    assert db.session.scalars(select(Shortlist)).all() == []
