"""/api/v1: schemas and thin views; the same domain functions as the pages."""

from importlib import import_module

from apiflask import APIFlask

from webapp.extensions import csrf

MODULES = ("health", "directory", "surveys", "voice", "chat")


def init_app(app: APIFlask) -> None:
    """Register every module of the API. It has no cookies, so it needs no CSRF token."""
    for name in MODULES:
        blueprint = import_module(f"{__name__}.{name}").bp
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
