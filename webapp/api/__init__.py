"""/api/v1: schemas and thin views; the same domain functions as the pages."""

from importlib import import_module
from typing import Any

from apiflask import APIFlask
from flask.json.provider import DefaultJSONProvider

from webapp.extensions import csrf

MODULES = ("health", "directory", "surveys", "voice", "chat")


class ShallowJSON(DefaultJSONProvider):
    """JSON that is nested deeper than Python can follow is the sender's fault (400), not ours (500)."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value; raise ValueError for what is no JSON or too deep."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


def init_app(app: APIFlask) -> None:
    """Register every module of the API. It has no cookies, so it needs no CSRF token."""
    app.json = ShallowJSON(app)
    for name in MODULES:
        blueprint = import_module(f"{__name__}.{name}").bp
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
