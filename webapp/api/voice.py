"""STUB: replaced by its owner today."""

from apiflask import APIBlueprint

bp = APIBlueprint("api_voice", __name__, url_prefix="/api/v1")
