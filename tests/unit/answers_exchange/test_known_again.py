"""What was brought in before is known again, and what was not is neither lost nor taken for it."""

import io

import pytest
import sqlalchemy as sa

from surveys import answers
from surveys.exchange import batches, reading, writing
from surveys.exchange.faults import RowFault
from surveys.models import Submission
from tests.support import answers_files as files
from tests.unit.answers_exchange.test_tools import again, looked_at, taken_in

HEAD = ["Respondent ID", "Started", "Ended", "happy", "cause"]
FIRST = [HEAD, ["1", "", "2026-01-01 10:00", "very", "Dark streets"], ["2", "", "2026-01-02 10:00", "not", "Damp"]]


@pytest.fixture
def survey(session):
    return files.everything(session)


def test_a_second_form_that_counts_from_1_again_is_not_taken_for_the_first(session, survey):
    taken_in(session, survey, files.csv_of(FIRST))
    other = [HEAD, ["1", "", "2026-03-01 10:00", "very", "New words"], ["3", "", "2026-03-02 10:00", "not", "Damp"]]
    _batch, plan = looked_at(session, survey, files.csv_of(other))
    assert plan.faults == [RowFault(2, "Respondent ID", "same_number_other_answer", "1")]
    assert (plan.before, [one.row for one in plan.ready], plan.loadable) == ([], [3], False)


def test_without_a_date_the_row_decides_whether_a_number_is_known(session, survey):
    rows = [["Response ID", "happy"], ["1", "very"], ["2", "not"]]
    taken_in(session, survey, files.csv_of(rows))
    _batch, plan = looked_at(session, survey, files.csv_of([rows[0], ["1", "very"], ["2", "fairly"], ["3", "not"]]))
    assert (plan.before, [one.row for one in plan.ready]) == ([2], [4])
    assert [(fault.row, fault.value) for fault in plan.faults] == [(3, "2")]


def test_the_same_moment_is_the_same_answer_also_when_a_column_was_added(session, survey):
    taken_in(session, survey, files.csv_of(FIRST))
    wider = [[*row, "x"] for row in FIRST]
    wider[0][-1] = "Team"
    _batch, plan = looked_at(session, survey, files.csv_of(wider))
    assert (plan.before, plan.ready, plan.faults) == ([2, 3], [], [])


@pytest.mark.parametrize("rows", [FIRST, [row[3:] for row in FIRST]])
@pytest.mark.parametrize("columns", [{"cause": ""}, {"Respondent ID": ""}, {"Ended": ""}])
def test_another_reading_of_the_columns_brings_nobody_in_twice(session, survey, rows, columns):
    taken_in(session, survey, files.csv_of(rows))
    batch, plan = looked_at(session, survey, files.csv_of(rows))
    assert plan.before == [2, 3]
    mapped = batch.mapping["columns"]
    batch.mapping = {
        **batch.mapping,
        "columns": {**mapped, **{name: columns[name] for name in columns if name in mapped}},
    }
    plan = again(session, survey, batch)
    assert (plan.before, plan.ready, plan.faults) == ([2, 3], [], [])


def test_an_old_export_does_not_bring_back_what_was_withdrawn(session, survey):
    files.answered(session, survey)
    out = io.BytesIO()
    writing.write(session, survey, "csv", out, {})
    gone = session.scalars(sa.select(Submission).order_by(Submission.reference)).first()
    reference = gone.reference
    answers.withdraw(session, gone.draft)
    assert reference not in str(session.execute(sa.text("select * from survey_draft")).all())
    batch = batches.keep(session, survey, reading.read(out.getvalue()), name="old", language="en", by=None)
    plan = again(session, survey, batch)
    assert ({why: len(rows) for why, rows in plan.left.items()}, plan.ready) == ({"withdrawn": 1}, [])
    assert len(plan.before) == len(files.PEOPLE) - 1
