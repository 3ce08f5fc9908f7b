"""GET /api/hsds/: the directory as Open Referral UK 3.0 (contracts.md), for any machine, without a key.

docs/hsds.md says what is served and why. A refuge has no place here and no place finds one.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from directory import hsds, hsds_queries
from directory.hsds_places import Spot
from directory.hsds_terms import term_values
from directory.hsds_terms import vocabulary as vocabulary_of
from directory.models import Organization, Service
from directory.queries import services_by_id
from webapp.api.hsds_answers import cut, listed, missing, open_to_all, told
from webapp.api.hsds_openapi import describe
from webapp.api.hsds_schemas import (
    UUID,
    OneOrganizationQuery,
    OrganizationsQuery,
    Paging,
    PlacesQuery,
    ServicesQuery,
    TaxonomiesQuery,
    TermsQuery,
)
from webapp.api.problems import problem
from webapp.extensions import db

VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile/blob/main/docs/index.md"
PREFIX = "/api/hsds"

# Its own description is at /openapi.json below; that of /api/v1 does not repeat it.
bp = APIBlueprint("api_hsds", __name__, url_prefix=PREFIX, enable_openapi=False)

LISTS: dict[str, type[Paging]] = {
    "services": ServicesQuery,
    "service_at_locations": PlacesQuery,
    "organizations": OrganizationsQuery,
    "taxonomies": TaxonomiesQuery,
    "taxonomy_terms": TermsQuery,
}
KNOWN = {name for query in LISTS.values() for name in query.model_fields}


@bp.before_request
def asked_clearly() -> Response | None:
    """Refuse a parameter that is given twice, or that a list does not take: what is not applied must not look so."""
    name = request.path.removeprefix(PREFIX).strip("/")
    if name not in LISTS:
        return None
    errors = {}
    for parameter, values in request.args.lists():
        if parameter in KNOWN and len(values) > 1:
            errors[parameter] = ["is given more than once"]
        elif parameter in KNOWN - LISTS[name].model_fields.keys():
            errors[parameter] = [f"is not a parameter of /{name}"]
    return problem(400, "Some of what was asked for could not be read.", errors={"query": errors}) if errors else None


@bp.after_app_request
def headers(response: Response) -> Response:
    """Open every answer below this address to all, that of an unknown page too."""
    ours = request.path == PREFIX or request.path.startswith(f"{PREFIX}/")
    return open_to_all(response) if ours else response


@bp.get("/", strict_slashes=False)
def about() -> Response:
    """What this feed follows, and where it is described."""
    base = current_app.config["SETTINGS"].site_url or request.url_root
    address = base.rstrip("/") + url_for("api_hsds.description")
    return told({"version": VERSION, "profile": PROFILE, "openapi_url": address})


@bp.get("/openapi.json")
def description() -> Response:
    """The description of this feed (OpenAPI 3.1)."""
    return told(describe(PREFIX, VERSION, LISTS, OneOrganizationQuery))


@bp.get("/services", strict_slashes=False)
@bp.input(ServicesQuery, location="query")
def services(query_data: ServicesQuery) -> Response:
    """A page of services: their own fields, fully nested with `full`."""
    reference, wanted = hsds.Reference(db.session), query_data.wanted()
    if query_data.minimal:
        return listed(
            query_data,
            lambda start, size: hsds_queries.dates(db.session, wanted, reference, start, size),
            lambda rows: [{"id": identity, "modified_date": hsds.moment(when)} for identity, when in rows],
            all_at_once=True,
        )
    find = hsds_queries.whole_services if query_data.full else hsds_queries.services
    return listed(
        query_data,
        lambda start, size: find(db.session, wanted, reference, start, size),
        lambda rows: [
            hsds.service_whole(row, reference) if query_data.full else hsds.service_summary(row) for row in rows
        ],
    )


@bp.get("/services/<identity>", strict_slashes=False)
def service(identity: str) -> ResponseReturnValue:
    """One service, fully nested."""
    found = services_by_id(db.session, [identity.lower()]) if UUID.fullmatch(identity) else []
    return told(hsds.service_whole(found[0], hsds.Reference(db.session))) if found else missing()


@bp.get("/service_at_locations", strict_slashes=False)
@bp.input(PlacesQuery, location="query")
def places(query_data: PlacesQuery) -> Response:
    """A page of services at their locations. No refuge is among them."""
    reference = hsds.Reference(db.session)
    wanted = query_data.wanted()

    def values(spots: list[Spot]) -> list[dict[str, Any]]:
        ids = list({spot.service_id for spot in spots})
        if query_data.minimal:
            changed = hsds_queries.last_changes(db.session, ids)
            return [{"id": spot.id, "modified_date": hsds.moment(changed[spot.service_id])} for spot in spots]
        records = {row.id: row for row in services_by_id(db.session, ids)}
        return [_place(spot, records[spot.service_id], reference, nested=bool(query_data.full)) for spot in spots]

    found = cut(lambda: hsds_queries.located(db.session, wanted, reference))
    return listed(query_data, found, values, all_at_once=bool(query_data.minimal))


@bp.get("/service_at_locations/<identity>", strict_slashes=False)
def place(identity: str) -> ResponseReturnValue:
    """One service at one of its locations, fully nested."""
    reference = hsds.Reference(db.session)
    everywhere = hsds_queries.located(db.session, hsds_queries.Wanted(), reference)
    spot = next((spot for spot in everywhere if spot.id == identity.lower()), None)
    if spot is None:
        return missing()
    return told(_place(spot, services_by_id(db.session, [spot.service_id])[0], reference, nested=True))


def _place(spot: Spot, record: Service, reference: hsds.Reference, *, nested: bool) -> dict[str, Any]:
    """Return a service_at_location with its service in the same depth."""
    served = hsds.service_whole(record, reference, with_places=False) if nested else hsds.service_summary(record)
    return {**hsds.spot_values(spot, record, reference, nested=nested), "service": served}


@bp.get("/organizations", strict_slashes=False)
@bp.input(OrganizationsQuery, location="query")
def organizations(query_data: OrganizationsQuery) -> Response:
    """A page of organisations; `full` adds their services in brief, `full_service` fully nested."""
    reference, wanted = hsds.Reference(db.session), query_data.wanted()

    def values(rows: list[Organization]) -> list[dict[str, Any]]:
        if query_data.minimal:
            changed = hsds_queries.last_changes_of(db.session, [row.id for row in rows])
            dates = {identity: hsds.moment(when) for identity, when in changed.items()}
            return [hsds.pruned({"id": row.id, "modified_date": dates.get(row.id)}) for row in rows]
        if not (query_data.full or query_data.full_service):
            return [hsds.organization_summary(row) for row in rows]
        hidden = hsds_queries.by_place(wanted, reference)
        return _with_services(rows, reference, whole=bool(query_data.full_service), by_place=hidden)

    return listed(
        query_data,
        lambda start, size: hsds_queries.organizations(db.session, wanted, reference, start, size),
        values,
        all_at_once=bool(query_data.minimal),
    )


@bp.get("/organizations/<identity>", strict_slashes=False)
@bp.input(OneOrganizationQuery, location="query")
def organization(identity: str, query_data: OneOrganizationQuery) -> ResponseReturnValue:
    """One organisation with its services."""
    found = db.session.get(Organization, identity.lower()) if UUID.fullmatch(identity) else None
    if found is None:
        return missing()
    whole = bool(query_data.full_service)
    return told(_with_services([found], hsds.Reference(db.session), whole=whole, by_place=False)[0])


def _with_services(
    rows: list[Organization], reference: hsds.Reference, *, whole: bool, by_place: bool
) -> list[dict[str, Any]]:
    """Return organisations with the services that each runs."""
    run = hsds_queries.services_of(db.session, [row.id for row in rows], whole=whole, by_place=by_place)

    def run_by(record: Service) -> dict[str, Any]:
        if whole:
            return hsds.service_whole(record, reference, with_organization=False)
        return hsds.service_brief(record)

    return [
        hsds.pruned(
            {
                **hsds.organization_whole(row, reference),
                "services": [run_by(record) for record in run.get(row.id, [])],
            }
        )
        for row in rows
    ]


@bp.get("/taxonomies", strict_slashes=False)
@bp.input(TaxonomiesQuery, location="query")
def taxonomies(query_data: TaxonomiesQuery) -> Response:
    """A page of taxonomies."""
    found = [row for row in vocabulary_of(db.session).taxonomies if _said(row, query_data.search)]
    return listed(query_data, cut(lambda: found), lambda rows: [hsds.taxonomy_values(row) for row in rows])


@bp.get("/taxonomies/<identity>", strict_slashes=False)
def taxonomy(identity: str) -> ResponseReturnValue:
    """One taxonomy with its terms."""
    found = vocabulary_of(db.session).taxonomy(identity.lower())
    return told(hsds.taxonomy_values(found, nested=True)) if found else missing()


@bp.get("/taxonomy_terms", strict_slashes=False)
@bp.input(TermsQuery, location="query")
def terms(query_data: TermsQuery) -> Response:
    """A page of taxonomy terms. All stand at the top, so that none is below another."""
    vocabulary = vocabulary_of(db.session)
    found = [
        row
        for row in vocabulary.terms
        if _said(row, query_data.search)
        and query_data.taxonomy_id in (None, vocabulary.taxonomy_of(row).id)
        and query_data.parent_id is None
    ]
    return listed(
        query_data,
        cut(lambda: found),
        lambda rows: [term_values(row, vocabulary.taxonomy_of(row)) for row in rows],
    )


@bp.get("/taxonomy_terms/<identity>", strict_slashes=False)
def term(identity: str) -> ResponseReturnValue:
    """One taxonomy term."""
    vocabulary = vocabulary_of(db.session)
    found = vocabulary.term(identity.lower())
    return told(term_values(found, vocabulary.taxonomy_of(found))) if found else missing()


def _said(row: Any, search: str | None) -> bool:
    """Return whether a taxonomy or term has every word of a search."""
    text = f"{row.name} {row.description} {row.code}".casefold()
    return all(word in text for word in hsds_queries.words_of(search or ""))
