"""The description of the Open Referral feed (OpenAPI 3.1): exactly what is served, for tools and fuzzers.

Shapes follow the standard's schemas (Open Referral UK 3.0, with the fields of HSDS 3.0 that the UK profile
drops) and are narrower where ours always are.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from webapp.api import PROBLEM

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_ID: Schema = {"type": "string", "format": "uuid"}
_URI: Schema = {"type": "string", "format": "uri"}
_EMAIL: Schema = {"type": "string", "format": "email"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DATE: Schema = {"type": "string", "format": "date"}
_NUMBER: Schema = {"type": "number"}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_TIME: Schema = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _several(name: str) -> Schema:
    return {"type": "array", "items": _ref(name), "minItems": 1}


def _object(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _schemas() -> dict[str, Schema]:
    """Return the shapes of what is served, named after the entities of HSDS."""
    term = _object(
        "id name description",
        id=_ID, code=_TEXT, name=_TEXT, description=_TEXT, taxonomy=_TEXT, taxonomy_id=_ID, language=_TEXT, term=_TEXT,
    )  # fmt: skip
    attribute = _object(
        "id link_id link_entity taxonomy_term_id",
        id=_ID, link_id=_ID, link_type=_TEXT, link_entity=_TEXT, taxonomy_term_id=_ID,
        taxonomy_term=_ref("TaxonomyTerm"),
    )  # fmt: skip
    address = _object(
        "id address_1 city state_province postal_code country address_type",
        id=_ID, location_id=_ID, address_1=_TEXT, city=_TEXT, state_province=_TEXT, postal_code=_TEXT, country=_TEXT,
        address_type={"enum": ["physical", "postal", "virtual"]},
    )  # fmt: skip
    location = _object(
        "id location_type",
        id=_ID, location_type={"enum": ["physical", "postal", "virtual"]}, name=_TEXT, description=_TEXT,
        latitude=_NUMBER, longitude=_NUMBER, addresses=_several("Address"), accessibility=_several("Accessibility"),
    )  # fmt: skip
    schedule = _object(
        "id",
        id=_ID, service_id=_ID, valid_from=_DATE, valid_to=_DATE, freq={"enum": ["WEEKLY", "MONTHLY"]}, byday=_TEXT,
        opens_at=_TIME, closes_at=_TIME, description=_TEXT, notes=_TEXT,
    )  # fmt: skip
    service = _object(
        "id organization_id name status last_modified",
        id=_ID, organization_id=_ID, name=_TEXT, description=_TEXT, url=_URI, email=_EMAIL,
        status={"enum": ["active", "inactive", "defunct", "temporarily closed"]}, application_process=_TEXT,
        fees=_TEXT, fees_description=_TEXT, eligibility_description=_TEXT, minimum_age=_NUMBER, maximum_age=_NUMBER,
        assured_date=_DATE, alert=_TEXT, last_modified=_MOMENT, organization=_ref("Organization"),
        phones=_several("Phone"), schedules=_several("Schedule"), service_areas=_several("ServiceArea"),
        service_at_locations=_several("ServiceAtLocation"), languages=_several("Language"),
        funding=_several("Funding"), cost_options=_several("CostOption"), contacts=_several("Contact"),
        attributes=_several("Attribute"),
    )  # fmt: skip
    return {
        "Problem": PROBLEM,
        "About": _object("version profile openapi_url", version=_TEXT, profile=_URI, openapi_url=_URI),
        "Changed": _object("id", id=_ID, modified_date=_MOMENT),
        "Service": service,
        "Organization": _object(
            "id name description",
            id=_ID, name=_TEXT, description=_TEXT, website=_URI, attributes=_several("Attribute"),
            services=_several("Service"),
        ),
        "ServiceAtLocation": _object(
            "id service_id location_id location",
            id=_ID, service_id=_ID, location_id=_ID, location=_ref("Location"), service=_ref("Service"),
        ),
        "Location": location,
        "Address": address,
        "Accessibility": _object("id", id=_ID, location_id=_ID, description=_TEXT, details=_TEXT),
        "Phone": _object(
            "id number", id=_ID, service_id=_ID, contact_id=_ID, number=_TEXT, type=_TEXT, description=_TEXT
        ),
        "Schedule": schedule,
        "ServiceArea": _object("id service_id name", id=_ID, service_id=_ID, name=_TEXT, service_area=_TEXT),
        "Language": _object("id service_id code", id=_ID, service_id=_ID, name=_TEXT, code=_TEXT),
        "Funding": _object("id service_id source", id=_ID, service_id=_ID, source=_TEXT),
        "CostOption": _object(
            "id service_id",
            id=_ID, service_id=_ID, option=_TEXT, amount=_NUMBER, currency=_TEXT, amount_description=_TEXT,
        ),
        "Contact": _object(
            "id service_id",
            id=_ID, organization_id=_ID, service_id=_ID, name=_TEXT, title=_TEXT, email=_EMAIL,
            phones=_several("Phone"),
        ),
        "Attribute": attribute,
        "Taxonomy": _object(
            "id name description", id=_ID, name=_TEXT, description=_TEXT, taxonomy_terms=_several("TaxonomyTerm")
        ),
        "TaxonomyTerm": term,
    }  # fmt: skip


ENTITIES = {
    "services": "Service",
    "service_at_locations": "ServiceAtLocation",
    "organizations": "Organization",
    "taxonomies": "Taxonomy",
    "taxonomy_terms": "TaxonomyTerm",
}
REQUIRED = ("/", "/services", "/services/{id}")
"""What the standard's compliance page calls required."""


def describe(
    prefix: str, version: str, lists: Mapping[str, type[BaseModel]], one_organization: type[BaseModel]
) -> dict[str, Any]:
    """Return the OpenAPI document of the feed.

    In: the address below which it is, the standard's version, the parameters of each list by its name, and
    those of a single organisation.
    """
    paths: dict[str, Any] = {"/": {"get": _operation("/", "What this feed is", _ref("About"))}}
    for name, query in lists.items():
        entity = ENTITIES[name]
        told = _operation(f"/{name}", f"A page of {name}", _page(entity, query), _parameters(query), bad=True)
        told["responses"]["200"]["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
        paths[f"/{name}"] = {"get": told}
        more = _parameters(one_organization) if name == "organizations" else []
        one = _operation(f"/{name}/{{id}}", f"One of {name}", _ref(entity), [_IDENTITY, *more], bad=bool(more))
        one["responses"]["404"] = _problem("No record has this id")
        paths[f"/{name}/{{id}}"] = {"get": one}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Barnet directory of services, Open Referral UK",
            "version": version,
            "description": "Read-only and open: no key. What is not known is left out. Refuges have no place.",
        },
        "servers": [{"url": prefix}],
        "tags": [{"name": "required"}, {"name": "optional"}],
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


_IDENTITY: Schema = {"in": "path", "name": "id", "required": True, "schema": _ID}


def _operation(
    path: str, summary: str, schema: Schema, parameters: list[Schema] | None = None, *, bad: bool = False
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Nothing has changed since the ETag in If-None-Match"},
    }
    if bad:
        responses["400"] = _problem("A parameter could not be read")
    return {
        "operationId": "get" + path.title().translate(str.maketrans("", "", "/{}_")),
        "summary": summary,
        "tags": ["required" if path in REQUIRED else "optional"],
        "parameters": parameters or [],
        "responses": responses,
    }


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/problem+json": {"schema": _ref("Problem")}}}


def _page(entity: str, query: type[BaseModel]) -> Schema:
    """Return the shape of a page: the header of the standard, every key of it there."""
    items = {"anyOf": [_ref(entity), _ref("Changed")]} if "minimal" in query.model_fields else _ref(entity)
    keys = "total_items total_pages page_number size first_page last_page empty contents"
    return _object(
        keys,
        total_items=_WHOLE, total_pages=_WHOLE, page_number={"type": "integer", "minimum": 1}, size=_WHOLE,
        first_page=_FLAG, last_page=_FLAG, empty=_FLAG, contents={"type": "array", "items": items},
    )  # fmt: skip


def _parameters(query: type[BaseModel]) -> list[Schema]:
    """Return the query parameters that a model reads, each with its type alone: none may be null."""
    found = []
    for name, given in query.model_json_schema()["properties"].items():
        kind = next(part for part in given.get("anyOf", [given]) if part.get("type") != "null")
        extra = {key: given[key] for key in ("format",) if key in given}
        parameter = {"in": "query", "name": name, "required": False, "schema": {**kind, **extra}}
        found.append({**parameter, "description": given.get("description", "")})
    return found
