"""The desk of what is missing: who is served where, the map of wards, and what people asked for in vain."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from directory import demand, queries
from directory.coverage import AGE_BANDS, BOROUGH, coverage, drop_ins
from directory.models import local_day
from webapp.accounts.access import requires
from webapp.documents import coverage as words
from webapp.documents import mapping as mapping_documents
from webapp.documents import tile_map
from webapp.extensions import db
from webapp.staff.mapping import READERS, csv_response, names

bp = Blueprint("staff_coverage", __name__, url_prefix="/staff/coverage")


def _chosen(name: str, choices: list[str], default: str) -> str:
    """Return a choice of the address; what is none is the default."""
    typed = request.args.get(name, "")
    return typed if typed in choices else default


@bp.get("/")
@requires(*READERS)
def matrix() -> str:
    """Needs by age band in a place, what nobody serves, and where the drop-ins are."""
    found, called = coverage(db.session), names(db.session)
    place = _chosen("place", found.places, BOROUGH)
    return render_template(
        "staff/coverage/matrix.html",
        matrix=words.matrix(found, place, called),
        gaps=words.gaps(found.gaps(), called),
        drop_ins=mapping_documents.drop_ins_by_place(drop_ins(db.session), called.places),
        place=place,
        places=[(slug, called.place(slug)) for slug in found.places],
    )


@bp.get("/<code>.csv")
@requires(*READERS)
def sheet(code: str) -> Response:
    """The whole matrix, the gaps, the unmet demand, or what the bot did not understand as CSV."""
    found, called, today = coverage(db.session), names(db.session), local_day()
    if code == "matrix":
        return csv_response(words.every_cell(found, called), "coverage.csv")
    if code == "gaps":
        return csv_response(words.gaps(found.gaps(), called), "gaps.csv")
    if code == "unsure":
        unsure = demand.not_understood(db.session, today=today)
        return csv_response(words.not_understood(unsure, called), "not-understood.csv")
    if code != "demand":
        abort(404)
    rows = demand.against_supply(db.session, found, today=today)
    splits = demand.splits(db.session, found, today=today)
    return csv_response(words.all_demand(rows, splits, called), "unmet-demand.csv")


@bp.get("/map")
@requires(*READERS)
def ward_map() -> str:
    """How many services there are in each ward for a need and an age band."""
    found, called = coverage(db.session), names(db.session)
    need = _chosen("need", found.needs, found.needs[0] if found.needs else "")
    band = _chosen("age", list(AGE_BANDS), "")
    wards = queries.wards(db.session)
    cells = found.by_ward(need, band)
    tiles = tile_map.tiles(wards)
    title = f"{called.need(need)}, {words.band(band)}"
    return render_template(
        "staff/coverage/map.html",
        title=title,
        need=need,
        band=band,
        needs=[(code, called.need(code)) for code in found.needs],
        bands=[("", words.band("")), *((code, words.band(code)) for code in AGE_BANDS)],
        map={"tiles": tiles, "size": tile_map.size(tiles), "marks": words.marks(cells), "legend": words.LEGEND},
        table=words.by_ward(cells, wards, title, called),
        only_borough=found.cell(need, band).sure - max((cell.sure for cell in cells.values()), default=0),
    )


@bp.get("/demand")
@requires(*READERS)
def unmet() -> str:
    """How often nothing was found, beside what there is; one need by ward and age when it is chosen."""
    found, called = coverage(db.session), names(db.session)
    today = local_day()
    rows = demand.against_supply(db.session, found, today=today)
    need = _chosen("need", [row.need for row in rows], "")
    shown: dict[str, Any] = {}
    if need:
        split = demand.split(db.session, found, need, today=today)
        shown = {"wards": words.demand_by_ward(split, called), "ages": words.demand_by_age(split)}
    return render_template(
        "staff/coverage/demand.html",
        table=words.demand(rows, called),
        needs=[(row.need, called.need(row.need)) for row in rows],
        need=need,
        name=called.need(need) if need else "",
        split=shown,
        unsure=words.not_understood(demand.not_understood(db.session, today=today), called),
    )
