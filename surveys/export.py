"""Answers of a survey as flat rows for staff: JSON lines or CSV, by stable codes.

Carries what people wrote in the clear: for staff who may see it, never for publication (small
numbers are not suppressed here; that is the analysis's).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any, TextIO

from sqlalchemy.orm import Session

from surveys import queries
from surveys.models import Submission, Survey

# Several choices stand in one CSV cell with this between them; no code holds it.
SEPARATOR = "|"
# A spreadsheet would take a text that begins like this for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def rows(session: Session, survey: Survey) -> Iterator[dict[str, Any]]:
    """One dictionary a submission: reference, audience, language, channel, submitted_at, answers.

    `answers` maps a question code to {"text", "alert"} or {"choices"}.
    """
    for submission in queries.submissions_of(session, survey):
        yield {
            "reference": submission.reference,
            "survey": survey.slug,
            "audience": submission.audience,
            "language": submission.language,
            "channel": submission.channel,
            "submitted_at": submission.submitted_at.isoformat(timespec="seconds"),
            "answers": _answers(submission),
        }


def write_json(session: Session, survey: Survey, output: TextIO) -> int:
    """Write one JSON object a line; how many."""
    number = 0
    for row in rows(session, survey):
        output.write(json.dumps(row, ensure_ascii=False) + "\n")
        number += 1
    return number


def write_csv(session: Session, survey: Survey, output: TextIO) -> int:
    """Write a header and one line a submission, a column a question; how many submissions."""
    view = queries.current_survey(session, survey.slug, "en")
    questions = [question.code for question in view.questions] if view else []
    fixed = ["reference", "survey", "audience", "language", "channel", "submitted_at"]
    writer = csv.writer(output)
    writer.writerow(fixed + questions)
    number = 0
    for row in rows(session, survey):
        answers = row["answers"]
        cells = [row[name] for name in fixed]
        cells += [_cell(answers.get(code)) for code in questions]
        writer.writerow(cells)
        number += 1
    return number


def _answers(submission: Submission) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for answer in sorted(submission.answers, key=lambda a: a.question_code):
        if answer.text is not None:
            found[answer.question_code] = {"text": answer.text, "alert": answer.alert}
        else:
            codes = [choice.option_code for choice in answer.choices]
            found[answer.question_code] = {"choices": codes}
    return found


def _cell(answer: dict[str, Any] | None) -> str:
    if answer is None:
        return ""
    if "choices" in answer:
        return SEPARATOR.join(answer["choices"])
    text = str(answer["text"])
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
