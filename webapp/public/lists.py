"""My list: services put by during this visit, links to share them, and leaflets to print.

No account: the list is in this visit's cookie, which goes when the browser closes or at "Leave now".
"""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from directory import localise, queries, shortlists
from directory.models import Service
from webapp.documents import directory_words as in_words
from webapp.documents import leaflet_files
from webapp.documents.leaflet import LeafletImpossible
from webapp.documents.leaflet_parts import Leaflet
from webapp.extensions import db, limiter
from webapp.i18n import current_tag

bp = Blueprint("lists", __name__, url_prefix="/<lang>")
Page = str | BaseResponse | tuple[str, int]

KEY = "my_list"
MADE = "my_links"
"""Ids of the lists shared in this visit: only who made a link may end it, not everyone who has it."""
MOST_LINKS = 5
"""Links that a visit remembers having made; older ones end by themselves."""
LINKS = "300 per minute"
"""New links of everyone together: far above any use, low enough that a program cannot fill the disk."""

PROBLEMS = {
    "full": _l("Your list is full. It holds 30 services. Take one off to add another."),
    "empty": _l("There is nothing on your list to share."),
}


@bp.app_template_global("my_list")
def my_list() -> list[str]:
    """Return the slugs on this visit's list, in the order in which they were added."""
    kept = session.get(KEY, [])
    return list(kept) if isinstance(kept, list) else []


@bp.get("/list")
def show() -> Page:
    """This visit's list."""
    return _show()


@bp.post("/list/add")
def add() -> Page:
    """Put a service on the list, then go back to where the person was."""
    slug = request.form.get("slug", "")
    try:
        session[KEY] = shortlists.with_service(db.session, my_list(), slug)
    except shortlists.ListError as error:
        if error.code == "unknown_service":
            abort(404)
        return _show(error.code)
    flash(_("It is on your list."))
    return redirect(_back(slug), code=303)


@bp.post("/list/remove")
def remove() -> Page:
    """Take a service off the list; nothing happens when it is not there."""
    slug = request.form.get("slug", "")
    kept = my_list()
    if slug in kept:
        session[KEY] = [other for other in kept if other != slug]
        flash(_("It is off your list."))
    return redirect(_back(None), code=303)


@bp.post("/list/clear")
def clear() -> Page:
    """Forget the list."""
    session.pop(KEY, None)
    flash(_("Your list is empty now."))
    return redirect(url_for("lists.show"), code=303)


@bp.post("/list/share")
@limiter.limit(LINKS)
def share() -> Page:
    """Make a link to the list as it is now, and show it."""
    try:
        shortlist, token = shortlists.share(db.session, my_list())
    except shortlists.ListError as error:
        return _show(error.code)
    session[MADE] = [*session.get(MADE, []), shortlist.id][-MOST_LINKS:]
    return redirect(url_for("lists.shared", token=token), code=303)


@bp.get("/lists/<token>")
def shared(token: str) -> Page:
    """A list that somebody shared: its services as they are now."""
    shortlist = shortlists.shared(db.session, token)
    if shortlist is None:
        return gone()
    services = shortlists.services_of(db.session, shortlist)
    return render_template(
        "public/lists/shared.html",
        shortlist=shortlist,
        token=token,
        address=leaflet_files.site_url("lists.shared", token=token),
        mine=shortlist.id in session.get(MADE, []),
        services=services,
        words=_words(services),
        in_words=in_words,
    )


@bp.post("/lists/<token>/end")
def end(token: str) -> Page:
    """Make a link lead nowhere: for the visit that made it."""
    shortlist = shortlists.shared(db.session, token)
    if shortlist is None or shortlist.id not in session.get(MADE, []):
        return gone()
    session[MADE] = [made for made in session[MADE] if made != shortlist.id]
    shortlists.end_link(db.session, shortlist)
    flash(_("The link is gone. It opens nothing any more."))
    return redirect(url_for("lists.show"), code=303)


@bp.after_request
def keep_apart(response: BaseResponse) -> BaseResponse:
    """No page of a list is found by search engines, and no other page learns its address."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def gone() -> tuple[str, int]:
    """One answer for a link that has expired and for one that never was: which of the two, nobody learns."""
    return render_template("public/lists/gone.html"), 404


def _show(problem: str | None = None) -> Page:
    services = queries.services_by_slug(db.session, my_list())
    if len(services) != len(my_list()):
        # A service that was deleted is not counted either.
        session[KEY] = [service.slug for service in services]
    page = render_template(
        "public/lists/show.html",
        services=services,
        words=_words(services),
        problem=PROBLEMS[problem] if problem else None,
        days=shortlists.SHARE_DAYS,
        in_words=in_words,
    )
    return (page, 400) if problem else page


def _words(services: list[Service]) -> localise.Words:
    return localise.words_for(db.session, current_tag(), localise.pairs(services))


def _back(slug: str | None) -> str:
    """Return the page that the form was on, when it is one of ours; else the service's, or the list."""
    asked = request.form.get("back", "")
    parts = urlsplit(asked)
    ours = not parts.scheme and not parts.netloc and asked.startswith(f"/{current_tag()}/")
    if ours and asked.isprintable() and "\\" not in asked:
        return asked
    return url_for("find.service", slug=slug) if slug else url_for("lists.show")


@bp.get("/list/leaflet.pdf")
def leaflet() -> Page:
    """This visit's list on paper, a code beside each service: the list itself has no address."""
    services = queries.services_by_slug(db.session, my_list())
    if not services:
        return redirect(url_for("lists.show"))
    return _pdf(leaflet_files.of_list(db.session, services, heading=_("My list"), large=_large()), "list")


@bp.get("/lists/<token>/leaflet.pdf")
def shared_leaflet(token: str) -> Page:
    """A shared list on paper, with a code that leads to it while its link lives."""
    shortlist = shortlists.shared(db.session, token)
    if shortlist is None:
        return gone()
    services = shortlists.services_of(db.session, shortlist)
    heading = shortlist.name or _("A list of services")
    told = leaflet_files.of_list(db.session, services, heading=heading, large=_large(), link=(token, shortlist))
    return _pdf(told, "list")


@bp.get("/services/<slug>/leaflet.pdf")
def service_leaflet(slug: str) -> Page:
    """One service on paper."""
    service = queries.service_by_slug(db.session, slug)
    if service is None:
        abort(404)
    return _pdf(leaflet_files.of_service(db.session, service, large=_large()), slug)


@bp.get("/needs/<code>/leaflet.pdf")
def topic_leaflet(code: str) -> Page:
    """What there is for a need, on paper."""
    told = leaflet_files.of_need(db.session, code, large=_large())
    if told is None:
        abort(404)
    return _pdf(told, code.replace("_", "-"))


def _pdf(told: Leaflet, name: str) -> Page:
    """Return a leaflet to download; where it cannot be made, a page that says so and how to do without."""
    try:
        return leaflet_files.download(told, name)
    except LeafletImpossible:
        return render_template("public/lists/no_leaflet.html"), 501


def _large() -> bool:
    return request.args.get("large") == "1"
