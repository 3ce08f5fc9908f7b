"""What a survey says in a talk when its questions are over for now: checking, sending, stopping, deleting, help."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from surveys.content import QuestionView, SurveyView
from surveys.queries import AnswerValue
from webapp.chat.reply import MOST_CHOICES, Button, Link, Message, in_english
from webapp.chat.speaking import Speaking
from webapp.chat.survey_say import LONGEST_TITLE, code_line, own
from webapp.chat.survey_state import payload
from webapp.chat.survey_units import Given, asked
from webapp.forms.handlers import read_back


def stopped(code: str, speaking: Speaking) -> list[Message]:
    """Return that the answers are saved, and how to come back. `code` is "" where it may not be said."""
    lines = [_("Your answers are saved")]
    if code:
        lines.append(_("They are not sent yet. Come back with this code while the survey is open, on any device."))
        lines.append(code_line(code))
    link = Link(_("Go on with your return code"), url_for("say.come_back", lang=speaking.pages))
    buttons = [
        Button(_("Go on with the survey"), payload("go")),
        Button(_("Take my answers back"), payload("withdraw")),
    ]
    return [Message("\n".join(lines), buttons=buttons, links=[link])]


def adult_needed(code: str) -> list[Message]:
    """Return that an adult has to agree first: nobody did wrong, and help is there whatever the adult says.

    `code` is "" where it may not be said.
    """
    lines = [
        _(
            "At your age, an adult who looks after you needs to agree before you go on. You have done nothing wrong, "
            "and what you told us is saved."
        ),
        _("If you do not want to ask anyone, that is fine. You can still get help: the numbers are below."),
        *([code_line(code)] if code else []),
    ]
    buttons = [Button(_("An adult agrees: go on"), payload("go")), Button(_("Back"), payload("back"))]
    return [Message("\n".join(lines), buttons=buttons, links=help_links("young_person"))]


def check(
    view: SurveyView, given: Given, language: str, *, aloud: bool, empty: Sequence[str], needed: Sequence[str]
) -> list[Message]:
    """Return the answers to be looked over, and the button that sends them.

    `aloud`: whether they are read back; not where only the talk's name is known. `empty`: questions left empty that
    are worth one more look; `needed`: those that have to be answered.
    """
    lines = [_("Check your answers")]
    places = {one.code: place for place, one in enumerate(asked(view, given), start=1)}
    for one in asked(view, given):
        lines.append(
            f"{places[one.code]}. {own(one.text, language)} {_said(given.get(one.code), one, language, aloud)}"
        )
    if needed:
        lines.append(_("We need an answer to these questions"))
    elif empty:
        lines.append(
            _("You left these empty. That is fine. Your own words help us most, so you may want to look again.")
        )
    titles = [(code, view.question(code)) for code in (needed or empty)]
    again = [
        Button(f"{places[code]}. {own(one.text, language)}"[:LONGEST_TITLE], payload("change", code))
        for code, one in titles
        if one is not None and code in places
    ]
    lines.append(
        _("With your return code you can still change them after that, until the survey closes, or take them all back.")
    )
    buttons = [
        *again[: MOST_CHOICES - 4],
        Button(_("Send my answers"), payload("send")),
        Button(_("Change an answer"), payload("change")),
        Button(_("Stop for now"), payload("stop")),
        Button(_("Take my answers back"), payload("withdraw")),
    ]
    return [Message("\n".join(lines), buttons=buttons, counts=True)]


def _said(answer: AnswerValue | None, asks: QuestionView, language: str, aloud: bool) -> str:
    if answer is None:
        return "– " + _("Left empty")
    if not aloud:
        return "✓"
    return "– " + _("; ").join(
        own(words, language) if words.state != "typed" else words.text for words in read_back(asks, answer)
    )


def which(view: SurveyView, given: Given, language: str) -> list[Message]:
    """Return the questions that were asked, to choose one to answer again."""
    asks = [one for one in asked(view, given) if one.code in given]
    lines = [_("Which answer do you want to change? Write its number.")]
    places = {one.code: place for place, one in enumerate(asked(view, given), start=1)}
    lines += [f"{places[one.code]}. {own(one.text, language)}" for one in asks]
    return [Message("\n".join(lines), buttons=[Button(_("Go on with the survey"), payload("go"))], counts=True)]


def withdraw() -> list[Message]:
    """Return the one question before everything is deleted."""
    buttons = [Button(_("Yes, delete my answers"), payload("yes")), Button(_("No, keep them"), payload("no"))]
    return [
        Message(_("We delete all your answers to this survey, sent or not. You cannot undo this."), buttons=buttons)
    ]


def withdrawn() -> list[Message]:
    """Return that nothing is kept."""
    return [Message(_("Your answers are deleted") + "\n" + _("We keep nothing of what you answered."))]


def sent(
    view: SurveyView, reference: str, code: str, *, alarmed: bool, over: bool, speaking: Speaking
) -> list[Message]:
    """Return thanks, the reference, the return code ("" where it may not be said), and help."""
    lines = [
        _("Thank you. Your answers are sent."),
        _("Your reference: %(reference)s", reference=in_english(reference)),
    ]
    if code:
        lines += [code_line(code), _("Keep it if you may want to take your answers back.")]
    else:
        lines.append(
            _(
                "With your return code you can still change them after that, until the survey closes, or take them all "
                "back."
            )
        )
    if over:
        lines.append(
            _(
                "Enough people like you had answered already, so your answers are not part of this sample's numbers. "
                "They are kept, and staff can read them. Thank you for your time."
            )
        )
    if alarmed:
        lines.append(
            _(
                "You kept an answer about someone in danger. Staff who keep people safe will read it, but it may be "
                "days, and they cannot tell who you are. Please use the numbers below if you need help."
            )
        )
    return [Message("\n".join(lines)), help_line(view.audience)]


def help_line(audience: str) -> Message:
    """Return that there is somebody to talk to, with the numbers."""
    text = _("If these questions brought something up, you can talk to someone.")
    return Message(text, links=help_links(audience))


def help_links(audience: str) -> list[Link]:
    """Return the numbers for help now (domain.md §3), for young people Childline among them."""
    links = [Link(_("Ring 999"), "tel:999")]
    if audience == "young_person":
        links.append(Link(_("Ring Childline: 0800 1111"), "tel:08001111"))
    return [*links, Link(_("Ring Samaritans: 116 123"), "tel:116123")]
