"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

bp = Blueprint("report", __name__, url_prefix="/<lang>")


@bp.get("/report", endpoint="start")
def start() -> str:
    """Stub."""
    return "stub"


@bp.get("/report/<route>", endpoint="route")
def route_page(route: str) -> str:
    """Stub."""
    return "stub"
