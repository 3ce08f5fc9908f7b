"""The champions' desk: named lists for families, signpostings, own totals; and for staff the totals of all.

A champion sees what is theirs alone. What staff see names no champion and no small count.
"""

from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import queries, shortlists, signposting
from directory.models import Shortlist, local_day
from directory.search import Search, search
from directory.text import printable
from webapp.accounts.access import requires
from webapp.documents import leaflet_files, signposting_words
from webapp.documents.leaflet import LeafletImpossible
from webapp.extensions import db
from webapp.i18n import site_languages

bp = Blueprint("staff_champions", __name__, url_prefix="/staff/champions")
Page = str | BaseResponse | tuple[str, int]

STAFF = ("analyst", "editor", "consultation_officer", "administrator")
HITS = 10
LONGEST_SEARCH = 200
FIELDS = ("need", "ward", "language", "age_band", "service", "day")

PROBLEMS = {
    "full": _l("This list is full. It holds 30 services."),
    "unknown_service": _l("This service is not in the directory any more."),
    "empty": _l("There is nothing on this list to share."),
    "name_missing": _l("Give the list a name"),
    "name_too_long": _l("The name is too long. Use 100 letters at most."),
    "too_many_lists": _l("You have 50 lists. Delete one to make another."),
}


@bp.get("/")
@requires("champion")
def desk() -> str:
    """Own lists, own totals, and the last entries to take back."""
    return _desk()


@bp.post("/lists")
@requires("champion")
def create() -> Page:
    """Make a list."""
    try:
        made = shortlists.create(db.session, current_user.id, request.form.get("name", ""))
    except shortlists.ListError as error:
        return _desk(problem=error.code), 400
    return redirect(url_for("staff_champions.one_list", list_id=made.id), code=303)


@bp.get("/lists/<list_id>")
@requires("champion")
def one_list(list_id: str) -> Page:
    """One list, with a search to add to it."""
    return _list_page(_mine(list_id))


@bp.post("/lists/<list_id>/name")
@requires("champion")
def rename(list_id: str) -> Page:
    """Give a list another name."""
    mine = _mine(list_id)
    try:
        shortlists.rename(db.session, mine, request.form.get("name", ""))
    except shortlists.ListError as error:
        return _list_page(mine, problem=error.code, field="name"), 400
    flash(_("The list has its new name."))
    return _back_to(mine)


@bp.post("/lists/<list_id>/services")
@requires("champion")
def add(list_id: str) -> Page:
    """Put a service on a list."""
    mine = _mine(list_id)
    try:
        shortlists.add(db.session, mine, request.form.get("slug", ""))
    except shortlists.ListError as error:
        return _list_page(mine, problem=error.code, field="q"), 400
    flash(_("It is on the list."))
    return _back_to(mine)


@bp.post("/lists/<list_id>/services/remove")
@requires("champion")
def remove(list_id: str) -> Page:
    """Take a service off a list."""
    mine = _mine(list_id)
    shortlists.remove(db.session, mine, request.form.get("slug", ""))
    flash(_("It is off the list."))
    return _back_to(mine)


@bp.post("/lists/<list_id>/link")
@requires("champion")
def link(list_id: str) -> Page:
    """Make a link, let it live on, or end it; a new link is shown on this page only."""
    mine = _mine(list_id)
    match request.form.get("do"):
        case "make" if mine.entries:
            return _list_page(mine, token=shortlists.make_link(db.session, mine))
        case "make":
            return _list_page(mine, problem="empty", field="q"), 400
        case "renew" if shortlists.renew_link(db.session, mine):
            flash(_("The link works for longer now."))
        case "end":
            shortlists.end_link(db.session, mine)
            flash(_("The link is gone. It opens nothing any more."))
        case _:
            abort(400)
    return _back_to(mine)


@bp.get("/lists/<list_id>/leaflet.pdf")
@requires("champion")
def leaflet(list_id: str) -> Page:
    """A list on paper, in the family's language."""
    mine = _mine(list_id)
    tag = request.args.get("language", "en")
    services = shortlists.services_of(db.session, mine)
    if tag not in site_languages():
        abort(404)
    if not services:
        return _back_to(mine)
    with leaflet_files.speaking(tag):
        told = leaflet_files.of_list(db.session, services, heading=mine.name, large=request.args.get("large") == "1")
    try:
        return leaflet_files.download(told, "list")
    except LeafletImpossible:
        return render_template("staff/champions/no_leaflet.html", shortlist=mine), 501


@bp.post("/lists/<list_id>/delete")
@requires("champion")
def delete(list_id: str) -> Page:
    """Delete a list and its link."""
    shortlists.discard(db.session, _mine(list_id))
    flash(_("The list is deleted."))
    return redirect(url_for("staff_champions.desk"), code=303)


@bp.route("/log", methods=["GET", "POST"])
@requires("champion")
def log() -> Page:
    """Log a signposting: what for, roughly who and where. There is no field for a name, nor for any words."""
    if request.method == "GET":
        return _log_page({"service": request.args.get("service", ""), "day": local_day().isoformat()})
    given = {field: request.form.get(field, "") for field in FIELDS}
    try:
        signposting.log(db.session, current_user.id, _entry(given), today=local_day())
    except signposting.SignpostingError as error:
        return _log_page(given, error), 400
    flash(_("It is logged. Thank you."))
    return redirect(url_for("staff_champions.desk"), code=303)


@bp.post("/entries/<entry_id>/delete")
@requires("champion")
def take_back(entry_id: str) -> Page:
    """Take back an entry of one's own."""
    if not signposting.delete(db.session, current_user.id, entry_id):
        abort(404)
    flash(_("The entry is deleted."))
    return redirect(url_for("staff_champions.desk"), code=303)


@bp.get("/totals")
@requires(*STAFF)
def totals() -> str:
    """All champions together."""
    found = signposting.all_totals(db.session, today=local_day())
    return render_template(
        "staff/champions/totals.html",
        totals=found,
        tables=signposting_words.tables(found, signposting_words.names(db.session)),
        count=signposting_words.count,
    )


@bp.get("/totals.csv")
@requires(*STAFF)
def totals_csv() -> Response:
    """The same as a file."""
    found = signposting.all_totals(db.session, today=local_day())
    response = Response(
        signposting_words.as_csv(found, signposting_words.names(db.session)), mimetype="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="signpostings.csv"'
    return response


def _mine(list_id: str) -> Shortlist:
    found = shortlists.owned_list(db.session, current_user.id, list_id)
    if found is None:
        abort(404)
    return found


def _back_to(mine: Shortlist) -> BaseResponse:
    return redirect(url_for("staff_champions.one_list", list_id=mine.id), code=303)


def _desk(problem: str | None = None) -> str:
    return render_template(
        "staff/champions/desk.html",
        lists=shortlists.owned(db.session, current_user.id),
        has_link=shortlists.has_link,
        totals=signposting.own_totals(db.session, current_user.id),
        entries=signposting.entries(db.session, current_user.id),
        names=signposting_words.names(db.session),
        month=signposting_words.month,
        problem=PROBLEMS[problem] if problem else None,
        typed=printable(request.form.get("name", ""))[: shortlists.LONGEST_NAME],
    )


def _list_page(
    mine: Shortlist, *, token: str | None = None, problem: str | None = None, field: str | None = None
) -> str:
    words = printable(request.args.get("q", ""))[:LONGEST_SEARCH].strip()
    hits = search(db.session, Search(q=words, per_page=HITS)).hits if words else []
    services = shortlists.services_of(db.session, mine)
    return render_template(
        "staff/champions/list.html",
        shortlist=mine,
        services=services,
        on_list={service.slug for service in services},
        found=queries.services_by_id(db.session, [hit.id for hit in hits]),
        q=words,
        address=leaflet_files.site_url("lists.shared", token=token) if token else None,
        has_link=shortlists.has_link(mine),
        tongues=site_languages(),
        days=shortlists.SHARE_DAYS,
        problem=PROBLEMS[problem] if problem else None,
        field=field,
    )


def _entry(given: dict[str, str]) -> signposting.Entry:
    try:
        day = date.fromisoformat(given["day"])
    except ValueError:
        raise signposting.SignpostingError("day", "not_a_day") from None
    return signposting.Entry(**{**given, "day": day})  # type: ignore[arg-type]  # the day is no text any more


def _log_page(given: dict[str, str], error: signposting.SignpostingError | None = None) -> str:
    on_lists = {
        service.slug: service
        for mine in shortlists.owned(db.session, current_user.id)
        for service in shortlists.services_of(db.session, mine)
    }
    asked = queries.service_by_slug(db.session, given.get("service", ""))
    if asked:
        on_lists[asked.slug] = asked
    return render_template(
        "staff/champions/log.html",
        given={field: printable(given.get(field, "")) for field in FIELDS},
        services=sorted(on_lists.values(), key=lambda service: service.name),
        choices=signposting_words.choices(db.session),
        field=error.field if error else None,
        problem=signposting_words.PROBLEMS[error.field] if error else None,
        today=local_day().isoformat(),
    )
