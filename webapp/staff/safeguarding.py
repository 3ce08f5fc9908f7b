"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

from webapp.accounts.access import requires

bp = Blueprint("staff_safeguarding", __name__, url_prefix="/staff/safeguarding")


@bp.get("/")
@requires("administrator")
def queue() -> str:
    """Stub."""
    return "stub"
