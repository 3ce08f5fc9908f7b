"""What every template can call: the navigation, dates in the page's language, static files."""

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import format_date, format_datetime, lazy_gettext
from flask_login import current_user

PUBLIC_NAVIGATION = (
    ("find.services", lazy_gettext("Find help")),
    ("report.start", lazy_gettext("Report something")),
    ("say.surveys", lazy_gettext("Have your say")),
    ("voice.community_voice", lazy_gettext("What people said")),
    ("chat.page", lazy_gettext("Chat")),
)
STAFF_NAVIGATION = (
    ("staff_directory.services", lazy_gettext("Directory")),
    ("staff_coverage.matrix", lazy_gettext("What is missing")),
    ("staff_assurance.records", lazy_gettext("Checks")),
    ("staff_inbox.reports", lazy_gettext("Inbox")),
    ("staff_outbox.mails", lazy_gettext("Outbox")),
    ("staff_champions.desk", lazy_gettext("Champions' desk")),
    ("staff_champions.totals", lazy_gettext("Champions")),
    ("staff_consultations.consultations", lazy_gettext("Consultations")),
    ("staff_promises.promises", lazy_gettext("You said, we did")),
    ("staff_analysis.overview", lazy_gettext("Analysis")),
    ("staff_safeguarding.queue", lazy_gettext("Safeguarding")),
    ("staff_settings.edit", lazy_gettext("Settings")),
    ("staff_accounts.people", lazy_gettext("People")),
)


def public_navigation() -> list[dict[str, Any]]:
    """The items of the public menu, the current journey marked."""
    here = (request.endpoint or "").split(".")[0]
    return [
        {"href": url_for(endpoint), "text": text, "active": endpoint.split(".")[0] == here}
        for endpoint, text in PUBLIC_NAVIGATION
    ]


def staff_navigation() -> list[dict[str, Any]]:
    """The desks that this member of staff may use."""
    here = (request.endpoint or "").split(".")[0]
    roles: frozenset[str] = getattr(current_user, "roles", frozenset())
    return [
        # A desk of several modules (staff_directory, staff_directory_edit) is one item of the menu.
        {"href": url_for(endpoint), "text": text, "active": f"{here}_".startswith(f"{endpoint.split('.')[0]}_")}
        for endpoint, text in STAFF_NAVIGATION
        if getattr(current_app.view_functions[endpoint], "required_roles", frozenset()) & roles
    ]


@cache
def _fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""


def static_url(name: str) -> str:
    """The address of a built file, with its fingerprint so that browsers may keep it."""
    folder = Path(current_app.static_folder or "")
    return url_for("static", filename=name, v=_fingerprint(folder / name) or None)


def long_date(moment: date | datetime | None) -> str:
    """A date in the words of the page's language; nothing for none."""
    return format_date(moment, "long") if moment else ""


def date_and_time(moment: datetime | None) -> str:
    """A moment in the words of the page's language; nothing for none."""
    return format_datetime(moment, "medium") if moment else ""


def init_app(app: Flask) -> None:
    """Give the templates their helpers."""
    app.jinja_env.globals.update(
        public_navigation=public_navigation,
        staff_navigation=staff_navigation,
        static_url=static_url,
    )
    app.jinja_env.filters.update(long_date=long_date, date_and_time=date_and_time)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def installation() -> dict[str, Any]:
        return {"demo": app.config["SETTINGS"].demo}
