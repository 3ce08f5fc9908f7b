"""One message, cut into words: which languages it may be in, what stands where, where a part of it ends, and "not"."""

import re
from collections.abc import Sequence

from directory.text import normalise, tokens
from directory.understanding import words
from directory.understanding.told import Known
from directory.understanding.words import Span, Words

LIKELY = 0.75
"""A language is read if it knows at least this part of the words that the best one knows."""
LONGEST = 60
"""A longer message (in words) tells a story, and asks nothing about a service."""
FAR = 4
"""Over so many words without weight "don't want" reaches ("I don't want to talk on the phone")."""
DISTRICT_SIGN = "districthere"

_END_SIGN = "partendshere"
# A comma between digits is a number's; a dash ends a part where it stands apart.
_ENDS = re.compile(r"(?<!\d)[.,،]|[.,،](?!\d)|[;؛!?؟।\n]|\s[-–—]+\s")


class Message:
    """One message on its way; `used` are the places of the words that are understood already.

    Places are numbers of words from 0; a span is (first word, first word after it).
    """

    def __init__(self, text: str, known: Known, language: str) -> None:
        self.known = known
        self.asked = "?" in text or "؟" in text
        plain, self.districts = _without_postcodes(normalise(_split_marks(text)), known.districts)
        plain = _ENDS.sub(f" {_END_SIGN} ", plain)
        plain = re.sub(r"(?<=\d)[-\s]*(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", plain)
        self.typed, self.parts = _cut(tokens(plain))
        self.tongues = _likely(self.typed, language)
        self.typed = self._with_numbers()
        self.used: set[int] = set()

    def spans(self, *names: str) -> list[Span]:
        """Return where phrases of these names stand."""
        return [span for name in names for tongue in self.tongues for span in tongue.spans(name, self.typed)]

    def whole(self, name: str) -> list[Span]:
        """Return where phrases of this name stand, but none inside a longer one ("evening" of "in the evening")."""
        found = set(self.spans(name))
        return sorted(
            one for one in found if not any(other[0] <= one[0] and one[1] <= other[1] for other in found - {one})
        )

    def at(self, *names: str) -> set[int]:
        """Return the places of the words of these phrases."""
        return {at for start, end in self.spans(*names) for at in range(start, end)}

    def take(self, *names: str) -> bool:
        """Mark the words of these phrases as understood; say whether there are any."""
        places = self.at(*names)
        self.used |= places
        return bool(places)

    def together(self, end: int, start: int) -> bool:
        """Say whether no comma, full stop or the like stands between what ended at `end` and what begins at `start`."""
        return not any(end <= at <= start for at in self.parts)

    def linked(self, end: int, start: int) -> bool:
        """Say whether nothing but small words ("to", "in", "is") stands between `end` and `start`, and no comma."""
        return end <= start and self.together(end, start) and set(range(end, start)) <= self.at("link")

    def denied(self, start: int, end: int, *, reach: int = 2) -> set[int]:
        """Return the places of the "not" that denies this: within `reach` words before it, or right after it."""
        return self._denying(start, end, reach, ("not",), ("not_after",))

    def unwanted(self, start: int, end: int) -> set[int]:
        """Return the places of the words that say that this is not wished: "not", "doesn't have to be", "no need"."""
        found = self._denying(start, end, 2, ("not", "unwanted"), ("not_after", "unwanted_after"))
        # "no need for it to be free": of two words or more it reaches over words without weight.
        small = self.saying_nothing() | self.at("link", "any", "speaks")
        for first, last in self.spans("unwanted"):
            between = set(range(last, start))
            if last - first > 1 and last <= start and len(between) <= FAR and between <= small:
                found |= set(range(first, start)) if self.together(last, start) else set()
        # "I can't afford it, free": "can't" is not about "free".
        return found - self.at("no_money")

    def unsuitable(self, start: int, end: int) -> set[int]:
        """Return the places of the words that say that a place is not meant: "not Hendon", "Hendon doesn't work"."""
        return self._denying(start, end, 2, ("not",), ("not_after", "unwanted_after"))

    def _denying(self, start: int, end: int, reach: int, before: Sequence[str], after: Sequence[str]) -> set[int]:
        spans = [
            (first, last)
            for first, last in self.spans(*before)
            # "no evenings" holds the word itself.
            if (start - reach <= last - 1 < start and self.together(last, start)) or (first < start and end <= last)
        ]
        spans += [span for span in self.spans(*after) if span[0] - end <= 1 and self.linked(end, span[0])]
        return {at for first, last in spans for at in range(first, last)}

    def saying_nothing(self) -> set[int]:
        """Return the places of words without weight."""
        # "and" is joined to the next word in Arabic.
        return {
            at
            for at, word in enumerate(self.typed)
            if len(word) == 1
            or any(one.says_nothing(word) or (word[0] == "و" and one.says_nothing(word[1:])) for one in self.tongues)
        }

    def is_question(self) -> bool:
        """Say whether it has a question mark or begins as a question does."""
        return self.asked or 0 in self.at("question")

    def _with_numbers(self) -> list[str]:
        spelled = {
            phrase[0]: phrase[1]
            for tongue in self.tongues
            for phrase in tongue.phrases.get("numbers", ())
            if len(phrase) == 2
        }
        return [words.digits(spelled.get(word, word)) for word in self.typed]


def _cut(signed: Sequence[str]) -> tuple[list[str], frozenset[int]]:
    """Return the words, LONGEST at most, and before which of them a new part begins."""
    typed: list[str] = []
    parts = set()
    for word in signed:
        if word == _END_SIGN:
            parts.add(len(typed))
        else:
            typed.append(word)
    return typed[:LONGEST], frozenset(parts)


def _likely(typed: Sequence[str], language: str) -> list[Words]:
    """Return the languages that know most of the words, the talk's first."""
    counts = {}
    for tag, one in words.languages().items():
        known = {at for name in one.telling for start, end in one.spans(name, typed) for at in range(start, end)}
        known |= {at for _name, places in one.questions(typed) for at in places}
        counts[tag] = len(known | {at for at, word in enumerate(typed) if one.says_nothing(word)})
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
    return pattern.sub(f" {DISTRICT_SIGN} ", text), found


def _split_marks(text: str) -> str:
    """Return the text with an ending after an apostrophe as a word of its own: "Hendon'da", "lad's"; not "I'm"."""
    return re.sub(r"(\w{3,})['’](?!(?:t|re|ve|ll|d|m)\b)(\w{1,4})\b", r"\1 \2", text)
