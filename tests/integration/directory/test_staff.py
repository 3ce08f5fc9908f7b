"""The directory desk, and the commands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from directory import queries
from webapp.extensions import db

SignIn = Callable[[FlaskClient, str], Any]


@pytest.mark.parametrize("path", ["", "mapping", "services/victim-support", "services/victim-support/edit"])
def test_nothing_is_reachable_without_signing_in(client: FlaskClient, path: str) -> None:
    assert client.get(f"/staff/directory/{path}").status_code == 302


@pytest.mark.parametrize(
    ("role", "reads", "edits"),
    [("editor", 200, 200), ("administrator", 200, 200), ("analyst", 200, 403), ("safeguarding_lead", 403, 403)],
)
def test_roles(client: FlaskClient, sign_in: SignIn, role: str, reads: int, edits: int) -> None:
    sign_in(client, role)
    assert client.get("/staff/directory/").status_code == reads
    assert client.get("/staff/directory/mapping").status_code == reads
    assert client.get("/staff/directory/services/victim-support").status_code == reads
    assert client.get("/staff/directory/services/victim-support/edit").status_code == edits


def test_an_editor_changes_a_record_and_the_public_sees_it(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    answer = client.post(
        "/staff/directory/services/colindale-food-bank/edit",
        data={
            "summary": "Food for three days.",
            "description": "You get a bag.\r\n\r\nYou can sit down.",
            "way_in": "Come on Tuesday.",
            "phones": "020 8359 2000; the council; all hours",
        },
    )
    assert answer.status_code == 302
    public = client.get("/en/services/colindale-food-bank").get_data(as_text=True)
    assert "Food for three days." in public
    assert '<p class="govuk-body">You can sit down.</p>' in public
    assert "answers day and night" in public
    record = client.get("/staff/directory/services/colindale-food-bank").get_data(as_text=True)
    assert "Test editor" in record
    assert "<ins>Food for three days.</ins>" in record
    assert "<ins>020 8359 2000 the council" in record


def test_saving_what_is_there_changes_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    for service in queries.all_services(db.session):
        phones = [(p.number, p.label, "all hours" if p.all_hours else "") for p in service.phones]
        answer = client.post(
            f"/staff/directory/services/{service.slug}/edit",
            data={
                "summary": service.summary,
                "description": service.description.replace("\n", "\r\n"),
                "way_in": service.way_in,
                "phones": "\r\n".join("; ".join(part for part in phone if part) for phone in phones),
            },
            follow_redirects=True,
        )
        assert "Nothing was changed." in answer.get_data(as_text=True), service.slug


@pytest.mark.parametrize(
    "changes", [{"summary": ""}, {"summary": "x" * 221}, {"phones": "ring me"}, {"description": "x" * 6000}]
)
def test_a_bad_change_is_refused_whole(client: FlaskClient, sign_in: SignIn, changes: dict[str, str]) -> None:
    sign_in(client, "editor")
    good = {"summary": "Other.", "description": "Other.", "way_in": "Other.", "phones": ""}
    answer = client.post("/staff/directory/services/victim-support/edit", data={**good, **changes})
    assert answer.status_code == 400
    assert "There is a problem" in answer.get_data(as_text=True)
    assert "Other." not in client.get("/en/services/victim-support").get_data(as_text=True)


def test_the_mapping_shows_both_figures(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    html = client.get("/staff/directory/mapping").get_data(as_text=True)
    assert "66% of 53" in html
    assert "differs" in html


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
