"""What every template can call: the navigation, dates in the page's language, static files."""

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.dates import get_datetime_format
from flask import Flask, current_app, url_for
from flask_babel import format_date, format_time, get_locale

from webapp import menus


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
    if moment is None:
        return ""
    # As the language puts a day and a time together, without the seconds of its "medium".
    together = str(get_datetime_format("medium", locale=get_locale())).replace("'", "")
    return together.format(format_time(moment, "short"), format_date(moment, "medium"))


def init_app(app: Flask) -> None:
    """Give the templates their helpers."""
    app.jinja_env.globals.update(
        public_navigation=menus.public_menu,
        staff_navigation=menus.staff_menu,
        desk_menu=menus.desk_menu,
        static_url=static_url,
    )
    app.jinja_env.filters.update(long_date=long_date, date_and_time=date_and_time)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def installation() -> dict[str, Any]:
        return {"demo": app.config["SETTINGS"].demo}
