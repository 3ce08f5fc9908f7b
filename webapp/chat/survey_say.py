"""What a survey says in a talk: its own words from the survey in the talk's language, few of ours around them."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import force_locale, format_decimal
from flask_babel import gettext as _

from surveys.content import SurveyView, Words
from surveys.queries import SurveyCard
from surveys.questions import InvalidAnswer
from webapp.chat.reply import MOST_CHOICES, Button, Link, Message, in_english
from webapp.chat.speaking import Speaking
from webapp.chat.survey_state import HELP, KEEP, MINE, payload
from webapp.chat.survey_typed import holds_amounts
from webapp.chat.survey_units import Given, Unit, agreements, asked, before

LONGEST_TITLE = 200


def own(words: Words, language: str) -> str:
    """Return a survey's words to stand in the talk's language: English among others is marked as such."""
    return in_english(words.text) if words.text and words.language != language else words.text


def offer(cards: Sequence[SurveyCard], speaking: Speaking) -> Message:
    """Return the open surveys as buttons."""
    links = [Link(_("Go on with your return code"), url_for("say.come_back", lang=speaking.pages))]
    if not cards:
        return Message(_("No survey is open now."))
    buttons = [Button(own(card.title, speaking.language), payload("begin", card.slug)) for card in cards]
    return Message(_("Which survey is for you?"), buttons=buttons[:MOST_CHOICES], links=links)


def notice(view: SurveyView, speaking: Speaking) -> list[Message]:
    """Return what is read before agreeing (the notice's short layer), and the agreement."""
    language = speaking.language
    parts = [
        f"{own(part.heading, language)}: {own(part.body, language)}" for part in view.notices if part.layer == "short"
    ]
    link = Link(_("Read all of it"), url_for("say.survey", lang=speaking.pages, slug=view.slug))
    minutes = _("It takes about %(minutes)s minutes.", minutes=view.minutes)
    about = Message("\n".join([own(view.title, language), minutes, *parts]), links=[link])
    question = agreements(view)[0]
    yes = Button(own(question.options[0].label, language), payload("agree"))
    lines = [own(question.text, language), own(question.hint, language)]
    ask = Message("\n".join(filter(None, lines)), buttons=[yes, Button(_("No, thank you"), payload("decline"))])
    return [about, ask]


def question(view: SurveyView, unit: Unit, given: Given, language: str, chosen: Sequence[str] = ()) -> list[Message]:
    """Return a question with a button for each option, then how far it is, with skip, back and stop.

    `chosen`: options of several that stand already; they are named and not offered again.
    """
    asks = unit.question
    lines = [own(asks.text, language)]
    if unit.part == "why":
        lines.append(own(asks.why, language) or _("Why?"))
    elif unit.part:
        row = asks.row_label_of(unit.part)
        lines.append(own(row, language) if row else "")
    else:
        # A ward is not chosen from a list here, whatever the page's hint says.
        hint = "" if asks.type == "ward" else own(asks.hint, language)
        lines += [hint, _how(unit), own(asks.unit, language)]
    if chosen:
        labels = [own(label, language) for label in map(asks.label_of, chosen) if label]
        lines.append(_("Chosen: %(answers)s", answers=_("; ").join(labels)))
    left = [] if unit.wordy else [one for one in asks.options if one.code not in chosen]
    buttons = []
    # An amount or an age is a number itself, and a long list has numbers of its own.
    counts = asks.type in ("number", "age_band") or holds_amounts(asks)
    if len(left) <= MOST_CHOICES:
        part = (unit.part,) if unit.part else ()
        buttons = [
            Button(own(one.label, language), payload("pick", asks.code, ".".join((*part, one.code)))) for one in left
        ]
    elif asks.type != "ward":
        counts = True
        lines += [f"{place}. {own(one.label, language)}" for place, one in enumerate(left, start=1)]
    if chosen:
        buttons.append(Button(_("That is all"), payload("done", asks.code)))
    if unit.gate:
        buttons.append(Button(_("Not yet"), payload("skip", asks.code)))
    text = "\n".join(line for line in lines if line)
    return [Message(text, buttons=buttons, counts=counts), _where(view, unit, given)]


def _how(unit: Unit) -> str:
    if unit.question.type == "up_to_n":
        return _("Choose up to %(most)s.", most=unit.question.settings.get("most", 3))
    if unit.question.type == "ranking":
        return _("Choose the one that matters most to you. Then choose the next one.")
    if unit.question.type == "ward":
        return _("Write a ward or the first half of a postcode.")
    return ""


def _where(view: SurveyView, unit: Unit, given: Given) -> Message:
    """Return how far the survey is, and the ways on from here."""
    codes = [one.code for one in asked(view, given)]
    text = _("Question %(number)s of %(total)s", number=codes.index(unit.question.code) + 1, total=len(codes))
    buttons = [] if unit.question.required else [Button(_("Skip"), payload("skip", unit.question.code))]
    if before(view, given, unit) is not None:
        buttons.append(Button(_("Back"), payload("back")))
    return Message(text, buttons=[*buttons, Button(_("Stop for now"), payload("stop"))])


def order(unit: Unit, chosen: Sequence[str]) -> list[str]:
    """Return the codes of the options in the order of their buttons, for those who write a button's number."""
    return [one.code for one in unit.question.options if one.code not in chosen]


def problem(error: InvalidAnswer) -> str:
    """Return what is wrong with an answer and how to put it right."""
    if error.problem == "too_many":
        return _("Choose up to %(most)s.", most=int(error.limits["most"]))
    if error.problem in ("not_number", "not_whole"):
        return _("Write a whole number in digits, like 3")
    if error.problem == "too_small":
        return _("This number is too small. Write %(limit)s or more", limit=format_decimal(error.limits["least"]))
    if error.problem == "too_big":
        return _("This number is too big. Write %(limit)s or less", limit=format_decimal(error.limits["most"]))
    if error.problem == "unknown_place":
        return _("I do not know that place. Write a ward of Barnet, or the first half of a postcode.")
    return ""


def not_understood(missed: int) -> str:
    """Return that no answer was read, in other words the second time."""
    if missed % 2:
        return _("I cannot read that as an answer yet. You can also skip this question.")
    return _("I did not understand that as an answer. Press a button, or write its words or its number.")


def mine_or_help(words: str) -> Message:
    """Return the question whether words are the answer, or ask for help; they stay in the two buttons."""
    buttons = [Button(_("It is my answer"), MINE + words), Button(_("I want help"), HELP + words)]
    return Message(_("Is this your answer, or do you want help with it?"), buttons=buttons)


def keep(words: str, code: str, speaking: Speaking) -> Message:
    """Return "keep this as your answer?"; the words are in the button alone, and stored nowhere."""
    text = "\n".join(
        [
            _("Keep this as your answer?"),
            _(
                "What you wrote is not stored yet. If you say yes, it is kept with your answers, and the council's "
                "staff who keep people safe will read it."
            ),
        ]
    )
    buttons = [Button(_("Yes, keep it"), KEEP + words), Button(_("No, leave it out"), payload("leave", code))]
    return Message(text, buttons=buttons, language=speaking.language)


def dropped(language: str) -> Message:
    """Return that an answer in which danger was seen is not stored, where "keep it?" cannot be asked."""
    with force_locale(language):
        text = _("Your last answer is not stored. You can write it again on the page, or skip.")
    return Message(text, language=language)


def go_on(speaking: Speaking) -> Message:
    """Return the way back into the survey."""
    text = _("The survey waits for you. You can go on when you want to.")
    return Message(text, buttons=[Button(_("Go on with the survey"), payload("go"))], language=speaking.language)


def begun(code: str) -> Message:
    """Return the return code before the first question: whoever is cut off has it already."""
    keep_it = _(
        "We cannot find it for you if it is lost. Whoever has it can read your answers, so keep it to yourself."
    )
    return Message(f"{code_line(code)}\n{keep_it}")


def code_line(code: str) -> str:
    """Return the return code with what it is; its words are English in every language."""
    return _("Your return code: %(code)s", code=in_english(code))


def doubt(number: str) -> list[Message]:
    """Return the one look at a number that is possible but rare."""
    buttons = [Button(_("Yes"), payload("yes")), Button(_("No"), payload("no"))]
    return [Message(_("You wrote %(number)s. Is that right?", number=number), buttons=buttons, counts=True)]


def number_of(view: SurveyView, given: Given, place: int) -> str | None:
    """Return the code of the question with this number, or None."""
    asks = asked(view, given)
    return asks[place - 1].code if 1 <= place <= len(asks) else None
