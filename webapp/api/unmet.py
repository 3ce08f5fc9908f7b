"""POST /api/v1/unmet: the bot tells that its visitor found no help. Need codes, ward and age; never words."""

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from directory import demand
from directory.asking import OLDEST
from directory.models import local_day
from directory.places import LONGEST, PlaceError, find_place
from webapp.api.caller import from_bot
from webapp.api.problems import problem
from webapp.extensions import db

bp = APIBlueprint("api_unmet", __name__, url_prefix="/api/v1", tag="Directory")


class UnmetIn(BaseModel):
    """What somebody asked for in vain. There is no field for what they said, and no other field is taken."""

    model_config = ConfigDict(extra="forbid")

    needs: list[str] = Field(
        max_length=demand.MOST_NEEDS, description="Codes of /needs; none when it is not clear what for."
    )
    ward: str | None = Field(None, max_length=LONGEST, description="A ward's slug or name, or a postcode.")
    age: int | None = Field(None, ge=0, le=OLDEST, description="In years; only its band is kept.")


@bp.post("/unmet")
@bp.input(UnmetIn, location="json")
@bp.output({}, status_code=204)
@bp.doc(summary="Count that nothing was found (the bot only)", responses=[400, 401])
def unmet(json_data: UnmetIn) -> tuple[str, int] | Response:
    """Add one to the counters of this week, for each need."""
    if not from_bot():
        return problem(401, "Only the bot reports what was not found.")
    try:
        ward = _ward(json_data.ward)
        demand.check(db.session, json_data.needs, ward)
        demand.record(db.session, "chat", json_data.needs, ward, json_data.age, today=local_day())
    except PlaceError as fault:
        return problem(400, "There is no such ward.", errors={"json": {"ward": fault.code}})
    except demand.DemandError as fault:
        return problem(400, "This cannot be counted.", errors={"json": {fault.field: fault.code}})
    return "", 204


def _ward(typed: str | None) -> str:
    """Return the slug of the ward; nothing for a postcode that touches several."""
    if not typed or not typed.strip():
        return demand.NOT_TOLD
    wards = find_place(db.session, typed).wards
    return wards[0] if len(wards) == 1 else demand.NOT_TOLD
