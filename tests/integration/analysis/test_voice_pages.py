"""From sent answers to the public page: the desks, the page, the document, the API and the commands."""

import json
from io import BytesIO

import pytest
from docx import Document

from surveys.analysis import coding, report, safeguarding
from surveys.queries import all_consultations
from tests.factories.analysis import answers_of, send
from webapp import jobs
from webapp.extensions import db

YOUTH = "Open the youth club again, ask Jayden"


@pytest.fixture
def coded(app, coder):
    """Fourteen residents and twelve young people who were coded; the ids of their submissions."""
    sent = [send(db.session, {"Q3": "more police on the street"}, ward="edgware") for _ in range(13)]
    sent.append(send(db.session, {"Q3": YOUTH}))
    sent += [send(db.session, {"Q4": "jobs", "Q2": "my mates"}, audience="young_person") for _ in range(12)]
    while coding.code_pending(db.session, coder):
        pass
    db.session.commit()
    return [one.id for one in sent]


def publish(client, sign_in):
    sign_in(client, "analyst")
    slug = all_consultations(db.session)[0].slug
    made = client.post("/staff/analysis/reports", data={"consultation": slug})
    assert made.status_code == 302
    assert "This is a draft" in client.get(made.location).get_data(as_text=True)
    sign_in(client, "administrator")
    assert client.post(made.location + "/check").status_code == 302
    sign_in(client, "analyst")
    assert client.post(made.location + "/publish", follow_redirects=True).status_code == 200


def first_listed(page: str) -> str:
    """The id of the first answer on a list."""
    return page.split("/staff/analysis/answers/")[1].split('"')[0].split("/")[0]


def test_without_figures_the_page_says_so_and_shows_2023(client):
    page = client.get("/en/community-voice").get_data(as_text=True)
    assert "There are no figures yet" in page
    assert page.index("Drug dealing") < page.index("Not enough for young people to do")
    assert "Cost of living and poverty" in page
    assert "<svg" not in page


@pytest.mark.parametrize(("language", "name"), [("pl", "Handel narkotykami"), ("ar", "تجارة المخدرات")])
def test_themes_have_their_names_in_the_pages_language(client, language, name):
    assert name in client.get(f"/{language}/community-voice").get_data(as_text=True)


def test_a_draft_is_not_public_until_it_is_published(client, sign_in, coded):
    slug = all_consultations(db.session)[0].slug
    sign_in(client, "analyst")
    client.post("/staff/analysis/reports", data={"consultation": slug})
    assert "There are no figures yet" in client.get("/en/community-voice").get_data(as_text=True)
    assert client.get("/api/v1/community-voice").json["published"] is False


def test_published_figures_reach_the_page_the_api_and_the_document(client, sign_in, coded):
    publish(client, sign_in)
    page = client.get("/en/community-voice").get_data(as_text=True)
    assert "About 25 people sent us their answers" in page
    assert "More visible police and patrols" in page
    assert "app-bar__share" in page
    served = client.get("/api/v1/community-voice?language=pl").json
    assert served["published"] is True
    assert served["took_part"] == 25
    themes = {table["code"]: {row["code"]: row["count"] for row in table["rows"]} for table in served["themes"]}
    assert themes["young_person"]["jobs_training"] == 10
    assert "police_presence" not in themes["young_person"]
    names = {row["code"]: row["name"] for table in served["themes"] for row in table["rows"]}
    assert names["jobs_training"] == "Praca i szkolenia"
    version = report.latest_published(db.session)
    document = client.get(f"/staff/analysis/reports/{version.id}/document")
    words = "\n".join(paragraph.text for paragraph in Document(BytesIO(document.data)).paragraphs)
    assert "About 25 people sent us their answers." in words
    assert "What people said in 2023" in words


def test_the_page_works_in_every_language_with_figures(client, sign_in, coded):
    publish(client, sign_in)
    for language in ("en", "pl", "ar"):
        assert client.get(f"/{language}/community-voice").status_code == 200


def test_an_analyst_sees_evidence_and_no_names_and_decides(client, sign_in, coded):
    sign_in(client, "analyst")
    overview = client.get("/staff/analysis/").get_data(as_text=True)
    assert "More visible police and patrols" in overview
    listed = client.get("/staff/analysis/answers?code=youth_activities&audience=resident").get_data(as_text=True)
    assert "Jayden" not in listed
    assert "<mark" in listed
    coding_id = first_listed(listed)
    path = f"/staff/analysis/answers/{coding_id}"
    assert "Themes by the program" in client.get(path).get_data(as_text=True)
    too_many = ["no_theme", "cctv_more"]
    refused = client.post(f"{path}/codes", data={"codes": too_many})
    assert refused.status_code == 400
    assert "There is a problem" in refused.get_data(as_text=True)
    done = client.post(f"{path}/codes", data={"codes": ["youth_workers_mentors"]}, follow_redirects=True)
    assert "Themes by a person (these count)" in done.get_data(as_text=True)


def test_an_administrator_may_see_names(client, sign_in, coded):
    sign_in(client, "administrator")
    page = client.get("/staff/analysis/answers?code=youth_activities&audience=resident").get_data(as_text=True)
    assert "Jayden" in page


def test_a_quotation_goes_from_the_desk_to_the_public_and_back(client, sign_in, coded):
    sign_in(client, "analyst")
    listed = client.get("/staff/analysis/answers?code=youth_activities&audience=resident").get_data(as_text=True)
    path = f"/staff/analysis/answers/{first_listed(listed)}"
    refused = client.post(f"{path}/quotation", data={"words": "I never said this"})
    assert refused.status_code == 400
    client.post(f"{path}/quotation", data={"words": YOUTH})
    page = client.get("/staff/analysis/quotations").get_data(as_text=True)
    assert "Jayden" not in page
    decide = "/staff/analysis/quotations/" + page.split('action="/staff/analysis/quotations/')[1].split('"')[0]
    named = client.post(decide, data={"decision": "approve", "words": "Ask Jayden"})
    assert named.status_code == 400
    client.post(decide, data={"decision": "approve", "words": "Open the youth club again"})
    publish(client, sign_in)
    assert "Open the youth club again" in client.get("/en/community-voice").get_data(as_text=True)
    client.post(decide, data={"decision": "reject"})
    assert "Open the youth club again" not in client.get("/en/community-voice").get_data(as_text=True)


def test_a_disclosure_is_looked_after_by_the_safeguarding_lead(client, sign_in, coder, app):
    sent = send(db.session, {"Q2": "my dad hits me and my sister and i am scared to go home"}, audience="young_person")
    coding.code_pending(db.session, coder)
    db.session.commit()
    case = safeguarding.cases(db.session)[0]
    assert case.answer_id == answers_of(db.session, sent)[0].id
    path = f"/staff/safeguarding/{case.id}"
    sign_in(client, "analyst")
    assert client.get("/staff/safeguarding/").status_code == 403
    assert client.get(path).status_code == 403
    sign_in(client, "safeguarding_lead")
    assert "scared to go home" in client.get("/staff/safeguarding/").get_data(as_text=True)
    assert client.post(f"{path}/close", data={"outcome": "no_concern"}).status_code == 400
    claimed = client.post(f"{path}/claim", follow_redirects=True).get_data(as_text=True)
    assert "It is yours now" in claimed
    empty = client.post(f"{path}/note", data={"note": ""})
    assert empty.status_code == 400
    assert "Write what was done" in empty.get_data(as_text=True)
    client.post(f"{path}/note", data={"note": "Rang the MASH"})
    assert "Rang the MASH" in client.get(path).get_data(as_text=True)
    assert client.post(f"{path}/close", data={"outcome": ""}).status_code == 400
    closed = client.post(f"{path}/close", data={"outcome": "referred_mash"}, follow_redirects=True)
    assert "Nothing is open" in closed.get_data(as_text=True)


def test_an_analyst_hands_over_what_the_program_missed(client, sign_in, coded):
    sign_in(client, "analyst")
    listed = client.get("/staff/analysis/answers").get_data(as_text=True)
    coding_id = first_listed(listed)
    client.post(f"/staff/analysis/answers/{coding_id}/safeguarding")
    assert [case.found_by for case in safeguarding.cases(db.session)] == ["person"]
    assert coding_id not in client.get("/staff/analysis/answers").get_data(as_text=True)


def test_words_are_taken_back_from_the_public_when_harm_is_seen_late(client, sign_in, coded):
    sign_in(client, "analyst")
    listed = client.get("/staff/analysis/answers?code=youth_activities&audience=resident").get_data(as_text=True)
    path = f"/staff/analysis/answers/{first_listed(listed)}"
    client.post(f"{path}/quotation", data={"words": "Open the youth club again"})
    page = client.get("/staff/analysis/quotations").get_data(as_text=True)
    decide = "/staff/analysis/quotations/" + page.split('action="/staff/analysis/quotations/')[1].split('"')[0]
    client.post(decide, data={"decision": "approve"})
    publish(client, sign_in)
    assert "Open the youth club again" in client.get("/en/community-voice").get_data(as_text=True)
    client.post(f"{path}/safeguarding")
    for place in ("/en/community-voice", "/api/v1/community-voice", "/staff/analysis/quotations"):
        assert "Open the youth club again" not in client.get(place).get_data(as_text=True)
    # From now on it is read on the safeguarding desk alone, where it is written down who does.
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/codes", data={"codes": ["no_theme"]}).status_code == 404
    sign_in(client, "administrator")
    assert client.get(path).status_code == 404


def test_the_job_codes_a_submission_and_the_sweep_finds_the_rest(app):
    first = send(db.session, {"Q3": "more police"})
    second = send(db.session, {"Q3": "youth clubs"})
    third = send(db.session, {"Q2": "he has a knife"}, alert="emergency")
    first_id = first.id
    db.session.commit()  # from here on the jobs write, each in a session of its own
    assert jobs.code_submission.call_local(first_id) == 1
    assert jobs.code_submission.call_local(first_id) == 0
    assert jobs.sweep_pending.call_local() == 2
    db.session.expire_all()
    for sent in (first, second, third):
        assert answers_of(db.session, sent)[0].coding_state == "coded"
    assert [case.answer.submission_id for case in safeguarding.cases(db.session)] == [third.id]


def test_themes_code_writes_a_line_for_each_line(app, tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "a", "question": "Q3", "audience": "resident", "text": "more police"},
        {"id": "b", "question": "Q1", "audience": "young_person", "text": "idk"},
    ]
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["themes", "code", "--input", str(source), "--output", str(target)])
    assert result.exit_code == 0, result.output
    coded = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in coded] == ["a", "b"]
    assert set(coded[0]) == {
        "id",
        "lang",
        "themes",
        "evidence",
        "confidence",
        "sentiment",
        "pii",
        "disclosure",
        "nonsense",
    }
    assert coded[0]["themes"] == ["police_presence"]
    assert coded[1]["themes"] == ["no_theme"]


WRONG = ['{"id": "a"}', "[1]", "{", '{"id": "a", "question": "Q1", "text": 5}', "[" * 100_000]


@pytest.mark.parametrize("wrong", WRONG)
def test_themes_code_says_which_line_is_wrong_and_not_what_stands_in_it(app, tmp_path, wrong):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "question": "Q1", "text": "my secret"}\n\n' + wrong + "\n", encoding="utf-8")
    target = str(tmp_path / "out.jsonl")
    result = app.test_cli_runner().invoke(args=["themes", "code", "--input", str(source), "--output", target])
    assert result.exit_code == 1
    assert "line 3" in result.output
    assert "contracts.md" in result.output
    assert "secret" not in result.output


def test_themes_code_takes_what_json_allows(app, tmp_path):
    """Half a character and the mark at the start of a file that some programs write."""
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('\ufeff{"id": "\\ud800", "question": "Q3", "text": "more police \\ud800"}\n', encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["themes", "code", "--input", str(source), "--output", str(target)])
    assert result.exit_code == 0, result.output
    coded = json.loads(target.read_text(encoding="utf-8"))
    assert (coded["id"], coded["themes"]) == ("\ud800", ["police_presence"])


def test_a_file_that_cannot_be_written_is_one_clear_line(app, tmp_path):
    path = str(tmp_path / "no-such-folder" / "out.json")
    result = app.test_cli_runner().invoke(args=["directory", "export", "--output", path])
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_voice_report_writes_the_published_version(app, client, sign_in, coded, tmp_path):
    path = tmp_path / "voice.docx"
    nothing = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path)])
    assert nothing.exit_code == 1
    assert not path.exists()
    publish(client, sign_in)
    for wrong in (["--language", "zz"], ["--output", str(tmp_path / "no-such-folder" / "voice.docx")]):
        refused = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path), *wrong])
        assert isinstance(refused.exception, SystemExit), refused.output
    written = app.test_cli_runner().invoke(args=["voice", "report", "--output", str(path)])
    assert written.exit_code == 0, written.output
    tables = Document(str(path)).tables
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert "More visible police and patrols" in cells


def test_an_analyst_reads_names_of_themes_and_no_codes(client, sign_in, coded):
    sign_in(client, "analyst")
    listed = client.get("/staff/analysis/answers").get_data(as_text=True)
    path = f"/staff/analysis/answers/{first_listed(listed)}"
    page = client.get(path).get_data(as_text=True)
    assert "Not: the request for activities (More for young people to do)" in page
    assert "(youth_activities)" not in page
