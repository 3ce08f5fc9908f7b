"""What was done about the invented answers: an invented board read the report, and some promises were made.

Each text says that it is invented, for the public page shows them to everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from surveys import fair, promising
from surveys.models import Consultation

BODY = "Invented board of the demonstration"
NOTE = "Invented example: no real board has read this report."
OWNER = "Invented team of the demonstration"


@dataclass(frozen=True)
class Said:
    """An invented promise. `due` is in days from today; `rated` are times of "yes", "partly" and "no"."""

    values: Mapping[str, Any]
    due: int | None = None
    rated: tuple[int, int, int] = (0, 0, 0)
    decided: bool = field(default=True)


PROMISES = (
    Said(
        {
            "theme": "lighting_design",
            "state": "done",
            "you_said": "Invented example. Paths between the station and the estate are too dark to walk after work.",
            "decision": "Invented example. The board agreed to start with the darkest paths.",
            "action": "Invented example. Mend lamps that are out, and cut back what covers them.",
            "result": "Invented example. All lamps on the first three paths are lit again.",
            "learned": "Invented example. People said that one path was forgotten: it is next.",
            "wards": ["burnt-oak"],
        },
        due=-10,
        rated=(9, 4, 2),
    ),
    Said(
        {
            "theme": "youth_activities",
            "state": "under_way",
            "you_said": "Invented example. There is nothing to do after school that costs nothing.",
            "decision": "Invented example. The board agreed to open one hall on three evenings.",
            "action": "Invented example. Find a hall and youth workers, together with young people.",
        },
        due=60,
        rated=(3, 2, 1),
    ),
    Said(
        {
            "theme": "police_presence",
            "state": "planned",
            "you_said": "Invented example. We never see an officer in the evening.",
            "decision": "Invented example. The board asked for evening patrols to be planned with residents.",
            "action": "Invented example. A ward walk with residents, then a plan of patrols.",
        },
        due=-35,  # late whatever the day of the month, so that the page shows what happens to a promise that is
    ),
    Said(
        {
            "theme": "tougher_sentencing",
            "state": "not_done",
            "you_said": "Invented example. Sentences should be harsher.",
            "decision": "Invented example. This is for the courts, not for the council.",
            "result": "Invented example. The board passed on what people said.",
        },
    ),
    Said(
        {
            "theme": "listen_feedback_you_said_we_did",
            "state": "considering",
            "you_said": "Invented example. Tell us what you did about what we said.",
        },
        decided=False,
    ),
)


def promise(session: Session, consultation: Consultation, report_version: int, by: str) -> int:
    """Record who read the published report, and publish the promises; how many. Flushes."""
    today = fair.today()
    read = promising.consider(
        session,
        consultation,
        body=BODY,
        considered_on=today,
        report_version=report_version,
        note=NOTE,
        by=by,
        today=today,
    )
    for one in PROMISES:
        values = {"year": today.year, **one.values}
        if one.decided:
            values |= {"consideration_id": read.id, "owner": OWNER}
        if one.due is not None:
            values["due_on"] = today + timedelta(days=one.due)
        made = promising.create(session, consultation, values, by)
        promising.publish(session, made, by)
        for code, times in zip(("yes", "partly", "no"), one.rated, strict=True):
            for _time in range(times):
                promising.rate(session, made, code, today)
    return len(PROMISES)
