"""Security headers: a strict content policy with a nonce, nothing from a third party."""

import secrets

from flask import Flask, Response, current_app, g, request


def csp_nonce() -> str:
    """The nonce of this response; an inline script without it does not run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def from_another_site() -> bool:
    """Whether another site made the browser ask for this (Fetch Metadata); unknown counts as no."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def set_headers(response: Response) -> Response:
    """Add the policy to every response; pages with people's words are never kept by a browser."""
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; "
        f"script-src 'self' 'nonce-{csp_nonce()}'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # A site that someone is sent to must not learn that they came from a page about abuse.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not current_app.config["SETTINGS"].insecure_cookies:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.path.startswith("/api/"):
        # Its language may follow the browser's: a cache must not give Polish to whoever asks next.
        response.vary.add("Accept-Language")
    # Of the API, what a draft holds is somebody's own words; the rest is public.
    open_to_caches = request.path.startswith(("/static/", "/api/")) and not request.path.startswith("/api/v1/drafts/")
    if not open_to_caches:
        # The next person at this phone must not find these pages with the back button.
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def init_app(app: Flask) -> None:
    """Register the headers and the nonce."""
    app.after_request(set_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
