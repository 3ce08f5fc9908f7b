"""STUB: replaced by its owner today. The endpoint names below are used by the menus: keep them."""

from flask import Blueprint

bp = Blueprint("voice", __name__, url_prefix="/<lang>")


@bp.get("/community-voice", endpoint="community_voice")
def community_voice() -> str:
    """Stub."""
    return "stub"
