"""You said, we did: what was promised by year and ward, as a page and a feed; and "did this help?"."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from directory import queries as directory
from surveys import fair, promised, promising
from webapp.documents import fair_words
from webapp.documents.atom import Entry, feed_xml
from webapp.documents.leaflet_files import site_url
from webapp.documents.words import theme_name
from webapp.extensions import db, limiter
from webapp.i18n import current_language, current_tag

bp = Blueprint("did", __name__, url_prefix="/<lang>")

# A page of a hall full of people who rate at once, by promise and never by address.
RATINGS = "120 per minute"
_RATED = "rated"
_REMEMBERED = 60
"""So many ratings of a visit are remembered: a cookie has its limits."""


def _ward_names() -> dict[str, str]:
    return {ward.slug: ward.name for ward in directory.wards(db.session)}


@bp.get("/you-said-we-did")
def page() -> str:
    """Every public promise; those of one year or ward when the address says so. What is unknown filters nothing."""
    wards, years = _ward_names(), promised.years(db.session)
    year = next((one for one in years if str(one) == request.args.get("year")), None)
    ward = request.args.get("ward") if request.args.get("ward") in wards else None
    promises = promised.published(db.session, current_tag(), fair.today(), year=year, ward=ward)
    return render_template(
        "public/did/page.html",
        promises=promises,
        any_at_all=bool(years),
        years=years,
        year=year,
        wards=wards,
        ward=ward,
        rated=cookie.get(_RATED, []),
        states=fair_words.PROMISE_STATES,
        colours=fair_words.STATE_COLOURS,
        fields=fair_words.PROMISE_FIELDS,
        helped=fair_words.HELPED,
        minimum=promised.MINIMUM_RATINGS,
        theme_name=theme_name,
        month=fair_words.month,
    )


@bp.post("/you-said-we-did/<promise_id>/rating")
@limiter.limit(RATINGS, key_func=lambda: f"promise:{(request.view_args or {}).get('promise_id')}")
def rate(promise_id: str) -> BaseResponse:
    """Count a "did this help?", once a visit."""
    promise = promised.by_id(db.session, promise_id)
    if promise is None or promise.published_at is None:
        abort(404)
    given = cookie.get(_RATED, [])
    back = redirect(url_for("did.page", year=promise.year) + f"#promise-{promise.id}", code=303)
    if promise.id in given:
        flash(_("You have told us already. Thank you."), "note")
        return back
    try:
        promising.rate(db.session, promise, request.form.get("helped", ""), fair.today())
    except promising.Refused:
        flash(_("Choose yes, partly or no."), "note")
        return back
    cookie[_RATED] = [*given, promise.id][-_REMEMBERED:]
    flash(_("Thank you. We count your answer and keep nothing about you."))
    return back


@bp.get("/you-said-we-did.atom")
def feed() -> Response:
    """The same as an Atom feed (RFC 4287) in the language of the address, latest change first."""
    promises = promised.published(db.session, current_tag(), fair.today())
    entries = [_entry(promise) for promise in sorted(promises, key=lambda one: one.updated_at, reverse=True)]
    xml = feed_xml(
        title=_("You said, we did"),
        subtitle=_("What people in Barnet asked for, and what was done."),
        author=_("Barnet Safer Communities Partnership"),
        language=current_language().tag,
        address=site_url("did.feed"),
        page=site_url("did.page"),
        entries=entries[:100],
    )
    return Response(xml, mimetype="application/atom+xml")


def _entry(promise: promised.PromiseView) -> Entry:
    """One promise as lines of plain text; those without a translation are English and say so."""
    state = str(fair_words.PROMISE_STATES[promise.state])
    lines = [(_("State: %(state)s", state=state), current_tag())]
    for name in ("decision", "action", "owner", "result", "withdrawn"):
        if words := promise.texts[name]:
            lines.append((f"{fair_words.PROMISE_FIELDS[name]}: {words}", words.language))
    if promise.due_on is not None and not promise.withdrawn_on:
        lines.append((_("Due in %(month)s", month=fair_words.month(promise.due_on)), current_tag()))
    said = promise.texts["you_said"]
    return Entry(
        key=promise.id,
        title=str(said),
        language=said.language,
        lines=lines,
        address=site_url("did.page", year=str(promise.year)) + f"#promise-{promise.id}",
        published=promise.published_at or promise.updated_at,
        updated=promise.updated_at,
    )
