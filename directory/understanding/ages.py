"""Whose age a message tells, and which of its numbers are none: counts, times, house numbers, and ages long past."""

from dataclasses import dataclass

from directory.understanding.message import Message

YOUNGEST, OLDEST = 3, 110
"""Ages in years; 1 to 3 alone choose one of three services that were shown."""
ADULT = 18
PEOPLE = ("girl", "boy", "child")
_BACK = 6
"""So many words before an age may the word stand that says whose it is."""
_HELPLINES = (101, 105)


@dataclass(frozen=True)
class _Age:
    """A told age, and whose it is: mine, child, third (he, she) or somebody's."""

    years: int
    whose: str


def told_age(message: Message) -> int | None:
    """Return the age told of the one whom help is for: "he's 16 not 14" is 16, "I'm 42 and my son is 14" is 14.

    "For 20 years", "14 High Road", "4 boys" and "when I was 8" are none.
    """
    after, before = message.spans("years"), message.at("aged")
    people = message.at(*PEOPLE)
    ages: list[_Age] = []
    denied: list[int] = []
    for at in _numbers(message):
        in_years = next((end for start, end in after if start == at + 1), None)
        if message.denied(at, in_years or at + 1, reach=1):
            denied.append(at)
        elif _is_none(message, at, in_years):
            continue
        elif in_years is not None or at - 1 in before or at - 1 in people:
            ages.append(_Age(int(message.typed[at]), _whose(message, at, in_years or at + 1)))
            message.used |= set(range(at, in_years or at + 1))
    if denied:
        # "not 14, 16"
        others = [at for at in _numbers(message) if at not in denied and not _is_none(message, at, None)]
        ages = ages or [_Age(int(message.typed[at]), "") for at in others]
        message.used |= {*denied, *others}
    return _meant(ages)


def bare_number(message: Message, left: set[int]) -> tuple[int | None, set[int]]:
    """Return the one number of a message in which nothing else is left, with its place; (None, set()) otherwise."""
    places = [at for at, word in enumerate(message.typed) if word.isdecimal()]
    if len(places) != 1 or left - set(places) or _is_none(message, places[0], None):
        return None, set()
    number = int(message.typed[places[0]])
    return (None if number in _HELPLINES or number > OLDEST else number), set(places)


def _numbers(message: Message) -> list[int]:
    return [at for at, word in enumerate(message.typed) if word.isdecimal() and YOUNGEST <= int(word) <= OLDEST]


def _is_none(message: Message, at: int, in_years: int | None) -> bool:
    """Say whether a number is no age that is told of now; `in_years` is where "years old" after it ends, or None."""
    if at - 1 in message.at("since") or _is_past(message, at, in_years):
        return True
    if in_years is not None:
        return False
    counted = any(start == at + 1 for start, _end in message.spans("units"))
    # "there are 6", "flat 14"
    other = any(last == at and message.together(at, at) for _first, last in message.spans("counts", "numbered"))
    return counted or other or _is_address(message, at)


def _is_past(message: Message, at: int, in_years: int | None) -> bool:
    """Say whether it is the age at which something happened: "when I was only 8", "8 yaşındayken"."""
    begun, aged = at, message.at("aged")
    ends = {last for _first, last in message.spans("past")}
    while begun > max(0, at - 3) and begun not in ends and begun - 1 in aged and message.together(begun, begun):
        begun -= 1
    if begun in ends and message.together(begun, begun):
        return True
    return any(at < first <= (in_years or at + 1) for first, _last in message.spans("past_after"))


def _is_address(message: Message, at: int) -> bool:
    """Say whether a street's name follows, of one word or two: "14 High Road"."""
    small = message.saying_nothing()
    streets = {first for first, _last in message.spans("street")}
    ends = (end for end in (at + 2, at + 3) if end in streets and message.together(at + 1, end))
    return any(not set(range(at + 1, end)) & small for end in ends)


def _whose(message: Message, at: int, end: int) -> str:
    """Return whose age it is: the word right before says so, else a child after it, else the nearest before it."""
    child, third, mine = message.at(*PEOPLE), message.at("he_or_she"), message.at("myself")
    if mine & ({at - 1} | set(range(at + 1, end))):
        return "mine"
    # "a 14 year old [disabled] son"
    if any(place in child and message.together(end, place) for place in (end, end + 1)) and at - 1 not in third:
        return "child"
    for place in range(at - 1, max(-1, at - 1 - _BACK), -1):
        if message.typed[place].isdecimal():
            break
        for name, places in (("child", child), ("third", third), ("mine", mine)):
            if place in places:
                return name
    return ""


def _meant(ages: list[_Age]) -> int | None:
    """Return the age of the child that a grown-up tells of; else of who writes; else the first."""
    mine = next((age.years for age in ages if age.whose == "mine"), None)
    young = [
        age.years
        for age in ages
        if (age.whose == "child" and (mine is None or age.years < mine))
        or (age.whose == "third" and age.years < ADULT and (mine is None or mine >= ADULT))
    ]
    if young:
        return young[0]
    return mine if mine is not None else (ages[0].years if ages else None)
