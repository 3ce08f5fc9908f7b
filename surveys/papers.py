"""Paper forms typed by staff: the numbers beside the boxes as answers, and a second entry of a sample.

A sample of the forms is typed again by somebody else who does not see the first entry; where the two
differ, the paper is looked at and one of them stands. The share of differing questions is the desk's error rate
(double data entry with verification, as clinical and survey data are checked).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys import answers
from surveys.columns import now
from surveys.content import QuestionView
from surveys.models import Answer, Draft, SecondEntry, Submission, Survey, SurveyVersion
from surveys.progress import asked_of, questions_of
from surveys.questions import Cleaned, InvalidAnswer, clean, is_shown, raw_value

EVERY = 10
"""One form of this many is typed twice, unless the survey's settings say otherwise."""
MOST_EVERY = 1000
SAMPLED = "second_entry"
"""The mark of a submission that is to be typed twice."""
SEVERAL = frozenset({"multiple", "up_to_n", "ranking", "agreement"})


@dataclass(frozen=True)
class Quality:
    """How well a survey's forms were typed. `compared` and `different` count questions."""

    entered_twice: int
    compared: int
    different: int

    @property
    def error_rate(self) -> float | None:
        """Differing questions over compared ones; None before the first comparison."""
        return self.different / self.compared if self.compared else None


@dataclass(frozen=True)
class Typed:
    """How many of a survey's forms were typed, and how many of them wait for a second entry."""

    forms: int = 0
    waiting: int = 0


def parts_of(question: QuestionView) -> list[str]:
    """Names of the boxes that a question has at the desk, below its own: rows of a grid, "why"; "" is the only one."""
    if question.type == "grid":
        return [row.code for row in question.rows]
    return ["", "why"] if question.type == "closed_why" else [""]


def numbers(questions: Sequence[QuestionView]) -> dict[str, int]:
    """The number of each question on the paper and at the desk, by code: its place in the questionnaire, from 1."""
    return {question.code: number for number, question in enumerate(questions, start=1)}


def form_code(slug: str, version: int) -> str:
    """What stands at the foot of a form, so that the desk types it by the questionnaire that it is of."""
    return f"{slug} / {version}"


def read(question: QuestionView, typed: Mapping[str, str]) -> Any:
    """The value of a question (surveys.questions) from what was typed in its boxes: numbers of options, or words.

    Raises InvalidAnswer: "unknown_option" for a number that stands beside no box, and what `clean` raises.
    """
    value = _value(question, {part: text.strip() for part, text in typed.items()})
    clean(question, value)
    return value


def _value(question: QuestionView, typed: Mapping[str, str]) -> Any:
    if question.type in ("free_text", "number"):
        return typed.get("") or None
    if question.type == "grid":
        return {row: _one(question, text) for row, text in typed.items() if text} or None
    if question.type == "closed_why":
        return {"choice": _one(question, typed.get("", "")), "why": typed.get("why") or None}
    if question.type in SEVERAL:
        return _codes(question, typed.get(""))
    return _one(question, typed.get("", ""))


def _codes(question: QuestionView, text: str | None) -> list[str]:
    """Options by their numbers on the paper, from 1: "1 4, 7"."""
    found: list[str] = []
    for number in re.split(r"[\s,;.+]+", (text or "").strip()):
        if not number:
            continue
        if not number.isdecimal() or len(number) > 4 or not 1 <= int(number) <= len(question.options):
            raise InvalidAnswer("unknown_option")
        found.append(question.options[int(number) - 1].code)
    return found


def _one(question: QuestionView, text: str) -> str | None:
    codes = _codes(question, text)
    if len(codes) > 1:
        raise InvalidAnswer("one_only", most=1)
    return codes[0] if codes else None


def not_agreed(questions: Sequence[QuestionView], values: Mapping[str, Any]) -> list[str]:
    """Agreements that the person had to give, an adult's by age too, and that stand on no ticked box, by code."""
    picked: dict[str, Sequence[str]] = {}
    for question in questions:
        picked[question.code] = clean(question, values.get(question.code)).choices
    return [
        q.code
        for q in questions
        if q.type == "agreement" and q.required and not picked[q.code] and is_shown(q.show_if, picked)
    ]


def start(
    session: Session, survey: Survey, *, language: str, key: str, by: str, version: SurveyVersion | None = None
) -> Draft:
    """A draft for one form; the same `key` (of the desk's page) gives the same draft again. Raises NotAnswerable.

    `version` is the one at the foot of the form (form_code), the newest unless it is said.
    """
    known = session.scalar(sa.select(Draft).where(Draft.client_key == key, Draft.survey_id == survey.id))
    if known is not None:
        return known
    draft, _code = answers.start_draft(
        session, survey, language=language, channel="paper", version=version, client_key=key
    )
    draft.entered_by = by
    session.flush()
    return draft


def every(survey: Survey) -> int:
    """One form of how many is typed twice; 1 is each of them."""
    return int(survey.settings.get("second_entry_every") or EVERY)


def set_every(session: Session, survey: Survey, number: int) -> None:
    """Set how many. Raises ValueError for less than 1 or more than MOST_EVERY. What was drawn already stays drawn."""
    if not 1 <= number <= MOST_EVERY:
        raise ValueError("out of range")
    survey.settings = {**survey.settings, "second_entry_every": number}
    session.flush()


def draw(session: Session, submission: Submission) -> bool:
    """Mark a form that was just sent when it is one of the sample: the 10th, the 20th... Whether it is."""
    survey = session.get_one(Survey, submission.survey_id)
    if _forms(session, survey) % every(survey):
        return False
    submission.marks = [*submission.marks, SAMPLED]
    session.flush()
    return True


def waiting(session: Session, survey: Survey, by: str) -> list[Submission]:
    """Forms of the sample that this person may type the second time: typed by others, and once only. Oldest first."""
    return [sent for sent in _sampled(session, survey) if sent.draft.entered_by != by]


def to_settle(session: Session, survey: Survey) -> list[tuple[SecondEntry, Submission]]:
    """Second entries that differ from the first and on which nobody has decided yet."""
    rows = session.execute(
        sa.select(SecondEntry, Submission)
        .join(Submission, Submission.id == SecondEntry.submission_id)
        .where(Submission.survey_id == survey.id, SecondEntry.settled_at.is_(None))
        .order_by(SecondEntry.entered_at)
    )
    return [(entry, sent) for entry, sent in rows.tuples()]


def enter_again(session: Session, submission: Submission, values: Mapping[str, Any], *, by: str) -> SecondEntry:
    """Keep what a second person typed of a form, and compare. Raises ValueError when it is not theirs to type."""
    if submission not in waiting(session, submission.survey, by):
        raise ValueError("not to be typed by this person")
    first, second = stored(session, submission), cleaned(session, submission, values)
    codes = [q.code for q in questions_of(session, submission.draft) if q.code in first or q.code in second]
    different = [code for code in codes if not _same(first.get(code), second.get(code))]
    entry = SecondEntry(
        submission_id=submission.id,
        values=json.dumps({code: values.get(code) for code in codes}),
        different=different,
        entered_by=by,
    )
    if not different:
        entry.settled_at = now()
    session.add(entry)
    session.flush()
    return entry


def typed(session: Session) -> dict[str, Typed]:
    """What was typed of each survey that has forms, by its slug. It is counted: nothing that was typed is read."""
    # The marks are a list in JSON; each database gives it as text with its words in quotes.
    drawn = sa.cast(Submission.marks, sa.String).contains(f'"{SAMPLED}"')
    rows = session.execute(
        sa.select(
            Survey.slug,
            sa.func.count(Submission.id),
            sa.func.count(sa.case((sa.and_(SecondEntry.id.is_(None), drawn), 1))),
        )
        .join(Submission, Submission.survey_id == Survey.id)
        .outerjoin(SecondEntry, SecondEntry.submission_id == Submission.id)
        .where(Submission.channel == "paper")
        .group_by(Survey.slug)
    )
    return {slug: Typed(forms, waiting) for slug, forms, waiting in rows.tuples()}


def quality(session: Session, survey: Survey) -> Quality:
    """How often two entries of the same form differed."""
    entries = session.scalars(
        sa.select(SecondEntry)
        .join(Submission, Submission.id == SecondEntry.submission_id)
        .where(Submission.survey_id == survey.id)
    ).all()
    return Quality(
        entered_twice=len(entries),
        compared=sum(len(json.loads(entry.values)) for entry in entries),
        different=sum(len(entry.different) for entry in entries),
    )


def stored(session: Session, submission: Submission) -> dict[str, Cleaned]:
    """The first entry, by question code."""
    rows = session.scalars(
        sa.select(Answer).where(Answer.submission_id == submission.id).options(selectinload(Answer.choices))
    )
    return {
        row.question_code: Cleaned(
            text=row.text, choices=tuple(choice.option_code for choice in row.choices), number=row.number
        )
        for row in rows
    }


def cleaned(session: Session, submission: Submission, values: Mapping[str, Any]) -> dict[str, Cleaned]:
    """A second entry as it would be stored: what is empty, and what routing does not ask, left out."""
    asked = questions_of(session, submission.draft)
    found = {q.code: clean(q, values.get(q.code)) for q in asked}
    while True:
        picked = {code: one.choices for code, one in found.items()}
        hidden = found.keys() - {q.code for q in asked_of(session, submission.draft, picked)}
        if not hidden:
            return {code: one for code, one in found.items() if not one.empty}
        for code in hidden:
            del found[code]


def value_of(question: QuestionView, one: Cleaned | None) -> Any:
    """The raw value of a stored answer, None for none."""
    return None if one is None else raw_value(question, one)


def _same(one: Cleaned | None, other: Cleaned | None) -> bool:
    """Whether two entries say the same; blanks, and how a letter with an accent is stored, are no difference."""
    if one is None or other is None:
        return one is other
    return (one.choices, one.number, _plain(one.text)) == (other.choices, other.number, _plain(other.text))


def _plain(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def _forms(session: Session, survey: Survey) -> int:
    counted = sa.select(sa.func.count(Submission.id)).where(
        Submission.survey_id == survey.id, Submission.channel == "paper"
    )
    return session.scalar(counted) or 0


def _sampled(session: Session, survey: Survey) -> list[Submission]:
    found = session.scalars(
        sa.select(Submission)
        .outerjoin(SecondEntry, SecondEntry.submission_id == Submission.id)
        .where(Submission.survey_id == survey.id, Submission.channel == "paper", SecondEntry.id.is_(None))
        .options(selectinload(Submission.draft))
        .order_by(Submission.submitted_at, Submission.id)
    )
    return [sent for sent in found if SAMPLED in (sent.marks or [])]
