"""Who calls the API: the bot, or anybody else."""

import hmac

from flask import current_app, request


def from_bot() -> bool:
    """Whether the bot calls, by its token; compared in constant time."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    ours = current_app.config["SETTINGS"].bot_api_token
    return scheme.casefold() == "bearer" and hmac.compare_digest(token.encode(), ours.encode())
