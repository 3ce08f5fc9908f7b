"""The Flask surface: three doors (pages, chat, API) to the same two domain packages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from surveys import crypto
from webapp import api, cli, config, errors, extensions, headers, i18n, jobs, public, staff, templating
from webapp.accounts import access
from webapp.api.problems import from_apiflask


def create_app(overrides: Mapping[str, Any] | None = None) -> APIFlask:
    """Build the application. Wiring only.

    In: settings of Flask's own to override (tests). Out: the application.
    Raises ``config.SettingsError`` when a secret is missing.
    """
    settings = config.load()
    app = APIFlask(
        __name__,
        title="Barnet front door to safety",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,  # its page would load a third party's script
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=extensions.ENGINE_OPTIONS,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="frontdoor",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not settings.insecure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
        # A person may take an evening over a survey: its form must not grow old.
        WTF_CSRF_TIME_LIMIT=None,
        # Behind HTTPS the browser need not send a referrer (private modes strip it).
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        # While Redis is away each process counts for itself: a limit never turns into an error page.
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 1, "socket_connect_timeout": 1} if settings.redis_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_HEADERS_ENABLED=False,
        OPENAPI_VERSION="3.1.0",
        VALIDATION_ERROR_STATUS_CODE=400,
    )
    app.config.update(overrides or {})
    components = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    app.jinja_loader = ChoiceLoader(
        [PackageLoader("webapp"), PrefixLoader({name: PackageLoader(name) for name in components})]
    )
    crypto.configure_keys(settings.encryption_keys)
    app.error_processor(from_apiflask)
    for part in (headers, extensions, access, i18n, templating, errors, public, staff, api, cli, jobs):
        part.init_app(app)
    WTFormsHelpers(app)
    access.check_staff_views(app)
    return app
