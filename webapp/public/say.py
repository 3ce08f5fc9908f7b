"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

bp = Blueprint("say", __name__, url_prefix="/<lang>")


@bp.get("/surveys", endpoint="surveys")
def surveys() -> str:
    """Stub."""
    return "stub"
