"""GET /api/v1/services, /needs, /wards and /reporting-routes (contracts.md, HTTP)."""

from collections.abc import Iterable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, request

from directory import localise, queries
from directory.asking import one_of_each, read_search
from directory.models import Need, ReportingRoute, Service
from directory.search import KEEPS_UNKNOWN, Hit, search
from webapp.api.caller import from_bot
from webapp.api.directory_schemas import (
    LanguageQuery,
    NeedList,
    RouteList,
    ServiceList,
    ServicesQuery,
    ServiceWhole,
    WardList,
)
from webapp.api.problems import problem
from webapp.documents import service_facts
from webapp.documents.directory_words import why_words
from webapp.extensions import db
from webapp.forms import unmet
from webapp.i18n import choose

bp = APIBlueprint("api_directory", __name__, url_prefix="/api/v1", tag="Directory")

PER_PAGE = 20
_TEXTS = ("name", "summary", "description", "who_for", "way_in", "what_happens", "cost_note")


def known(value: str) -> str | None:
    """Return a value, or None for unknown and empty."""
    return None if value in ("", "unknown") else value


def need_names(words: localise.Words, needs: Iterable[Need]) -> dict[str, str]:
    """Return the names of the needs in the reply's language, by code."""
    return {need.code: str(words.text(need, "name")) for need in needs}


def _item(service: Service, words: localise.Words, why: list[str], distance: int | None = None) -> dict[str, Any]:
    """Return a service in brief, in the reply's language."""
    return {
        "slug": service.slug,
        "name": str(words.text(service, "name")),
        "organisation": str(words.text(service.organization, "name")),
        "summary": str(words.text(service, "summary")),
        "needs": service.needs,
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "cost": known(service.cost),
        "how_to_get_in": str(words.text(service, "way_in")) if service.way_in_known else None,
        "areas": service.areas,
        "languages": service.languages,
        "phone": service.phones[0].number if service.phones else None,
        "email": service.email,
        "url": service.url,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
        "why": why,
        "ring": service.ring,
        "ended": service.ended,
        "status": service.status,
        "distance": distance,
        "women_only": known(service.women_only),
    }


def _speak(language: str | None) -> str:
    """Set the language of the reply and return its tag."""
    g.lang = choose(language)
    return str(g.lang)


@bp.get("/services")
@bp.input(ServicesQuery, location="query")
@bp.output(ServiceList)
@bp.doc(summary="Search the services", responses=[400])
def services(query_data: ServicesQuery) -> dict[str, Any] | Response:
    """The services that fit, the best first; near misses apart."""
    language = _speak(query_data.language)
    asked = read_search(db.session, one_of_each(request.args.to_dict(flat=False)), per_page=PER_PAGE)
    if asked.errors:
        return problem(400, "Some of what was asked for could not be read.", errors={"query": asked.errors})
    found = search(db.session, asked.search)
    if not from_bot():
        # The bot knows better what its visitor asked for, and says it itself (POST /unmet).
        unmet.count_search(asked.search, found, visit=False)
    hits = [*found.hits, *found.nearest]
    records = {service.id: service for service in queries.services_by_id(db.session, [hit.id for hit in hits])}
    needs = queries.needs(db.session) if asked.search.needs else []
    wanted = localise.pairs(records.values()) + [("need", need.code) for need in needs]
    words = localise.words_for(db.session, language, wanted)
    names = need_names(words, needs)

    def items(of: list[Hit]) -> list[dict[str, Any]]:
        return [
            _item(records[hit.id], words, why_words(hit.why, names), hit.distance) for hit in of if hit.id in records
        ]

    return {
        "items": items(found.hits),
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "nearest": items(found.nearest),
        "relaxed": found.relaxed,
        "unknown_kept": {
            name: asked.search.keeps_unknown(name) for name in asked.search.filters if name in KEEPS_UNKNOWN
        },
        "facets": found.facets,
        "outside": found.outside,
        "corrected": found.corrected,
    }


@bp.get("/services/<slug>")
@bp.input(LanguageQuery, location="query")
@bp.output(ServiceWhole)
@bp.doc(summary="One service in full", responses=[404])
def service(slug: str, query_data: LanguageQuery) -> dict[str, Any] | Response:
    """Everything that is known of a service and is for the public."""
    record = queries.service_by_slug(db.session, slug)
    if record is None:
        return problem(404, "There is no such service.")
    words = localise.words_for(db.session, _speak(query_data.language), localise.pairs([record]))
    texts = {name: words.text(record, name) for name in _TEXTS}
    return {
        **_item(record, words, []),
        "id": record.id,
        "description": str(texts["description"]),
        "who_for": str(texts["who_for"]),
        "ages_known": record.ages_known,
        "cost_note": str(words.text(record, "cost_note")),
        "open_to": [whom for whom in record.open_to if whom != "unknown"],
        "self_referral": known(record.self_referral),
        "channels": [channel for channel in record.channels if channel != "unknown"],
        "preventative": known(record.preventative),
        "reactive": known(record.reactive),
        "phones": [
            {"number": phone.number, "label": phone.label, "all_hours": phone.all_hours} for phone in record.phones
        ],
        "reporting_route": record.reporting_route,
        "text_language": {name: text.language for name, text in texts.items()},
        "what_happens": str(texts["what_happens"]),
        "language": g.lang,
        **service_facts.in_words(db.session, record),
    }


@bp.get("/needs")
@bp.input(LanguageQuery, location="query")
@bp.output(NeedList)
@bp.doc(summary="The needs that services meet")
def needs(query_data: LanguageQuery) -> dict[str, Any]:
    """Every need with its code, in the order in which pages show them."""
    records = queries.needs(db.session)
    wanted = [("need", need.code) for need in records]
    words = localise.words_for(db.session, _speak(query_data.language), wanted)
    return {
        "items": [
            {
                "code": need.code,
                "name": str(words.text(need, "name")),
                "description": str(words.text(need, "description")),
            }
            for need in records
        ]
    }


@bp.get("/wards")
@bp.output(WardList)
@bp.doc(summary="The 24 wards")
def wards() -> dict[str, Any]:
    """Every ward with its locality."""
    return {
        "items": [
            {"slug": ward.slug, "name": ward.name, "locality": ward.locality, "inferred": ward.inferred}
            for ward in queries.wards(db.session)
        ]
    }


@bp.get("/reporting-routes")
@bp.input(LanguageQuery, location="query")
@bp.output(RouteList)
@bp.doc(summary="Where to report, with numbers, hours and what to ring when closed")
def reporting_routes(query_data: LanguageQuery) -> dict[str, Any]:
    """Every reporting route, 999 first."""
    records = queries.routes(db.session)
    wanted = [("reporting_route", route.code) for route in records]
    words = localise.words_for(db.session, _speak(query_data.language), wanted)
    return {"items": [_route(route, words) for route in records]}


def _route(route: ReportingRoute, words: localise.Words) -> dict[str, Any]:
    """Return a reporting route in the reply's language."""

    def contact(index: int, name: str, english: str | None) -> str:
        return str(words.text(route, f"contacts.{index}.{name}", english or ""))

    return {
        "route": route.code,
        "title": str(words.text(route, "title")),
        "for_what": str(words.text(route, "for_what")),
        "emergency": route.emergency,
        "when_closed": str(words.text(route, "when_closed")),
        "steps": [str(words.text(route, f"steps.{index}", step)) for index, step in enumerate(route.steps)],
        "service": route.service_slug,
        "assured_date": route.assured_date.isoformat() if route.assured_date else None,
        "language": words.text(route, "title").language,
        "contacts": [
            {
                "name": contact(index, "name", row.name),
                "phone": row.phone,
                "text": row.text,
                "email": row.email,
                "url": row.url,
                "all_hours": row.all_hours,
                "hours": contact(index, "hours", row.hours),
                "note": contact(index, "note", row.note),
                "for_whom": contact(index, "for_whom", row.for_whom),
            }
            for index, row in enumerate(route.contacts)
        ],
    }
