"""Signed links: each names one thing for one purpose, and nobody can make one up."""

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

LONGEST = timedelta(days=31)
"""No signed link lives longer, whatever the thing that it names says of itself."""


@dataclass(frozen=True)
class ReadLink:
    """What a link says: the id that it names, and whether its time is over. No id: it is not one of ours."""

    identity: str | None
    expired: bool = False


def sign(secret: str, purpose: str, identity: str) -> str:
    """Return the token that names `identity` for one purpose, fit for an address."""
    return _signer(secret, purpose).dumps(identity)


def read(secret: str, purpose: str, token: str) -> ReadLink:
    """Return what a token names; a link of another purpose, a changed or a made-up one names nothing."""
    try:
        return ReadLink(str(_signer(secret, purpose).loads(token, max_age=int(LONGEST.total_seconds()))))
    except SignatureExpired:
        return ReadLink(None, expired=True)
    except (BadData, UnicodeError, ValueError):
        return ReadLink(None)


def _signer(secret: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"post/{purpose}")
