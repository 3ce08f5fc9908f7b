"""`POST /api/v1/channels/<provider>`: text messages (SMS, WhatsApp) through the same door as the chat page.

Off until its secret is set (`TWILIO_AUTH_TOKEN`; docs/channels.md). The number of who writes is never stored: it is
hashed with the site's secret key as soon as it comes in, and that is the name of the conversation.
"""

from apiflask import APIBlueprint
from flask import Response, current_app, g, request
from flask_babel import gettext as _
from flask_limiter import RequestLimit

from webapp.api import twilio
from webapp.api.problems import problem
from webapp.chat import texting
from webapp.chat.door import MOST_CHARACTERS, end_conversation
from webapp.config import Settings
from webapp.extensions import db, limiter

bp = APIBlueprint("api_messages_in", __name__, url_prefix="/api/v1")
MOST_A_MINUTE = "30 per minute"
PROVIDER = "twilio"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _site() -> str:
    return (_settings().site_url or request.host_url).rstrip("/")


def _is_signed() -> bool:
    """Whether the provider sent this: its signature over the address that it was told, and all fields."""
    secret = _settings().twilio_auth_token
    query = request.query_string.decode("latin-1")
    address = _site() + request.path + (f"?{query}" if query else "")
    given = request.headers.get("X-Twilio-Signature", "")
    return secret is not None and twilio.is_signed(given, secret, address, request.form.items(multi=True))


def _conversation() -> str:
    """The name of the sender's conversation, which is also what the limit counts by."""
    return texting.name_of(_settings().secret_key, PROVIDER, request.form.get("From", ""))


def _reply(*texts: str) -> Response:
    response = Response(twilio.response(texts), content_type=f"{twilio.MIMETYPE}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _words() -> str:
    """What was written."""
    return request.form.get("Body", "").replace("\x00", "").strip()


def _danger_first(_limit: RequestLimit) -> Response | None:
    """Who writes too fast is answered all the same where the words say danger."""
    texts = texting.danger_first(db.session, _words(), _conversation(), _site())
    return _reply(*texts) if texts else None


@bp.post("/channels/<provider>")
@bp.doc(
    summary="Hand in a text message (the provider only)",
    description="Twilio's webhook for incoming messages: a form with `From` and `Body`, signed in "
    "`X-Twilio-Signature`. The reply is TwiML. Off unless the site has the account's secret.",
    tags=["chat"],
    responses={
        200: "The texts to send back, as TwiML (text/xml).",
        400: "There is no sender.",
        403: "The signature is wrong.",
        404: "There is no such channel, or it is off.",
        429: "Too many messages of one sender.",
    },
)
@limiter.limit(MOST_A_MINUTE, key_func=_conversation, exempt_when=lambda: not _is_signed(), on_breach=_danger_first)
def message_in(provider: str) -> Response:
    """Answer a text: danger first and whole; STOP ends the talk here at once."""
    if provider != PROVIDER or _settings().twilio_auth_token is None:
        return problem(404, "There is no such channel, or it is off.")
    if not _is_signed():
        return problem(403, "The signature is wrong.")
    if not request.form.get("From"):
        return problem(400, "There is no sender.")
    name, words = _conversation(), _words()
    g.lang = texting.pages_of(db.session, name, words)
    if request.form.get("OptOutType") == "STOP" or texting.is_end(words):
        end_conversation(db.session, name)
        # Where the provider has answered for itself it sends nothing more to this number.
        return _reply() if request.form.get("OptOutType") else _reply(_("The chat is deleted."))
    if not words:
        return _reply(_("Write a message first"))
    if len(words) > MOST_CHARACTERS:
        card = texting.danger_first(db.session, words, name, _site())
        return _reply(*card, _("Your message must be 2,000 characters or fewer"))
    return _reply(*texting.answer(db.session, words, name, _site()))
