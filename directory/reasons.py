"""Why a service is among the hits, as codes and values; the surface turns them into words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from directory.facts import NO_WAY_IN, PAUSED, YES, Facts, Mask
from directory.filters import Search

UNSURE = {"free": "cost_unknown"}
"""Codes for "not known" that do not follow from the filter's name."""


@dataclass(frozen=True)
class Why:
    """A reason for a hit.

    Codes: words, need, ward, borough, distance (value in metres); age, free, self_referral, spoken, open_to,
    channel, evenings, women_only, access, and each of these with _unknown (cost_unknown for free,
    distance_unknown); for near misses not_<filter>; no_way_in, paused, ended.
    """

    code: str
    value: str = ""


def reasons(
    facts: Facts, wanted: Search, masks: Mapping[str, Mask], row: int, said: list[str], metres: float | None
) -> tuple[Why, ...]:
    """Return the reasons for the service in `row`.

    In: which services pass each filter that is set, the words of the query that the service's own hold,
    and its distance from the place asked for, if known.
    """
    why = [Why("words", ", ".join(said[:4]))] if said else []
    for name, mask in masks.items():
        if mask[row]:
            why += _passes(facts, wanted, name, row, metres)
        else:
            why.append(Why(f"not_{name}"))
    if metres is not None and "distance" not in masks:
        why.append(Why("distance", str(round(metres))))
    if facts.rank[row] == NO_WAY_IN:
        why.append(Why("no_way_in"))
    elif facts.rank[row] > NO_WAY_IN:
        why.append(Why("paused" if facts.rank[row] == PAUSED else "ended"))
    return tuple(why)


def _passes(facts: Facts, wanted: Search, name: str, row: int, metres: float | None) -> Iterator[Why]:
    """Yield the reasons for which a service passes one filter."""
    match name:
        case "need":
            codes = [code for code in wanted.needs if code in facts.needs]
            yield from (Why("need", code) for code in codes if facts.needs[code][row] >= 0)
        case "age":
            yield Why("age", str(wanted.age)) if facts.ages_known[row] else Why("age_unknown")
        case "ward":
            place = wanted.ward.label if wanted.ward else ""
            yield Why("borough" if facts.everywhere[row] else "ward", place)
        case "distance":
            yield Why("distance_unknown") if metres is None else Why("distance", str(round(metres)))
        case "avoid":
            return
        case "access":
            for code in wanted.access:
                yield Why("access" if facts.flag(name, code)[row] else "access_unknown", code)
        case _:
            value = wanted.value(name)
            sure = facts.flag(name, value)[row]
            yield Why(name if sure else UNSURE.get(name, f"{name}_unknown"), "" if value == YES else value)
