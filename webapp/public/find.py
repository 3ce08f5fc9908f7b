"""Find a service: search, filters, and everything about one service."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from directory import localise, queries, triage
from directory.asking import Asked, one_of_each, read_search
from directory.codes import REPORTING_ROUTES
from directory.models import Need, Service
from directory.search import Hit, Result, search
from directory.text import printable
from webapp.documents import directory_words as in_words
from webapp.extensions import db
from webapp.i18n import current_tag

bp = Blueprint("find", __name__, url_prefix="/<lang>")

PER_PAGE = 15
FIELDS = ("q", "need", "age", "ward", "avoid", "spoken", "free", "self_referral")
"""The fields of the form, as they stand in the address."""


@dataclass(frozen=True)
class Shown:
    """A service in a list of results, with the reasons for it in words."""

    service: Service
    why: list[str]


@bp.get("/services")
def services() -> str | tuple[str, int]:
    """What the directory has for what somebody needs; all of it when nothing is asked for."""
    typed = _typed()
    asked = read_search(db.session, typed, per_page=PER_PAGE)
    found = Result() if asked.errors else search(db.session, asked.search)
    hits = [*found.hits, *found.nearest]
    records = {service.id: service for service in queries.services_by_id(db.session, [hit.id for hit in hits])}
    needs = queries.needs(db.session)
    wanted = localise.pairs(records.values()) + [("need", need.code) for need in needs]
    words = localise.words_for(db.session, current_tag(), wanted)
    names = {need.code: str(words.text(need, "name")) for need in needs}

    def shown(of: list[Hit]) -> list[Shown]:
        return [Shown(records[hit.id], in_words.why_words(hit.why, names)) for hit in of if hit.id in records]

    page = render_template(
        "public/find/services.html",
        given={name: printable(typed.get(name, "")) for name in FIELDS},
        errors={name: in_words.ERRORS[code] for name, code in asked.errors.items()},
        asked=bool(asked.search.q or asked.search.filters or asked.errors),
        more=bool(set(asked.search.filters) - {"need"}) or bool(asked.errors.keys() - {"q", "need"}),
        alert=_alert(asked),
        found=found,
        items=shown(found.hits),
        nearest=shown(found.nearest),
        relaxed=[in_words.FILTERS[name] for name in found.relaxed],
        words=words,
        needs=needs,
        names=names,
        wards=queries.wards(db.session),
        languages=[(tag, in_words.language_name(tag)) for tag in queries.spoken_languages(db.session)],
        pages=_pages(found),
        previous=_page_url(found.page - 1) if 1 < found.page <= found.pages else None,
        following=_page_url(found.page + 1) if found.page < found.pages else None,
        first=(found.page - 1) * PER_PAGE + 1,
        in_words=in_words,
    )
    return (page, 400) if asked.errors else page


@bp.get("/services/<slug>")
def service(slug: str) -> str:
    """Everything that somebody needs to know of one service, what is not known included."""
    record = queries.service_by_slug(db.session, slug)
    if record is None:
        abort(404)
    others = [] if record.is_door else queries.alternatives(db.session, record)
    needs = queries.needs(db.session)
    wanted = localise.pairs([record, *others]) + [("need", need.code) for need in needs]
    words = localise.words_for(db.session, current_tag(), wanted)
    return render_template(
        "public/find/service.html",
        service=record,
        words=words,
        machine=_machine(words, record),
        needs=_needs_of(record, needs),
        places=in_words.area_names(record, _place_names()),
        languages=[in_words.language_name(tag) for tag in record.languages],
        others=others,
        route=record.reporting_route if record.reporting_route in REPORTING_ROUTES else None,
        in_words=in_words,
    )


def _alert(asked: Asked) -> str | None:
    """Return `emergency` or `crisis` when what was typed says so: danger first, also in a search box."""
    if not asked.search.q:
        return None
    verdict = triage.assess(asked.search.q, current_tag())
    return verdict.alert if verdict.tier == "hard" else None


def _needs_of(record: Service, needs: list[Need]) -> list[Need]:
    """Return the needs of a service, the foremost first."""
    by_code = {need.code: need for need in needs}
    return [by_code[code] for code in record.needs]


def _place_names() -> dict[str, str]:
    """Return the names of wards and localities by slug."""
    names = {ward.slug: ward.name for ward in queries.wards(db.session)}
    return names | {locality.slug: locality.name for locality in queries.localities(db.session)}


def _machine(words: localise.Words, record: Service) -> bool:
    """Say whether a machine translated something of the page and nobody has checked it."""
    return any(words.text(record, name).state == "machine" for name in localise.TRANSLATED["service"])


def _pages(found: Result) -> list[dict[str, object]]:
    """Return the pages of the results for the pagination component: the first, the last, those around."""
    near = {1, found.pages, *range(found.page - 1, found.page + 2)}
    items: list[dict[str, object]] = []
    for number in range(1, found.pages + 1):
        if number in near:
            items.append({"number": number, "href": _page_url(number), "current": number == found.page})
        elif items and "ellipsis" not in items[-1]:
            items.append({"ellipsis": True})
    return items


def _typed() -> dict[str, str]:
    return one_of_each(request.args.to_dict(flat=False))


def _page_url(number: int) -> str:
    """Return the address of another page of the same search."""
    typed = _typed()
    given: dict[str, Any] = {name: typed[name] for name in FIELDS if typed.get(name)}
    return url_for("find.services", **given, page=number)
