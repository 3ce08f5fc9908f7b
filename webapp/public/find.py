"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

bp = Blueprint("find", __name__, url_prefix="/<lang>")


@bp.get("/services", endpoint="services")
def services() -> str:
    """Stub."""
    return "stub"


@bp.get("/services/<slug>", endpoint="service")
def service(slug: str) -> str:
    """Stub."""
    return "stub"
