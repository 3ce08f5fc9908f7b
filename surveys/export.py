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
from surveys.content import QuestionView
from surveys.models import Submission, Survey
from surveys.questions import TYPES

# Several choices stand in one CSV cell with this between them; no code holds it.
SEPARATOR = "|"
# Ends the column of the words beside a closed question.
WHY = ".why"
# A spreadsheet would take a text that begins like this for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def rows(session: Session, survey: Survey) -> Iterator[dict[str, Any]]:
    """One dictionary a submission: reference, audience, language, channel, submitted_at, answers.

    `answers` maps a question code to what it has of {"text", "alert"}, {"choices"} and {"number"}. Choices of
    a grid are "row.option", those of a ranking stand in its order.
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
    """Write a header and one line a submission; how many submissions.

    A column a question; a closed question with "why?" has a second, "code.why".
    """
    view = queries.current_survey(session, survey.slug, "en")
    columns = [column for question in view.questions for column in _columns(question)] if view else []
    fixed = ["reference", "survey", "audience", "language", "channel", "submitted_at"]
    writer = csv.writer(output)
    writer.writerow(fixed + [header for header, _code, _part in columns])
    number = 0
    for row in rows(session, survey):
        answers = row["answers"]
        cells = [row[name] for name in fixed]
        cells += [_cell(answers.get(code, {}), part) for _header, code, part in columns]
        writer.writerow(cells)
        number += 1
    return number


def _answers(submission: Submission) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for answer in sorted(submission.answers, key=lambda a: a.question_code):
        parts: dict[str, Any] = {}
        if answer.text is not None:
            parts |= {"text": answer.text, "alert": answer.alert}
        if answer.choices or (answer.text is None and answer.number is None):
            parts["choices"] = [choice.option_code for choice in answer.choices]
        if answer.number is not None:
            parts["number"] = answer.number
        found[answer.question_code] = parts
    return found


def _columns(question: QuestionView) -> list[tuple[str, str, str]]:
    """The columns of a question: header, question code, and the part of the answer that stands in it."""
    code, kind = question.code, TYPES[question.type]
    if not kind.needs_options:
        return [(code, code, "text" if kind.has_text else "number")]
    return [(code, code, "choices"), *([(code + WHY, code, "text")] if kind.has_text else [])]


def _cell(answer: dict[str, Any], part: str) -> str:
    value = answer.get(part)
    if value is None:
        return ""
    if part == "choices":
        return SEPARATOR.join(value)
    if part == "number":
        return f"{value:.15g}"
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else str(value)
