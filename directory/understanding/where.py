"""Which places of the borough a message names, and whether they are wanted or to be avoided."""

from collections.abc import Iterable

from directory.understanding import words
from directory.understanding.message import DISTRICT_SIGN, Message
from directory.understanding.words import Phrase, Span


def told_places(message: Message) -> tuple[str | None, list[str]]:
    """Return (place or None, places to avoid). "Hendon, not Burnt Oak" corrects: Burnt Oak is not avoided.

    A warning counts only where it touches the place. "I live in Hendon and I'm scared of my husband" warns of him.
    """
    wanted: list[str] = []
    denied: list[str] = []
    avoided: list[str] = []
    last: tuple[int, list[str]] = (-1, wanted)
    for start, end, slug in _named(message):
        message.used |= set(range(start, end))
        if not slug or _is_street(message, start, end):
            continue
        warning, theirs = _warning(message, start, end), _theirs(message, start)
        if theirs and (warning is None or theirs[1] - theirs[0] > warning[1] - warning[0]):
            if message.unwanted(*theirs):
                continue
            group = wanted
        elif warning:
            group = avoided
            message.used |= set(range(*warning))
        elif message.unsuitable(start, end):
            group = denied
        else:
            # "not in Burnt Oak or Hendon"
            group = last[1] if start - last[0] == 1 and last[0] in message.at("or") else wanted
        group.append(slug)
        last = end, group
    if not wanted:
        avoided += denied
    return (wanted[0] if wanted else None), list(dict.fromkeys(avoided))


def _warning(message: Message, start: int, end: int) -> Span | None:
    """Return the words that warn of this place: "scared to go to" before it, "isn't safe" after it; the longest."""
    found = [(first, last) for first, last in message.spans("avoid") if message.linked(last, start)]
    # "Edgware, not safe at home" tells of the home.
    homes = {first for first, _last in message.spans("home")}
    found += [
        (first, last)
        for first, last in message.spans("avoid_after")
        if message.linked(end, first) and last not in homes
    ]
    return max(found, key=lambda span: span[1] - span[0], default=None)


def _theirs(message: Message, start: int) -> Span | None:
    """Return the words before a place that say that it is where somebody lives ("lives in"); the longest."""
    found = [span for span in message.spans("theirs") if span[1] == start and message.together(start, start)]
    return max(found, key=lambda span: span[1] - span[0], default=None)


def _is_street(message: Message, start: int, end: int) -> bool:
    """Say whether a place's name is part of a street's or a school's: Edgware Road runs far beyond Edgware."""
    # Streets here have English names, whatever language is written.
    kinds = [(one, name) for one in words.languages().values() for name in ("street", "school")]
    after = {first for one, name in kinds for first, _last in one.spans(name, message.typed)}
    if end in after and message.together(end, end):
        return True
    return any(start - last <= 1 and message.linked(last, start) for _first, last in message.spans("street_of"))


def _named(message: Message) -> Iterable[tuple[int, int, str]]:
    """Yield (from, to, slug) of each place in the message, the longest name at each; "" where no ward is known."""
    at, longest = 0, max((len(name) for name in message.known.wards), default=1)
    districts = list(message.districts)
    while at < len(message.typed):
        if message.typed[at] == DISTRICT_SIGN and districts:
            yield at, at + 1, districts.pop(0)
            at += 1
            continue
        for size in range(longest, 0, -1):
            slug = _ward(message, tuple(message.typed[at : at + size]))
            if slug is not None:
                yield at, at + size, slug
                at += size
                break
        else:
            at += 1


def _ward(message: Message, name: Phrase) -> str | None:
    wards = message.known.wards
    found = wards.get(name)
    if found is not None or not name:
        return found
    # "في هندون" and "بهندون": in, and, of are joined to the name; "Hendonie", "Edgware'de" have endings.
    if name[0][:1] in "بوفل" and len(name[0]) > 4:
        found = wards.get((name[0][1:], *name[1:]))
    if found is None and len(name) == 1 and len(name[0]) > 6:
        stems = (name[0][:-cut] for cut in (1, 2, 3) if len(name[0]) - cut >= 6)
        found = next((wards[(stem,)] for stem in stems if (stem,) in wards), None)
    return found
