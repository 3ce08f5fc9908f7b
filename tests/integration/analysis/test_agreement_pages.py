"""The agreement desk: a sample is drawn, coded blind by a second person, and the figures stand side by side."""

import re
from io import BytesIO

import pytest
from docx import Document

from surveys.analysis import codebook, desk, learning
from surveys.analysis import codebook_versions as versions
from surveys.analysis.agreement import LEAST_PAIRS
from surveys.analysis.desk_models import Sample
from surveys.analysis.models import AnswerCode, Coding
from surveys.queries import all_consultations
from tests.factories.analysis import send_read
from webapp.extensions import db

HERE = "/staff/analysis/agreement/"


@pytest.fixture
def answers(app):
    """Enough answers to measure on, all with the same theme by the machine."""
    made = [
        send_read(db.session, f"more police number {number}, ask Jayden on 07700 900123", {"police_presence": 0.61})
        for number in range(LEAST_PAIRS)
    ]
    db.session.commit()
    return made


def draw(client, coder, **fields):
    slug = all_consultations(db.session)[0].slug
    return client.post(HERE + "samples", data={"consultation": slug, "per_question": "40", "coder": coder} | fields)


def page(response):
    return response.get_data(as_text=True)


def test_without_a_sample_it_says_so(client, sign_in, answers):
    sign_in(client, "analyst")
    assert "No sample has been coded yet" in page(client.get(HERE))


def test_what_cannot_be_drawn_is_said(client, sign_in, answers):
    user = sign_in(client, "analyst")
    assert draw(client, "nobody").status_code == 400
    refused = draw(client, user.id, per_question="3")
    assert (refused.status_code, "Between 5 and 500 answers a question" in page(refused)) == (400, True)
    assert draw(client, user.id).status_code == 302
    assert "There is no answer left that this person has not seen" in page(draw(client, user.id))


def test_the_blind_page_shows_no_codes_of_machine_or_person(client, sign_in, answers):
    for coding in answers[:10]:
        desk.decide(db.session, coding, ["hotspots"], "somebody", seen=0)
    db.session.commit()
    user = sign_in(client, "analyst")
    draw(client, user.id)
    sample = db.session.query(Sample).one()
    shown = page(client.get(HERE + f"samples/{sample.id}"))
    assert "more police number" in shown
    assert "07700" not in shown
    assert " checked" not in shown
    for word in ("% sure", "61%", "0.61", "<mark", "The program says", "A person says", "Most likely", "History"):
        assert word not in re.sub(r'(?s)<(head|footer|header)>.*?</\1>|value="[^"]*"|href="[^"]*"', "", shown), word
    # Every theme stands in the order of the codebook, whatever anyone gave.
    listed = re.findall(r'name="codes" value="(\w+)"', shown)
    assert listed == sorted(listed, key=list(codebook.codebook().codes).index)


def test_only_the_second_coder_opens_it(client, sign_in, answers, app):
    analyst = sign_in(client, "analyst")
    draw(client, analyst.id)
    sample = db.session.query(Sample).one()
    other = app.test_client()
    sign_in(other, "administrator")
    assert other.get(HERE + f"samples/{sample.id}").status_code == 404
    assert other.post(HERE + f"samples/{sample.id}/1", data={"codes": ["hotspots"]}).status_code == 404
    # And the desk does not show them what they have still to code blind.
    queued = page(client.get("/staff/analysis/desk/", follow_redirects=True))
    assert "Nothing is left for you to read here." in queued
    told = client.get(f"/staff/analysis/desk/{answers[0].id}", follow_redirects=True)
    assert "police number" not in page(told)
    assert "police number" not in page(client.get("/staff/analysis/answers"))
    assert client.get(f"/staff/analysis/answers/{answers[0].id}").status_code == 404
    assert "police number" in page(other.get("/staff/analysis/answers"))


def test_coding_the_sample_gives_the_figures(client, sign_in, answers):
    user = sign_in(client, "analyst")
    draw(client, user.id)
    sample = db.session.query(Sample).one()
    where = HERE + f"samples/{sample.id}"
    refused = client.post(f"{where}/1", data={"codes": ["no_theme", "hotspots"]})
    assert refused.status_code == 400
    for place in range(1, LEAST_PAIRS):
        client.post(f"{where}/{place}", data={"codes": ["police_presence"]})
    assert f"{LEAST_PAIRS - 1} of {LEAST_PAIRS} done" in page(client.get(where))
    assert "too few to say" in page(client.get(HERE))
    client.post(f"{where}/{LEAST_PAIRS}", data={"codes": ["hotspots"]})
    assert "All of them are coded." in page(client.get(where))
    figures = page(client.get(HERE))
    # 29 of 30 have the machine's theme and no other.
    assert re.search(r"0\.97\s*<span[^>]*>\(0\.90–1\.00\)", figures)
    assert "The program is under the benchmark" not in figures
    assert "Under 30 answers" not in figures
    # Nothing of it reached the codes that count.
    assert {code.source for code in db.session.query(AnswerCode)} == {"machine"}
    assert db.session.query(Coding).filter(Coding.decided_at.is_not(None)).count() == 0


def test_a_codebook_that_changed_in_between_is_said_on_the_page_and_in_the_method(client, sign_in, answers):
    user = sign_in(client, "analyst")
    draw(client, user.id)
    sample = db.session.query(Sample).one()
    for place in range(1, LEAST_PAIRS + 1):
        client.post(HERE + f"samples/{sample.id}/{place}", data={"codes": ["police_presence", "hotspots"]})
    said = "only themes that stand in both versions of the list are compared"
    assert said not in page(client.get(HERE))
    draft = versions.start_draft(db.session, "ann")
    versions.set_retired(db.session, draft, "hotspots", "ann", retired=True)
    versions.write_note(db.session, draft, "Asked for by the board", "ann")
    versions.sign_off(db.session, draft, "ben", seen=draft.revision)
    label = versions.current(db.session).version
    for reading in db.session.query(Coding):
        reading.version = f"{label}+0123456789abcdef"
    db.session.commit()
    shown = page(client.get(HERE))
    assert said in shown
    assert re.search(r"1\.00\s*<span[^>]*>\(1\.00–1\.00\)", shown)
    assert said in make_version(client)[1]


def test_the_benchmark_is_a_setting(client, sign_in, answers):
    sign_in(client, "analyst")
    assert client.post(HERE + "benchmark", data={"benchmark": "none"}).status_code == 400
    assert client.post(HERE + "benchmark", data={"benchmark": "80"}).status_code == 302
    assert 'value="80"' in page(client.get(HERE))


def test_harm_leaves_the_sample(client, sign_in, answers):
    user = sign_in(client, "analyst")
    draw(client, user.id)
    sample = db.session.query(Sample).one()
    where = HERE + f"samples/{sample.id}"
    assert "Does this answer tell of harm" in page(client.get(f"{where}/1/harm"))
    client.post(f"{where}/1/harm")
    assert f"0 of {LEAST_PAIRS - 1} done" in page(client.get(where))
    assert client.get(f"{where}?at=1").status_code == 404


def test_the_learning_page_says_what_is_needed_and_what_came_of_it(client, sign_in, answers):
    sign_in(client, "analyst")
    assert "At least 40 are needed." in page(client.get("/staff/analysis/learning/"))
    refused = client.post("/staff/analysis/learning/", follow_redirects=True)
    assert "too few checked answers" in page(refused)
    figures = {"learned": 41, "held_back": 9, "evaluation": 600, "corrections": [0.5, 0.625], "shipped": [0.7, None]}
    learning.keep(
        db.session,
        [],
        fingerprint="f" * 16,
        base="b",
        accepted=True,
        figures=figures,
        changes={"hotspots": [3, 1]},
        by=None,
    )
    db.session.commit()
    shown = page(client.get("/staff/analysis/learning/"))
    for words in ("in use", "0.50 → 0.62", "0.70 → –", "3 answers more, 1 fewer", "at night"):
        assert words in shown


def make_version(client):
    """A draft of the section as it stands now, and its page."""
    slug = all_consultations(db.session)[0].slug
    made = client.post("/staff/analysis/reports", data={"consultation": slug})
    return made.location, page(client.get(made.location))


def words_of(client, location):
    document = Document(BytesIO(client.get(location + "/document").data))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_section_carries_a_warning_until_people_agree_with_the_program(client, sign_in, answers):
    user = sign_in(client, "analyst")
    location, shown = make_version(client)
    assert "too few answers have been checked independently" in shown
    assert "too few answers have been checked independently" in words_of(client, location)
    # Two thirds of the sample agree: under the benchmark it says how often, over it there is no warning.
    draw(client, user.id)
    where = HERE + f"samples/{db.session.query(Sample).one().id}"
    for place in range(1, LEAST_PAIRS + 1):
        client.post(f"{where}/{place}", data={"codes": ["police_presence" if place % 3 else "hotspots"]})
    location, shown = make_version(client)
    assert "67 out of 100, and we ask for 75." in shown
    client.post(HERE + "benchmark", data={"benchmark": "60"})
    location, shown = make_version(client)
    assert 'id="agreement-warning"' not in shown
    assert "30 answers drawn by chance" in words_of(client, location)
