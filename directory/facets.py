"""Counts beside filters: how many hits there would be if a value were chosen, all other filters as they are.

The masks of all values are kept as bits, 64 services a word, so that counting a hundred values over a
hundred thousand services is one short pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.facts import FOR_PROFESSIONALS, YES, Facts, Mask

Bits = NDArray[np.uint64]

ONLY_YES = ("free", "self_referral", "women_only", "evenings")
"""Filters that can only be on or off."""


def pack(masks: NDArray[np.bool_]) -> Bits:
    """Return masks (one, or a row each) as bits, 64 to a word."""
    octets = np.packbits(masks, axis=-1)
    words = np.zeros((*octets.shape[:-1], -(-octets.shape[-1] // 8) * 8), np.uint8)
    words[..., : octets.shape[-1]] = octets
    return words.view(np.uint64)


@dataclass
class Facets:
    """The values of every filter, as bits."""

    values: dict[str, list[str]]
    bits: dict[str, Bits]
    unknown: dict[str, Bits]
    doors: Bits

    def counts(self, base: Callable[[str], Mask], keeps_unknown: Callable[[str], bool]) -> dict[str, dict[str, int]]:
        """Return the counts by filter and value.

        In: `base` gives which services pass everything but the named filter. Where no service with a way
        in would remain the count is 0: such a search has no hits.
        """
        found: dict[str, dict[str, int]] = {}
        packed: dict[int, Bits] = {}
        for name, bits in self.bits.items():
            mask = base(name)
            left = packed.setdefault(id(mask), pack(mask))
            if name in self.unknown and keeps_unknown(name):
                bits = bits | self.unknown[name]
            both = bits & left
            totals = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
            leading = (both & self.doors).any(axis=1)
            found[name] = dict(zip(self.values[name], np.where(leading, totals, 0).tolist(), strict=True))
        return found


def build(facts: Facts) -> Facets:
    """Make the bits of all values of all filters."""
    groups: dict[str, Mapping[str, Mask]] = {"need": {code: order >= 0 for code, order in facts.needs.items()}}
    for name, flags in facts.flags.items():
        if name in ONLY_YES:
            groups[name] = {YES: flags.get(YES, facts.mask())}
        elif name == "ward":
            groups[name] = {slug: (mask | facts.everywhere) & ~facts.confidential for slug, mask in flags.items()}
        else:
            groups[name] = flags
    ordered = {name: dict(sorted(group.items())) for name, group in groups.items() if group}
    return Facets(
        values={name: list(group) for name, group in ordered.items()},
        bits={name: pack(np.stack(list(group.values()))) for name, group in ordered.items()},
        unknown={name: pack(mask) for name, mask in facts.unknown.items()},
        doors=pack(facts.rank <= FOR_PROFESSIONALS),
    )
