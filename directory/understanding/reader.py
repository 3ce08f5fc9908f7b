"""Reads one message: the details that it tells, what it asks about a service that was shown, and what is left over."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from directory.text import normalise, tokens
from directory.understanding import words
from directory.understanding.told import Known, Understood
from directory.understanding.words import Phrase, Words

YOUNGEST, OLDEST = 3, 110
"""Ages in years; 1 to 3 alone choose one of three services that were shown."""
LIKELY = 0.75
"""A language is read if it knows at least this part of the words that the best one knows."""
MOST_LEFT = 2
"""A question about a service may hold so many words that say nothing of it; with more, it is about something else."""
LONGEST = 60
"""A longer message (in words) tells a story, and asks nothing about a service."""

_HELPLINES = (101, 105)
_DISTRICT_SIGN = "districthere"
_CHOICES = ("free", "women_only", "evenings")
_CHANNELS = ("phone", "online", "in_person")
_WHO = ("girl", "boy", "child")
_ORDER = {"first": 1, "second": 2, "third": 3, "last": -1}
# Weak signs: "bullied online" is no wish to be helped online. They count in a message that says little else.
_ONLY_ALONE = ("evenings", *_CHANNELS, "nearer", "more", "there", "restart", "any_cost", *_ORDER)


def understand(text: str, known: Known, language: str = "en") -> Understood:
    """Return what a message says, in whichever of our languages it is; `language` is the talk's."""
    return _Reading(text, known, language).result()


class _Reading:
    """One message on its way."""

    def __init__(self, text: str, known: Known, language: str) -> None:
        self.known = known
        self.asked = "?" in text or "؟" in text
        plain, self.found_districts = _without_postcodes(normalise(_split_marks(text)), known.districts)
        self.typed = tokens(re.sub(r"(?<=\d)[-\s]*(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", plain))[:LONGEST]
        self.tongues = _likely(self.typed, language)
        self.typed = self._with_numbers()
        self.used: set[int] = set()

    def result(self) -> Understood:
        """Return what it says: the strong signs first, then those that count only where little else is said."""
        told: dict[str, Any] = {}
        place, avoid = self._places()
        if place is not None:
            told["place"] = place
        told["avoid"] = tuple(avoid)
        age = self._age()
        if age is not None:
            told["age"] = age
        told["who"] = self._who()
        self._take("aged", "years", "not")
        if self._take("anywhere") and place is None:
            told["place"] = ""
        if self._take("any_age") and age is None:
            told["age"] = ""
        told["women_only"] = self._take("women_only") or None
        told["spoken"] = self._spoken()
        asks, places = self._question(told)
        if asks == "languages":
            told["language_asked"], told["spoken"] = told["spoken"], None
        wants_free = self._take("no_money")
        # "I'm on benefits, would I have to pay?" asks; "nothing that costs, we have no money" wishes.
        free = not (asks == "cost" and self._is_question()) if wants_free else asks != "cost" and self._free()
        left = set(range(len(self.typed))) - self.used - self._saying_nothing()
        if asks is not None and not (free and asks == "cost") and len(left - places) <= MOST_LEFT:
            told["asks"] = asks
            left -= places
        left -= self._bare_number(told, left)
        if free:
            told["free"] = True
        weak = {name: spans for name in _ONLY_ALONE if (spans := self._spans(name))}
        beside = left - {at for spans in weak.values() for start, end in spans for at in range(start, end)}
        if not beside or ("asks" in told):
            self._add_weak(told, set(weak))
        said = any(value is not None and value is not False and value != () for value in told.values())
        told["alone"] = not beside and said
        return Understood(**told)

    def _add_weak(self, told: dict[str, Any], names: set[str]) -> None:
        asked = "asks" in told
        told.setdefault("which", next((number for name, number in _ORDER.items() if name in names), None))
        if asked:
            return
        told["evenings"] = ("evenings" in names) or None
        told["channel"] = next((name for name in _CHANNELS if name in names), None)
        told["nearer"], told["more"] = "nearer" in names, "more" in names and "place" not in told
        told["not_there"], told["restart"] = "there" in names and not told["avoid"], "restart" in names
        if "any_cost" in names:
            told["free"] = ""

    def _spans(self, name: str) -> list[tuple[int, int]]:
        return [span for tongue in self.tongues for span in tongue.spans(name, self.typed)]

    def _at(self, name: str) -> set[int]:
        return {at for start, end in self._spans(name) for at in range(start, end)}

    def _take(self, *names: str) -> bool:
        """Mark the words of these phrases as understood; say whether there are any."""
        places = {at for name in names for at in self._at(name)}
        self.used |= places
        return bool(places)

    def _saying_nothing(self) -> set[int]:
        empty = {word for tongue in self.tongues for word in tongue.nothing}
        # "and" is joined to the next word in Arabic.
        return {
            at
            for at, word in enumerate(self.typed)
            if word in empty or len(word) == 1 or (word[0] == "و" and word[1:] in empty)
        }

    def _with_numbers(self) -> list[str]:
        spelled = {
            phrase[0]: phrase[1]
            for tongue in self.tongues
            for phrase in tongue.phrases.get("numbers", ())
            if len(phrase) == 2
        }
        return [words.digits(spelled.get(word, word)) for word in self.typed]

    def _negated(self, start: int, reach: int = 2) -> bool:
        """Say whether a "not" stands within `reach` words before."""
        return any(start - reach <= end - 1 < start for _begin, end in self._spans("not"))

    def _age(self) -> int | None:
        """Return the age told, in years: "he's 16 not 14" is 16, and "for 20 years" is none."""
        after, before, since, units = self._spans("years"), self._at("aged"), self._at("since"), self._spans("units")
        people = {at for name in _WHO for at in self._at(name)}
        ages, denied = [], []
        for at, word in enumerate(self.typed):
            if not word.isdecimal() or not YOUNGEST <= int(word) <= OLDEST:
                continue
            in_years = next((end for start, end in after if start == at + 1), None)
            is_unit = any(start == at + 1 for start, _end in units) and in_years is None
            if self._negated(at, 1):
                denied.append(at)
            elif is_unit or at - 1 in since:
                continue
            elif in_years is not None or at - 1 in before or at - 1 in people:
                ages.append(at)
                self.used |= set(range(at, in_years or at + 1))
        if denied:
            others = [at for at, word in enumerate(self.typed) if word.isdecimal() and at not in denied]
            ages = ages or [at for at in others if YOUNGEST <= int(self.typed[at]) <= OLDEST]
            self.used |= {*denied, *ages}
        return int(self.typed[ages[0]]) if ages else None

    def _bare_number(self, told: dict[str, Any], left: set[int]) -> set[int]:
        """Take a number alone: 1 to 3 choose a service, a greater one is an age. Return its place."""
        numbers = [at for at, word in enumerate(self.typed) if word.isdecimal()]
        if len(numbers) != 1 or left - set(numbers) or told.get("age") is not None:
            return set()
        number = int(self.typed[numbers[0]])
        if 1 <= number <= YOUNGEST:
            told["which"] = number
        elif YOUNGEST < number <= OLDEST and number not in _HELPLINES:
            told["age"] = number
        return set(numbers)

    def _places(self) -> tuple[str | None, list[str]]:
        """Return (place or None, places to avoid). "Hendon, not Burnt Oak" corrects: Burnt Oak is not avoided."""
        wanted, denied, avoided = [], [], []
        warned = self._spans("avoid")
        for start, end, slug in self._named():
            self.used |= set(range(start, end))
            near = [span for span in warned if 0 <= start - span[1] <= 2 or 0 <= span[0] - end <= 3]
            if near:
                avoided.append(slug)
                self.used |= {at for first, last in near for at in range(first, last)}
            elif self._negated(start):
                denied.append(slug)
            else:
                wanted.append(slug)
        if not wanted:
            avoided += denied
        return (wanted[0] if wanted else None), list(dict.fromkeys(avoided))

    def _named(self) -> Iterable[tuple[int, int, str]]:
        """Yield (from, to, slug) of each place in the message, the longest name at each."""
        at, longest = 0, max((len(name) for name in self.known.wards), default=1)
        districts = list(self.found_districts)
        while at < len(self.typed):
            if self.typed[at] == _DISTRICT_SIGN and districts:
                yield at, at + 1, districts.pop(0)
                at += 1
                continue
            for size in range(longest, 0, -1):
                slug = self._ward(tuple(self.typed[at : at + size]))
                if slug is not None:
                    yield at, at + size, slug
                    at += size
                    break
            else:
                at += 1

    def _ward(self, name: Phrase) -> str | None:
        found = self.known.wards.get(name)
        if found is not None or not name:
            return found
        # "في هندون" and "بهندون": in, and, of are joined to the name; "Hendonie", "Edgware'de" have endings.
        if name[0][:1] in "بوفل" and len(name[0]) > 4:
            found = self.known.wards.get((name[0][1:], *name[1:]))
        if found is None and len(name) == 1 and len(name[0]) > 6:
            stems = (name[0][:-cut] for cut in (1, 2, 3) if len(name[0]) - cut >= 6)
            found = next((self.known.wards[(stem,)] for stem in stems if (stem,) in self.known.wards), None)
        return found

    def _who(self) -> str | None:
        """Return for whom it is, the last that is not denied ("not my son, my daughter")."""
        people = [(start, name) for name in _WHO for start, _end in self._spans(name) if start not in self.used]
        self._take(*_WHO)
        meant = [name for start, name in sorted(people) if not self._negated(start)]
        told = [name for name in meant if name != "child"]
        chosen = told or meant
        return chosen[-1] if chosen else None

    def _spoken(self) -> str | None:
        """Return the language that the service should speak: its name beside a word for speaking."""
        speaks = self._at("speaks")
        for at, word in enumerate(self.typed):
            tag = self.known.languages.get(word)
            if tag and {at - 1, at + 1} & speaks:
                self.used |= {at, *({at - 1, at + 1} & speaks)}
                return tag
        return None

    def _free(self) -> bool:
        """Say whether "free" asks for what costs nothing: "is it free?" is a question, "anything free?" a wish."""
        places = self._at("free")
        if not places:
            return False
        if (self.asked or self._at("question")) and not self._at("any"):
            return False
        self.used |= places
        return True

    def _question(self, told: Mapping[str, Any]) -> tuple[str | None, set[int]]:
        """Return what is asked of a service and the places of the words that ask; the longest phrase wins.

        "What about my daughter, she's 9" tells an age and asks nothing; "girls only" is a wish unless it is asked.
        """
        fits = {"age": "ages", "place": "place", "women_only": "women_only"}
        only = next((asks for name, asks in fits.items() if told.get(name)), None)
        best: tuple[str | None, set[int]] = (None, set())
        for tongue in self.tongues:
            for name, places in tongue.questions(self.typed):
                if only not in (None, name) or (only == "women_only" and not self._is_question()):
                    continue
                if len(places) > len(best[1]) and (len(places) > 1 or self._may_ask()):
                    best = name, set(places)
        return best

    def _may_ask(self) -> bool:
        """Say whether one word alone may be a question: it has a mark, begins as one, or is short."""
        return self._is_question() or len(self.typed) <= 3

    def _is_question(self) -> bool:
        return self.asked or 0 in self._at("question")


def _likely(typed: Sequence[str], language: str) -> list[Words]:
    """Return the languages that know most of the words, the talk's first."""
    counts = {}
    for tag, one in words.languages().items():
        known = {at for name in one.phrases for start, end in one.spans(name, typed) for at in range(start, end)}
        known |= {at for _name, places in one.questions(typed) for at in places}
        counts[tag] = len(known | {at for at, word in enumerate(typed) if word in one.nothing})
    best = max(counts.values(), default=0)
    tags = [tag for tag, count in counts.items() if count and count >= LIKELY * best]
    if language in counts and language not in tags:
        tags.append(language)
    return [words.languages()[tag] for tag in sorted(tags, key=lambda tag: tag != language)]


def _without_postcodes(text: str, districts: frozenset[str]) -> tuple[str, list[str]]:
    """Return the text with a sign for each postcode of the borough, and their districts; the rest of it is let go."""
    if not districts:
        return text, []
    longest_first = sorted((code.casefold() for code in districts), key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})(?:\s?\d[a-z]{{2}})?\b")
    found = [match[1].upper() for match in pattern.finditer(text)]
    return pattern.sub(f" {_DISTRICT_SIGN} ", text), found


def _split_marks(text: str) -> str:
    """Return the text with an ending after an apostrophe as a word of its own: "Hendon'da", "lad's"; not "I'm"."""
    return re.sub(r"(\w{3,})['’](?!(?:t|re|ve|ll|d|m)\b)(\w{1,4})\b", r"\1 \2", text)
