"""Who may see which staff page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from webapp.accounts import users
from webapp.accounts.models import ROLES, User
from webapp.extensions import db, login_manager

View = Callable[..., Any]
# Open to whoever must first choose a password of their own.
BEFORE_OWN_PASSWORD = {"staff_accounts.change_password", "staff_accounts.sign_out"}


def requires(*roles: str) -> Callable[[View], View]:
    """Let in only people who are signed in and hold one of ``roles``.

    Everyone else is sent to sign in, or told kindly that this desk is not theirs (403).
    A view of staff without this mark is refused at start-up by ``check_staff_views``.
    """
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"unknown roles: {unknown or 'none given'}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            if not current_user.roles & set(roles):
                abort(403)
            return view(*args, **kwargs)

        guarded.required_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(view: View) -> View:
    """Mark the few staff pages that need no role: sign in and sign out."""
    view.required_roles = frozenset()  # type: ignore[attr-defined]
    return view


def check_staff_views(app: Flask) -> None:
    """Refuse to start when a page under /staff says nothing about who may see it."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/staff"):
            view = app.view_functions[rule.endpoint]
            if not hasattr(view, "required_roles"):
                raise RuntimeError(f"{rule.endpoint} does not say who may see it")


def _own_password_first() -> BaseResponse | None:
    """A one-time password opens nothing but the page that replaces it."""
    if (
        request.path.startswith("/staff")
        and current_user.is_authenticated
        and current_user.must_change_password
        and request.endpoint not in BEFORE_OWN_PASSWORD
    ):
        return redirect(url_for("staff_accounts.change_password"))
    return None


def init_app(app: Flask) -> None:
    """Bind sign-in to the accounts."""

    @login_manager.user_loader
    def load_user(session_id: str) -> User | None:
        return users.by_session_id(db.session, session_id)

    @app.before_request
    def staff_language() -> None:
        # The council works in English; the public's pages carry their language in the URL.
        if request.path.startswith("/staff"):
            g.lang = "en"

    login_manager.login_view = "staff_accounts.sign_in"
    login_manager.login_message = ""
    # Its guard compares addresses, which change on every phone and which we keep nowhere.
    login_manager.session_protection = None
    app.before_request(_own_password_first)
