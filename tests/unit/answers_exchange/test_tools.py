"""Files of four other tools: recognised, their columns guessed, persons dropped, answers read by their words."""

import os
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from surveys import changes, crypto, queries, quotas
from surveys.analysis import coding
from surveys.analysis.models import Coding, Disclosure
from surveys.columns import now
from surveys.exchange import batches, loading, reading
from surveys.exchange.faults import FileError
from surveys.exchange.matching import index
from surveys.exchange.plan import prepare
from surveys.models import Answer, Draft, ImportBatch, Quota, Submission
from tests.support import answers_files as files

LANGUAGES = files.LANGUAGES


@pytest.fixture
def survey(session):
    return files.everything(session)


def looked_at(session, survey, data, **mapped):
    batch = batches.keep(session, survey, reading.read(data), name="C:\\in\\file.csv", language="en", by="staff")
    told = batches.mapped_of(batch)
    told.agreed = True
    for name, value in mapped.items():
        setattr(told, name, value)
    batches.put_mapping(session, batch, told)
    return batch, again(session, survey, batch)


def again(session, survey, batch):
    return prepare(session, survey, batches.table_of(batch), batches.mapped_of(batch), LANGUAGES)


def taken_in(session, survey, data, verdict=lambda text, language: None, **mapped):
    batch, plan = looked_at(session, survey, data, **mapped)
    assert plan.faults == []
    files.bring(session, batch, plan, verdict)
    return batch


def said(session, number=0):
    sent = session.scalars(sa.select(Submission).order_by(Submission.submitted_at)).all()[number]
    return sent, {code: value.stored for code, value in queries.submission_answers(session, sent.id).items()}


def test_smartsurvey_with_headings_in_two_lines(session, survey):
    batch = taken_in(session, survey, files.csv_of(files.smartsurvey()))
    assert (batch.tool, batch.loaded, batch.refused, batch.duplicates) == ("smartsurvey", 2, 1, 0)
    sent, answers = said(session)
    assert answers["happy"].choices == ("very",)
    assert answers["worries"].choices == ("crime", "drugs")
    assert answers["places"].choices == ("day.safe", "night.unsafe")
    assert answers["cause"].text == "Nothing to do,\nand no money"
    # November is Greenwich time; 3/11 is the third of November here.
    assert sent.submitted_at == datetime(2026, 11, 3, 10, 9, 12, tzinfo=UTC)
    assert (sent.channel, sent.language, sent.seconds, sent.draft.import_id) == ("import", "en", None, batch.id)


def test_citizen_space_with_joined_answers_and_a_postcode_that_is_cut(session, survey):
    batch = taken_in(session, survey, files.xlsx_of(files.citizen_space()))
    assert (batch.tool, batch.loaded) == ("citizen_space", 2)
    _sent, first = said(session)
    # "Drugs, sold or taken" holds a comma itself.
    assert first["worries"].choices == ("crime", "drugs")
    assert (first["change"].choices, first["change"].text) == (("worse",), "Fewer youth clubs")
    assert first["area"].choices == ("mill-hill",)
    _sent, second = said(session, 1)
    assert second["area"].choices == ("nw9",)
    assert "change" not in second


def test_microsoft_forms_with_polish_words_real_dates_and_a_ranking(session, survey):
    batch = taken_in(session, survey, files.xlsx_of(files.microsoft_forms(), "Form1"))
    assert (batch.tool, batch.loaded) == ("microsoft_forms", 2)
    sent, first = said(session)
    assert (sent.language, sent.submitted_at) == ("pl", datetime(2026, 11, 3, 10, 5, tzinfo=UTC))
    assert first["happy"].choices == ("very",)
    assert first["worries"].choices == ("crime", "litter")
    assert first["order"].choices == ("light", "police", "youth")
    assert first["places"].choices == ("night.unsafe",)
    assert first["visits"].number == 3


def test_limesurvey_with_codes_arabic_words_and_an_answer_that_was_never_sent(session, survey):
    batch = taken_in(session, survey, files.csv_of(files.limesurvey(), separator=";"))
    assert (batch.tool, batch.loaded, batch.refused) == ("limesurvey", 2, 1)
    sent, first = said(session)
    assert sent.language == "ar"
    assert first["happy"].choices == ("very",)
    assert first["worries"].choices == ("crime", "drugs")
    assert first["order"].choices == ("light", "police")
    assert first["cause"].text == "لا يوجد شيء للشباب"
    _sent, second = said(session, 1)
    assert (second["worries"].choices, second["age"].choices) == (("litter",), ("65_over",))


@pytest.mark.parametrize(
    ("rows", "secrets"),
    [
        (files.smartsurvey(), ("Ann Example", "ann@example.org", "192.0.2.7")),
        (files.citizen_space(), ("Bo Example", "bo@example.org")),
        (files.microsoft_forms(), ("Cy Example", "cy@example.org")),
        (files.limesurvey(), ("192.0.2.1", "abc123")),
        ([["Response ID", "Submitted Date", "Keep me posted", "happy"],
          ["1", "2026-01-01", "di@example.org", "very"]], ("di@example.org",)),
    ],
)  # fmt: skip
def test_who_somebody_is_is_dropped_before_the_file_waits(session, survey, rows, secrets):
    batch, _plan = looked_at(session, survey, files.csv_of(rows))
    assert "happy" in batches.mapped_of(batch).columns.values()
    for secret in secrets:
        assert secret not in batch.waiting
    # And nobody can say that the column is an answer after all.
    assert "@personal" in batches.mapped_of(batch).columns.values()


@pytest.mark.parametrize(
    "rows", [files.smartsurvey(), files.citizen_space(), files.microsoft_forms(), files.limesurvey()]
)
def test_the_same_file_twice_adds_nothing(session, survey, rows):
    batch = taken_in(session, survey, files.csv_of(rows))
    assert files.count(session, Draft) == batch.loaded == 2
    second, plan = looked_at(session, survey, files.csv_of(rows))
    assert (plan.ready, len(plan.before)) == ([], 2)
    with pytest.raises(loading.Refused, match="not_ready"):
        files.bring(session, second, plan)


def test_rows_without_a_number_are_known_again_by_what_they_say(session, survey):
    rows = [["happy", "cause"], ["very", "Dark streets"], ["very", "Dark streets"], ["not", "Dark streets"]]
    assert taken_in(session, survey, files.csv_of(rows)).loaded == 3
    _batch, plan = looked_at(session, survey, files.csv_of([*rows, ["fairly", "New words"]]))
    assert [one.row for one in plan.ready] == [5]
    assert plan.before == [2, 3, 4]


def test_a_number_that_is_twice_in_a_file_is_named(session, survey):
    rows = [
        ["Respondent ID", "Started", "Ended", "happy"],
        ["1", "", "2026-01-01", "very"],
        ["1", "", "2026-01-02", "not"],
    ]
    _batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert (len(plan.ready), plan.twice) == (1, [3])


def test_words_that_mean_no_option_are_named_by_row_and_column_and_stop_everything(session, survey):
    rows = [
        ["Response ID", "happy", "worries", "visits"],
        ["1", "Very happy", "Crime; Dogs", "3"],
        ["2", "so-so", "", "many"],
    ]
    batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert [(f.row, f.column, f.code, f.value) for f in plan.faults] == [
        (2, "worries", "not_an_option", "Dogs"),
        (3, "happy", "not_an_option", "so-so"),
        (3, "visits", "not_number", "many"),
    ]
    with pytest.raises(loading.Refused, match="not_ready"):
        files.bring(session, batch, plan)
    assert files.count(session, Draft) == 0
    # Somebody says what the words mean; it is remembered, but not the words.
    known, told = index(session, survey), batches.mapped_of(batch)
    batches.say(told, known, "worries", "Dogs", "")
    batches.say(told, known, "happy", "so-so", "fairly")
    told.columns["visits"] = ""
    batches.put_mapping(session, batch, told)
    plan = again(session, survey, batch)
    assert plan.faults == []
    assert [one.values["happy"] for one in plan.ready] == ["very", "fairly"]
    assert "so-so" not in str(batch.mapping)
    _next, plan = looked_at(session, survey, files.csv_of([*rows[:1], ["3", "So so!", "Dogs", "many"]]))
    assert plan.faults == []
    with pytest.raises(ValueError, match="unknown option"):
        batches.say(told, known, "happy", "x", "no_such")


def test_columns_that_were_chosen_are_remembered_for_the_next_file(session, survey):
    rows = [["Response ID", "happy", "Tell us more"], ["1", "very", "Dark"]]
    batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert "cause" not in plan.ready[0].values
    told = batches.mapped_of(batch)
    told.columns["Tell us more"] = "cause"
    batches.put_mapping(session, batch, told)
    _batch, plan = looked_at(
        session, survey, files.csv_of([["Response ID", "Tell us more", "happy"], ["2", "Damp", "not"]])
    )
    assert plan.ready[0].values["cause"] == "Damp"


def test_nobody_is_brought_in_who_did_not_agree(session, survey):
    rows = [["Response ID", "agree", "happy"], ["1", "Yes", "very"], ["2", "No", "very"], ["3", "", "very"]]
    _batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert [one.row for one in plan.ready] == [2]
    assert plan.left == {"not_agreed": [3, 4]}
    _batch, plan = looked_at(session, survey, files.csv_of([["Response ID", "happy"], ["9", "very"]]), agreed=False)
    assert (plan.ready, plan.left) == ([], {"not_agreed": [2]})


def test_what_routing_did_not_ask_is_left_out_and_noted(session, survey):
    rows = [["Response ID", "age", "school"], ["1", "65+", "Unsafe"], ["2", "Under 16", "Unsafe"]]
    _batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert [("school" in one.values) for one in plan.ready] == [False, True]
    assert [(note.row, note.code) for note in plan.notes] == [(2, "routed_away")]


@pytest.mark.parametrize(
    ("cells", "moment"),
    [
        (["13/11/2026 10:00", "02/11/2026 09:30"], datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        (["11/13/2026 10:00", "02/11/2026 09:30"], datetime(2026, 2, 11, 9, 30, tzinfo=UTC)),
        (["2026-07-01 10:00:00", "2026-07-02 10:00"], datetime(2026, 7, 2, 9, 0, tzinfo=UTC)),
        (["2026-07-01T10:00:00+00:00", "1/7/26 3:05 pm"], datetime(2026, 7, 1, 14, 5, tzinfo=UTC)),
    ],
)
def test_a_whole_column_says_whether_the_day_comes_first(session, survey, cells, moment):
    rows = [["Response ID", "Submitted Date", "happy"], ["1", cells[0], "very"], ["2", cells[1], "very"]]
    _batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert plan.ready[1].sent == moment


def test_dates_that_are_none_or_impossible_are_errors(session, survey):
    later = (now() + timedelta(days=40)).date().isoformat()
    rows = [
        ["Response ID", "Submitted Date", "happy"],
        ["1", "soon", "very"],
        ["2", later, "very"],
        ["3", "99/99/2026", "not"],
    ]
    _batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert [(f.row, f.code) for f in plan.faults] == [(2, "not_a_date"), (3, "date_out_of_range"), (4, "not_a_date")]


def test_texts_pass_the_triage_and_are_coded_as_all_others(session, survey):
    rows = [["Response ID", "happy", "cause"], ["1", "very", "he has a knife"], ["2", "not", "more lights"]]
    taken_in(session, survey, files.csv_of(rows), lambda text, language: "emergency" if "knife" in text else None)
    texts = session.scalars(sa.select(Answer).where(Answer.question_code == "cause")).all()
    assert {(one.alert, one.coding_state, one.codebook_question) for one in texts} == {
        ("emergency", "pending", "Q1"), (None, "pending", "Q1")}  # fmt: skip
    assert len(queries.answers_with_alert(session)) == 1


def test_a_batch_is_taken_back_whole_unless_somebody_worked_with_it(session, survey):
    data = files.csv_of(files.smartsurvey())
    batch = taken_in(session, survey, data)
    assert loading.undo(session, batch) == 2
    assert (batch.state, files.count(session, Draft), files.count(session, Submission)) == ("undone", 0, 0)
    with pytest.raises(loading.Refused, match="wrong_state"):
        loading.undo(session, batch)
    batch = taken_in(session, survey, data)  # and it can come back
    assert batch.loaded == 2
    text = session.scalars(sa.select(Answer).where(Answer.question_code == "cause")).one()
    session.add(Coding(answer_id=text.id, version="1", language="en", sentiment="negative", pii=[], decided_at=now()))
    session.flush()
    with pytest.raises(loading.Refused, match="decided"):
        loading.undo(session, batch)
    text.alert = "emergency"
    session.flush()
    coding.queue_alerts(session)
    assert files.count(session, Disclosure) == 1
    with pytest.raises(loading.Refused, match="open_case"):
        loading.undo(session, batch)


def test_a_closed_survey_takes_them_and_one_that_never_opened_does_not(session, survey):
    changes.close_survey(session, survey)
    assert taken_in(session, survey, files.csv_of(files.smartsurvey())).loaded == 2
    survey.state = "draft"
    batch, plan = looked_at(session, survey, files.csv_of(files.citizen_space()))
    with pytest.raises(loading.Refused, match="survey_draft"):
        files.bring(session, batch, plan)


def test_a_file_waits_for_a_day(session, survey):
    batch, _plan = looked_at(session, survey, files.csv_of(files.smartsurvey()))
    batch.created_at = now() - timedelta(hours=25)
    session.flush()
    with pytest.raises(FileError, match="gone"):
        batches.table_of(batch)
    assert batches.forget_old(session) == 1
    session.refresh(batch)
    assert (batch.state, batch.waiting) == ("cancelled", None)
    assert session.scalars(sa.select(ImportBatch.state)).all() == ["cancelled"]


def test_what_was_brought_in_is_known_again_after_the_keys_were_changed(session, survey):
    before = os.environ["ENCRYPTION_KEYS"]
    data = files.csv_of(files.citizen_space())
    taken_in(session, survey, data)
    try:
        crypto.configure_keys(f"new:{crypto.new_key()},{before}")
        _batch, plan = looked_at(session, survey, data)
    finally:
        crypto.configure_keys(before)
    assert (plan.ready, len(plan.before)) == ([], 2)


def test_quotas_count_who_is_brought_in_one_after_the_other(session, survey):
    survey.settings = {"sampling": "quota"}
    quotas.put(session, survey, {("happy", "very"): 3, ("happy", "not"): 5})
    rows = [["Response ID", "happy"], *([str(n), "very" if n % 2 else "not"] for n in range(6))]
    batch = taken_in(session, survey, files.csv_of(rows))
    taken_in(session, survey, files.csv_of([["Response ID", "happy"], ["7", "very"], ["8", "not"]]))
    marks = [(sent.draft.import_id == batch.id, sent.marks) for sent in session.scalars(sa.select(Submission))]
    assert sorted(marks) == [(False, []), (False, [quotas.OVER_QUOTA])] + [(True, [])] * 6
    closed = {row.option_code: row.closed_at is not None for row in session.scalars(sa.select(Quota))}
    assert closed == {"very": True, "not": False}
    # Whoever is taken back leaves their place.
    loading.undo(session, batch)
    assert session.scalars(sa.select(Quota.closed_at).where(Quota.option_code == "very")).one() is None
