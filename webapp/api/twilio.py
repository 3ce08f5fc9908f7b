"""Twilio's side of a text message: how it signs what it hands in, and the XML (TwiML) that it takes as a reply.

Sources: Twilio's documentation, "Webhooks security" (the signature), "TwiML for Programmable Messaging" (the reply).
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterable
from xml.sax.saxutils import escape

MIMETYPE = "text/xml"
# What XML 1.0 cannot carry at all (section 2.2), not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def signature(secret: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return the signature of a form that was posted to an address (with its query), as X-Twilio-Signature has it.

    HMAC-SHA1, keyed with the account's auth token, of the address and then each field's name and value, sorted by
    name, with nothing in between; in base 64. SHA-1 is the provider's choice; as an HMAC it is not broken.
    """
    whole = address + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(hmac.digest(secret.encode(), whole.encode("utf-8", "replace"), "sha1")).decode()


def is_signed(given: str, secret: str, address: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Say whether a given signature is the right one; compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), signature(secret, address, fields).encode())


def response(texts: Iterable[str]) -> str:
    """Return the reply as TwiML: one text message for each text; without any, nothing is sent."""
    messages = "".join(f"<Message>{escape(_NOT_XML.sub('', text))}</Message>" for text in texts)
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{messages}</Response>'
