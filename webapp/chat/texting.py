"""A talk held by text message: no buttons, no cards, no pages. Numbers to answer with, lines, whole addresses."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from flask import url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session

from directory.localise import pairs, words_for
from directory.queries import services_by_slug
from directory.triage import assess
from webapp.chat import safe_use, speaking, store, survey_say, tongue
from webapp.chat import survey_typed as typed
from webapp.chat.door import MOST_CHARACTERS, ConversationUnknown, take_turn
from webapp.chat.reply import Button, Link, Message
from webapp.chat.speaking import Speaking
from webapp.chat.survey_state import HELP, KEEP, pressed, with_words
from webapp.i18n import default_language, languages, page_tag

LONGEST = 1500
"""Characters of one text: providers take 1,600, and count some signs as two."""
MOST_ADDRESSES = 4
"""Of a longer list of links only the names stand there: a text of nothing but addresses helps nobody."""
OVERLAP = 200
"""Characters that two pieces of a long text share, so that no sentence on danger is cut in two."""
END_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
"""Words that providers read as "send me nothing more". Here they end the talk."""


@dataclass(frozen=True)
class Choice:
    """A button as a text has it: what it says, and what is sent when its number comes back. 0: it has no number."""

    number: int
    title: str
    payload: str


def name_of(secret: str, provider: str, sender: str) -> str:
    """Return the name of a sender's conversation: the number itself cannot be found out from it without the secret."""
    return hmac.new(secret.encode(), f"texting|{provider}|{sender}".encode(), hashlib.sha256).hexdigest()


def is_end(words: str) -> bool:
    """Say whether a message is nothing but the word that ends the talk."""
    return words.strip().strip(".!").casefold() in END_WORDS


def answer(session: Session, words: str, name: str, site: str) -> list[str]:
    """Answer a text (1 to 2000 characters) of the one who has this conversation; return the texts to send, in order.

    `site` is the address that the pages stand under, without a slash at its end.
    The first message chooses the language where its own is sure, else English. A number that stood before a choice of
    the last reply is that choice. Nothing that was said is kept, only what the numbers stand for, encrypted.
    """
    known = store.find(session, name)
    language = _language(known.page_language if known else None, words)
    message = _chosen(store.choices(session, known) if known else [], words)
    try:
        answered = take_turn(session, message, language=language, conversation=name)
    except ConversationUnknown:
        answered = take_turn(session, message, language=language, named=name)
    for_help = next((one.payload for one in _buttons(answered.reply.messages) if one.payload.startswith(HELP)), None)
    if for_help is not None:
        # "Is this your answer, or do you want help?" needs a button with the words in it, and a text has none: help.
        answered = take_turn(session, for_help, language=language, conversation=name)
    # What may be kept: without the words that a button of the page alone may carry.
    messages = answered.reply.messages if answered.reply.kept is None else answered.reply.kept
    if any(one.payload.startswith(KEEP) for one in _buttons(answered.reply.messages)):
        # "Keep this as your answer?" cannot be asked here. What was dropped is said to be, below the card.
        messages = [*messages[:-1], survey_say.dropped(messages[-1].language or answered.language), messages[-1]]
    numbered = _numbered(messages, answered.language)
    row = store.find(session, name)
    if row is not None:
        offered = [choice.payload for choices in numbered for choice in choices if choice.number]
        store.keep_choices(session, row, offered)
    return as_texts(session, messages, numbered, answered.language, site)


def danger_first(session: Session, words: str, name: str, site: str) -> list[str]:
    """Return the danger card as texts for words that the talk does not take: too many, or too often; else none.

    Nothing is stored, and the bot never sees them. Of a long text each piece is put to the triage: danger in its last
    line is danger.
    """
    known = store.find(session, name)
    talk = Speaking(_language(known.page_language if known else None, words[:MOST_CHARACTERS]))
    for start in range(0, max(len(words), 1), MOST_CHARACTERS - OVERLAP):
        piece = words[start : start + MOST_CHARACTERS]
        verdict = assess(piece, talk.language)
        if verdict.tier == "hard" and verdict.alert is not None:
            heard = tongue.heard(piece, talk.language)
            language, card = speaking.cards(verdict.alert, heard, talk, again=False)
            card = safe_use.after_card(card, piece, page=False)
            return as_texts(session, card, [[] for _ in card], language, site)
    return []


def pages_of(session: Session, name: str, words: str) -> str:
    """Return the language of the pages that a sender is led to, for what is said without the bot."""
    known = store.find(session, name)
    return page_tag(_language(known.page_language if known else None, words))


def as_texts(
    session: Session, messages: list[Message], numbered: list[list[Choice]], language: str, site: str
) -> list[str]:
    """Return messages, with their choices, as texts of at most LONGEST characters.

    As few as hold them; what is in another language begins a new one, so that a danger card stands whole by itself.
    """
    texts: list[str] = []
    before = None
    for message, choices in zip(messages, numbered, strict=True):
        tag = message.language or language
        with force_locale(languages()[tag].babel_locale):
            block = _block(session, message, choices, tag, site)
        for part in _cut(block):
            if texts and tag == before and len(texts[-1]) + len(part) + 2 <= LONGEST:
                texts[-1] += f"\n\n{part}"
            else:
                texts.append(part)
            before = tag
    return texts


def _language(known: str | None, words: str) -> str:
    if known in languages():
        return str(known)
    heard = tongue.heard(words, default_language())
    return heard.tag if heard is not None and heard.sure and heard.ours else default_language()


def _chosen(offered: list[str], words: str) -> str:
    """Return what a number stands for (also one in another script's digits), else the words themselves."""
    typed = words.strip().rstrip(".)")
    number = int(typed) if typed.isdecimal() and len(typed) <= len(str(len(offered))) else 0
    return offered[number - 1] if 1 <= number <= len(offered) else words


def _buttons(messages: list[Message]) -> list[Button]:
    return [button for message in messages for button in message.buttons]


def _numbered(messages: list[Message], language: str) -> list[list[Choice]]:
    """Return the choices of each message, numbered through the whole reply.

    Where a number that is written back has a meaning of its own (an age, an amount, a line of a list, a scale's
    step), no choice has one: what to write stands there.
    """
    titles = [button.title.strip("\u2066\u2069 ") for button in _buttons(messages)]
    plain = any(message.counts for message in messages) or any(title.isdecimal() for title in titles)
    numbered, count = [], 0
    for message in messages:
        some = [one for one in message.buttons if not with_words(one.payload)]
        tag = message.language or language
        numbered.append(
            [
                Choice(0, _to_write(one, tag), one.payload) if plain else Choice(count + place, one.title, one.payload)
                for place, one in enumerate(some, start=1)
            ]
        )
        count += len(some)
    return numbered


def _to_write(button: Button, language: str) -> str:
    """Return a choice's title, which can be written back; before one that is not understood, the word that is."""
    does = pressed(button.payload)
    if does is None or does.action not in typed.COMMANDS:
        return button.title
    if does.first and does.action == "change":
        # Its title begins with the number of the question.
        return f"{typed.word('change', language)} {button.title}"
    understood = does.action in typed.command(button.title, language) and not is_end(button.title)
    return button.title if understood else f"{typed.word(does.action, language, END_WORDS)}: {button.title}"


def _block(session: Session, message: Message, choices: list[Choice], tag: str, site: str) -> str:
    """Return a message as lines: what it says, its services, its links, its choices."""
    lines = [message.text, message.safely, *_services(session, message.services, tag, site)]
    few = len(message.links) <= MOST_ADDRESSES
    lines += [line for link in message.links if (line := _link(link, message.text, site, few=few))]
    lines += [f"{choice.number} {choice.title}" if choice.number else choice.title for choice in choices]
    block = "\n".join(line for line in lines if line)
    # The marks of order cost a text in Latin letters half its length, and some telephones show them as boxes.
    return block if languages()[tag].direction == "rtl" else re.sub("[\u2066\u2069]", "", block)


def _services(session: Session, slugs: list[str], tag: str, site: str) -> list[str]:
    """Return each service in two lines: name and number, then its page."""
    services = services_by_slug(session, slugs)
    words = words_for(session, tag, pairs(services))
    lines = []
    for service in services:
        number = service.phones[0].number if service.phones else service.ring
        name = words.text(service, "name").value
        lines += [
            f"{name}: {number}" if number else name,
            site + url_for("find.service", lang=page_tag(tag), slug=service.slug),
        ]
    return lines


def _link(link: Link, text: str, site: str, *, few: bool) -> str:
    """Return a link as a line, or "" where the text says its number already."""
    scheme, _colon, rest = link.url.partition(":")
    if scheme in ("tel", "sms"):
        return "" if _says(text, rest) else link.title if _says(link.title, rest) else f"{link.title}: {rest}"
    if not few:
        return link.title
    return f"{link.title}: {site if link.url.startswith('/') else ''}{link.url}"


def _says(text: str, number: str) -> bool:
    """Say whether a number stands in a text, however it is grouped there."""
    digits = r"\s?".join(digit for digit in number if digit.isdigit())
    return re.search(rf"(?<!\d){digits}(?!\d)", text) is not None


def _cut(block: str) -> list[str]:
    """Return a block in parts of at most LONGEST characters: between lines, within a line between words."""
    parts = [""]
    for line in block.split("\n"):
        while len(line) > LONGEST:
            end = line.rfind(" ", 1, LONGEST) if " " in line[1:LONGEST] else LONGEST
            parts.append(line[:end])
            line = line[end:].lstrip()
        if parts[-1] and len(parts[-1]) + 1 + len(line) > LONGEST:
            parts.append(line)
        else:
            parts[-1] = f"{parts[-1]}\n{line}" if parts[-1] else line
    return [part for part in parts if part]
