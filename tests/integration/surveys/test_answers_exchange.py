"""Answers as files, on the pages and by command: who may, what is shown, all or nothing, and what the log holds."""

import io
import json
import re
import zipfile

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from surveys import answers, queries
from surveys.analysis.models import Disclosure
from surveys.exchange import batches, writing
from surveys.models import Draft, ImportBatch, Submission
from surveys.seed.loader import put_survey
from tests.factories.surveys import agree, content, make_survey
from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.answers_files import csv_of, xlsx_of
from tests.support.forms import as_browser_sends
from webapp.accounts.models import AuditEntry
from webapp.extensions import db

SLUG = "resident-2026"
HAPPY = "How happy are you with your local area as a place to live?"
CAUSE = "q1_causes"
HEADINGS = ["Response ID", "Submitted Date", "What is your name?", "What is your email address?", HAPPY, CAUSE]
ROWS = [
    HEADINGS,
    ["R-1", "2026-11-03 10:09", "Ann Example", "ann@example.org", "Very happy", "Nothing to do after school"],
    ["R-2", "2026-11-04 10:09", "", "", "Fairly unhappy", EMERGENCY],
]


@pytest.fixture
def officer(client, sign_in):
    sign_in(client, "consultation_officer")
    return client


def upload(client, data, slug=SLUG, name="answers.csv"):
    return client.post(
        "/staff/answers/upload",
        data={"survey": slug, "file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def looked_at(client, data, **changes):
    """Hand a file in, confirm its columns; the address of the page that says what it would do."""
    step = upload(client, data)
    assert step.status_code == 302, step.text
    page = client.get(step.location)
    form = as_browser_sends(page.text).to_dict() | {"agreed": "yes"} | changes
    done = client.post(step.location, data=form)
    assert done.status_code == 302, done.text
    return done.location


def bring(client, path):
    page = client.get(path)
    seal = re.search(r'name="seal" value="(\w+)"', page.text)[1]
    return client.post(f"{path}/load", data={"seal": seal}, follow_redirects=True)


def submissions():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Submission).order_by(Submission.submitted_at)))


def audit(action):
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)))


def test_a_file_is_looked_at_brought_in_and_taken_back(officer):
    path = looked_at(officer, csv_of(ROWS), channel="web")
    page = officer.get(path).text
    assert "Citizen Space" in page
    assert "What is your name?, What is your email address?" in page
    assert "Ann Example" not in page
    assert "Very happy" in page
    assert submissions() == []
    done = bring(officer, path)
    assert "the answers of 2 people are in" in done.text
    first, second = submissions()
    assert (first.channel, first.language) == ("web", "en")
    assert first.submitted_at.isoformat() == "2026-11-03T10:09:00+00:00"
    assert queries.submission_answers(db.session, first.id)["happy_area"].choices == ("very_happy",)
    assert queries.submission_answers(db.session, second.id)[CAUSE].alert == "emergency"
    [line] = audit("answers.imported")
    assert line.detail == {"tool": "citizen_space", "submissions": 2}
    assert officer.get(path).status_code == 404
    batch = db.session.scalars(sa.select(ImportBatch)).one()
    again = officer.post(f"/staff/answers/undo/{batch.id}", follow_redirects=True)
    assert "the answers of 2 people are gone again" in again.text
    assert submissions() == []
    assert "done before" in officer.post(f"/staff/answers/undo/{batch.id}", follow_redirects=True).text


def test_what_tells_of_danger_stops_taking_it_back(officer):
    from webapp import jobs

    bring(officer, looked_at(officer, csv_of(ROWS)))
    jobs.coding.queue_alerts(db.session)
    db.session.commit()
    batch = db.session.scalars(sa.select(ImportBatch)).one()
    told = officer.post(f"/staff/answers/undo/{batch.id}", follow_redirects=True)
    assert "safeguarding staff have a case" in told.text
    assert len(submissions()) == 2


def test_the_same_file_again_adds_nothing(officer):
    bring(officer, looked_at(officer, csv_of(ROWS)))
    page = officer.get(looked_at(officer, csv_of(ROWS))).text
    assert "nothing in it is new" in page
    assert 'name="seal"' not in page
    assert len(submissions()) == 2


def test_words_that_mean_nothing_are_decided_on_the_page(officer):
    rows = [HEADINGS, ["R-1", "2026-11-03", "", "", "It is fine", ""]]
    path = looked_at(officer, csv_of(rows))
    page = officer.get(path).text
    assert "none of the options" in page
    assert "It is fine" in page
    assert 'name="seal"' not in page
    form = as_browser_sends(page).to_dict() | {"value-0": "fairly_happy"}
    page = officer.post(f"{path}/values", data=form, follow_redirects=True).text
    assert "Fairly happy" in page
    bring(officer, path)
    assert len(submissions()) == 1
    # A page that is a step behind says nothing about other words.
    path = looked_at(officer, csv_of([HEADINGS, ["R-2", "2026-11-03", "", "", "Awful", ""]]))
    page = officer.post(f"{path}/values", data=form, follow_redirects=True).text
    assert "Awful" in page
    assert 'name="seal"' not in page


def test_columns_can_be_chosen_and_mistakes_are_told(officer):
    step = upload(officer, csv_of([["Response ID", "One", "Two"], ["1", "Very happy", "Crime"]]))
    page = officer.get(step.location).text
    form = as_browser_sends(page).to_dict()
    assert "Say which columns are answers" in officer.post(step.location, data=form).text
    both = form | {"column-1": "happy_area", "column-2": "happy_area"}
    twice = officer.post(step.location, data=both).text
    assert "Two columns stand for the same" in twice
    assert 'href="#columns"' in twice
    form |= {"column-1": "happy_area", "column-2": "top_concerns"}
    told = officer.post(step.location, data=form)
    assert (told.status_code, "agreed to take part, or which column says so" in told.text) == (400, True)
    # The summary leads to the box that is to be ticked.
    assert 'href="#agreed"' in told.text
    done = officer.post(step.location, data=form | {"agreed": "yes", "language": "pl", "column-0": "nonsense"})
    bring(officer, done.location)
    [sent] = submissions()
    assert sent.language == "pl"
    assert queries.submission_answers(db.session, sent.id)["top_concerns"].choices == ("crime",)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty"),
        (b"\x00\x01\x02", "no text may hold"),
        (b"%PDF-1.4", "This is no CSV or XLSX file"),
        (b"a,b\nc,\xff\xfe\n".replace(b"c", "é".encode()), "two ways of storing"),
        (xlsx_of([["happy"], ["=1+1"]]), "formula whose result was never saved"),
    ],
)
def test_bad_files_are_told_on_the_page(officer, data, told):
    response = upload(officer, data)
    assert response.status_code == 400
    assert told in response.text


def test_without_a_survey_or_a_file_the_page_asks_for_it(officer):
    assert "Choose the survey" in upload(officer, csv_of(ROWS), slug="none\x00").text
    assert "Choose a file" in officer.post("/staff/answers/upload", data={"survey": SLUG}).text


def test_a_file_is_its_authors_alone(officer, sign_in, app):
    path = looked_at(officer, csv_of(ROWS))
    other = app.test_client()
    sign_in(other, "administrator")
    for address in (path, f"{path}/columns", "/staff/answers/import/none", "/staff/answers/import/a%00b"):
        assert other.get(address).status_code == 404
    assert "thrown away" in officer.post(f"{path}/drop", follow_redirects=True).text
    assert officer.get(path).status_code == 404


def test_another_seal_changes_nothing(officer):
    path = looked_at(officer, csv_of(ROWS))
    response = officer.post(f"{path}/load", data={"seal": "else"})
    assert response.status_code == 409
    assert submissions() == []


def test_what_is_loaded_is_what_was_looked_at(officer):
    """A second window says that words mean something else after this one was looked at."""
    path = looked_at(officer, csv_of([HEADINGS, ["R-1", "2026-11-03", "", "", "It is fine", ""]]))
    form = as_browser_sends(officer.get(path).text).to_dict() | {"value-0": "fairly_happy"}
    seen = officer.post(f"{path}/values", data=form, follow_redirects=True).text
    seal = re.search(r'name="seal" value="(\w+)"', seen)[1]
    batch = db.session.scalars(sa.select(ImportBatch)).one()
    mapped = batches.mapped_of(batch)
    mapped.values["happy_area"] = dict.fromkeys(mapped.values["happy_area"], "very_unhappy")
    batches.put_mapping(db.session, batch, mapped)
    late = officer.post(f"{path}/load", data={"seal": seal})
    assert late.status_code == 409
    assert "Something has changed meanwhile" in late.text
    assert "Very unhappy" in late.text
    assert submissions() == []
    bring(officer, path)
    assert len(submissions()) == 1


def answered():
    survey = queries.survey_by_slug(db.session, SLUG)
    draft, _code = answers.start_draft(db.session, survey, language="en", channel="web")
    answers.save(db.session, draft, "agree", "yes", alert=None)
    answers.save(db.session, draft, CAUSE, "Ring 07700 900123, it is bad", alert=None)
    answers.submit(db.session, draft)
    read_for_harm(draft)
    return draft


def read_for_harm(draft):
    for answer in draft.answers:
        answer.coding_state = "coded" if answer.text else "not_needed"
    db.session.commit()


DANGER = "he is outside with a knife now"


def in_danger(alert):
    survey = queries.survey_by_slug(db.session, SLUG)
    draft, _code = answers.start_draft(db.session, survey, language="en", channel="web")
    answers.save(db.session, draft, "agree", "yes", alert=None)
    answers.save(db.session, draft, "happy_area", "very_happy", alert=None)
    answers.save(db.session, draft, CAUSE, DANGER, alert=alert)
    answers.submit(db.session, draft)
    read_for_harm(draft)
    return draft


def exported(client, kind):
    """All that an export of the answers says."""
    data = client.get(f"/staff/answers/export/{SLUG}/{kind}").data
    if kind == "xlsx":
        return " ".join(str(cell.value) for row in load_workbook(io.BytesIO(data))["answers"] for cell in row)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(archive.namelist()[0]).decode("utf-8", errors="ignore")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json", "sav"])
@pytest.mark.parametrize("alert", ["crisis", None])
def test_words_for_safeguarding_staff_are_in_no_export_of_others(client, sign_in, kind, alert):
    """Marked by the triage on their way in, or put in the queue later: the desks hide both."""
    draft = in_danger(alert)
    if alert is None:
        answer = next(one for one in draft.answers if one.question_code == CAUSE)
        db.session.add(Disclosure(answer_id=answer.id, found_by="person", signs=[], state="closed"))
        db.session.commit()
    answered()
    sign_in(client, "analyst")
    told = exported(client, kind)
    assert "knife" not in told
    assert "crisis" not in told
    assert "withheld" in told
    sign_in(client, "administrator")
    assert "withheld" not in exported(client, kind)
    if kind != "sav":
        assert DANGER in exported(client, kind)


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_what_nobody_has_read_for_harm_is_withheld(client, sign_in, state):
    """Between an import and the job that reads it, a disclosure is no case yet."""
    draft = answered()
    next(one for one in draft.answers if one.question_code == CAUSE).coding_state = state
    db.session.commit()
    sign_in(client, "analyst")
    assert "it is bad" not in exported(client, "csv")


def test_what_was_withheld_comes_back_in_as_no_answer(client, sign_in, officer):
    in_danger("crisis")
    sign_in(client, "analyst")
    data = client.get(f"/staff/answers/export/{SLUG}/csv").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        table = archive.read("answers.csv").decode("utf-8-sig")
    assert "(withheld)" in table
    db.session.execute(sa.delete(Draft))
    db.session.commit()
    sign_in(client, "consultation_officer")
    bring(officer, upload(officer, table.encode()).location)
    [again] = submissions()
    assert set(queries.submission_answers(db.session, again.id)) == {"agree", "happy_area"}


def test_nobody_waits_for_an_export(client, sign_in, monkeypatch):
    """It is made while others may write: on SQLite one writer keeps all others out."""
    answered()
    sign_in(client, "analyst")
    db.session.commit()
    ours = writing.write

    def meanwhile(*args, **kwargs):
        number = ours(*args, **kwargs)
        with sa.create_engine(db.engine.url, poolclass=sa.NullPool).begin() as other:
            other.execute(sa.text("UPDATE survey_draft SET language = 'pl'"))
        return number

    monkeypatch.setattr(writing, "write", meanwhile)
    assert client.get(f"/staff/answers/export/{SLUG}/csv").status_code == 200
    assert audit("answers.exported")


@pytest.mark.parametrize(
    ("role", "clear"), [("consultation_officer", False), ("analyst", False), ("administrator", True)]
)
def test_exports_hide_personal_data_from_those_who_may_not_see_it(client, sign_in, role, clear):
    answered()
    sign_in(client, role)
    response = client.get(f"/staff/answers/export/{SLUG}/xlsx")
    assert response.status_code == 200
    book = load_workbook(io.BytesIO(response.data))
    assert book.sheetnames == ["answers", "dictionary"]
    text = " ".join(str(cell.value) for row in book["answers"] for cell in row)
    assert "it is bad" in text
    assert ("07700" in text) is clear
    [line] = audit("answers.exported")
    assert line.detail == {"format": "xlsx", "submissions": 1, "masked": not clear}


@pytest.mark.parametrize("kind", ["csv", "json", "sav"])
def test_other_formats_come_with_their_dictionary(client, sign_in, kind):
    answered()
    sign_in(client, "analyst")
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/staff/answers/export/{SLUG}/{kind}").data))
    assert "dictionary.csv" in archive.namelist()
    assert HAPPY in archive.read("dictionary.csv").decode("utf-8-sig")


def test_an_unknown_survey_or_format_is_not_there(officer):
    assert officer.get("/staff/answers/export/none/csv").status_code == 404
    assert officer.get(f"/staff/answers/export/{SLUG}/exe").status_code == 404


def test_an_analyst_may_look_and_bring_nothing_in(client, sign_in):
    sign_in(client, "analyst")
    page = client.get("/staff/answers/")
    assert page.status_code == 200
    assert "Bring answers in" not in page.text


def test_the_same_by_command(app, tmp_path):
    run = app.test_cli_runner()
    file = tmp_path / "in.csv"
    file.write_bytes(csv_of([*ROWS, ["R-3", "2026-11-05", "", "", "It is fine", ""]]))
    dry = run.invoke(args=["surveys", "import-answers", SLUG, str(file), "--agreed", "--dry-run"])
    assert "2 new, 0 there before" in dry.output
    assert f"error: row 4, {HAPPY}" in dry.output
    assert "dropped, for they say who somebody is: What is your name?" in dry.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0
    wrong = run.invoke(args=["surveys", "import-answers", SLUG, str(file), "--agreed"])
    assert (wrong.exit_code, "Nothing was brought in" in wrong.output) == (1, True)
    assert submissions() == []
    told = tmp_path / "mapping.json"
    told.write_text(json.dumps({"values": {"happy_area": {"It is fine": "fairly_happy"}}}), encoding="utf-8")
    done = run.invoke(args=["surveys", "import-answers", SLUG, str(file), "--agreed", "--mapping", str(told)])
    assert "done: 3 brought in" in done.output
    assert len(submissions()) == 3
    told.write_text('{"columns": {"x": "no.such"}}', encoding="utf-8")
    bad = run.invoke(args=["surveys", "import-answers", SLUG, str(file), "--mapping", str(told)])
    assert "mapping cannot be used" in bad.output
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\x00")
    assert "nothing was brought in" in run.invoke(args=["surveys", "import-answers", SLUG, str(broken)]).output
    for kind in ("csv", "json", "xlsx", "sav"):
        out = tmp_path / f"out.{kind}"
        made = run.invoke(args=["surveys", "export", SLUG, "--format", kind, "--output", str(out)])
        assert "3 submissions" in made.output
        assert out.stat().st_size > 100
    shown = run.invoke(args=["surveys", "export", SLUG, "--format", "csv"])
    assert shown.stdout.startswith("reference,survey,version,")
    again = run.invoke(args=["surveys", "import-answers", SLUG, str(tmp_path / "out.xlsx"), "--dry-run"])
    assert "0 new, 3 there before" in again.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 3


def test_our_own_file_keeps_its_versions_when_its_columns_are_looked_at(officer):
    survey = make_survey(db.session)
    draft, _code = answers.start_draft(db.session, survey, language="en", channel="web")
    agree(db.session, draft)
    answers.save(db.session, draft, "happy", "very", alert=None)
    answers.submit(db.session, draft)
    assert put_survey(db.session, survey.consultation, content(title="Asked again"))
    out = io.BytesIO()
    writing.write(db.session, survey, "csv", out, {})
    db.session.delete(draft)
    db.session.commit()
    path = upload(officer, out.getvalue(), survey.slug).location
    form = as_browser_sends(officer.get(f"{path}/columns").text).to_dict() | {"agreed": "yes"}
    assert officer.post(f"{path}/columns", data=form).location == path
    bring(officer, path)
    assert [sent.draft.version.number for sent in submissions()] == [1]
