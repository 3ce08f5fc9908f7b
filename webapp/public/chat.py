"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

bp = Blueprint("chat", __name__, url_prefix="/<lang>")


@bp.get("/chat", endpoint="page")
def page() -> str:
    """Stub."""
    return "stub"
