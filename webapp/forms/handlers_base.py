"""What the handlers of all types share: the field, what was typed, and how an answer is read back."""

from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from surveys.content import QuestionView, Words
from surveys.queries import AnswerValue
from surveys.questions import InvalidAnswer, clean, is_complete
from webapp.forms.fields import Radios, tongue
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
        if self.question.required and not is_complete(self.question, cleaned.choices):
            if self.question.rows:
                raise StopValidation(_("Choose an answer for each line to go on"))
            raise StopValidation(_("Choose an answer to go on"))


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
                {"label": {"attributes": own_tongue(option.label, question.text)}} for option in question.options
            ],
        }
        return found

    def from_answer(self, answer: AnswerValue, question: QuestionView) -> Any:
        """The field's data for an answer given before."""
        return answer.choices[0] if answer.choices else None

    def hidden(self, question: QuestionView, value: Any) -> list[tuple[str, str]]:
        """Name and value of each input that would send this very data again (the page that puts help first)."""
        values = value if isinstance(value, list | tuple) else [value]
        return [(question.code, str(one)) for one in values if one]

    def own_words(self, question: QuestionView) -> list[str]:
        """Names of the inputs that take somebody's own words."""
        return []

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The answer as it is read back on the check page; one entry a choice."""
        labels = [question.label_of(code) for code in answer.choices]
        return [label for label in labels if label is not None]


def own_tongue(label: Words, around: Words) -> dict[str, str]:
    """Attributes for a label in another language than the words around it."""
    return {} if label.language == around.language else tongue(label.language)


def label_params(question: QuestionView, heading: bool) -> dict[str, Any]:
    """A label's parameters for widgets without a fieldset; `heading` makes it the page's h1."""
    size = "govuk-label--l" if heading else "govuk-label--m"
    return {
        "label": {
            "text": str(question.text),
            "isPageHeading": heading,
            "classes": size,
            "attributes": tongue(question.text.language),
        }
    }
