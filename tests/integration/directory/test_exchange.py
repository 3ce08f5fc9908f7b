"""Import and export as staff use them: upload, columns, dry run, the second person, the way back; and the commands."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory import queries
from directory.exchange import kept, reading
from directory.models import Service
from tests.support.exchange import workbook
from tests.support.forms import as_browser_sends
from webapp import jobs
from webapp.extensions import db

SignIn = Callable[[FlaskClient, str], Any]
DESK = "/staff/directory/exchange"
TABLE = (
    "Service name,Provider,Description,Age range,Area,Statutory/VCS,Category,Colour\n"
    "Chess Club,Invented Trust,Chess for all.,11 to 17,Borough wide,VCS,violence_knife_crime,red\n"
    "Prevent,,A new description of it.,,,,,blue\n"
)


def upload(client: FlaskClient, data: bytes, name: str = "appendix.csv") -> TestResponse:
    """Send a file as a browser does; made here, for the test client leaves large ones open."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + data + b"\r\n--x--\r\n"
    return client.post(f"{DESK}/upload", data=body, content_type="multipart/form-data; boundary=x")


def looked_at(client: FlaskClient, data: bytes, name: str = "appendix.csv") -> tuple[str, str]:
    """Hand a file in, take the columns as guessed; gives the address of the dry run and its page."""
    answer = upload(client, data, name)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    if answer.location.endswith("/columns"):
        page = client.get(answer.location).get_data(as_text=True)
        answer = client.post(answer.location, data=as_browser_sends(page))
        assert answer.status_code == 302
    page = client.get(answer.location)
    assert page.status_code == 200
    return answer.location, page.get_data(as_text=True)


def seal(page: str) -> dict[str, str]:
    return {"seal": page.partition('name="seal" value="')[2].partition('"')[0]}


def record(slug: str) -> Service | None:
    db.session.expire_all()
    return queries.service_by_slug(db.session, slug)


def test_an_import_needs_a_second_person_and_can_be_taken_back(
    app: APIFlask, client: FlaskClient, sign_in: SignIn
) -> None:
    before = record("prevent")
    assert before is not None
    old = before.description
    sign_in(client, "editor")
    address, page = looked_at(client, TABLE.replace("Prevent,", f"{before.name},").encode())
    assert "Chess Club" in page
    assert "A new description of it." in page.replace("</span>", "").replace("  ", " ") or "description" in page
    assert record("chess-club") is None
    assert client.post(f"{address}/apply", data=seal(page)).status_code == 403
    assert client.post(f"{address}/ask", data=seal(page)).status_code == 302
    assert client.post(f"{address}/apply", data=seal(page)).status_code == 403
    second = app.test_client()
    user = sign_in(second, "administrator")
    assert user.name
    shown = second.get(address).get_data(as_text=True)
    assert second.post(f"{address}/apply", data=seal(shown)).status_code == 302
    chess = record("chess-club")
    assert chess is not None
    assert chess.organization.name == "Invented Trust"
    changed = record("prevent")
    assert changed is not None
    assert changed.description == "A new description of it."
    assert second.get("/en/services/chess-club").status_code == 200
    home = second.get(DESK).get_data(as_text=True)
    assert "appendix.csv" in home
    undo = home.partition(f'action="{DESK}/undo/')[2].partition('"')[0]
    assert second.post(f"{DESK}/undo/{undo}").status_code == 302
    assert record("chess-club") is None
    back = record("prevent")
    assert back is not None
    assert back.description == old
    assert second.get(address).status_code == 404


def test_a_colleague_sees_only_what_they_were_asked_about(app: APIFlask, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "administrator")
    address, page = looked_at(client, TABLE.partition("Prevent,")[0].encode())
    other = app.test_client()
    sign_in(other, "editor")
    assert other.get(address).status_code == 404
    assert client.post(f"{address}/ask", data=seal(page)).status_code == 302
    shown = other.get(address).get_data(as_text=True)
    assert other.post(f"{address}/columns", data={}).status_code == 403
    assert other.post(f"{address}/apply", data=seal(shown)).status_code == 302
    assert record("chess-club") is not None


def test_what_changed_since_it_was_looked_at_is_looked_at_again(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "administrator")
    name = getattr(record("prevent"), "name", "")
    address, page = looked_at(client, TABLE.replace("Prevent,", f"{name},").encode())
    service = record("prevent")
    assert service is not None
    service.description = "Somebody else wrote this."
    db.session.commit()
    answer = client.post(f"{address}/apply", data=seal(page))
    assert answer.status_code == 409
    assert record("chess-club") is None


def test_errors_are_told_with_row_and_column_and_nothing_is_done(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "administrator")
    address, page = looked_at(client, TABLE.replace("11 to 17", "17 to 11").encode())
    assert "The oldest age is below the youngest" in page
    assert "Age range" in page
    assert client.post(f"{address}/apply", data={"seal": "x"}).status_code == 409
    assert record("chess-club") is None
    assert client.post(f"{address}/drop").status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"%PDF-1.7", "a.csv", "no CSV, XLSX, JSON or ZIP"),
        (b"Name,Provider\nA\x00,B\n", "a.csv", "row 2: There is a sign here"),
        (b"Name,name\nA,B\n", "a.csv", "row 1, column name: This heading is there twice"),
        (b"Name,Provider\n" + b"A,B\n" * 2001, "a.csv", "more rows than a page"),
        (workbook({"S": [["Name", "Age range"], ["A", "=B1"]]}), "a.xlsx", "row 2, column B"),
        (b"{}", "a.json", "holds no services"),
    ],
)
def test_files_that_cannot_be_read_say_why(
    client: FlaskClient, sign_in: SignIn, data: bytes, name: str, words: str
) -> None:
    sign_in(client, "editor")
    answer = upload(client, data, name)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    assert upload(client, b"x" * (50 * 1024 * 1024)).status_code == 413
    sign_in(client, "analyst")
    assert upload(client, b"x" * (3 * 1024 * 1024)).status_code in (403, 413)


def test_a_spreadsheet_of_nine_megabytes_gets_in(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    rows = "".join(f"Service {number},{'x' * 18_000}\n" for number in range(499))
    assert upload(client, f"Name,Notes\n{rows}".encode()).status_code == 302


def test_what_is_nearly_the_same_is_decided_and_absent_ones_are_paused(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "administrator")
    data = b"Service name,Description\nColindale Foodbank,Food for all.\n"
    address, page = looked_at(client, data)
    assert "Are these the same?" in page
    form = {"row-2": "colindale-food-bank", "absent": "paused", "slug": ["prevent", "no-such"]}
    assert client.post(f"{address}/choices", data=form).status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert client.post(f"{address}/apply", data=seal(page)).status_code == 302
    states = {slug: getattr(record(slug), "status", "") for slug in ("prevent", "mash-front-door")}
    assert states == {"prevent": "paused", "mash-front-door": "active"}
    assert getattr(record("colindale-food-bank"), "description", "") == "Food for all."


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "hsds", "hsds-tabular"])
def test_exports_come_back_unchanged_through_the_page(client: FlaskClient, sign_in: SignIn, kind: str) -> None:
    sign_in(client, "editor")
    answer = client.get(f"{DESK}/export/{kind}")
    assert answer.status_code == 200
    name = answer.headers["Content-Disposition"].partition("filename=")[2].strip('"')
    _address, page = looked_at(client, answer.data, name)
    assert '<dd class="govuk-summary-list__value">53</dd>' in page
    assert client.get(f"{DESK}/export/pdf").status_code == 404


def test_files_go_after_a_day(app: APIFlask, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    address, _page = looked_at(client, TABLE.encode())
    folder = Path(app.config["SETTINGS"].data_dir) / "imports"
    one = kept.find(folder, address.rsplit("/", 1)[1])
    assert one is not None
    one.at -= kept.LIFE + 1
    kept.save(folder, one)
    os.utime(folder / one.token, (time.time() - 3600,) * 2)
    assert client.get(address).status_code == 404
    assert jobs.forget_old_imports.call_local() >= 1
    assert not (folder / one.token).exists()


def test_the_command_does_a_dry_run_and_then_the_import(app: APIFlask, tmp_path: Path) -> None:
    file, mapping = tmp_path / "appendix.csv", tmp_path / "mapping.json"
    file.write_text(TABLE.partition("Prevent,")[0], encoding="utf-8")
    run = app.test_cli_runner()
    dry = run.invoke(args=["directory", "import", str(file), "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "1 new, 0 changed" in dry.output
    assert record("chess-club") is None
    mapping.write_text(json.dumps({"columns": {"Service name": "name"}}), encoding="utf-8")
    wrong = run.invoke(args=["directory", "import", str(file), "--mapping", str(mapping)])
    assert wrong.exit_code == 1
    assert "error: row 2" in wrong.output
    done = run.invoke(args=["directory", "import", str(file)])
    assert done.exit_code == 0, done.output
    assert record("chess-club") is not None
    out = tmp_path / "out.xlsx"
    assert run.invoke(args=["directory", "export", "--format", "xlsx", "--output", str(out)]).exit_code == 0
    assert len(reading.read(out.read_bytes(), "out.xlsx").rows(reading.Mapped(), reading.Names())) == 54
    printed = run.invoke(args=["directory", "export"])
    assert len(json.loads(printed.output)["services"]) == 54
