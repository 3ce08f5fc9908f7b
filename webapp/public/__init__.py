"""Pages for everyone: one module per journey."""

from importlib import import_module

from flask import Flask

# say_check, say_contact, say_change and say_return add their pages to the blueprint of say; the last one is registered.
MODULES = (
    "home",
    "find",
    "lists",
    "report",
    "say_return",
    "paper",
    "voice",
    "chat",
    "problems",
    "callbacks",
    "provider",
    "mapping",
    "fair",
    "waves",
    "did",
    "kiosk",
    "walk",
)


def init_app(app: Flask) -> None:
    """Register every journey."""
    for name in MODULES:
        app.register_blueprint(import_module(f"{__name__}.{name}").bp)
