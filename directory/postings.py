"""Lists of whole numbers, one a key, kept in two flat arrays: small, quick to load, quick to add up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass
class Postings:
    """`items[starts[i] : starts[i + 1]]` is the list of key number i, in rising order."""

    starts: NDArray[np.int64]
    items: NDArray[np.int32]

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> "Postings":
        """Make it from one list a key."""
        lengths = np.fromiter((len(one) for one in lists), np.int64, len(lists))
        starts = np.concatenate([[0], np.cumsum(lengths)])
        items = np.fromiter((item for one in lists for item in one), np.int32, int(starts[-1]))
        return cls(starts, items)

    def __getitem__(self, key: int) -> NDArray[np.int32]:
        """Return the list of a key."""
        return self.items[self.starts[key] : self.starts[key + 1]]

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self.starts) - 1

    def has(self, key: int, item: int) -> bool:
        """Return whether an item is in the list of a key, without going through it."""
        one = self[key]
        place = int(np.searchsorted(one, item))
        return place < len(one) and int(one[place]) == item
