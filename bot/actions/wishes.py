"""What somebody wished for in this talk: kept, changed and forgotten, and said back in one line."""

from dataclasses import dataclass, fields, replace
from typing import Any

from catalogue import translate
from rasa_sdk.events import EventType, SlotSet
from service_words import COMMA, LOOKING, MISSED, WISHES

from actions.topics import YOUNG

# What narrows down one search and is let go with the next topic: "only free ones" of youth clubs must not hide a
# helpline whose cost nobody knows. For whom it is goes too, unless both topics are about young people.
_OF_ONE_SEARCH = ("free", "spoken", "women_only", "evenings", "channel", "distance")
_OF_ONE_PERSON = ("age", "who")
# Miles from the place: at the first wish for something nearer, and at the next.
NEARER = (2.0, 1.0)


@dataclass(frozen=True)
class Wishes:
    """What is wished for. `age` in years, places as slugs or postcode districts, `distance` in miles of `place`.

    `spoken` is {"tag", "name"} of a language, the name in the talk's language.
    """

    age: int | None = None
    place: str | None = None
    avoid: tuple[str, ...] = ()
    free: bool = False
    spoken: dict[str, str] | None = None
    who: str | None = None
    women_only: bool = False
    evenings: bool = False
    channel: str | None = None
    distance: float | None = None

    def search(self) -> dict[str, Any]:
        """Return the parameters of `GET /api/v1/services`; None where nothing is wished."""
        return {
            "age": self.age,
            "ward": self.place,
            "avoid": ",".join(self.avoid) or None,
            "spoken": (self.spoken or {}).get("tag"),
            "free": "1" if self.free else None,
            "women_only": "1" if self.women_only else None,
            "evenings": "1" if self.evenings else None,
            "channel": self.channel,
            "distance": self.distance if self.place else None,
        }

    def looked_for(self, need: str | None) -> dict[str, str]:
        """Return the search as the site keeps it, to go on with while this bot is away; `need` is a code."""
        told = {"need": need, **self.search(), "who": self.who}
        return {name: str(value) for name, value in told.items() if value is not None}

    def line(self, language: str) -> str:
        """Return one line that says what is looked for, and that it can be changed; "" where nothing is wished."""
        told = {
            "age": self.age,
            "girl": self.who == "girl",
            "boy": self.who == "boy",
            "place": spoken(self.place) if self.place else None,
            "distance": f"{self.distance:g}" if self.distance and self.place else None,
            "avoid": ", ".join(map(spoken, self.avoid)),
            "free": self.free,
            "spoken": (self.spoken or {}).get("name"),
            "women_only": self.women_only,
            "evenings": self.evenings,
            str(self.channel): self.channel,
        }
        parts = [translate(WISHES[name], language, value=value) for name, value in told.items() if value]
        return translate(LOOKING, language, wishes=translate(COMMA, language).join(parts)) if parts else ""


def read_wishes(slots: dict[str, Any]) -> Wishes:
    """Return the wishes that stand in the slots; what was taken back ("") is none."""
    age, avoid = slots.get("age"), slots.get("avoid")
    language = slots.get("spoken")
    return Wishes(
        age=int(age) if isinstance(age, (int, float)) and not isinstance(age, bool) else None,
        place=slots.get("place") or None,
        avoid=tuple(avoid) if isinstance(avoid, (list, tuple)) else (),
        free=slots.get("free") is True,
        spoken=language if isinstance(language, dict) and language.get("tag") else None,
        who=slots.get("who") or None,
        women_only=slots.get("women_only") is True,
        evenings=slots.get("evenings") is True,
        channel=slots.get("channel") or None,
        distance=slots.get("distance") or None,
    )


def settled(before: Wishes, now: dict[str, Any]) -> Wishes:
    """Return the wishes after this message, of which `now` are the details: the slots hold the plain ones already."""
    if now.get("restart"):
        return Wishes()
    wishes = before
    avoid = [*wishes.avoid, *(now.get("avoid") or [])]
    if now.get("not_there") and wishes.place:
        avoid.append(wishes.place)
    if wishes.place in avoid and now.get("place") != wishes.place:
        wishes = replace(wishes, place=None, distance=None)
    # Who names a place now wants it, whatever was said before.
    wishes = replace(wishes, avoid=tuple(dict.fromkeys(slug for slug in avoid if slug != wishes.place)))
    if now.get("place") == "":
        wishes = replace(wishes, avoid=(), distance=None)
    if now.get("nearer") and wishes.place:
        wishes = replace(wishes, distance=NEARER[1] if wishes.distance else NEARER[0])
    return wishes


def for_topic(wishes: Wishes, topic: str, last: str | None, now: dict[str, Any]) -> Wishes:
    """Return what stays of the wishes for this topic, `last` being the one before."""
    if last in (None, topic):
        return wishes
    gone = list(_OF_ONE_SEARCH)
    if not {topic, last} <= YOUNG:
        gone += _OF_ONE_PERSON
    nothing = Wishes()
    return replace(wishes, **{name: getattr(nothing, name) for name in gone if name not in now})


def slots_of(wishes: Wishes) -> list[EventType]:
    """Return the events that keep these wishes."""
    values = {one.name: getattr(wishes, one.name) for one in fields(wishes)}
    return [SlotSet(name, list(value) if isinstance(value, tuple) else value) for name, value in values.items()]


def missed_names(relaxed: list[str], language: str) -> str:
    """Return the names of the filters that near misses do not meet, in words."""
    return translate(COMMA, language).join(translate(MISSED[name], language) for name in relaxed if name in MISSED)


def spoken(place: str) -> str:
    """Return a place as people say it: "burnt-oak" → "Burnt Oak", "NW9" as it is."""
    if place.isupper():
        return place
    return " ".join(word if word == "and" else word.capitalize() for word in place.split("-"))
