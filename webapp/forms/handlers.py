"""One small handler for each type of question: its field, what was typed, and how an answer is read back.

Validation is the domain's (surveys.questions); a handler only knows widgets. A new type needs a
class in surveys.questions.TYPES and an entry of the same name in HANDLERS; a test holds them equal.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from surveys.content import QuestionView, Words
from surveys.queries import AnswerValue
from surveys.questions import InvalidAnswer, clean
from webapp.forms.fields import Checkboxes, Radios, Select, TextArea, tongue, typed
from webapp.forms.words import problem_words


class AsTheDomainSays:
    """A WTForms validator that asks surveys.questions, and puts its code into words."""

    def __init__(self, question: QuestionView) -> None:
        self.question = question

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise StopValidation when the value is no answer, or a needed one is missing."""
        try:
            cleaned = clean(self.question, field.data)
        except InvalidAnswer as error:
            raise StopValidation(problem_words(error)) from None
        if self.question.required and cleaned.empty:
            if self.question.type == "agreement":
                raise StopValidation(
                    _("Tick the box if you agree to take part. Without it we may not ask you anything.")
                )
            raise StopValidation(_("Answer this question to go on"))


class Handler:
    """What all types share: options as radio buttons."""

    field_class: Any = RadioField
    widget_class: Any = Radios

    def field(self, question: QuestionView) -> Any:
        """An unbound WTForms field for this question."""
        return self.field_class(
            str(question.text),
            description=str(question.hint),
            widget=self.widget(question),
            validators=[AsTheDomainSays(question)],
            validate_choice=False,
            choices=self.choices(question),
        )

    def widget(self, question: QuestionView) -> Any:
        """The widget that draws it."""
        return self.widget_class()

    def choices(self, question: QuestionView) -> list[SelectChoice]:
        """The options as WTForms wants them."""
        return [SelectChoice(option.code, str(option.label)) for option in question.options]

    def params(self, question: QuestionView, *, heading: bool) -> dict[str, Any]:
        """Parameters for the widget's macro; `heading` makes the question the page's h1."""
        legend = {
            "isPageHeading": heading,
            "classes": "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--m",
        }
        found: dict[str, Any] = {
            "fieldset": {"legend": {"text": str(question.text)} | legend, "attributes": tongue(question.text.language)},
            "items": [
                {"label": {"attributes": self._own_tongue(option.label, question.text)}} for option in question.options
            ],
        }
        return found

    def from_answer(self, answer: AnswerValue) -> Any:
        """The field's data for an answer given before."""
        return answer.choices[0] if answer.choices else None

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The answer as it is read back on the check page; one entry a choice."""
        labels = [question.label_of(code) for code in answer.choices]
        return [label for label in labels if label is not None]

    @staticmethod
    def _own_tongue(label: Words, around: Words) -> dict[str, str]:
        """Attributes for a label in another language than the words around it."""
        return {} if label.language == around.language else tongue(label.language)


class SeveralHandler(Handler):
    """Options as tick boxes."""

    field_class = SelectMultipleField
    widget_class = Checkboxes

    def from_answer(self, answer: AnswerValue) -> Any:
        """All chosen options."""
        return list(answer.choices)


class UpToNHandler(SeveralHandler):
    """Tick boxes with the number said in the hint, so that nobody learns it from an error."""

    def field(self, question: QuestionView) -> Any:
        """As the others', with "Choose up to 3" as its hint."""
        limit = _("Choose up to %(most)s.", most=question.settings.get("most", 3))
        field = super().field(question)
        field.kwargs["description"] = f"{question.hint} {limit}".strip()
        return field


class PlaceHandler(Handler):
    """A long list of places as a select."""

    field_class = SelectField
    widget_class = Select

    def widget(self, question: QuestionView) -> Any:
        """A select in which each place is marked with the language that its name is in."""
        return Select({option.code: tongue(option.label.language) for option in question.options})

    def choices(self, question: QuestionView) -> list[SelectChoice]:
        """The places after an empty first line."""
        return [SelectChoice("", _("Choose a place")), *super().choices(question)]

    def params(self, question: QuestionView, *, heading: bool) -> dict[str, Any]:
        """A label, for a select has no fieldset."""
        return _label(question, heading)


class FreeTextHandler(Handler):
    """A box for someone's own words."""

    def field(self, question: QuestionView) -> Any:
        """A text area."""
        return TextAreaField(
            str(question.text),
            description=str(question.hint),
            widget=TextArea(),
            filters=[typed],
            validators=[AsTheDomainSays(question)],
        )

    def params(self, question: QuestionView, *, heading: bool) -> dict[str, Any]:
        """A label, and a box that finds its own direction and that no browser remembers."""
        return _label(question, heading) | {
            "rows": 6,
            "spellcheck": True,
            "autocomplete": "off",
            "attributes": {"dir": "auto"},
            # The line on help that stands above each box (public/say/questions.html).
            "describedBy": "help-first",
        }

    def from_answer(self, answer: AnswerValue) -> Any:
        """The text."""
        return answer.text

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The text as it was typed."""
        return [Words(answer.text or "", answer.language, "source")]


def _label(question: QuestionView, heading: bool) -> dict[str, Any]:
    size = "govuk-label--l" if heading else "govuk-label--m"
    return {
        "label": {
            "text": str(question.text),
            "isPageHeading": heading,
            "classes": size,
            "attributes": tongue(question.text.language),
        }
    }


HANDLERS: dict[str, Handler] = {
    "agreement": SeveralHandler(),
    "single": Handler(),
    "multiple": SeveralHandler(),
    "up_to_n": UpToNHandler(),
    "scale": Handler(),
    "free_text": FreeTextHandler(),
    "ward": PlaceHandler(),
    "age_band": Handler(),
}


def handler_for(question: QuestionView) -> Handler:
    """The handler of this question's type."""
    return HANDLERS[question.type]


def read_back(question: QuestionView, answer: AnswerValue | None) -> Sequence[Words]:
    """An answer in words for the check page; empty when there is none."""
    return handler_for(question).shown(question, answer) if answer else []
