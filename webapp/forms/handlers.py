"""One small handler for each type of question: its field, what was typed, and how an answer is read back.

Validation is the domain's (surveys.questions); a handler only knows widgets. A new type needs a
class in surveys.questions.TYPES and an entry of the same name in HANDLERS; a test holds them equal.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from surveys.content import QuestionView, Words
from surveys.queries import AnswerValue
from webapp.forms.fields import Checkboxes, Select, TextArea, tongue, typed
from webapp.forms.handlers_base import AsTheDomainSays, Handler, label_params
from webapp.forms.handlers_parts import ClosedWhyHandler, GridHandler, NumberHandler, RankingHandler


class SeveralHandler(Handler):
    """Options as tick boxes."""

    field_class = SelectMultipleField
    widget_class = Checkboxes

    def from_answer(self, answer: AnswerValue, question: QuestionView) -> Any:
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
        return label_params(question, heading)


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
        return label_params(question, heading) | {
            "rows": 6,
            "spellcheck": True,
            "autocomplete": "off",
            "attributes": {"dir": "auto"},
            # The line on help that stands above each box (public/say/questions.html).
            "describedBy": "help-first",
        }

    def from_answer(self, answer: AnswerValue, question: QuestionView) -> Any:
        """The text."""
        return answer.text

    def own_words(self, question: QuestionView) -> list[str]:
        """The box."""
        return [question.code]

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The text as it was typed."""
        return [Words(answer.text or "", answer.language, "typed")]


HANDLERS: dict[str, Handler] = {
    "agreement": SeveralHandler(),
    "single": Handler(),
    "multiple": SeveralHandler(),
    "up_to_n": UpToNHandler(),
    "scale": Handler(),
    "grid": GridHandler(),
    "ranking": RankingHandler(),
    "number": NumberHandler(),
    "closed_why": ClosedWhyHandler(),
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
