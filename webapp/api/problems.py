"""Errors of the API as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any

from apiflask.exceptions import HTTPError
from flask import Response, jsonify


def problem(status: int, detail: str | None = None, **members: Any) -> Response:
    """A problem details response.

    In: the HTTP status, a sentence for the developer, and any further members
    (``errors`` for a body that did not validate). Out: a JSON response of type
    ``application/problem+json``. Source: RFC 9457 section 3.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        **({"detail": detail} if detail else {}),
        **members,
    }
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def from_apiflask(error: HTTPError) -> Response:
    """APIFlask's own errors (a body or query that does not validate) in the same shape."""
    members = {"errors": error.detail} if error.detail else {}
    status = 400 if error.status_code == 422 else error.status_code
    response = problem(status, error.message, **members)
    response.headers.extend(error.headers)
    return response
