"""The 24 wards as a map of equal tiles: each stands roughly where it lies, and each can be read and counted.

A drawn border would claim to know where one ward ends; a tile does not, and a small ward is as large as a big
one. Where the tiles stand is ours, from public geography: good for finding a ward, not for measuring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from directory.codes import BOROUGH
from directory.models import Ward

_PLACES: Final = {
    # (column, row); north is up, west is at column 0.
    "high-barnet": (2, 0),
    "barnet-vale": (3, 0),
    "east-barnet": (4, 0),
    "edgwarebury": (0, 1),
    "underhill": (2, 1),
    "whetstone": (3, 1),
    "brunswick-park": (4, 1),
    "edgware": (0, 2),
    "mill-hill": (1, 2),
    "totteridge-and-woodside": (2, 2),
    "woodhouse": (3, 2),
    "friern-barnet": (4, 2),
    "burnt-oak": (0, 3),
    "colindale-north": (1, 3),
    "finchley-church-end": (2, 3),
    "west-finchley": (3, 3),
    "east-finchley": (4, 3),
    "colindale-south": (1, 4),
    "hendon": (2, 4),
    "garden-suburb": (3, 4),
    "west-hendon": (1, 5),
    "golders-green": (2, 5),
    "childs-hill": (3, 5),
    "cricklewood": (2, 6),
}

TILE: Final = 72
"""The side of a tile, in the units of the picture: about a pixel on a phone."""


@dataclass(frozen=True)
class Tile:
    """A ward on the map: its column counts from the west, its row from the north, both from 0."""

    slug: str
    name: str
    column: int
    row: int

    @property
    def x(self) -> int:
        """Where the tile begins from the left, in units of the picture."""
        return self.column * TILE

    @property
    def y(self) -> int:
        """Where the tile begins from the top, in units of the picture."""
        return self.row * TILE

    @property
    def lines(self) -> list[str]:
        """The ward's name, a word a line; a short word stays with the one before it."""
        found: list[str] = []
        for word in self.name.split():
            if found and len(found[-1]) + len(word) < 11:
                found[-1] += f" {word}"
            else:
                found.append(word)
        return found


@dataclass(frozen=True)
class Legend:
    """What a look of tiles means: the name of the look (see `tile_map.html`), in words, and a mark in the tile.

    Nothing is said by colour alone (WCAG 1.4.1): the mark, a number or a tick, says it too.
    """

    look: str
    text: str


@dataclass(frozen=True)
class Mark:
    """How one ward's tile looks, and the short text within it."""

    look: str
    text: str = ""


def tiles(wards: Iterable[Ward]) -> list[Tile]:
    """Return the wards as tiles, from north to south and west to east.

    A ward that the map does not know, for instance after new boundaries, stands in a row of its own below:
    it is never left out.
    """
    found, unknown = [], []
    for ward in wards:
        if ward.slug in _PLACES:
            found.append(Tile(ward.slug, ward.name, *_PLACES[ward.slug]))
        else:
            unknown.append(ward)
    below = max((row for _, row in _PLACES.values()), default=0) + 1
    found += [Tile(ward.slug, ward.name, n % 5, below + n // 5) for n, ward in enumerate(unknown)]
    return sorted(found, key=lambda tile: (tile.row, tile.column))


def size(shown: Iterable[Tile]) -> tuple[int, int]:
    """Return the width and height of the picture that these tiles need."""
    placed = list(shown)
    columns = 1 + max((tile.column for tile in placed), default=0)
    rows = 1 + max((tile.row for tile in placed), default=0)
    return columns * TILE, rows * TILE


def wards_within(areas: Iterable[str], wards: Iterable[Ward]) -> list[Ward]:
    """Return the wards that areas hold: the borough, localities or wards, by their slugs (SNA 5.2.3).

    Never call it for a refuge: it serves "the borough" and is on no map (contracts.md).
    """
    wanted = set(areas)
    return [ward for ward in wards if wanted & {BOROUGH, ward.locality, ward.slug}]
