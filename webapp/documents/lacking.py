"""What help is missing, from the directory, as values for a version of the Community Voice."""

from collections import Counter
from datetime import timedelta

from sqlalchemy.orm import Session

from directory import demand
from directory.codes import UNKNOWN
from directory.coverage import AGE_BANDS, gaps
from directory.models import local_day
from surveys.analysis.missing import Missing, missing
from surveys.analysis.statistics import MINIMUM


def what_is_missing(session: Session) -> Missing:
    """What help is missing now: asked for in vain within a year, and served by nobody."""
    since = local_day() - timedelta(weeks=max(demand.WINDOWS) - 1)
    asked = {need: times for need, times in demand.totals(session, since).items() if need != UNKNOWN}
    found = [gap for gap in gaps(session) if gap.missing == "nobody"]
    ages = Counter((gap.need, gap.place) for gap in found)
    # Not every combination is a gap (leaving care at 70): those are, of which no age is served or that are asked for.
    nobody = [
        (gap.need, gap.band, gap.place)
        for gap in found
        if ages[gap.need, gap.place] == len(AGE_BANDS) or asked.get(gap.need, 0) >= MINIMUM
    ]
    return missing(asked, nobody, since=demand.monday(since))
