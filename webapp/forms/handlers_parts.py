"""Questions whose answer has parts, each with an input of its own: grid, ranking, choice with "why?"; and a number.

Every input is named `question.part`; a point stands in no code, so that no other question has the name. The first
input has the question's own id, to which the list of mistakes leads.
"""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import format_decimal
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Field, StringField

from surveys.content import QuestionView, Words
from surveys.queries import AnswerValue
from surveys.questions import raw_value
from webapp.forms.fields import TextInput, tongue, typed
from webapp.forms.handlers_base import AsTheDomainSays, Handler, label_params, own_tongue

# Options of a grid that stand beside one another where there is room; more would break the line.
BESIDE = 5


class PartsField(Field):
    """Several inputs that make one value, {part: what was sent}; what was not sent is left out."""

    def __init__(self, label: str, *, parts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.parts = parts

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Take the parts from what was sent, else from the answer given before."""
        super().process(formdata, *args, **kwargs)
        if formdata is not None:
            sent = {part: formdata.get(f"{self.name}.{part}") for part in self.parts}
            self.data = {part: typed(value) for part, value in sent.items() if value}
        self.data = self.data or {}


class PartsWidget:
    """Draws a question's parts with a template of this folder."""

    def __init__(self, template: str, question: QuestionView, **values: Any) -> None:
        self.template, self.question, self.values = template, question, values

    def __call__(self, field: Any, params: dict[str, Any], **_kwargs: Any) -> Markup:
        """The HTML; `params` say whether the question is the page's heading."""
        return Markup(  # noqa: S704 - a template of ours, which escapes
            render_template(
                f"forms/{self.template}.html",
                field=field,
                question=self.question,
                tongue=tongue,
                own_tongue=own_tongue,
                **params,
                **self.values,
            )
        )


class PartsHandler(Handler):
    """What the types with parts share."""

    template = ""

    def parts(self, question: QuestionView) -> list[str]:
        """The names of the parts."""
        raise NotImplementedError

    def hint(self, question: QuestionView) -> str:
        """The words under the question."""
        return str(question.hint)

    def field(self, question: QuestionView) -> Any:
        """A field of parts."""
        return PartsField(
            str(question.text),
            parts=self.parts(question),
            description=self.hint(question),
            widget=PartsWidget(self.template, question, **self.extras(question)),
            validators=[AsTheDomainSays(question)],
        )

    def extras(self, question: QuestionView) -> dict[str, Any]:
        """What the template needs besides."""
        return {}

    def params(self, question: QuestionView, *, heading: bool) -> dict[str, Any]:
        """Whether the question is the page's heading."""
        return {"heading": heading}

    def hidden(self, question: QuestionView, value: Any) -> list[tuple[str, str]]:
        """Name and value of each part that was sent."""
        return [(f"{question.code}.{part}", str(said)) for part, said in (value or {}).items() if said]

    def from_answer(self, answer: AnswerValue, question: QuestionView) -> Any:
        """The parts of the answer given before."""
        return raw_value(question, answer.stored)


class GridHandler(PartsHandler):
    """A small set of radio buttons for each row: on a phone one under another, never a table to be pushed about."""

    template = "grid"

    def parts(self, question: QuestionView) -> list[str]:
        """A part for each row."""
        return [row.code for row in question.rows]

    def extras(self, question: QuestionView) -> dict[str, Any]:
        """Few options stand beside one another where there is room."""
        return {"inline": len(question.options) <= BESIDE}

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """ "By day: safe", one line a row."""
        lines = []
        for row, option in (raw_value(question, answer.stored) or {}).items():
            labels = question.row_label_of(row), question.label_of(option)
            if labels[0] and labels[1]:
                text = _("%(row)s: %(answer)s", row=labels[0], answer=labels[1])
                lines.append(Words(text, labels[0].language, labels[0].state))
        return lines


class RankingHandler(PartsHandler):
    """A list of places beside each option: works with a keyboard, a screen reader, and no JavaScript."""

    template = "ranking"

    def parts(self, question: QuestionView) -> list[str]:
        """A part for each option."""
        return [option.code for option in question.options]

    def extras(self, question: QuestionView) -> dict[str, Any]:
        """The places that can be given."""
        return {"places": [str(place) for place in range(1, self.most(question) + 1)]}

    @staticmethod
    def most(question: QuestionView) -> int:
        """How many places there are."""
        return int(question.settings.get("most", len(question.options)))

    def hint(self, question: QuestionView) -> str:
        """The question's hint, and how to do it."""
        most = self.most(question)
        if most < len(question.options):
            how = _(
                "Choose up to %(most)s. Put 1 beside the one that matters most to you, then 2, and so on.", most=most
            )
        else:
            how = _("Put 1 beside the one that matters most to you, then 2, and so on. You may leave some out.")
        return f"{question.hint} {how}".strip()

    def from_answer(self, answer: AnswerValue, question: QuestionView) -> Any:
        """The place of each option."""
        return {code: str(place) for place, code in enumerate(answer.choices, start=1)}

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The options in the person's order, numbered."""
        labels = [label for label in map(question.label_of, answer.choices) if label]
        return [Words(f"{place}. {label}", label.language, label.state) for place, label in enumerate(labels, start=1)]


class ClosedWhyHandler(PartsHandler):
    """Radio buttons, and a box for "why?"."""

    template = "closed_why"

    def parts(self, question: QuestionView) -> list[str]:
        """The choice and the words."""
        return ["choice", "why"]

    def own_words(self, question: QuestionView) -> list[str]:
        """The box for "why?"."""
        return [f"{question.code}.why"]

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The choice, then the words as they were typed."""
        lines = [label for label in map(question.label_of, answer.choices) if label]
        return [*lines, Words(answer.text, answer.language, "typed")] if answer.text else lines


class NumberHandler(Handler):
    """A short box that brings up the digits on a phone."""

    def field(self, question: QuestionView) -> Any:
        """One line of text: browsers' own number boxes refuse Arabic digits and lose what was typed."""
        return StringField(
            str(question.text),
            description=str(question.hint),
            widget=TextInput(),
            filters=[typed],
            validators=[AsTheDomainSays(question)],
        )

    def params(self, question: QuestionView, *, heading: bool) -> dict[str, Any]:
        """A label, and the unit after the box."""
        found = label_params(question, heading) | {
            "classes": "govuk-input--width-5",
            "inputmode": "numeric" if question.settings.get("whole", True) else "decimal",
            "autocomplete": "off",
            "spellcheck": False,
        }
        return found | ({"suffix": {"text": str(question.unit)}} if question.unit else {})

    def from_answer(self, answer: AnswerValue, question: QuestionView) -> Any:
        """The number in digits."""
        value = raw_value(question, answer.stored)
        return None if value is None else str(value)

    def shown(self, question: QuestionView, answer: AnswerValue) -> list[Words]:
        """The number as the page's language writes it, with its unit."""
        text = f"{format_decimal(raw_value(question, answer.stored))} {question.unit}".strip()
        return [Words(text, question.unit.language if question.unit else question.text.language, "source")]
