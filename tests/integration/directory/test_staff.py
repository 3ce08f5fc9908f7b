"""The directory desk: the list, a record, editing section by section, a new service, and the commands."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from directory import drafts, queries, rules
from directory.changes import edit_service
from directory.models import ChangeDraft, ProviderContact, Service
from tests.support.forms import as_browser_sends
from webapp.extensions import db
from webapp.forms.directory_sections import SECTIONS

SignIn = Callable[[FlaskClient, str], Any]
DESK = "/staff/directory"
FOOD = f"{DESK}/services/colindale-food-bank"
REFUGE = f"{DESK}/services/womens-refuges"


@pytest.mark.parametrize(
    "path", ["", "mapping", "drafts/", "services/victim-support", "services/victim-support/edit/what"]
)
def test_nothing_is_reachable_without_signing_in(client: FlaskClient, path: str) -> None:
    assert client.get(f"{DESK}/{path}").status_code == 302


@pytest.mark.parametrize(
    ("role", "reads", "edits"),
    [("editor", 200, 200), ("administrator", 200, 200), ("analyst", 200, 403), ("safeguarding_lead", 403, 403)],
)
def test_roles(client: FlaskClient, sign_in: SignIn, role: str, reads: int, edits: int) -> None:
    sign_in(client, role)
    for path in ("/", "/mapping", "/drafts/", "/services/victim-support", "/services/victim-support/history",
                 "/translations/", "/needs", "/organisations", "/routes"):  # fmt: skip
        assert client.get(DESK + path).status_code == reads, path
    for path in ("/new", "/services/victim-support/edit/what", "/services/victim-support/contacts", "/needs/new",
                 "/organisations/new", "/routes/police_101/edit"):  # fmt: skip
        assert client.get(DESK + path).status_code == edits, path


def send(client: FlaskClient, path: str, changes: dict[str, Any], **more: Any) -> Any:
    """Open a form as a browser does, change some of it, send it."""
    page = client.get(path)
    assert page.status_code == 200
    data = as_browser_sends(page.get_data(as_text=True))
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return client.post(path, data=data, **more)


def only_draft() -> ChangeDraft:
    return db.session.scalars(select(ChangeDraft)).one()


def test_a_change_is_public_once_a_second_person_has_read_it(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    answer = send(
        client,
        f"{FOOD}/edit/what",
        {"summary": "Food for three days.", "description": "You get a bag.\r\n\r\nYou can sit down."},
        follow_redirects=True,
    ).get_data(as_text=True)
    assert "A colleague has to approve it" in answer
    assert "A change waits for approval" in answer
    assert "Food for three days." not in client.get("/en/services/colindale-food-bank").get_data(as_text=True)
    draft = only_draft()
    refused = client.post(f"{DESK}/drafts/{draft.id}/approve")
    assert refused.status_code == 409
    assert "Another person has to approve it" in refused.get_data(as_text=True)
    sign_in(client, "administrator")
    assert "1 change waits for approval" in client.get(f"{DESK}/").get_data(as_text=True)
    seen = client.get(f"{DESK}/drafts/{draft.id}").get_data(as_text=True)
    assert re.search(r"<ins[^>]*><span[^>]*>added: </span>[^<]*three days\.", seen)
    assert client.post(f"{DESK}/drafts/{draft.id}/approve").status_code == 302
    public = client.get("/en/services/colindale-food-bank").get_data(as_text=True)
    assert "Food for three days." in public
    assert "You can sit down." in public
    history = client.get(f"{FOOD}/history").get_data(as_text=True)
    assert "Test editor" in history
    assert "Approved by Test administrator" in history


@pytest.mark.parametrize("code", list(SECTIONS))
def test_saving_what_is_there_changes_nothing(client: FlaskClient, sign_in: SignIn, code: str) -> None:
    sign_in(client, "editor")
    for service in queries.all_services(db.session)[::6]:
        answer = send(client, f"{DESK}/services/{service.slug}/edit/{code}", {}, follow_redirects=True)
        assert "Nothing was changed." in answer.get_data(as_text=True), service.slug


def test_every_field_can_be_edited() -> None:
    fields = {field for section in SECTIONS.values() for field in section.fields}
    assert fields == set(rules.EDITABLE) - {"basis"}


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("what", {"summary": ""}, "Fill this in"),
        ("what", {"summary": "x" * 221}, "This is too long"),
        ("what", {"description": "x" * 10_000}, "This is too long"),
        ("what", {"needs-0": "no_such_need"}, "Choose one from the list"),
        ("who", {"minimum_age": "ten", "ages_known": "yes"}, "Write a whole number"),
        ("who", {"minimum_age": "20", "maximum_age": "10", "ages_known": "yes"}, "The oldest age is below"),
        ("who", {"minimum_age": "-1", "ages_known": "yes"}, "too small or too large"),
        ("contact", {"email": "me@"}, "Write an e-mail address"),
        ("contact", {"ring": "ring me"}, "a phone number has digits and spaces only"),
        ("contact", {"url": "javascript:alert(1)"}, "begins with https://"),
        ("access", {"cost": "dear"}, "Choose one from the list"),
        ("classification", {"funding_end": "soon"}, "Write a year"),
        ("notes", {"sources-0-paper": "", "sources-0-section": ""}, "Say where we know this from"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, sign_in: SignIn, code: str, changes: dict[str, str], words: str
) -> None:
    sign_in(client, "editor")
    path = f"{DESK}/services/homeless-action-in-barnet/edit/{code}"
    single = {name: value for name, value in changes.items() if value}
    if code == "notes":
        page = as_browser_sends(client.get(path).get_data(as_text=True))
        changes = {name: "" for name in page if name.startswith("sources-")}
    answer = send(client, path, {**changes, "why": "Told by the manager"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "There is a problem" in html
    assert words in html
    assert "Told by the manager" in html
    for value in single.values():
        if value not in ("dear", "no_such_need", "yes"):
            assert value in html
    assert db.session.scalars(select(ChangeDraft)).all() == []


def test_markup_and_what_no_page_can_hold(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    typed = "<script>alert(1)</script> a\x00b \u202e"
    answer = send(client, f"{FOOD}/edit/what", {"what_happens": typed})
    assert answer.status_code == 302
    kept = only_draft().values["what_happens"]
    assert kept.startswith("<script>alert(1)</script> ab")
    page = client.get(f"{DESK}/drafts/{only_draft().id}").get_data(as_text=True)
    assert "<script>alert(1)" not in page
    bad = client.post(
        f"{FOOD}/edit/what", data=b"summary=%ED%A0%80&name=x", content_type="application/x-www-form-urlencoded"
    )
    assert bad.status_code == 400


def test_rows_come_go_and_move_without_losing_a_word(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    path = f"{FOOD}/edit/contact"
    page = send(client, path, {"way_in": "Half a sent", "row": "add phones"})
    assert page.status_code == 200
    data = as_browser_sends(page.get_data(as_text=True))
    assert data["way_in"] == "Half a sent"
    last = max(int(name.split("-")[1]) for name in data if name.startswith("phones-"))
    data.setlist(f"phones-{last}-number", ["020 8359 4066"])
    data.setlist("row", ["add phones"])
    data = as_browser_sends(client.post(path, data=data).get_data(as_text=True))
    assert data[f"phones-{last}-number"] == "020 8359 4066"
    data.setlist("row", [f"remove phones {last}"])
    data = as_browser_sends(client.post(path, data=data).get_data(as_text=True))
    assert "020 8359 4066" not in data.values()
    needs = f"{DESK}/services/adults-at-risk-panel/edit/what"
    before = as_browser_sends(client.get(needs).get_data(as_text=True))
    after = as_browser_sends(send(client, needs, {"row": "up needs 1"}).get_data(as_text=True))
    assert (after["needs-0"], after["needs-1"]) == (before["needs-1"], before["needs-0"])
    assert db.session.scalars(select(ChangeDraft)).all() == []


def test_hours_and_places_are_kept_row_by_row(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    row = {"kind": "opening", "opens_at": "09:30", "closes_at": "17:00", "description": "By appointment"}
    data = {f"schedules-0-{name}": value for name, value in row.items()}
    data |= {"schedules-0-byday": ["MO", "WE"], "locations-0-name": "The hall", "locations-0-ward": "hendon",
             "locations-0-location_type": "physical", "locations-0-precision": "ward",
             "locations-0-latitude": "51.58"}  # fmt: skip
    assert send(client, f"{FOOD}/edit/times", data).status_code == 302
    drafts.approve(db.session, only_draft(), "another")
    service = queries.service_by_slug(db.session, "colindale-food-bank")
    assert service is not None
    [hours] = rules.current(service, "schedules")
    assert (hours["byday"], hours["opens_at"], hours["valid_to"]) == (["MO", "WE"], "09:30", None)
    [place] = rules.current(service, "locations")
    assert (place["name"], place["ward"], place["latitude"], place["longitude"]) == ("The hall", "hendon", 51.58, None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"locations-0-name": "The house"}, "A refuge may have no place here"),
        ({"areas": ["hendon"]}, "A refuge has no area but all of Barnet"),
        ({"areas": ["barnet", "hendon"]}, "A refuge has no area but all of Barnet"),
    ],
)
def test_a_refuge_takes_no_place(client: FlaskClient, sign_in: SignIn, changes: dict[str, Any], words: str) -> None:
    sign_in(client, "editor")
    slug = db.session.scalars(select(Service.slug).where(Service.confidential_location)).first()
    extra = (
        {"locations-0-location_type": "physical", "locations-0-precision": "unknown"} if "areas" not in changes else {}
    )
    answer = send(client, f"{DESK}/services/{slug}/edit/times", changes | extra)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert "This is a refuge" in answer.get_data(as_text=True)
    assert db.session.scalars(select(ChangeDraft)).all() == []


def test_a_page_that_was_open_for_long_undoes_nobodys_work(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    data = as_browser_sends(client.get(f"{FOOD}/edit/what").get_data(as_text=True))
    service = queries.service_by_slug(db.session, "colindale-food-bank")
    assert service is not None
    edit_service(db.session, service, {"summary": "Theirs.", "description": "Also theirs."}, by="another")
    data.setlist("summary", ["Mine."])
    assert client.post(f"{FOOD}/edit/what", data=data).status_code == 302
    draft = only_draft()
    # What was left as it was is no change, though the record has moved on.
    assert draft.values == {"summary": "Mine."}
    sign_in(client, "administrator")
    page = client.get(f"{DESK}/drafts/{draft.id}").get_data(as_text=True)
    assert "Both were changed. Which is right?" in page
    assert "Theirs." in page
    assert "Mine." in page
    assert client.post(f"{DESK}/drafts/{draft.id}/approve").status_code == 409
    take = re.search(r'value="(take:[0-9a-f]{64})"', page)
    assert take is not None
    done = client.post(f"{DESK}/drafts/{draft.id}/approve", data={"choose:summary": take[1]})
    assert done.status_code == 302
    public = client.get("/en/services/colindale-food-bank").get_data(as_text=True)
    assert "Mine." in public
    assert "Also theirs." in public


def test_reject_and_withdraw(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    send(client, f"{FOOD}/edit/what", {"summary": "One."})
    send(client, f"{FOOD}/edit/who", {"who_for": "Two"})
    one, two = drafts.waiting(db.session)
    assert "A change of this section waits already" in client.get(f"{FOOD}/edit/what").get_data(as_text=True)
    assert client.post(f"{DESK}/drafts/{one.id}/withdraw").status_code == 302
    sign_in(client, "administrator")
    assert client.post(f"{DESK}/drafts/{two.id}/withdraw").status_code == 409
    silent = client.post(f"{DESK}/drafts/{two.id}/reject", data={"note": ""})
    assert silent.status_code == 400
    assert "Say why you reject it" in silent.get_data(as_text=True)
    client.post(f"{DESK}/drafts/{two.id}/reject", data={"note": "They say otherwise."})
    queue = client.get(f"{DESK}/drafts/").get_data(as_text=True)
    assert "No change waits." in queue
    assert "They say otherwise." in queue
    assert client.get(f"{DESK}/drafts/none-such").status_code == 404


def test_closing_says_what_the_public_reads_and_opening_again(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    page = client.get(f"{FOOD}/edit/status").get_data(as_text=True)
    assert "A record is never deleted" in page
    note = "Closed from 1 March 2027. Ring the council instead."
    send(client, f"{FOOD}/edit/status", {"status": "ended", "status_note": note})
    drafts.approve(db.session, only_draft(), "another")
    public = client.get("/en/services/colindale-food-bank").get_data(as_text=True)
    assert "Closed from 1 March 2027" in public
    assert "Paused or ended" in client.get(f"{FOOD}/history").get_data(as_text=True)
    send(client, f"{FOOD}/edit/status", {"status": "active", "status_note": ""})
    [again] = drafts.waiting(db.session)
    drafts.approve(db.session, again, "another")
    assert "Opened again" in client.get(f"{FOOD}/history").get_data(as_text=True)


def test_a_new_service(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    empty = send(client, f"{DESK}/new", {})
    assert empty.status_code == 400
    assert "Choose one need at least" in empty.get_data(as_text=True)
    filled = {
        "name": "Kangaroo Café", "organisation": "barnet-council", "summary": "We hop.", "description": "Together.",
        "who_for": "Anyone", "needs-0": "domestic_abuse", "sector": "vcs", "sources-0-paper": "The provider",
        "sources-0-section": "by phone",
    }  # fmt: skip
    assert send(client, f"{DESK}/new", filled).status_code == 302
    draft = only_draft()
    assert "Kangaroo Café" in client.get(f"{DESK}/drafts/").get_data(as_text=True)
    assert client.get("/en/services/kangaroo-cafe").status_code == 404
    sign_in(client, "administrator")
    assert client.post(f"{DESK}/drafts/{draft.id}/approve").status_code == 302
    assert "We hop." in client.get("/en/services/kangaroo-cafe").get_data(as_text=True)
    assert "Added" in client.get(f"{DESK}/services/kangaroo-cafe/history").get_data(as_text=True)
    again = send(client, f"{DESK}/new", filled)
    assert again.status_code == 400
    assert "There is a service of this name already" in again.get_data(as_text=True)


def test_whom_staff_write_to_is_never_public(
    client: FlaskClient, sign_in: SignIn, tmp_path: Path, app: APIFlask
) -> None:
    sign_in(client, "editor")
    secret, number = "manager@colindale.example.org", "07700 900123"
    wrong = send(client, f"{FOOD}/contacts", {"provider_contacts-0-email": "nobody"})
    assert wrong.status_code == 400
    assert "Write an e-mail address" in wrong.get_data(as_text=True)
    send(client, f"{FOOD}/contacts", {"provider_contacts-0-email": secret, "provider_contacts-0-phone": number,
                                      "provider_contacts-0-role": "Head of Jam"})  # fmt: skip
    assert db.session.scalars(select(ProviderContact.email)).all() == [secret]
    assert secret in client.get(FOOD).get_data(as_text=True)
    sign_in(client, "analyst")
    file = tmp_path / "out.json"
    app.test_cli_runner().invoke(args=["directory", "export", "--output", str(file)])
    service = queries.service_by_slug(db.session, "colindale-food-bank")
    assert service is not None
    pages = [
        "/en/services/colindale-food-bank", "/en/services?q=jam", "/api/v1/services/colindale-food-bank",
        "/api/v1/services?q=food", f"/api/hsds/services/{service.id}", "/api/hsds/services?full=true",
        "/api/v1/openapi.json", FOOD, f"{FOOD}/history",
    ]  # fmt: skip
    everything = file.read_text(encoding="utf-8") + "".join(client.get(page).get_data(as_text=True) for page in pages)
    assert "Colindale" in everything
    for word in (secret, number, "Head of Jam"):
        assert word not in everything


def test_the_list_asks_as_often_for_5000_records(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    engine, asked = db.engine, []
    event.listen(engine, "before_cursor_execute", lambda *_args: asked.append(1))
    client.get(f"{DESK}/")
    asked.clear()
    client.get(f"{DESK}/")
    few = len(asked)
    model = db.session.scalars(select(Service)).first()
    assert model is not None
    row = {column.key: getattr(model, column.key) for column in Service.__table__.columns}
    db.session.execute(
        Service.__table__.insert(),
        [{**row, "id": f"copy-{n}", "slug": f"copy-{n}", "name": f"Copy {n}"} for n in range(5000)],
    )
    db.session.commit()
    asked.clear()
    page = client.get(f"{DESK}/").get_data(as_text=True)
    assert len(asked) == few
    assert "5053 records, page 1 of 102" in page
    assert client.get(f"{DESK}/?page=999999999&q=%00%ED%A0%80").status_code == 200


def test_import_and_export_commands(app: APIFlask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["directory", "import"])
    assert done.exit_code == 0, done.output
    assert "53 services" in done.output
    assert "0 new, 0 changed, 0 translations" in done.output
    file = tmp_path / "out.json"
    assert runner.invoke(args=["directory", "export", "--output", str(file)]).exit_code == 0
    assert len(json.loads(file.read_text(encoding="utf-8"))["services"]) == 53


def test_a_bad_seed_is_refused_with_its_line(app: APIFlask, tmp_path: Path) -> None:
    (tmp_path / "needs.yaml").write_text("- code: 7\n", encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["directory", "import", "--folder", str(tmp_path)])
    assert done.exit_code == 1
    assert "needs.yaml:1: code" in done.output
