"""What was exported and brought into an empty database is the same: every type of question, every language."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pyreadstat
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from surveys import answers
from surveys.exchange import batches, reading, writing
from surveys.exchange.plan import prepare
from surveys.models import Draft
from tests.support.answers_files import LANGUAGES, PEOPLE, answered, bring, count, everything, stored


def taken_in(session, survey, data):
    batch = batches.keep(session, survey, reading.read(data), name="answers", language="en", by=None)
    plan = prepare(session, survey, batches.table_of(batch), batches.mapped_of(batch), LANGUAGES)
    assert plan.faults == []
    return batch, plan


def exported(session, survey, kind, **options):
    target = io.BytesIO()
    assert writing.write(session, survey, kind, target, {}, **options) == len(PEOPLE)
    return target.getvalue()


@pytest.fixture
def full(session):
    survey = everything(session)
    answered(session, survey)
    return survey


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_answers_come_back_the_same(session, databases, full, kind):
    before, data = stored(session, full), exported(session, full, kind)
    assert {row["channel"] for row in before} == {"web", "kiosk", "paper", "chat"}
    engine = create_engine(databases.copy(databases.empty))
    with Session(engine) as other:
        survey = everything(other)
        batch, plan = taken_in(other, survey, data)
        bring(other, batch, plan)
        assert stored(other, survey) == before
        assert (batch.state, batch.loaded, batch.duplicates, batch.refused) == ("loaded", len(PEOPLE), 0, 0)
        assert batch.waiting is None
    engine.dispose()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_an_export_brought_back_where_it_came_from_adds_nothing(session, full, kind):
    _batch, plan = taken_in(session, full, exported(session, full, kind))
    assert (plan.ready, len(plan.before)) == ([], len(PEOPLE))
    assert not plan.loadable
    assert count(session, Draft) == len(PEOPLE)


def test_a_csv_runs_no_formula_and_tells_the_kinds_of_missing_apart(session, full):
    archive = zipfile.ZipFile(io.BytesIO(exported(session, full, "csv")))
    assert sorted(archive.namelist()) == ["answers.csv", "dictionary.csv"]
    lines = list(csv.DictReader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"), newline="")))
    by_cause = {line["cause"]: line for line in lines}
    young = next(line for line in lines if line["age"] == "under_16")
    assert young["change.why"].startswith("'=2+2")
    assert young["school"] == "unsafe"
    assert (young["places"], young["order"]) == ("day.safe|night.unsafe", "light|police")
    # Never asked, left empty, and would not say.
    assert by_cause["0123"]["school"] == "(not asked)"
    assert by_cause["0123"]["visits"] == ""
    assert by_cause["'(not asked)"]["happy"] == "prefer_not"
    dictionary = list(csv.DictReader(io.StringIO(archive.read("dictionary.csv").decode("utf-8-sig"), newline="")))
    happy = [line for line in dictionary if line["variable"] == "happy"]
    assert next((line["code"], line["label"]) for line in happy) == ("very", "Very happy")
    assert happy[0]["text"] == "How happy are you with your local area?"
    assert happy[0]["versions"] == "1"
    assert "prefer_not" in happy[0]["missing"]
    assert {line["variable"] for line in dictionary} >= set(lines[0])
    grid = {line["code"]: line["label"] for line in dictionary if line["variable"] == "places"}
    assert grid["night.unsafe"] == "After dark: Unsafe"


def test_json_says_what_was_not_asked(session, full):
    archive = zipfile.ZipFile(io.BytesIO(exported(session, full, "json")))
    rows = [json.loads(line) for line in archive.read("answers.jsonl").decode().splitlines()]
    arabic = next(row for row in rows if row["language"] == "ar")
    assert arabic["answers"]["visits"] == {"number": -1.0}
    assert arabic["not_asked"] == ["school"]


def test_spss_has_labels_and_three_kinds_of_missing(session, full, tmp_path: Path):
    archive = zipfile.ZipFile(io.BytesIO(exported(session, full, "sav")))
    (tmp_path / "a.sav").write_bytes(archive.read("answers.sav"))
    frame, meta = pyreadstat.read_sav(tmp_path / "a.sav", user_missing=True)
    assert meta.column_names_to_labels["happy"] == "How happy are you with your local area?"
    assert meta.variable_value_labels["happy"][1.0] == "Very happy"
    assert meta.variable_value_labels["happy"][-3.0] == "Prefer not to say"
    assert meta.missing_ranges["happy"] == [{"lo": -3.0, "hi": -1.0}]
    assert sorted(frame["happy"]) == [-3, 1, 1, 2, 3]
    assert set(frame["school"]) == {2.0, -1.0}
    young = frame[frame["age"] == 1].iloc[0]
    assert (young["worries_crime"], young["worries_litter"], young["order_light"], young["order_youth"]) == (1, 0, 1, 0)
    assert (young["places_night"], young["visits"]) == (2, 2.5)
    assert young["cause"].startswith("First line\n\nsecond")
    assert frame[frame["language"] == "ar"].iloc[0]["cause"].startswith("لا يوجد")
    clean, _meta = pyreadstat.read_sav(tmp_path / "a.sav")
    assert clean["happy"].isna().sum() == 1
    assert clean["visits"].isna().sum() == 2


def test_a_survey_without_answers_can_be_exported(session):
    survey = everything(session)
    for kind in writing.FORMATS:
        assert writing.write(session, survey, kind, io.BytesIO(), {}) == 0


def test_masked_texts_name_nobody(session):
    survey = everything(session)
    draft, _code = answers.start_draft(session, survey, language="en", channel="web")
    answers.save(session, draft, "agree", "yes", alert=None)
    answers.save(session, draft, "happy", "very", alert=None)
    answers.save(session, draft, "cause", "Ring me on 07700 900123, it is bad", alert=None)
    answers.submit(session, draft)
    for answer in draft.answers:
        answer.coding_state = "coded"  # what nobody has read for harm is withheld whole
    session.flush()
    masked, clear = io.StringIO(), io.StringIO()
    writing.write_csv(session, survey, masked, masked=True)
    writing.write_csv(session, survey, clear)
    assert "07700" not in masked.getvalue()
    assert "it is bad" in masked.getvalue()
    assert "07700 900123" in clear.getvalue()
