"""The Community Voice says what help is missing, and never a small number."""

import io
import re
from collections.abc import Callable
from typing import Any

from docx import Document
from flask.testing import FlaskClient

from directory import demand
from directory.models import local_day
from surveys import queries
from surveys.analysis import report
from surveys.analysis.missing import missing
from webapp.extensions import db

SignIn = Callable[[FlaskClient, str], Any]


def test_what_is_asked_for_in_vain_is_published_rounded_and_small_numbers_are_not(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "analyst")
    for need, ward, times in (("lgbtq", "hendon", 12), ("parenting", "edgware", 9), ("unknown", "", 30)):
        for _ in range(times):
            demand.record(db.session, "search", [need], ward, None, today=local_day())
    [consultation] = queries.all_consultations(db.session)
    made = client.post("/staff/analysis/reports", data={"consultation": consultation.slug})
    draft = made.headers["Location"]
    assert "What help is missing" in client.get(draft).get_data(as_text=True)
    document = Document(io.BytesIO(client.get(f"{draft}/document").data))
    assert "LGBTQ+ people: 10" in [one.text for one in document.paragraphs]
    sign_in(client, "administrator")
    client.post(f"{draft}/check")
    client.post(f"{draft}/publish")
    page = client.get("/en/community-voice").get_data(as_text=True)
    section = page.split('id="missing"')[1].split("<h2")[0]
    section = re.sub("<[^>]+>", "", section)
    assert "LGBTQ+ people: 10" in section
    assert "Help for parents" not in section
    assert "Other things were looked for too seldom to show." in section
    assert "LGBTQ+ people: Any age, All of Barnet" in section
    assert "Hendon" not in section
    # Nobody over 25 leaves care, and nobody asked: that is no gap.
    assert "Leaving care" not in section
    said = client.get("/api/v1/community-voice").get_json()["missing"]
    assert said["asked"] == [{"need": "lgbtq", "times": 10}]
    assert {"need": "lgbtq", "band": "11-15", "place": "barnet"} in said["nobody"]
    assert client.get("/ar/community-voice").status_code == 200


def test_a_version_without_it_still_shows(client: FlaskClient) -> None:
    [consultation] = queries.all_consultations(db.session)
    version = report.make_draft(db.session, consultation, "somebody")
    version.findings = {name: value for name, value in version.findings.items() if name != "missing"}
    report.check(db.session, version, "another")
    report.publish(db.session, version, "somebody")
    page = client.get("/en/community-voice")
    assert page.status_code == 200
    assert 'id="missing"' not in page.get_data(as_text=True)
    assert client.get("/api/v1/community-voice").get_json()["missing"] is None


def test_only_rounded_numbers_leave() -> None:
    found = missing({"a": 9, "b": 10, "c": 12, "d": 13}, [], since=local_day())
    assert found["asked"] == [
        {"need": "d", "times": 15},
        {"need": "b", "times": 10},
        {"need": "c", "times": 10},
    ]
    assert found["hidden"]
