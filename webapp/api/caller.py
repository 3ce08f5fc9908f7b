"""Who calls the API: the bot, a kiosk's device, or anybody else."""

import hmac

from flask import current_app, request

from surveys import kiosks
from surveys.models import Kiosk
from webapp.extensions import db


def from_bot() -> bool:
    """Whether the bot calls, by its token; compared in constant time."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    ours = current_app.config["SETTINGS"].bot_api_token
    return scheme.casefold() == "bearer" and hmac.compare_digest(token.encode(), ours.encode())


def kiosk_token() -> str | None:
    """The token that a ward walk's device sends along ("Authorization: Kiosk ..."), or None."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.casefold() == "kiosk" else None


def from_kiosk() -> Kiosk | None:
    """The kiosk whose device calls, ended or not; None when none does, or its token is no kiosk's."""
    token = kiosk_token()
    return kiosks.by_token(db.session, token) if token else None
