"""The entry desk for paper forms: one box a question, in which the numbers beside the ticked boxes are typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from surveys import papers
from surveys.content import QuestionView
from surveys.questions import InvalidAnswer
from webapp.forms.fields import typed
from webapp.forms.words import problem_words


@dataclass
class Entry:
    """What was typed of one form: texts by the name of their box, values by question, problems by question."""

    texts: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def box(question: QuestionView, part: str) -> str:
    """The name of a box: the question's own, or "question.part"."""
    return f"{question.code}.{part}" if part else question.code


def read(questions: Sequence[QuestionView], sent: "MultiDict[str, str]") -> Entry:
    """Read a whole form as it was typed; what is wrong is told by question."""
    entry = Entry()
    for question in questions:
        parts = {part: typed(sent.get(box(question, part), "")) or "" for part in papers.parts_of(question)}
        entry.texts |= {box(question, part): text for part, text in parts.items()}
        try:
            entry.values[question.code] = papers.read(question, parts)
        except InvalidAnswer as error:
            entry.problems[question.code] = _problem(question, error)
    if not entry.problems:
        for code in papers.not_agreed(questions, entry.values):
            entry.problems[code] = _("This box has to be ticked on the paper. Without it nothing may be kept.")
    return entry


def _problem(question: QuestionView, error: InvalidAnswer) -> str:
    if error.problem == "unknown_option" and question.options:
        return _("Type the numbers of the ticked boxes, from 1 to %(last)s", last=len(question.options))
    return str(problem_words(error))


def given(values: Mapping[str, Any], questions: Sequence[QuestionView], *, agreements: bool) -> dict[str, Any]:
    """The values of the agreements, or of all the others: agreement is kept first."""
    return {
        q.code: values[q.code]
        for q in questions
        if (q.type == "agreement") == agreements and values.get(q.code) not in (None, [], "")
    }
