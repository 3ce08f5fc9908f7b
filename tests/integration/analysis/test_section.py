"""The section in the shape of SNA 4, its versions, and the files it leaves as."""

import copy
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from docx import Document
from flask.testing import FlaskClient

from directory import demand, settings
from surveys.analysis import report
from surveys.analysis.changes import changes
from surveys.analysis.coding import queue
from surveys.analysis.models import Quotation, Report
from surveys.analysis.project import coded_texts
from surveys.analysis.statistics import figure
from surveys.columns import local_day, now
from surveys.models import Answer, Consultation, Event, Survey
from surveys.queries import all_consultations
from tests.factories.coded import person
from tests.support.writers import somebody_else_writes
from webapp.accounts.models import AuditEntry
from webapp.extensions import db

SignIn = Callable[[FlaskClient, str], Any]
QDE = "{urn:QDA-XML:project:1.0}"


@pytest.fixture
def answered(app: Any) -> Any:
    """Sixty residents, forty young people and twelve professionals, who say different things."""
    walk = Event(
        consultation_id=all_consultations(db.session)[0].id,
        kind="ward_walk",
        title="Walk with the wardens",
        held_on=date(2026, 5, 2),
        audience="resident",
    )
    db.session.add(walk)
    db.session.flush()
    for number in range(60):
        person(
            db.session,
            ["cause_cost_of_living_deprivation", "police_presence"] if number < 40 else ["unsafe_lighting_dark"],
            chosen={"influences": ["aces_family"], "sex": ["female" if number < 45 else "male"], "place": ["hendon"]},
            channel="paper" if number < 12 else "web",
            event=walk.id if number < 20 else None,
        )
    for number in range(40):
        person(
            db.session,
            ["cause_drug_trade", "youth_activities"] if number < 30 else ["safe_groups_company"],
            audience="young_person",
            chosen={"influences": ["social_media", "peers"], "place": ["edgware"]},
        )
    for _ in range(12):
        person(db.session, ["capacity_waiting_times"], audience="professional")
    db.session.commit()
    return all_consultations(db.session)[0]


def test_the_answers_behind_a_sentence_are_those_of_its_own_consultation(
    answered: Any, client: FlaskClient, sign_in: SignIn
) -> None:
    other = Consultation(slug="zz-other", title="Another consultation", purpose="To ask something else")
    db.session.add(other)
    db.session.flush()
    young = db.session.scalars(sa.select(Survey).where(Survey.slug == "young-person-2026")).one()
    young.consultation_id = other.id
    for _ in range(5):
        person(db.session, ["cause_cost_of_living_deprivation"], audience="young_person")
    db.session.commit()
    sign_in(client, "analyst")
    page = client.post("/staff/analysis/reports", data={"consultation": answered.slug}, follow_redirects=True).text
    links = [html.unescape(link) for link in re.findall(r'href="(/staff/analysis/answers[^"]*)"', page)]
    shown = client.get(next(link for link in links if "code=cause_cost_of_living_deprivation" in link)).text
    assert "40 answers. Page 1 of 2." in shown
    assert (
        "45 answers. Page 1 of 3." in client.get("/staff/analysis/answers?code=cause_cost_of_living_deprivation").text
    )
    chosen = client.get("/staff/analysis/answers?consultation=zz-other&code=cause_cost_of_living_deprivation").text
    assert "5 answers. Page 1 of 1." in chosen
    assert re.search(r'<option value="zz-other" selected>', chosen)


def make_version(client: FlaskClient, sign_in: SignIn) -> str:
    sign_in(client, "analyst")
    slug = all_consultations(db.session)[0].slug
    return str(client.post("/staff/analysis/reports", data={"consultation": slug}).headers["Location"])


def publish(client: FlaskClient, sign_in: SignIn) -> str:
    draft = make_version(client, sign_in)
    sign_in(client, "administrator")
    assert client.post(f"{draft}/check").status_code == 302
    assert client.post(f"{draft}/publish").status_code == 302
    return draft


def section_of(page: str, code: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.split(f'id="{code}"')[1].split("<h2")[0]))


def test_the_page_has_the_parts_of_sna_4_each_number_with_its_base_and_table(
    client: FlaskClient, sign_in: SignIn, answered: Any
) -> None:
    publish(client, sign_in)
    page = client.get("/en/community-voice").get_data(as_text=True)
    assert "Walk with the wardens" in section_of(page, "took-part")
    # Answers of an event may be brought in from a file, which names none.
    assert "No event is named" in section_of(page, "took-part")
    assert "Not at an event" not in page
    assert "Everyone: Cost of living and poverty. About 40 of 110 people (36%)." in section_of(page, "causes")
    assert "Everyone, choosing from a list: Hard things in childhood. About 60 of 100 people (60%)." in section_of(
        page, "influences"
    )
    assert "About 10 of 110 people" in section_of(page, "safety")
    assert "Professionals" in section_of(page, "challenges")
    assert "Women and girls: more than live here. 75% of about 60 people" in section_of(page, "heard")
    differ = section_of(page, "differ")
    assert "Drug dealing" not in differ  # no adult is counted as saying it, so nothing can be tested
    assert "In 2023 it came in place 3." in section_of(page, "since")
    for line in re.findall(r"<li>[^<]*About \d+ of \d+.*?</li>", page, re.S):
        target = re.search(r'href="#([\w-]+)"', line)
        assert target, line
        assert f'id="{target[1]}"' in page
    # Links to answers are for staff alone.
    assert "/staff/analysis" not in page
    assert "/staff/analysis/answers?code=" in client.get(make_version(client, sign_in)).get_data(as_text=True)


def test_a_real_difference_is_said_and_chance_is_not(client: FlaskClient, sign_in: SignIn, app: Any) -> None:
    for number in range(100):
        person(db.session, ["cctv_more" if number < 60 else "hotspots"])
        person(db.session, ["cctv_more" if number < 20 else "hotspots"], audience="young_person")
    for number in range(100):
        person(db.session, ["jobs_training"] if number % 2 else ["lighting_design"])
        person(db.session, ["jobs_training"] if number < 52 else ["lighting_design"], audience="young_person")
    db.session.commit()
    publish(client, sign_in)
    differ = section_of(client.get("/en/community-voice").get_data(as_text=True), "differ")
    assert "More or working CCTV. Young people: 10% of about 200 people. Adults: 30% of about 200." in differ
    assert "Jobs" not in differ


def test_the_one_who_made_a_draft_does_not_check_it(client: FlaskClient, sign_in: SignIn, answered: Any) -> None:
    draft = make_version(client, sign_in)
    page = client.get(draft).get_data(as_text=True)
    assert "Another person has to check it" in page
    assert client.post(f"{draft}/check").status_code == 403
    assert client.post(f"{draft}/publish").status_code == 409
    # A council with one analyst lets people approve what they made themselves.
    settings.put(db.session, "self_approval", True, None)
    db.session.commit()
    assert client.post(f"{draft}/check").status_code == 302
    assert "Checked on" in client.get(draft).get_data(as_text=True)
    assert client.post(f"{draft}/check").status_code == 409
    assert client.post(f"{draft}/publish").status_code == 302
    assert client.post(f"{draft}/publish").status_code == 409


def test_a_board_member_sees_what_moved(client: FlaskClient, sign_in: SignIn, answered: Any) -> None:
    publish(client, sign_in)
    assert client.get("/en/community-voice/changes").status_code == 404
    for _ in range(15):
        person(db.session, ["police_presence", "hotspots"])
    db.session.commit()
    publish(client, sign_in)
    page = client.get("/en/community-voice/changes").get_data(as_text=True)
    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))
    assert "Police and patrols" in words or "police and patrols" in words
    assert "Shown for the first time" in words
    assert "36% (40 of 110)" in words
    versions = [one for one in report.reports(db.session) if one.state == "published"]
    found = changes(versions[1].findings, versions[0].findings)
    assert ("themes", "all", "hotspots", "new") in {(one.table, one.of, one.code, one.kind) for one in found.moved}
    assert client.get("/ar/community-voice/changes").status_code == 200


def test_answers_of_the_last_few_wait_for_the_next_version(client: FlaskClient, sign_in: SignIn, answered: Any) -> None:
    publish(client, sign_in)
    newcomers = [person(db.session, ["hotspots"]) for _ in range(4)]
    db.session.flush()
    quoted = Quotation(
        answer_id=db.session.scalar(sa.select(Answer.id).where(Answer.submission_id == newcomers[0].id)),
        text="Words",
        language="en",
        audience="resident",
        state="approved",
    )
    db.session.add(quoted)
    db.session.commit()
    second = report.findings(db.session, answered)
    assert second["until"]
    assert second["took_part"]["count"] == 110
    assert second["quotations"] == [quoted.id], "what a person approved to be quoted does not wait"
    for _ in range(8):
        person(db.session, ["hotspots"])
    third = report.findings(db.session, answered)
    assert third["until"] is None
    assert third["took_part"]["count"] == 125


def test_the_wave_before_is_tested_and_only_real_change_is_said(
    client: FlaskClient, sign_in: SignIn, answered: Any
) -> None:
    before = copy.deepcopy(dict(report.findings(db.session, answered)))
    before["title"] = "Community Voice 2025"
    for row in before["themes"][0]["rows"]:
        if row["code"] == "police_presence":
            row["figure"] = figure(15, 200)
        elif row["code"] == "cause_cost_of_living_deprivation":
            row["figure"] = figure(70, 200)
    db.session.add(
        Report(
            consultation_slug="community-voice-2025",
            number=1,
            state="published",
            findings=before,
            made_at=now() - timedelta(days=365),
            published_at=now() - timedelta(days=360),
        )
    )
    db.session.commit()
    publish(client, sign_in)
    words = section_of(client.get("/en/community-voice").get_data(as_text=True), "since")
    assert "Now: 36% of about 110 people. Community Voice 2025: 8% of about 200." in words
    assert "Community Voice 2025: 35%" not in words


def test_what_is_asked_for_stands_beside_what_was_looked_for_in_vain(
    client: FlaskClient, sign_in: SignIn, answered: Any
) -> None:
    for _ in range(12):
        demand.record(db.session, "search", ["youth_activities"], "hendon", None, today=local_day())
    publish(client, sign_in)
    words = section_of(client.get("/en/community-voice").get_data(as_text=True), "missing")
    assert "What people ask for, beside the help that there is" in words
    assert re.search(r"More for young people to do → [^%]+27% \(30 of 110\) 10 ", words)


def test_an_audience_of_a_few_is_in_no_number(client: FlaskClient, sign_in: SignIn, answered: Any) -> None:
    for _ in range(3):
        person(db.session, ["hotspots"], audience="business")
    db.session.commit()
    publish(client, sign_in)
    page = client.get("/en/community-voice").get_data(as_text=True)
    assert "About 110 people sent us their answers." in page
    assert "Local businesses" not in page
    assert "Some groups sent too few answers" in page


def test_every_file_holds_the_same_figures_and_is_the_same_twice(
    app: Any, client: FlaskClient, sign_in: SignIn, answered: Any, tmp_path: Any
) -> None:
    publish(client, sign_in)
    for kind in ("docx", "html", "csv", "json", "qdpx"):
        first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
        for path in (first, second):
            result = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path)])
            assert result.exit_code == 0, result.output
        assert first.read_bytes() == second.read_bytes(), kind
    rows = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "themes,all,police_presence,What people spoke of most: Everyone" in "\n".join(rows)
    held = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert {"table": "took_part", "people": 110}.items() <= held["figures"][0].items()
    assert any("About 40 of 110 people" in one["text"] for one in held["sentences"])
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "About 40 of 110 people" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    document = Document(str(tmp_path / "a.docx"))
    assert {"Heading 1", "List Bullet", "Caption"} <= {one.style.name for one in document.paragraphs if one.style}
    assert "What draws young people into violence" in [one.text for one in document.paragraphs]


def test_the_qdpx_reads_back_as_the_answers_with_their_codes_and_no_names(
    client: FlaskClient, sign_in: SignIn, answered: Any
) -> None:
    words = "Open the youth club again, ask Jayden on 07700 900123"
    person(db.session, ["youth_activities"], text=words, evidence=["youth club"])
    person(db.session, ["hotspots"], text="Beyond the bins", evidence=["not in it"])
    hidden = person(db.session, ["cause_aces_family"], text="my dad hits me")
    db.session.flush()
    hidden_answer = next(one for one in hidden.draft.answers if one.text)
    queue(db.session, hidden_answer, "person")
    db.session.commit()
    draft = make_version(client, sign_in)
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{draft}/qdpx").data))
    project = ElementTree.fromstring(archive.read("project.qde"))
    assert project.tag == f"{QDE}Project"
    names = {code.get("guid"): code.get("name") for code in project.iter(f"{QDE}Code")}
    read = set()
    for source in project.iter(f"{QDE}TextSource"):
        path = str(source.get("plainTextPath")).replace("internal://", "sources/")
        text = archive.read(path).decode("utf-8")
        for selection in source.iter(f"{QDE}PlainTextSelection"):
            piece = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
            for ref in selection.iter(f"{QDE}CodeRef"):
                read.add((text, piece, names[ref.get("targetGUID")]))
    texts = {text for text, _piece, _name in read}
    assert not any("Jayden" in text or "07700" in text or "dad" in text for text in texts)
    assert any(piece == "youth club" and name == "More for young people to do" for _text, piece, name in read)
    assert ("Beyond the bins", "Beyond the bins") in {(text, piece) for text, piece, _name in read}
    assert len(list(project.iter(f"{QDE}TextSource"))) == len(coded_texts(db.session, answered)) == 114
    sign_in(client, "consultation_officer")
    assert client.get(f"{draft}/qdpx").status_code == 403


def test_taking_coded_answers_along_is_written_down_while_somebody_else_writes(
    client: FlaskClient, sign_in: SignIn, answered: Any
) -> None:
    draft = make_version(client, sign_in)
    with somebody_else_writes("INSERT INTO account_audit", "UPDATE survey_draft SET state = state"):
        taken = client.get(f"{draft}/qdpx")
    assert taken.status_code == 200
    line = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (line.action, line.detail) == ("report.answers_taken", {"number": 1})


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_short_versions_in_every_language(client: FlaskClient, sign_in: SignIn, answered: Any, language: str) -> None:
    assert client.get(f"/{language}/community-voice/young-people").status_code == 404
    assert client.get(f"/{language}/community-voice/summary.pdf").status_code == 404
    publish(client, sign_in)
    short = client.get(f"/{language}/community-voice/young-people")
    assert short.status_code == 200
    assert "40" in short.get_data(as_text=True)
    leaflet = client.get(f"/{language}/community-voice/summary.pdf")
    assert leaflet.mimetype == "application/pdf"
    assert leaflet.data.startswith(b"%PDF")
    assert leaflet.data.count(b"/Type /Page\n") <= 1
