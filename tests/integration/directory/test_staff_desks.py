"""Translations, taxonomy and the way back through history, as staff use them in the browser."""

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from directory import drafts, queries
from directory.changes import edit_service
from directory.models import ChangeDraft, Service, Translation
from tests.support.forms import as_browser_sends
from webapp.extensions import db

SignIn = Callable[[FlaskClient, str], Any]
DESK = "/staff/directory"


def food_bank() -> Service:
    found = queries.service_by_slug(db.session, "colindale-food-bank")
    assert found is not None
    return found


def test_what_was_changed_is_taken_back_with_a_colleague(client: FlaskClient, sign_in: SignIn) -> None:
    before = food_bank().summary
    edit_service(db.session, food_bank(), {"summary": "A wrong summary."}, by="another")
    sign_in(client, "editor")
    history = f"{DESK}/services/colindale-food-bank/history"
    page = client.get(history).get_data(as_text=True)
    assert "A colleague approves it first" in page or "a colleague approves it first" in page
    line = re.search(r'name="line" value="(\d+)"', page)
    assert line is not None
    assert client.post(f"{history}/revert", data={"line": line[1]}).status_code == 302
    assert food_bank().summary == "A wrong summary."
    sign_in(client, "administrator")
    draft = db.session.scalars(select(ChangeDraft)).one()
    assert "Taking a change back" in client.get(f"{DESK}/drafts/{draft.id}").get_data(as_text=True)
    client.post(f"{DESK}/drafts/{draft.id}/approve")
    db.session.expire_all()
    assert food_bank().summary == before
    nothing = client.post(f"{history}/revert", data={"line": line[1]}, follow_redirects=True)
    assert "There is nothing to take back" in nothing.get_data(as_text=True)
    assert client.post(f"{history}/revert", data={"line": "x" * 99}).status_code == 302


def test_a_provider_s_change_is_read_like_any_other(client: FlaskClient, sign_in: SignIn) -> None:
    drafts.propose(db.session, food_bank(), {"way_in": "Come on Friday."}, origin="provider", by=None, note="New day")
    sign_in(client, "editor")
    queue = client.get(f"{DESK}/drafts/").get_data(as_text=True)
    assert "The provider" in queue
    draft = db.session.scalars(select(ChangeDraft)).one()
    assert "New day" in client.get(f"{DESK}/drafts/{draft.id}").get_data(as_text=True)
    assert client.post(f"{DESK}/drafts/{draft.id}/approve").status_code == 302
    assert "the provider" in client.get(f"{DESK}/services/colindale-food-bank/history").get_data(as_text=True)


def test_a_translation_is_put_right_and_marked_as_checked(client: FlaskClient, sign_in: SignIn) -> None:
    service = food_bank()
    edit_service(db.session, service, {"summary": "Food for three days."}, by="another")
    sign_in(client, "editor")
    desk = client.get(f"{DESK}/translations/?language=pl").get_data(as_text=True)
    assert "Out of date in Polish" in desk
    assert service.name in desk
    path = f"{DESK}/translations/service/{service.id}/pl"
    page = client.get(path).get_data(as_text=True)
    assert "Food for three days." in page
    data = as_browser_sends(page)
    assert "Nothing was changed." in client.post(path, data=data, follow_redirects=True).get_data(as_text=True)
    data["text:summary"], data["checked:summary"] = "Jedzenie na trzy dni.", "yes"
    saved = client.post(path, data=data, follow_redirects=True).get_data(as_text=True)
    assert "1 text is saved." in saved
    assert "Checked by Test editor" in saved
    assert "Jedzenie na trzy dni." in client.get("/pl/services/colindale-food-bank").get_data(as_text=True)
    # The page is old now: what it would overwrite is shown instead.
    data["text:summary"] = "Inaczej."
    clash = client.post(path, data=data)
    assert clash.status_code == 400
    assert "Inaczej." in clash.get_data(as_text=True)
    assert "Theirs: Jedzenie na trzy dni." in clash.get_data(as_text=True)
    row = db.session.scalars(
        select(Translation).where(Translation.entity_id == service.id, Translation.field == "summary",
                                  Translation.language == "pl")
    ).one()  # fmt: skip
    assert (row.text, row.state) == ("Jedzenie na trzy dni.", "checked")


def test_arabic_is_written_from_right_to_left_and_unknown_languages_are_not_there(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "editor")
    base = f"{DESK}/translations/service/{food_bank().id}"
    assert '<textarea class="govuk-textarea" id="text-0" name="text:name"' in client.get(f"{base}/ar").get_data(
        as_text=True
    )
    assert 'lang="ar" dir="rtl"' in client.get(f"{base}/ar").get_data(as_text=True)
    assert client.get(f"{base}/so").status_code == 200
    for path in (f"{base}/xx", f"{base}/en", f"{DESK}/translations/nothing/x/pl", f"{DESK}/translations/need/%00/pl"):
        assert client.get(path).status_code == 404


def sent(client: FlaskClient, path: str, changes: dict[str, str]) -> Any:
    data = as_browser_sends(client.get(path).get_data(as_text=True))
    for name, value in changes.items():
        data.setlist(name, [value])
    return client.post(path, data=data, follow_redirects=True)


def test_needs_are_added_renamed_moved_and_merged(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    new = {"name": "Being lonely", "description": "Nobody to talk to.", "synonyms": "lonely\r\nno friends"}
    assert "<code>being_lonely</code>" in sent(client, f"{DESK}/needs/new", new).get_data(as_text=True)
    again = sent(client, f"{DESK}/needs/new", new)
    assert again.status_code == 400
    assert "codes are never used again" in again.get_data(as_text=True)
    long = sent(client, f"{DESK}/needs/being_lonely/edit", {"name": "x" * 10_000})
    assert long.status_code == 400
    assert "This is too long" in long.get_data(as_text=True)
    assert "Loneliness" in sent(client, f"{DESK}/needs/being_lonely/edit", {"name": "Loneliness"}).get_data(
        as_text=True
    )
    assert client.post(f"{DESK}/needs/being_lonely/move", data={"to": "up"}).status_code == 302
    nowhere = client.post(f"{DESK}/needs/being_lonely/retire", data={"into": "\x00"})
    assert nowhere.status_code == 400
    merged = client.post(
        f"{DESK}/needs/being_lonely/retire", data={"into": "domestic_abuse"}, follow_redirects=True
    ).get_data(as_text=True)
    assert "Merged." in merged
    assert "Given up" in merged
    assert client.get(f"{DESK}/needs/being_lonely/edit").status_code == 404
    assert "Loneliness" not in client.get("/en/services").get_data(as_text=True)
    assert "Test editor" in client.get(f"{DESK}/history/need/being_lonely").get_data(as_text=True)


def test_an_organisation_and_a_route(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    new = {"name": "Harbour Trust", "sector": "vcs", "description": "A charity.", "source": "By phone"}
    assert "Harbour Trust" in sent(client, f"{DESK}/organisations/new", new).get_data(as_text=True)
    changed = sent(client, f"{DESK}/organisations/harbour-trust/edit", {"url": "no address"})
    assert changed.status_code == 400
    assert "no address" in changed.get_data(as_text=True)
    path = f"{DESK}/routes/council_cst/edit"
    wrong = sent(client, path, {"contacts-0-phone": "ring me", "assured_date": "2999-01-01"})
    assert wrong.status_code == 400
    stale = as_browser_sends(client.get(path).get_data(as_text=True))
    done = sent(client, path, {"contacts-0-phone": "020 7946 0000", "assured_date": "2026-01-05"})
    assert "5 January 2026" in done.get_data(as_text=True)
    assert "020 7946 0000" in client.get("/en/report/council_cst").get_data(as_text=True)
    stale.setlist("contacts-0-phone", ["020 7946 0001"])
    late = client.post(path, data=stale)
    assert late.status_code == 400
    assert "A colleague changed this while you wrote" in late.get_data(as_text=True)
    history = client.get(f"{DESK}/history/reporting_route/council_cst").get_data(as_text=True)
    assert "020 7946 0000" in history
    assert client.get(f"{DESK}/history/reporting_route/%00").status_code == 404
    assert client.get(f"{DESK}/history/setting/x").status_code == 404
