"""Pages for staff and champions: one module per desk."""

from importlib import import_module

from flask import Flask

MODULES = (
    "accounts",
    "directory",
    "directory_edit",
    "directory_drafts",
    "directory_history",
    "directory_translate",
    "directory_taxonomy",
    "directory_settings",
    "exchange",
    "exchange_steps",
    "mapping",
    "coverage",
    "consultations",
    "dashboard",
    "baseline",
    "waves",
    "builder",
    "builder_parts",
    "builder_new",
    "builder_wording",
    "fair",
    "promises",
    "events",
    "kiosks",
    "paper",
    "answers_exchange",
    "answers_import",
    "analysis",
    "codebook",
    "codebook_themes",
    "codebook_files",
    "findings",
    "review",
    "agreement",
    "learning",
    "safeguarding",
    "duty",
    "discovery",
    "translating",
    "assurance",
    "inbox",
    "callbacks",
    "outbox",
    "champions",
    "workbench",
)


def init_app(app: Flask) -> None:
    """Register every desk."""
    for name in MODULES:
        app.register_blueprint(import_module(f"{__name__}.{name}").bp)
