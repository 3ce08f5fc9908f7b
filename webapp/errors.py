"""What a person reads when something goes wrong: plain words on pages, problem details in the API."""

from functools import partial
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, ServiceUnavailable

from webapp.api.problems import problem
from webapp.extensions import db

# How long a program waits before it asks again while the database is away: a restart takes about so long.
RETRY_SECONDS = 5


def page_or_problem(error: HTTPException) -> Response:
    """An error as a page, or as RFC 9457 problem details when the API was asked."""
    if error.response is not None:
        # abort(Response) and redirects carry their own answer.
        return error.get_response()  # type: ignore[return-value]
    status = error.code or 500
    answer: Response
    if request.path.startswith("/api/"):
        answer = problem(status, error.description)
    else:
        layout = "staff" if request.path.startswith("/staff") else "public"
        answer = make_response(render_template(f"{layout}/error.html", status=status), status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.allow.update(error.valid_methods)  # RFC 9110 section 15.5.6: a 405 says what would do
    return answer


def csrf_page(_error: CSRFError) -> tuple[str, int]:
    """A form that is too old: say so, and say that the back button keeps what was typed."""
    return render_template("public/form_expired.html"), 400


def crashed(error: InternalServerError) -> Response:
    """Something of ours broke: undo, and still show where help is.

    A database that is away or has no connection free comes back: that is 503, and a program may try again
    (RFC 9110 section 15.6.4).
    """
    db.session.rollback()
    if isinstance(error.original_exception, OperationalError | NoConnectionFree):
        answer = page_or_problem(ServiceUnavailable("The database is away."))
        answer.retry_after = RETRY_SECONDS
        return answer
    return page_or_problem(error)


def log_crash(app: Flask, exc_info: Any) -> None:
    """Log what broke by the rule of its address, not the address: a draft's holds the key to its answers."""
    app.logger.error("%s %s broke", request.method, request.url_rule or "an unknown page", exc_info=exc_info)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.log_exception = partial(log_crash, app)  # type: ignore[method-assign]
    app.register_error_handler(CSRFError, csrf_page)
    app.register_error_handler(InternalServerError, crashed)
    app.register_error_handler(HTTPException, page_or_problem)
