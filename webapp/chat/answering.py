"""Who answers a message: danger first, then a request to be rung, a survey under way, another language, the bot."""

from dataclasses import replace

from flask_babel import force_locale

from directory.triage import Alert, Verdict, assess
from webapp.chat import privacy, ringing, survey, survey_door, tongue
from webapp.chat import speaking as speech
from webapp.chat.ask_bot import LEAST_WORDS_OF_HARM, adds_a_fact, ask, bot, tells_of_harm
from webapp.chat.merge import merge, was_led_by
from webapp.chat.reply import Message, Reply
from webapp.chat.routes import payload
from webapp.chat.speaking import Speaking
from webapp.chat.survey_say import go_on
from webapp.chat.survey_state import with_words
from webapp.chat.turn import Asked, Turn, cautioned, danger
from webapp.forms.saving import HARD
from webapp.i18n import languages


def answer(asked: Asked) -> Turn:
    """Return the turn that a message leads to. Whoever answers typed words: a soft verdict of theirs adds its line."""
    choice = speech.pressed(asked.message)
    if choice is not None:
        tag, route = choice
        asked = replace(asked, speaking=asked.speaking.switched(tag))
        if route is None or route == speech.ROUTE:
            return _switched(asked)
        asked = replace(asked, message=payload(route))
    wanted = survey_door.help_wanted(asked.message)
    if wanted is not None:
        asked = replace(asked, message=wanted, survey=survey_door.left(asked.survey))
    pressed = survey_door.by_button(
        asked.session, asked.message, asked.survey, asked.speaking, asked.audience, aloud=asked.aloud
    )
    if pressed is not None:
        return _surveyed(pressed, asked, "")
    if asked.button == survey.ROUTE:
        return _surveyed(survey_door.offered(asked.session, asked.survey, asked.speaking, asked.audience), asked, "")
    verdict = Verdict() if _is_plain(asked) else assess(asked.text, asked.language)
    if verdict.tier == "hard":
        # The bot never sees these words.
        return danger(merge(verdict, None), asked, asked.text)
    return cautioned((None if asked.button else _by_words(asked, verdict)) or _by_bot(asked, verdict), asked, verdict)


def _is_plain(asked: Asked) -> bool:
    """Return whether there is nothing to assess: a button, or a word or number that was just asked for."""
    text = asked.text
    return (
        bool(asked.button)
        or not text
        or ringing.is_button(text)
        or ringing.is_plain(text, asked.call, asked.language)
        or survey_door.is_plain(text, asked.talk)
    )


def _by_words(asked: Asked, verdict: Verdict) -> Turn | None:
    """Return the turn of words that are not for the bot, or None where they are."""
    rung = ringing.answer(asked.session, asked.text, asked.call, asked.speaking, verdict.alert)
    if rung is not None:
        return Turn(rung.reply, asked.language, None, asked.speaking, asked.survey, call=rung.ringing)
    answered = survey_door.by_words(asked.text, asked.talk)
    if answered is not None and answered.unread and len(asked.text.split()) >= LEAST_WORDS_OF_HARM:
        # Let go of the database: the bot may take seconds, and asks us meanwhile.
        asked.session.rollback()
        if tells_of_harm(asked):
            return None
        answered = survey_door.with_help(answered, asked.speaking)
    if answered is not None:
        return _surveyed(answered, asked, asked.text)
    wish = tongue.asked_for(asked.text)
    return None if wish is None else _wished(asked, wish)


def _by_bot(asked: Asked, verdict: Verdict) -> Turn:
    speaking, button = asked.speaking, asked.button
    if asked.before in HARD and not button and adds_a_fact(asked):
        # "It was this morning": where to ring, again, and no other topic.
        before: Alert = "crisis" if asked.before == "crisis" else "emergency"
        return danger(merge(Verdict(before, "hard"), None), asked, asked.text)
    left = survey_door.left(asked.survey)
    with force_locale(speaking.language):
        said = ask(asked, verdict)
        lead, messages = merge(verdict, said.route), said.messages
        if lead.alert in HARD:
            bot().forget(asked.name)
            return danger(lead, asked, "" if button else asked.text)
        if lead.route == speech.ROUTE:
            wish = None if button else tongue.asked_for(asked.text, certainly=True)
            if wish is not None:
                return _wished(asked, wish)
            messages = [speech.choices(messages[0], speaking), *messages[1:]]
        elif lead.route == survey.ROUTE:
            first = Message(messages[0].text)
            messages = [first, *survey_door.offered(asked.session, left, speaking, asked.audience).reply.messages]
        elif not button:
            messages, speaking = _about_language(asked, lead.route, messages)
        mark = said.away
        if lead.route == privacy.ROUTE:
            told = was_led_by(asked.before, privacy.SAID)
            messages = [privacy.who_is_told(again=told), *messages, *([] if told else [privacy.message()])]
            mark = mark if told else privacy.SAID
        if ringing.ROUTE in (lead.route, button):
            messages = [*messages, ringing.offer(speaking)]
        if left is not None and left.at == "helped" and lead.route != survey.ROUTE:
            messages = [*messages, go_on(speaking)]
    reply = Reply(lead.route, None, messages)
    return Turn(reply, speaking.language, mark, speaking, left, wished=said.wished)


def _about_language(asked: Asked, route: str | None, messages: list[Message]) -> tuple[list[Message], Speaking]:
    """Add, once in a talk, the question whether to go on in the language of the words, or what helps where we lack it.

    Only where that language is sure: a short or mixed message is answered in the talk's.
    """
    heard, speaking = asked.heard, asked.speaking
    if heard is None or not heard.sure or speaking.asked is not None:
        return messages, speaking
    speaking = replace(speaking, asked=heard.tag)
    if heard.ours:
        return speech.with_question(messages, speech.question(heard, speaking, route)), speaking
    return [speech.lacking(asked.session, heard.tag, speaking), *messages], speaking


def _wished(asked: Asked, wish: str) -> Turn:
    speaking = asked.speaking
    if wish in languages():
        return _switched(replace(asked, speaking=speaking.switched(wish)))
    with force_locale(speaking.language):
        message = speech.lacking(asked.session, wish, speaking)
    reply = Reply(speech.ROUTE, None, [message])
    return Turn(reply, speaking.language, None, replace(speaking, asked=speaking.asked or wish), asked.survey)


def _switched(asked: Asked) -> Turn:
    again = survey_door.again(asked.talk)
    if again is not None:
        return _surveyed(again, asked, "")
    with force_locale(asked.language):
        reply = Reply(speech.ROUTE, None, [speech.changed(asked.language)])
    return Turn(reply, asked.language, None, asked.speaking, asked.survey, call=asked.call)


def _surveyed(turn: survey_door.Turn, asked: Asked, text: str) -> Turn:
    """Return the survey's turn. `text`: the words that it answers, "" for a button."""
    if turn.danger is not None:
        return danger(merge(Verdict(turn.danger, "hard"), None), asked, text)
    reply, speaking = turn.reply, asked.speaking
    if any(with_words(button.payload) for message in reply.messages for button in message.buttons):
        # Words in a button are in this reply alone, not in the store: there the way back into the survey stands.
        bare = [replace(one, buttons=[b for b in one.buttons if not with_words(b.payload)]) for one in reply.messages]
        with force_locale(speaking.language):
            reply = replace(reply, kept=[*bare, go_on(speaking)])
    heard = None
    if turn.said:
        heard = asked.heard if turn.said == text else tongue.heard(turn.said, speaking.language)
    if heard is not None and heard.sure and heard.ours and speaking.asked is None:
        # Asked once, as everywhere in the talk; the answer is stored as it was written.
        reply = replace(reply, messages=[speech.question(heard, speaking, None), *reply.messages])
        speaking = replace(speaking, asked=heard.tag)
    return Turn(reply, speaking.language, None, speaking, turn.state, turn.forget)
