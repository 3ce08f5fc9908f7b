"""Staff come in with their own password, and nobody else does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from webapp.accounts import users
from webapp.extensions import db


@pytest.fixture
def account(app: Any) -> tuple[str, str]:
    """E-mail and one-time password of a new editor."""
    user, password = users.create(db.session, email="New@Example.org", name="New", roles=["editor"])
    db.session.commit()
    return user.email, password


def enter(client: FlaskClient, email: str, password: str, **where: str) -> Any:
    return client.post("/staff/sign-in", query_string=where, data={"email": email, "password": password})


def test_one_time_password_opens_only_the_page_that_replaces_it(client: FlaskClient, account: tuple[str, str]) -> None:
    email, once = account
    assert enter(client, email.upper(), once).status_code == 302
    assert client.get("/staff/directory/").location.endswith("/staff/password")

    short = client.post("/staff/password", data={"current": once, "new": "short"})
    assert short.status_code == 400
    assert "at least 12 characters" in short.text

    done = client.post("/staff/password", data={"current": once, "new": "three odd words"})
    assert done.status_code == 302
    assert client.get("/staff/").status_code == 200

    other = client.application.test_client()
    assert enter(other, email, once).status_code == 400
    assert enter(other, email, "three odd words").status_code == 302


def test_wrong_password_and_unknown_account_read_the_same(client: FlaskClient, account: tuple[str, str]) -> None:
    wrong = enter(client, account[0], "not the password")
    unknown = enter(client, "nobody@example.org", "not the password")
    assert wrong.status_code == unknown.status_code == 400

    def words(page: Any, email: str) -> str:
        return re.sub(r'nonce="[^"]*"', "", page.text.replace(email, ""))

    assert words(wrong, account[0]) == words(unknown, "nobody@example.org")


def test_five_failures_make_the_account_wait_even_with_the_right_password(
    client: FlaskClient, account: tuple[str, str]
) -> None:
    email, once = account
    for _ in range(users.FAILURES_BEFORE_WAIT):
        enter(client, email, "wrong")
    assert enter(client, email, once).status_code == 400

    user = users.find(db.session, email)
    assert user is not None
    user.locked_until = users.now() - users.WAIT
    db.session.commit()
    assert enter(client, email, once).status_code == 302


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/staff/", "//elsewhere.example", "/\\elsewhere.example", "/en/"]
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, account: tuple[str, str], where: str) -> None:
    response = enter(client, *account, next=where)
    assert response.location in {"/staff/", "http://localhost/staff/"}


def test_a_closed_account_is_out_at_once(
    client: FlaskClient, sign_in: Callable[..., Any], account: tuple[str, str]
) -> None:
    inside = client.application.test_client()
    enter(inside, *account)
    editor = users.find(db.session, account[0])
    assert editor is not None
    sign_in(client, "administrator")
    closed = client.post(f"/staff/people/{editor.id}/active", data={"active": "no"}, follow_redirects=True)
    assert "Open it again" in closed.text
    assert "/staff/sign-in" in inside.get("/staff/password").location


def test_a_copied_cookie_opens_nothing_after_signing_out(client: FlaskClient, account: tuple[str, str]) -> None:
    enter(client, *account)
    with client.session_transaction() as cookie:
        copied = dict(cookie)
    client.post("/staff/sign-out")
    thief = client.application.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert "/staff/sign-in" in thief.get("/staff/password").location


def test_the_cookie_of_staff_is_not_made_of_their_address(client: FlaskClient, account: tuple[str, str]) -> None:
    enter(client, *account)
    with client.session_transaction() as cookie:
        assert "_user_id" in cookie
        assert "_id" not in cookie


def test_guesses_sent_at_once_are_counted_one_after_the_other(session: Session) -> None:
    """Two sign-ins read the same count of failures; only the lock makes both of them count (PostgreSQL)."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    users.create(session, email="a@example.org", name="A", roles=["analyst"])
    session.commit()
    with Session(session.get_bind()) as first, Session(session.get_bind()) as second:
        users.sign_in(first, "a@example.org", "wrong")
        second.execute(text("SET lock_timeout = 200"))
        with pytest.raises(OperationalError):
            users.sign_in(second, "a@example.org", "wrong too")


def test_a_name_that_is_too_long_is_refused_in_the_form(client: FlaskClient, sign_in: Callable[..., Any]) -> None:
    sign_in(client, "administrator")
    page = client.post("/staff/people", data={"name": "n" * 201, "email": "n@example.org", "roles": ["editor"]})
    assert page.status_code == 400
    assert users.find(db.session, "n@example.org") is None


def test_an_administrator_makes_an_account_and_sees_its_password_once(
    client: FlaskClient, sign_in: Callable[..., Any]
) -> None:
    sign_in(client, "administrator")
    page = client.post(
        "/staff/people",
        data={"name": "Amal", "email": "amal@example.org", "roles": ["analyst", "champion"]},
    )
    assert "amal@example.org" in page.text
    user = users.find(db.session, "amal@example.org")
    assert user is not None
    assert user.roles == {"analyst", "champion"}
    again = client.get("/staff/people")
    assert "one-time password" not in again.text
    audit = client.get("/staff/audit")
    assert "account.created" in audit.text


def test_bad_new_account_keeps_what_was_typed(client: FlaskClient, sign_in: Callable[..., Any]) -> None:
    sign_in(client, "administrator")
    page = client.post("/staff/people", data={"name": "Jan Nowak", "email": "jan", "roles": ["editor"]})
    assert page.status_code == 400
    assert "name@example.org" in page.text
    assert 'value="Jan Nowak"' in page.text
    none = client.post("/staff/people", data={"name": "Jan", "email": "jan@example.org"})
    assert "Choose at least one role" in none.text


def test_passwords_are_not_in_the_database(session: Session) -> None:
    user, password = users.create(session, email="a@example.org", name="A", roles=["analyst"])
    assert password not in user.password_hash
    assert user.password_hash.startswith("$argon2")
