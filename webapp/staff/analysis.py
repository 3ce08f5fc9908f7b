"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

from webapp.accounts.access import requires

bp = Blueprint("staff_analysis", __name__, url_prefix="/staff/analysis")


@bp.get("/")
@requires("administrator")
def overview() -> str:
    """Stub."""
    return "stub"
