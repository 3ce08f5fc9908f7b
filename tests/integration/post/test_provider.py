"""A provider answers by the link of a mail: once, in time, by pressing a button, without an account."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import current_app
from flask.testing import FlaskClient

from directory import queries
from directory.models import AssuranceRequest, ChangeDraft, ProviderContact, Service, local_day
from tests.integration.post.conftest import SLUG
from webapp.extensions import db
from webapp.post import asking, letters, mail, problems
from webapp.post.models import OutboxMail


def ask(service: Service, language: str = "en") -> OutboxMail:
    secret = current_app.config["SETTINGS"].secret_key
    made = asking.ask(db.session, service, by="u1", language=language, secret=secret, site="http://localhost/")
    db.session.commit()
    return made


def link_in(letter: OutboxMail, language: str = "en") -> str:
    return letters.links_in(letter.body)[language].removeprefix("http://localhost")


@pytest.fixture
def link(service: Service) -> str:
    return link_in(ask(service))


def request_() -> AssuranceRequest:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(AssuranceRequest)).one()


def record() -> Service:
    db.session.rollback()
    db.session.expire_all()
    found = queries.service_by_slug(db.session, SLUG)
    assert found is not None
    return found


def form_of(page: str) -> dict[str, str]:
    """The form as a browser would send it back untouched."""
    service = record()
    return {
        "summary": service.summary,
        "who_for": service.who_for,
        "way_in": service.way_in,
        "what_happens": service.what_happens,
        "phones": "\r\n".join(", ".join(p for p in (one.number, one.label) if p) for one in service.phones),
        "email": service.email or "",
        "url": service.url or "",
        "cost": service.cost,
        "cost_note": service.cost_note,
        "status": service.status,
        "status_note": service.status_note,
    }


def test_the_letter_has_a_link_in_every_language_the_readers_own_first(service: Service) -> None:
    body = ask(service, "pl").body
    found = re.findall(r"http://localhost/(\w+)/provider/", body)
    assert found[0] == "pl"
    assert set(found) == {"en", "pl", "ar"}
    assert service.name in body


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_looking_changes_nothing_however_often_a_scanner_looks(client: FlaskClient, link: str, language: str) -> None:
    address = link.replace("/en/", f"/{language}/")
    scanner = FlaskClient(client.application, client.response_wrapper)
    for path in (address, f"{address}/change"):
        assert [client.get(path).status_code, scanner.head(path).status_code, client.get(path).status_code] == [200] * 3
    assert (request_().state, record().assured_date) == ("sent", None)


def test_still_right_is_a_button_and_shows_to_the_public(client: FlaskClient, link: str) -> None:
    page = client.get(link).text
    assert record().summary in page
    assert "What happens next" in client.post(link).text
    assert (request_().state, record().assurer) == ("confirmed", "provider")
    assert record().assured_date == local_day()
    assert "noindex" in page


def test_a_link_that_was_used_says_so_and_a_double_click_counts_once(client: FlaskClient, link: str) -> None:
    client.post(link)
    again = client.post(link)
    assert (again.status_code, "You have answered already" in again.text) == (410, True)
    for address in (link, f"{link}/change"):
        assert client.get(address).status_code == 410
    assert client.post(f"{link}/change", data=form_of("") | {"summary": "Hacked."}).status_code == 410
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ChangeDraft)) == 0


def test_a_link_is_over_after_30_days(client: FlaskClient, link: str) -> None:
    request_().expires_on = local_day() - timedelta(days=1)
    db.session.commit()
    for answer in (client.get(link), client.post(link)):
        assert (answer.status_code, "This link is over" in answer.text) == (410, True)
    assert record().assured_date is None


def test_a_link_whose_question_was_taken_back_does_nothing(
    client: FlaskClient, link: str, app: Any, sign_in: Any
) -> None:
    desk = app.test_client()
    sign_in(desk, "editor")
    desk.post(f"/staff/assurance/services/{SLUG}/cancel")
    assert client.post(link).status_code == 410
    assert record().assured_date is None


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "x" + t, lambda _t: "1", lambda t: t.upper()]
)
def test_a_link_that_was_changed_opens_nothing(client: FlaskClient, link: str, spoil: Any) -> None:
    head, _slash, token = link.rpartition("/")
    wrong = f"{head}/{spoil(token)}"
    assert client.get(wrong).status_code == 404
    assert client.post(wrong).status_code == 404
    assert request_().state == "sent"


def test_a_token_of_another_purpose_opens_nothing(client: FlaskClient, link: str) -> None:
    from webapp.post import links

    other = links.sign(current_app.config["SETTINGS"].secret_key, "other", request_().id)
    assert client.get(f"/en/provider/{other}").status_code == 404


def test_a_change_waits_for_an_editor_and_only_what_differs_is_in_it(client: FlaskClient, link: str) -> None:
    before = record().summary
    data = form_of("") | {
        "summary": "We listen to anyone hurt by crime.",
        "phones": "020 8359 2000, Office\r\n\r\n",
        "hours": "Mondays 9 to 5",
        "note": "We moved.",
    }
    page = client.post(f"{link}/change", data=data)
    assert (page.status_code, "A person at the council reads your change" in page.text) == (200, True)
    draft = db.session.scalars(sa.select(ChangeDraft)).one()
    assert set(draft.values) == {"summary", "phones"}
    assert (draft.origin, draft.state, draft.proposed_by) == ("provider", "waiting", None)
    assert draft.note == "Opening times: Mondays 9 to 5\nWe moved."
    assert (record().summary, record().assured_date, request_().state) == (before, None, "changed")


def test_words_that_no_field_holds_go_to_the_inbox(client: FlaskClient, link: str) -> None:
    client.post(f"{link}/change", data=form_of("") | {"note": "Please ring us on Friday."})
    (report,) = problems.listed(db.session)
    assert (report.kind, report.words, report.service_slug) == ("provider", "Please ring us on Friday.", SLUG)
    assert request_().state == "changed"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"phones": "ring me"},
        {"summary": ""},
        {"summary": "x" * 10_000},
        {"url": "javascript:alert(1)"},
        {"cost": "gold"},
        {"status": ""},
        {"note": "x" * 5000},
        {"email": "not an address"},
    ],
)
def test_what_cannot_be_kept_is_said_and_the_link_still_works(
    client: FlaskClient, link: str, wrong: dict[str, str]
) -> None:
    answer = client.post(f"{link}/change", data=form_of("") | wrong)
    assert (answer.status_code, "There is a problem" in answer.text) == (400, True)
    assert request_().state == "sent"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ChangeDraft)) == 0
    assert client.get(link).status_code == 200


def test_half_characters_nul_and_markup_are_only_text(client: FlaskClient, link: str) -> None:
    nasty = "<script>alert(1)</script> \x00 \ud83d {{ 7*7 }} \u202e"
    answer = client.post(f"{link}/change", data=(form_of("") | {"who_for": nasty.encode("utf-8", "surrogatepass")}))
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.text


def test_a_refuge_is_asked_without_a_place(client: FlaskClient, app: Any) -> None:
    refuge = db.session.scalars(sa.select(Service).where(Service.confidential_location)).first()
    assert refuge is not None
    db.session.add(ProviderContact(id="c2", service_id=refuge.id, role="manager", email="line@example.org"))
    letter = ask(refuge)
    pages = [letter.body, client.get(link_in(letter)).text, client.get(f"{link_in(letter)}/change").text]
    wards = [ward.name for ward in queries.wards(db.session)] + [
        district.code for district in queries.districts(db.session)
    ]
    assert not [name for name in wards for page in pages if re.search(rf"\b{re.escape(name)}\b", page)]
    assert "Where it is stays secret" in pages[1]


def test_reminders_lead_to_the_same_page_and_stop_with_the_answer(client: FlaskClient, service: Service) -> None:
    first = ask(service)
    secret = current_app.config["SETTINGS"].secret_key
    in_week = local_day() + timedelta(days=8)
    assert asking.remind(db.session, secret, None, today=in_week) == 0  # the first mail has not left
    first.state = "sent"
    assert asking.remind(db.session, secret, None, today=in_week) == 1
    reminder = mail.latest_about(db.session, [first.about])[first.about]
    assert (reminder.kind, reminder.state) == ("assurance_reminder", "waiting")
    db.session.commit()
    client.post(link_in(reminder))
    assert request_().state == "confirmed"
    kinds = db.session.scalars(sa.select(OutboxMail.kind)).all()
    assert kinds == ["assurance"]  # what still waited is of no use now
    assert asking.remind(db.session, secret, None, today=in_week + timedelta(days=7)) == 0
