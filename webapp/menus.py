"""The menus: the public journeys, and the desks of staff with what stands within each."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

PUBLIC = (
    ("find.services", _l("Find help")),
    ("report.start", _l("Report something")),
    ("say.surveys", _l("Have your say")),
    ("voice.community_voice", _l("What people said")),
    ("chat.page", _l("Chat")),
)


@dataclass(frozen=True)
class Desk:
    """An item of the staff menu: its name, its pages, and the paths besides theirs that belong to it."""

    name: Any
    pages: tuple[tuple[str, Any], ...]
    also: tuple[str, ...] = ()


DESKS = (
    Desk(
        _l("Directory"),
        (
            ("staff_directory.services", _l("Services")),
            ("staff_directory_drafts.queue", _l("Changes waiting")),
            ("staff_assurance.records", _l("Checks")),
            ("staff_directory_translate.desk", _l("Translations")),
            ("staff_directory_taxonomy.needs", _l("Needs")),
            ("staff_directory_taxonomy.organisations", _l("Organisations")),
            ("staff_directory_taxonomy.routes", _l("Reporting routes")),
            ("staff_coverage.matrix", _l("What is missing")),
            ("staff_directory_mapping.page", _l("The mapping's figures")),
            ("staff_directory_exchange.home", _l("Import and export")),
            ("staff_settings.edit", _l("Settings")),
        ),
    ),
    Desk(
        _l("Inbox"),
        (
            ("staff_inbox.reports", _l("Reports")),
            ("staff_callbacks.queue", _l("Call-backs")),
            ("staff_outbox.mails", _l("Outbox")),
        ),
    ),
    Desk(_l("Champions"), (("staff_champions.desk", _l("My lists")), ("staff_champions.totals", _l("Totals")))),
    Desk(
        _l("Consultations"),
        (
            ("staff_consultations.consultations", _l("Consultations")),
            ("staff_waves.show", _l("Waves")),
            ("staff_baseline.show", _l("Who lives here")),
            ("staff_promises.promises", _l("You said, we did")),
            ("staff_events.listing", _l("Events")),
            ("staff_paper.desk", _l("Paper forms")),
            ("staff_answers.home", _l("Answers in and out")),
        ),
        also=("/staff/builder/",),
    ),
    Desk(
        _l("Analysis"),
        (
            ("staff_analysis.overview", _l("Overview")),
            ("staff_review.desk_page", _l("Review desk")),
            ("staff_analysis.answers", _l("Answers")),
            ("staff_agreement.show", _l("Agreement")),
            ("staff_learning.show", _l("Learning")),
            ("staff_findings.quotations", _l("Quotations")),
            ("staff_findings.reports", _l("Reports")),
            ("staff_codebook.show", _l("Codebook")),
            ("staff_discovery.themes", _l("New themes")),
            ("staff_discovery.copies", _l("Campaigns")),
        ),
    ),
    Desk(
        _l("Bot"),
        (("staff_workbench.page", _l("Sentences")), ("staff_workbench.training", _l("Training"))),
    ),
    Desk(_l("Safeguarding"), (("staff_safeguarding.queue", _l("Queue")), ("staff_duty.show", _l("Who is on duty")))),
    Desk(_l("People"), (("staff_accounts.people", _l("Accounts")), ("staff_accounts.audit", _l("Audit log")))),
)


def public_menu() -> list[dict[str, Any]]:
    """The items of the public menu, the current journey marked."""
    here = (request.endpoint or "").split(".")[0]
    return [
        {"href": url_for(endpoint), "text": text, "active": endpoint.split(".")[0] == here} for endpoint, text in PUBLIC
    ]


def staff_menu() -> list[dict[str, Any]]:
    """The desks that this member of staff may use, the current one marked; each leads to its first page."""
    menu = []
    for desk in DESKS:
        pages = _pages(desk)
        if pages:
            menu.append({"href": pages[0]["href"], "text": desk.name, "active": desk is _here()})
    return menu


def desk_menu() -> dict[str, Any] | None:
    """The pages of the desk one is at, with its name; None where there is no choice."""
    desk = _here()
    pages = _pages(desk) if desk else []
    if desk is None or len(pages) < 2:
        return None
    best = _nearest([page["href"] for page in pages])
    return {"name": desk.name, "items": [page | {"current": page["href"] == best} for page in pages]}


def _pages(desk: Desk) -> list[dict[str, Any]]:
    roles: frozenset[str] = getattr(current_user, "roles", frozenset())
    return [
        {"href": url_for(endpoint), "text": text}
        for endpoint, text in desk.pages
        if getattr(current_app.view_functions[endpoint], "required_roles", frozenset()) & roles
    ]


def _here() -> Desk | None:
    """The desk whose page the current address is, or lies below: the longest that fits."""
    paths = {path: desk for desk in DESKS for path in (*[url_for(endpoint) for endpoint, _ in desk.pages], *desk.also)}
    best = _nearest(paths)
    return paths[best] if best else None


def _nearest(paths: Any) -> str | None:
    fitting = [path for path in paths if request.path == path or request.path.startswith(path.rstrip("/") + "/")]
    return max(fitting, key=len, default=None)
