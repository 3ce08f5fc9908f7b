"""What help is missing, as it may be published: handed in as plain values, for the directory is another domain."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict

from surveys.analysis.statistics import MINIMUM, ROUNDING, round_to


class Asked(TypedDict):
    """A need (a code of the directory) for which nothing was found about so many times."""

    need: str
    times: int


class Nobody(TypedDict):
    """A need, age band and place (codes of the directory) that no service is known to serve."""

    need: str
    band: str
    place: str


class Missing(TypedDict):
    """What people asked for since a day (ISO) and did not find, and what nobody serves.

    `hidden`: other needs were asked for too, but too seldom to show.
    """

    since: str
    asked: list[Asked]
    hidden: bool
    nobody: list[Nobody]


def missing(
    asked: Mapping[str, int],
    nobody: Iterable[tuple[str, str, str]],
    *,
    since: date,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
) -> Missing:
    """Return what may be published: counts under `minimum` are left out, the others rounded to `rounding`.

    In: how often nothing was found, by need; and (need, age band, place) that nobody serves. No sum is given
    from which what is left out could be worked out.
    """
    shown = [Asked(need=need, times=round_to(times, rounding)) for need, times in asked.items() if times >= minimum]
    # By the published number and then by name: the order must tell no more than the numbers do.
    shown.sort(key=lambda row: (-row["times"], row["need"]))
    return Missing(
        since=since.isoformat(),
        asked=shown,
        hidden=any(0 < times < minimum for times in asked.values()),
        nobody=[Nobody(need=need, band=band, place=place) for need, band, place in nobody],
    )
