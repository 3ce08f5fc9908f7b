"""What a person reads when something goes wrong: plain words on pages, problem details in the API."""

from functools import partial
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, ServiceUnavailable

from webapp.api.problems import problem
from webapp.extensions import db
from webapp.forms.given_back import given_back

# Sending the same again may do: after a while (RFC 6585 section 4), or once what broke is mended.
TOO_MANY, BROKEN = 429, 500
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
        answer = make_response(_page(status), status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.allow.update(error.valid_methods)  # RFC 9110 section 15.5.6: a 405 says what would do
    return answer


def _page(status: int) -> str:
    """The page of an error; where sending the same again may do, with what was typed, at a kiosk in its own frame."""
    if request.path.startswith("/staff"):
        return render_template("staff/error.html", status=status)
    given = given_back() if status == TOO_MANY or status >= BROKEN else None
    layout = "public/kiosk/frame.html" if given and "kiosk_token" in g else "layouts/public.html"
    return render_template("public/error.html", status=status, given_back=given, layout=layout)


def csrf_page(_error: CSRFError) -> tuple[str, int]:
    """A form that is too old: say so, and give back what was typed."""
    return render_template("public/form_expired.html", given_back=given_back()), 400


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
