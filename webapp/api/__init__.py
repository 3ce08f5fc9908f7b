"""/api/v1: schemas and thin views; the same domain functions as the pages."""

from importlib import import_module
from typing import Any

from apiflask import APIFlask
from flask.json.provider import DefaultJSONProvider

from webapp.extensions import csrf

MODULES = ("health", "directory", "unmet", "hsds", "surveys", "voice", "chat", "messages_in")


class ShallowJSON(DefaultJSONProvider):
    """JSON that is nested deeper than Python can follow is the sender's fault (400), not ours (500)."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value; raise ValueError for what is no JSON or too deep."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


PROBLEM = {
    "description": "Problem details (RFC 9457)",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
    "required": ["type", "title", "status"],
}


def describe_problems(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Return the API's description with errors as they are sent: problem details, where APIFlask writes its own."""
    if isinstance(spec, str):  # only where it is asked for as YAML, which it never is
        return spec
    for path in spec["paths"].values():
        for operation in path.values():
            responses = operation.get("responses", {}) if isinstance(operation, dict) else {}
            for status, response in responses.items():
                if status.startswith(("4", "5")):
                    schema = {"$ref": "#/components/schemas/Problem"}
                    response["content"] = {"application/problem+json": {"schema": schema}}
    schemas = spec["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    return spec


def init_app(app: APIFlask) -> None:
    """Register every module of the API. It has no cookies, so it needs no CSRF token."""
    app.json = ShallowJSON(app)
    app.spec_processor(describe_problems)
    for name in MODULES:
        blueprint = import_module(f"{__name__}.{name}").bp
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
