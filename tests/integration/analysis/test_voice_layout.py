"""The Community Voice on a phone and on paper: findings before tables, every table still there, Word laid out."""

import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from surveys.analysis import campaigns, report
from surveys.queries import all_consultations
from tests.factories.coded import person
from webapp.extensions import db

LETTER = "Please put working cameras on both ends of the alley behind the shops and have somebody watch them"


@pytest.fixture
def published(app):
    for number in range(60):
        person(db.session, ["cause_drug_trade"], audience="young_person" if number < 20 else "resident")
    for number in range(40):
        person(db.session, ["cctv_more"], text=f"{LETTER} {'please' if number % 2 else ''}")
    for _ in range(20):
        person(db.session, ["cctv_more"], text="Cameras")
    [consultation] = all_consultations(db.session)
    found = campaigns.find(campaigns.sent(db.session, consultation), lambda ids: campaigns.texts(db.session, ids))
    assert campaigns.keep(db.session, consultation, found) == 1
    version = report.make_draft(db.session, consultation, "one")
    report.check(db.session, version, "other")
    report.publish(db.session, version, "one")
    db.session.commit()
    return version


def test_tables_stand_behind_their_names_and_every_link_to_one_leads_to_it(client, published):
    page = client.get("/en/community-voice").get_data(as_text=True)
    findings = page.split('id="took-part"')[1].split('id="baseline"')[0]
    folded = re.findall(r"<details.*?</details>", findings, re.S)
    assert len(folded) >= 8
    assert findings.count("<table") == sum(one.count("<table") for one in folded)
    targets = set(re.findall(r'href="#([\w-]+)"', page))
    assert {"causes-all-table", "copies-table"} <= targets
    assert targets <= set(re.findall(r'id="([\w-]+)"', page))


def test_what_comes_first_is_said_first(client, published):
    page = client.get("/en/community-voice").get_data(as_text=True)
    short = page.split('id="short"')[1].split("<nav")[0]
    assert "Drug dealing: about 60 of 120" in short


def test_a_letter_is_told_with_and_without_its_copies(client, published):
    page = client.get("/en/community-voice").get_data(as_text=True)
    words = page.split('id="copies"')[1].split("<h2")[0]
    assert "More or working CCTV: about 60 of 120 people. Without copies: about 20 of 80." in words


def test_word_has_a_wide_first_column_whole_rows_and_captions_that_stay(app, published, tmp_path):
    path = tmp_path / "voice.docx"
    result = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path)])
    assert result.exit_code == 0, result.output
    document = Document(io.BytesIO(path.read_bytes()))
    for table in document.tables:
        first, *others = [cell.width for cell in table.rows[0].cells]
        assert all(first > other for other in others)
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert document.styles["Caption"].paragraph_format.keep_with_next
    assert document.element.find(f".//{qn('w:bidiVisual')}") is None


def test_word_says_what_the_page_says_of_groups_and_of_who_fits_no_theme(app, client, published, tmp_path):
    for _ in range(30):
        person(db.session, [])
    [consultation] = all_consultations(db.session)
    version = report.make_draft(db.session, consultation, "one")
    report.check(db.session, version, "other")
    report.publish(db.session, version, "one")
    db.session.commit()
    path = tmp_path / "voice.docx"
    result = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path)])
    assert result.exit_code == 0, result.output
    document = Document(io.BytesIO(path.read_bytes()))
    page = client.get("/en/community-voice").get_data(as_text=True)
    asked = [one.text for one in document.paragraphs if "asked for something in this group" in one.text]
    assert asked
    assert all(words.split(": ", 1)[1] in page for words in asked)
    assert all(one.style.name == "Caption" for one in document.paragraphs if one.text in asked)
    others = "Other themes of this group: too few people to show."
    assert [one.text for one in document.paragraphs].count(others) == page.count(others) > 0
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert any(row[:2] == ["Fits no theme of our list", "30"] for row in rows)
    table = re.search(r'<table[^>]*>(?:(?!</table>).)*id="themes-of-all-caption".*?</table>', page, re.S)[0]
    last = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", table.split("<tr")[-1]))
    assert "Fits no theme of our list 30 20%" in last


def test_each_sentence_in_word_leads_to_its_table(app, published, tmp_path):
    path = tmp_path / "voice.docx"
    result = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path)])
    assert result.exit_code == 0, result.output
    document = Document(io.BytesIO(path.read_bytes()))
    marks = {}
    for paragraph in document.paragraphs:
        for mark in paragraph._p.iter(qn("w:bookmarkStart")):
            assert paragraph.style.name == "Caption"
            marks[mark.get(qn("w:name"))] = mark.get(qn("w:id"))
    assert len(set(marks.values())) == len(marks) > 3
    said = [one for one in document.paragraphs if re.search(r"About \d+ of \d+ people", one.text)]
    assert said
    for paragraph in said:
        [leads] = paragraph.hyperlinks
        assert leads.fragment in marks
        assert leads.text == "Table"


def test_word_in_arabic_runs_from_right_to_left(app, published, tmp_path):
    path = tmp_path / "voice.docx"
    result = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path), "--language", "ar"])
    assert result.exit_code == 0, result.output
    document = Document(io.BytesIO(path.read_bytes()))
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    assert all(paragraph._p.pPr.find(qn("w:bidi")) is not None for paragraph in document.paragraphs)
