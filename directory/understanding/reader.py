"""Reads one message: the details that it tells, what it asks about a service that was shown, and what is left over."""

from collections.abc import Mapping
from typing import Any

from directory.understanding.ages import PEOPLE, YOUNGEST, bare_number, told_age
from directory.understanding.message import Message
from directory.understanding.told import Known, Understood
from directory.understanding.where import told_places
from directory.understanding.words import Span

MOST_LEFT = 2
"""A question about a service may hold so many words that say nothing of it; with more, it is about something else."""
HERE = "en"
"""Services here work in it, though few records say so: who wants it wants no other language."""

_CHANNELS = ("phone", "online", "in_person")
_ORDER: dict[str, int | str] = {"first": 1, "second": 2, "third": 3, "last": -1, "all": "all"}
# Weak signs: "bullied online" is no wish to be helped online. They count in a message that says little else.
_ONLY_ALONE = ("evenings", *_CHANNELS, "nearer", "more", "there", "restart", "any_cost", *_ORDER)


def understand(text: str, known: Known, language: str = "en") -> Understood:
    """Return what a message says, in whichever of our languages it is; `language` is the talk's."""
    return _Reading(Message(text, known, language)).result()


class _Reading:
    """What one message says, as it is found."""

    def __init__(self, message: Message) -> None:
        self.message = message

    def result(self) -> Understood:
        """Return what it says: the strong signs first, then those that count only where little else is said."""
        message = self.message
        told: dict[str, Any] = {}
        place, avoid = told_places(message)
        if place is not None:
            told["place"] = place
        told["avoid"] = tuple(avoid)
        age = told_age(message)
        if age is not None:
            told["age"] = age
        told["who"] = self._who()
        message.take("aged", "years", "not")
        if message.take("anywhere") and place is None:
            told["place"] = ""
        if message.take("any_age") and age is None:
            told["age"] = ""
        told["women_only"] = self._women_only(searching=age is not None or place is not None)
        spoken = self._spoken()
        told["spoken"] = spoken
        asks, places = self._question(told)
        told["fact"] = message.take("fact")
        if asks == "languages":
            told["language_asked"], told["spoken"] = spoken, None
        elif spoken == HERE:
            told["spoken"] = ""
        free = self._free(asks)
        left = set(range(len(message.typed))) - message.used - message.saying_nothing()
        if asks is not None and not (free and asks == "cost") and len(left - places) <= MOST_LEFT:
            told["asks"] = asks
            left -= places
        left -= self._bare_number(told, left)
        told["free"] = free
        left -= self._take_weak(told, left)
        said = any(value is not None and value is not False and value != () for value in told.values())
        told["alone"] = not left and said
        return Understood(**told)

    def _take_weak(self, told: dict[str, Any], left: set[int]) -> set[int]:
        """Add what the weak signs say where little else is said; return the places of their words."""
        message = self.message
        signs = {name: spans for name in _ONLY_ALONE if (spans := message.whole(name))}
        refused = {span: denying for spans in signs.values() for span in spans if (denying := message.unwanted(*span))}
        places = {at for spans in signs.values() for span in spans for at in range(*span)}
        places |= {at for denying in refused.values() for at in denying}
        if left <= places or "asks" in told:
            self._add_weak(told, signs, set(refused))
        return places

    def _add_weak(self, told: dict[str, Any], signs: dict[str, list[Span]], refused: set[Span]) -> None:
        """Add what these signs say; of what is only refused ("not in the evening") an earlier wish is taken back."""
        asked = "asks" in told
        told.setdefault("which", next((number for name, number in _ORDER.items() if name in signs), None))
        if asked:
            return
        if "evenings" in signs:
            told["evenings"] = True if set(signs["evenings"]) - refused else ""
        channels = [(end - start, name, (start, end)) for name in _CHANNELS for start, end in signs.get(name, ())]
        wished = [one for one in channels if one[2] not in refused]
        if channels:
            # "not online" is a longer phrase than "online".
            told["channel"] = max(wished, key=lambda one: one[0])[1] if wished else ""
        told["nearer"], told["more"] = "nearer" in signs, "more" in signs and "place" not in told
        told["not_there"], told["restart"] = "there" in signs and not told["avoid"], "restart" in signs
        if "any_cost" in signs:
            told["free"] = ""

    def _bare_number(self, told: dict[str, Any], left: set[int]) -> set[int]:
        """Take a number alone: 1 to 3 choose a service, a greater one is an age. Return its place."""
        if told.get("age") is not None:
            return set()
        number, places = bare_number(self.message, left)
        if number is not None and 1 <= number <= YOUNGEST:
            told["which"] = number
        elif number is not None and number > YOUNGEST:
            told["age"] = number
        return places

    def _who(self) -> str | None:
        """Return for whom it is, the last that is not denied ("not my son, my daughter")."""
        message = self.message
        people = [(span, name) for name in PEOPLE for span in message.spans(name) if span[0] not in message.used]
        message.take(*PEOPLE)
        meant = [name for span, name in sorted(people) if not message.denied(*span)]
        told = [name for name in meant if name != "child"]
        chosen = told or meant
        return chosen[-1] if chosen else None

    def _women_only(self, *, searching: bool) -> bool | str | None:
        """Return whether it shall be for women only: "" where that is let go, None where it is asked or not told.

        `searching`: it tells an age or a place too, so "girls only swimming in Hendon?" is a wish.
        """
        message = self.message
        wishes, mixed = message.whole("women_only"), message.whole("mixed")
        if not (wishes or mixed):
            return None
        own = message.at("women_only", "mixed")
        asked = message.is_question() and not (searching and not message.at("question"))
        if asked and not message.at("any") - own:
            return None
        refused = [denying for span in wishes if (denying := message.unwanted(*span))]
        message.used |= own.union(*refused)
        if len(refused) < len(wishes):
            return True
        return "" if refused or not any(message.unwanted(*span) for span in mixed) else None

    def _spoken(self) -> str | None:
        """Return the language that the service should speak: its name beside a word for speaking. "" for any."""
        message = self.message
        speaks = message.at("speaks")
        found = []
        for at, word in enumerate(message.typed):
            tag, beside = message.known.languages.get(word), {at - 1, at + 1} & speaks
            # "doesn't speak English" names what is not spoken.
            if tag and beside and not message.unwanted(min(at, *beside), max(at, *beside) + 1):
                found.append(tag)
                message.used |= {at, *beside}
        others = [tag for tag in found if tag != HERE]
        if found:
            return (others or found)[0]
        return "" if message.take("any_language") else None

    def _free(self, asks: str | None) -> bool | str | None:
        """Return whether it shall cost nothing; "" where that is let go ("doesn't have to be free").

        "Is it free?" is a question, "anything free?" a wish; so is "I'm on benefits, would I have to pay?" and "nothing
        that costs, we have no money".
        """
        message = self.message
        poor = message.whole("no_money")
        names = [] if poor or asks == "cost" else message.whole("free")
        if names and message.is_question() and not message.at("any"):
            return None
        refused = [denying for span in poor + names if (denying := message.unwanted(*span))]
        message.used |= {at for span in poor + names for at in range(*span)}.union(*refused)
        if len(refused) == len(poor + names):
            return "" if refused else None
        return None if asks == "cost" and message.is_question() else True

    def _question(self, told: Mapping[str, Any]) -> tuple[str | None, set[int]]:
        """Return what is asked of a service and the places of the words that ask; the longest phrase wins.

        "What about my daughter, she's 9" tells an age and asks nothing; "girls only" is a wish unless it is asked.
        """
        fits = {"age": "ages", "place": "place"}
        only = next((asks for name, asks in fits.items() if told.get(name)), None)
        if told["women_only"]:
            return None, set()
        # "Any language" and "mixed is fine" settle what else they might ask.
        settled = {asks for name, asks in (("women_only", "women_only"), ("spoken", "languages")) if told[name] == ""}
        best: tuple[str | None, set[int]] = (None, set())
        message = self.message
        for tongue in message.tongues:
            for name, places in tongue.questions(message.typed):
                if only not in (None, name) or name in settled:
                    continue
                if told.get("place") and message.used & set(places) and not message.is_question():
                    # "I live in East Barnet" tells where, and asks nothing.
                    continue
                if len(places) > len(best[1]) and (len(places) > 1 or self._may_ask(places[0])):
                    best = name, set(places)
        return best

    def _may_ask(self, at: int) -> bool:
        """Say whether one word alone may be a question: the message has a mark, begins as one, or is short.

        "Not by phone" and "not free" are short, and ask nothing.
        """
        message = self.message
        if message.is_question():
            return True
        return len(message.typed) <= 3 and at not in message.at(*_CHANNELS) and not message.unwanted(at, at + 1)
