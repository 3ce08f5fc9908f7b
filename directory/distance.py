"""How far a service is from a place: straight lines, in metres."""

import numpy as np
from numpy.typing import NDArray

from directory.facts import Facts
from directory.places import Place

METRES_A_MILE = 1609.344
METRES_A_DEGREE = 111_195.0
"""Along a meridian, on a sphere of 6,371 km."""


def distances(facts: Facts, place: Place) -> NDArray[np.float64]:
    """Return the distance in metres of each service's nearest place, infinite where it is not known.

    Flat-earth arithmetic: over the width of a borough it is right to a few metres.
    """
    found = np.full(facts.size, np.inf)
    if place.latitude is None or place.longitude is None or not len(facts.located):
        return found
    north = facts.degrees[:, 0] - place.latitude
    east = (facts.degrees[:, 1] - place.longitude) * np.cos(np.radians(place.latitude))
    np.minimum.at(found, facts.located, np.hypot(north, east) * METRES_A_DEGREE)
    return found
