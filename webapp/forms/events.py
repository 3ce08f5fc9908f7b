"""The forms of events: the event itself, and one note of what was said there."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from surveys.content import QuestionView
from surveys.events import KINDS, LONGEST, MOST_PEOPLE, Given
from surveys.models import AUDIENCES as AUDIENCE_CODES
from surveys.models import Event
from surveys.questions import InvalidAnswer, clean
from webapp.forms.days import DayField
from webapp.forms.fields import Checkboxes, Radios, Select, TextArea, TextInput, typed
from webapp.forms.numbers import WholeNumberField
from webapp.forms.words import AUDIENCES, problem_words

KIND_WORDS = {
    "focus_group": _l("Focus group"),
    "ward_walk": _l("Ward walk"),
    "open_day": _l("Open day"),
    "ward_meeting": _l("Ward meeting"),
    "other": _l("Something else"),
}
QUESTION_WORDS = {
    "Q1": _l("What causes violence"),
    "Q2": _l("What makes people feel safe or unsafe"),
    "Q3": _l("What the council and its partners should do"),
    "Q4": _l("What would make life better and safer for young people"),
    "Q5": _l("What gets in the way of helping"),
}
PROBLEMS = {
    "empty": _l("Fill this in"),
    "too_long": _l("This is too long"),
    "unknown": _l("Choose one of the list"),
    "out_of_range": _l("This number cannot be right"),
}


class EventForm(FlaskForm):
    """One event; a field's name is its column's."""

    title = StringField(
        _l("What it was"),
        description=_l("For example: Focus group at a library. No names of people."),
        filters=[typed],
        widget=TextInput(),
        validators=[InputRequired(PROBLEMS["empty"]), Length(max=LONGEST["title"], message=PROBLEMS["too_long"])],
    )
    kind = RadioField(
        _l("Kind"),
        choices=[SelectChoice(code, KIND_WORDS[code]) for code in KINDS],
        widget=Radios(),
        validate_choice=False,
    )
    held_on = DayField(_l("On which day"))
    ward = SelectField(_l("Where"), widget=Select())
    audience = RadioField(
        _l("Who came"),
        choices=[SelectChoice(code, AUDIENCES[code]) for code in AUDIENCE_CODES],
        widget=Radios(),
        validate_choice=False,
    )
    attended = WholeNumberField(
        _l("How many came"), description=_l("Leave it empty if nobody counted."), least=0, most=MOST_PEOPLE
    )
    led_by = StringField(
        _l("Led by"),
        description=_l("A team or a role. Not the name of a person."),
        filters=[typed],
        widget=TextInput(),
        validators=[InputRequired(PROBLEMS["empty"]), Length(max=LONGEST["led_by"], message=PROBLEMS["too_long"])],
    )
    submit = SubmitField(_l("Save"), widget=GovSubmitInput())

    def given(self) -> Given:
        """What the form says, for surveys.events."""
        return Given(
            kind=self.kind.data or "",
            title=self.title.data or "",
            held_on=self.held_on.day,
            ward=self.ward.data or None,
            audience=self.audience.data or "",
            led_by=self.led_by.data or "",
            attended=self.attended.number,
        )


def event_form(event: Event | None, wards: dict[str, str]) -> EventForm:
    """The form with its choices, filled from the event; `wards` gives names by slug."""
    data: dict[str, Any] = {}
    if event is not None:
        data = {name: getattr(event, name) for name in ("title", "kind", "audience", "led_by")} | {
            "held_on": event.held_on.isoformat(),
            "ward": event.ward or "",
            "attended": "" if event.attended is None else str(event.attended),
        }
    form = EventForm(data=data)
    form.ward.choices = [
        SelectChoice("", _l("The whole borough, or online")),
        *(SelectChoice(slug, name) for slug, name in wards.items()),
    ]
    return form


class NoteForm(FlaskForm):
    """What one table or one person said; a box for each codebook question is added for the survey."""

    agreed = SelectMultipleField(
        _l("Did they agree?"),
        choices=[SelectChoice("yes", _l("They were told what the notes are for and who reads them, and they agreed"))],
        widget=Checkboxes(),
        validators=[InputRequired(_l("Without their agreement nothing may be kept"))],
    )
    language = SelectField(_l("Language of the notes"), widget=Select())
    # The form's own number: sent twice, it makes one note.
    key = HiddenField()
    submit = SubmitField(_l("Keep this note"), widget=GovSubmitInput())

    def said(self, questions: Mapping[str, QuestionView]) -> dict[str, str]:
        """The texts that are not empty, by question code; `questions` are by codebook question."""
        texts = {asked.code: (self[book].data or "").strip() for book, asked in questions.items()}
        return {code: text for code, text in texts.items() if text}


class _Fits:
    """A text that its question takes; an empty one too, for nobody has to speak about everything."""

    def __init__(self, question: QuestionView) -> None:
        self.question = question

    def __call__(self, _form: Any, field: Any) -> None:
        """Raise StopValidation with the question's own limit."""
        try:
            clean(self.question, field.data)
        except InvalidAnswer as error:
            raise StopValidation(problem_words(error)) from None


def note_form(questions: Mapping[str, QuestionView], languages: dict[str, str], language: str, key: str) -> NoteForm:
    """The form of one note; `questions` are the survey's by codebook question, `languages` names by tag."""
    boxes: dict[str, Any] = {
        book: StringField(QUESTION_WORDS[book], filters=[typed], widget=TextArea(), validators=[_Fits(asked)])
        for book, asked in questions.items()
    }
    form: NoteForm = type("SurveyNoteForm", (NoteForm,), boxes)(data={"language": language, "key": key})
    form.language.choices = [SelectChoice(tag, name) for tag, name in languages.items()]
    return form
