"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

from webapp.accounts.access import requires

bp = Blueprint("staff_directory", __name__, url_prefix="/staff/directory")


@bp.get("/")
@requires("administrator")
def services() -> str:
    """Stub."""
    return "stub"
