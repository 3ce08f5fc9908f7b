"""A survey's page as a form: which of its questions are asked, and what was answered before."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from surveys.content import PageView, QuestionView, SurveyView
from surveys.queries import AnswerValue
from surveys.questions import doubt, is_shown
from webapp.forms.fields import TextInput
from webapp.forms.handlers import handler_for

Answers = Mapping[str, AnswerValue]
TRAP = "leave_empty"
"""The name of the field that people do not see (StartForm, and the page that sends)."""

OWN_WORDS = ".words"
"""The field that names those in people's own words, as the page that gives them back has to know (given_back)."""


class SurveyForm(FlaskForm):
    """The base of a page's form; its fields are added for each page."""

    def question_fields(self, questions: Sequence[QuestionView], *, heading: bool) -> list[tuple[QuestionView, str]]:
        """Each question with its rendered field; `heading` makes a lone question the h1."""
        return [
            (question, self[question.code](params=handler_for(question).params(question, heading=heading)))
            for question in questions
        ]

    def own_words(self, questions: Sequence[QuestionView]) -> str:
        """Names of the inputs that take people's own words, with blanks between."""
        return " ".join(name for question in questions for name in handler_for(question).own_words(question))

    def hidden_fields(self, questions: Sequence[QuestionView]) -> list[tuple[str, str]]:
        """Names and values of hidden inputs that send the same answers again."""
        return [pair for q in questions for pair in handler_for(q).hidden(q, self[q.code].data)]


def question_pages(view: SurveyView, answers: Answers) -> list[PageView]:
    """The pages that a person goes through: those with a question that routing asks.

    Agreement comes before them, on the start page.
    """
    return [page for page in view.pages if asked_on(page, answers)]


def asked_on(page: PageView, answers: Answers) -> list[QuestionView]:
    """The questions of a page that routing asks, the agreements of the start page apart."""
    picked = {code: answer.choices for code, answer in answers.items()}
    return [q for q in page.questions if not _at_start(q) and is_shown(q.show_if, picked)]


def resume_page(view: SurveyView, answers: Answers) -> PageView | None:
    """Where someone who comes back goes on: the last page with an answer, or the one after it when that page is full.

    What was left empty before that was left so on purpose. None when nothing is left to ask.
    """
    pages = question_pages(view, answers)
    answered = [place for place, page in enumerate(pages) if any(q.code in answers for q in asked_on(page, answers))]
    place = answered[-1] if answered else 0
    if all(question.code in answers for question in asked_on(pages[place], answers)):
        place += 1
    return pages[place] if place < len(pages) else None


def page_form(questions: Sequence[QuestionView], answers: Answers) -> SurveyForm:
    """A form for these questions, filled with what was sent, else with what was answered before."""
    fields: dict[str, Any] = {question.code: handler_for(question).field(question) for question in questions}
    form_class = type("PageForm", (SurveyForm,), fields)
    before = {q.code: handler_for(q).from_answer(answers[q.code], q) for q in questions if q.code in answers}
    return form_class(data=before)


def doubted(questions: Sequence[QuestionView], before: Answers, after: Answers) -> list[QuestionView]:
    """Questions whose new answer is possible but unusual, to be asked about once: the same one again is meant."""
    return [
        question
        for question in questions
        if (given := after.get(question.code)) is not None
        and doubt(question, given.stored)
        and (question.code not in before or before[question.code].stored != given.stored)
    ]


def agreement_of(view: SurveyView) -> list[QuestionView]:
    """The agreements that the start page asks for."""
    return [question for question in view.questions if _at_start(question)]


def not_agreed(questions: Sequence[QuestionView], form: SurveyForm) -> bool:
    """Whether a page asks for an adult's agreement (surveys.consent) and the box is not ticked."""
    return any(q.type == "agreement" and q.required and not form[q.code].data for q in questions)


def _at_start(question: QuestionView) -> bool:
    return question.type == "agreement" and question.show_if is None


def next_step(
    view: SurveyView, answers: Answers, page: PageView, asked: int, go: str | None, *, from_check: bool
) -> tuple[str, str | None]:
    """Where to go after a page was saved: a step, and the page's code when the step is "questions".

    `answers` are those after saving; `asked` is how many questions the page had before; `go` is
    the button that was pressed ("back", "pause" or None for onwards). Steps are "questions",
    "check", "paused" and "code" (the page before the first).
    """
    pages = question_pages(view, answers)
    codes = [p.code for p in pages]
    place = codes.index(page.code) if page.code in codes else 0
    if go == "pause":
        return "paused", None
    if go == "back":
        return ("questions", codes[place - 1]) if place else ("code", None)
    if len(asked_on(page, answers)) > asked:
        # An answer on this very page brought another question up.
        return "questions", page.code
    if from_check or place + 1 >= len(codes):
        return "check", None
    return "questions", codes[place + 1]


class StartForm(SurveyForm):
    """The agreements of a survey, and a box that only machines fill in."""

    # Called so that no browser's own filling-in knows it; hidden from eyes and screen readers. Whoever fills it is
    # marked and never stopped: it may have been a person's password manager.
    leave_empty = StringField(_l("Leave this box empty"), widget=TextInput())

    @property
    def trapped(self) -> bool:
        """Whether the box that people do not see was filled in."""
        return bool(self.leave_empty.data)


def start_form(view: SurveyView) -> StartForm:
    """The form of the start page."""
    fields: dict[str, Any] = {question.code: handler_for(question).field(question) for question in agreement_of(view)}
    form: StartForm = type("AgreementForm", (StartForm,), fields)()
    return form
