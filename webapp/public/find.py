"""Find a service: search, filters, and everything about one service."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for

from directory import localise, queries, triage
from directory.asking import Asked, one_of_each, read_search
from directory.assurance import standing
from directory.codes import COUNCIL_PHONE, REPORTING_ROUTES
from directory.models import Need, Service, Ward, local_day
from directory.search import Hit, Result, Search, search
from webapp.documents import directory_words as in_words
from webapp.documents import elsewhere_words, hours_words, tile_map
from webapp.extensions import db
from webapp.forms import unmet
from webapp.i18n import current_tag
from webapp.public import find_filters as filters

bp = Blueprint("find", __name__, url_prefix="/<lang>")

PER_PAGE = 15
MIND = "mental_health"
"""The need of which somebody is shown services who writes of wanting to die."""
RELATED = 3
"""So many related services are named at most."""


@dataclass(frozen=True)
class Shown:
    """A service in a list of results: the reasons for it, and how far it is, in words."""

    service: Service
    why: list[str]
    distance: str | None = None


@bp.get("/services")
def services() -> str | tuple[str, int]:
    """What the directory has for what somebody needs; all of it when nothing is asked for."""
    typed = one_of_each(request.args.to_dict(flat=False))
    given = filters.given_values(typed)
    asked = read_search(db.session, typed, per_page=PER_PAGE)
    alert = _alert(asked)
    found = Result() if asked.errors else _search(asked.search, alert)
    if not asked.errors:
        unmet.count_search(asked.search, found, visit=True)
    hits = [*found.hits, *found.nearest]
    records = {service.id: service for service in queries.services_by_id(db.session, [hit.id for hit in hits])}
    needs, wards = queries.needs(db.session), queries.wards(db.session)
    wanted = localise.pairs(records.values()) + [("need", need.code) for need in needs]
    words = localise.words_for(db.session, current_tag(), wanted)
    names = {need.code: str(words.text(need, "name")) for need in needs}
    places = _place_names(wards)
    slugs = {ward.slug for ward in wards}
    avoided = filters.parts(given["avoid"])

    def shown(of: list[Hit]) -> list[Shown]:
        return [
            Shown(records[hit.id], in_words.why_words(hit.why, names), in_words.distance(hit.distance))
            for hit in of
            if hit.id in records
        ]

    page = render_template(
        "public/find/services.html",
        given=given,
        errors=filters.errors(db.session, given, asked),
        asked=bool(asked.search.q or asked.search.filters or asked.errors),
        more=bool(set(asked.search.filters) - {"need"}) or bool(asked.errors.keys() - {"q", "need"}),
        chosen=filters.chosen(given, asked, names),
        is_on=filters.is_on,
        alert=alert,
        found=found,
        items=shown(found.hits),
        nearest=shown(found.nearest),
        relaxed=[in_words.FILTERS[name] for name in found.relaxed if name in in_words.FILTERS],
        elsewhere=elsewhere_words.elsewhere(found.outside),
        words=words,
        needs=needs,
        names=names,
        needs_chosen=[names[code] for code in asked.search.needs],
        wards=wards,
        avoided={part for part in avoided if part in slugs},
        avoided_else=", ".join(part for part in avoided if part not in slugs),
        places=places,
        languages=[(tag, in_words.language_name(tag)) for tag in queries.spoken_languages(db.session)],
        miles=[(miles, in_words.miles_choice(miles)) for miles in filters.MILES],
        pages=_pages(found, given),
        previous=filters.address(given, page=found.page - 1) if 1 < found.page <= found.pages else None,
        following=filters.address(given, page=found.page + 1) if found.page < found.pages else None,
        widened=filters.widened(given, asked) if not found.hits else None,
        first_page=filters.address(given),
        first=(found.page - 1) * PER_PAGE + 1,
        council_phone=COUNCIL_PHONE,
        in_words=in_words,
    )
    return (page, 400) if asked.errors else page


@bp.get("/services/<slug>")
def service(slug: str) -> str:
    """Everything that somebody needs to know of one service, what is not known included."""
    record = queries.service_by_slug(db.session, slug)
    if record is None:
        abort(404)
    others = _related(record)
    needs = queries.needs(db.session)
    wanted = localise.pairs([record, *others]) + [("need", need.code) for need in needs]
    words = localise.words_for(db.session, current_tag(), wanted)
    wards = queries.wards(db.session)
    today = local_day()
    return render_template(
        "public/find/service.html",
        service=record,
        words=words,
        machine=_machine(words, record),
        needs=_needs_of(record, needs),
        place_names=_place_names(wards),
        wards={ward.slug: ward.name for ward in wards},
        map=_map(record, wards),
        weeks=hours_words.weeks(record.schedule_rows, today),
        closures=hours_words.closures(record.schedule_rows, today),
        languages=[in_words.language_name(tag) for tag in record.languages],
        others=others,
        route=record.reporting_route if record.reporting_route in REPORTING_ROUTES else None,
        fresh=standing(record, today) in ("fresh", "due"),
        address=url_for("find.service", slug=record.slug, _external=True),
        doors=_doors(record.slug),
        in_words=in_words,
    )


def _search(wanted: Search, alert: str | None) -> Result:
    """Search; somebody who writes of wanting to die is shown what helps with that, not whatever shares a word."""
    if alert != "crisis" or wanted.needs:
        return search(db.session, wanted)
    helping = replace(wanted, needs=(MIND,))
    found = search(db.session, helping)
    return found if found.hits else search(db.session, replace(helping, q=""))


def _alert(asked: Asked) -> str | None:
    """Return `emergency` or `crisis` when what was typed says so: danger first, also in a search box."""
    if not asked.search.q:
        return None
    verdict = triage.assess(asked.search.q, current_tag())
    return verdict.alert if verdict.tier == "hard" else None


def _related(record: Service) -> list[Service]:
    """Return services that people can turn to for the same foremost need."""
    if not record.needs:
        return []
    like = search(db.session, Search(needs=(record.needs[0],), open_to="public", per_page=RELATED + 1))
    doors = queries.services_by_id(db.session, [hit.id for hit in like.hits if hit.id != record.id])
    return [door for door in doors if door.is_door][:RELATED]


def _needs_of(record: Service, needs: list[Need]) -> list[Need]:
    """Return the needs of a service, the foremost first."""
    by_code = {need.code: need for need in needs}
    return [by_code[code] for code in record.needs]


def _place_names(wards: list[Ward]) -> dict[str, str]:
    """Return the names of wards and localities by slug."""
    names = {ward.slug: ward.name for ward in wards}
    return names | {locality.slug: locality.name for locality in queries.localities(db.session)}


def _map(record: Service, wards: list[Ward]) -> dict[str, Any] | None:
    """Return what the tile map of a service shows; none for a refuge, which is on no map (contracts.md)."""
    if record.confidential_location:
        return None
    served = tile_map.wards_within(record.areas, wards)
    shown = tile_map.tiles(wards)
    return {
        "tiles": shown,
        "size": tile_map.size(shown),
        "marks": {ward.slug: tile_map.Mark("on", "✓") for ward in served},
        "served": [ward.name for ward in served],
        "everywhere": len(served) == len(wards),
    }


def _doors(slug: str) -> dict[str, str]:
    """Return the addresses of what else can be done with a service: lists, leaflets, telling what is wrong."""
    wanted: dict[str, tuple[str, dict[str, Any]]] = {
        "add": ("lists.add", {}),
        "leaflet": ("lists.service_leaflet", {"slug": slug}),
        "large_leaflet": ("lists.service_leaflet", {"slug": slug, "large": 1}),
        "problem": ("problems.new", {"slug": slug}),
    }
    known = current_app.view_functions
    return {name: url_for(endpoint, **values) for name, (endpoint, values) in wanted.items() if endpoint in known}


def _machine(words: localise.Words, record: Service) -> bool:
    """Say whether a machine translated something of the page and nobody has checked it."""
    return any(words.text(record, name).state == "machine" for name in localise.TRANSLATED["service"])


def _pages(found: Result, given: dict[str, str]) -> list[dict[str, object]]:
    """Return the pages of the results for the pagination component: the first, the last, those around."""
    near = {1, found.pages, *range(found.page - 1, found.page + 2)}
    items: list[dict[str, object]] = []
    for number in sorted(near):
        if not 1 <= number <= found.pages:
            continue
        if items and number - int(str(items[-1]["number"])) > 1:
            items.append({"ellipsis": True, "number": number - 1})
        items.append({"number": number, "href": filters.address(given, page=number), "current": number == found.page})
    return items
