"""What people wrote, unreadable to whoever holds only the database.

AES-256-GCM with a fresh 96-bit nonce for each value, from the `cryptography` library. A stored
value reads `1:<key id>:<base64 of nonce and ciphertext>`; the format number and key id are
authenticated too, so neither can be changed unseen. Keys come from the settings, outside the
database; the first one writes, all of them read, which is how keys are changed: put the new key
in front, run `rewrite`, take the old one away.

No error of this module carries a text, a ciphertext or a key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

_FORMAT = "1"
_NONCE_BYTES = 12
_KEY_BYTES = 32
_KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}")


class CryptoError(RuntimeError):
    """Keys are missing or malformed, or a stored value cannot be read with them."""


class _Keys:
    """The keys of this process, in order; the first one writes."""

    def __init__(self) -> None:
        self.by_id: dict[str, bytes] = {}

    @property
    def current(self) -> str:
        if not self.by_id:
            raise CryptoError("no encryption keys: call configure_keys first")
        return next(iter(self.by_id))


_keys = _Keys()


def new_key() -> str:
    """A fresh key as base64, ready to stand after `id:` in ENCRYPTION_KEYS."""
    return base64.b64encode(os.urandom(_KEY_BYTES)).decode()


def configure_keys(keys: str) -> None:
    """Set the keys of this process from `id:base64key,id2:base64key`; the first one writes.

    Each key is 32 bytes. Raises CryptoError, without repeating what was given, when there is
    none, an id is repeated or malformed, or a key is not 32 bytes of base64.
    """
    found: dict[str, bytes] = {}
    for number, part in enumerate(filter(None, (p.strip() for p in keys.split(","))), start=1):
        key_id, _, encoded = part.partition(":")
        if not _KEY_ID.fullmatch(key_id) or key_id in found:
            raise CryptoError(f"encryption key {number}: bad or repeated id")
        try:
            key = base64.b64decode(encoded.replace("-", "+").replace("_", "/"), validate=True)
        except binascii.Error:
            raise CryptoError(f"encryption key {number}: not base64") from None
        if len(key) != _KEY_BYTES:
            raise CryptoError(f"encryption key {number}: must be {_KEY_BYTES} bytes")
        found[key_id] = key
    if not found:
        raise CryptoError("no encryption keys given")
    _keys.by_id = found


def encrypt(text: str) -> str:
    """The text under the current key. Raises CryptoError when no key is configured."""
    key_id = _keys.current
    nonce = os.urandom(_NONCE_BYTES)
    header = f"{_FORMAT}:{key_id}"
    # surrogatepass: a lone surrogate from a broken client must not lose the rest of an answer.
    plain = text.encode("utf-8", "surrogatepass")
    sealed = AESGCM(_keys.by_id[key_id]).encrypt(nonce, plain, header.encode())
    return f"{header}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text of a stored value. Raises CryptoError for an unknown key or a changed value."""
    form, key_id, encoded = (stored.split(":", 2) + ["", ""])[:3]
    if form != _FORMAT or not encoded:
        raise CryptoError("a stored value is not in the format of this version")
    key = _keys.by_id.get(key_id)
    if key is None:
        raise CryptoError("a stored value needs a key that is not configured")
    try:
        raw = base64.b64decode(encoded, validate=True)
        header = f"{form}:{key_id}".encode()
        plain = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], header)
    except (binascii.Error, InvalidTag, ValueError):
        raise CryptoError("a stored value was changed or belongs to another key") from None
    return plain.decode("utf-8", "surrogatepass")


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """HMAC-SHA256 of the value under each key, current one first, as hex.

    `purpose` keeps hashes for different uses apart. A list, because a value hashed before a
    change of keys must still be found. Raises CryptoError when no key is configured.
    """
    _ = _keys.current
    message = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
    return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in _keys.by_id.values()]


class EncryptedText(TypeDecorator[str]):
    """A text column that is encrypted in the database and plain in Python.

    Nothing can search it in SQL, and that is meant. A NULL stays NULL.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Plain text in, ciphertext out."""
        return None if value is None else encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Ciphertext in, plain text out."""
        return None if value is None else decrypt(value)


def rewrite(session: Session, column: InstrumentedAttribute[Any], batch: int = 500) -> int:
    """Put every value of an encrypted column under the current key; how many were rewritten.

    `column` belongs to a mapped class with a primary key `id`. Takes `batch` rows at a time, so
    memory does not grow with the table.
    """
    table = column.class_.__table__
    stored = sa.type_coerce(table.c[column.key], sa.Text)
    current = f"{_FORMAT}:{_keys.current}:"
    stale = sa.and_(stored.is_not(None), sa.not_(stored.startswith(current, autoescape=True)))
    done = 0
    while rows := session.execute(sa.select(table.c.id, stored).where(stale).limit(batch)).all():
        for row_id, value in rows:
            session.execute(sa.update(table).where(table.c.id == row_id).values({column.key: decrypt(value)}))
        done += len(rows)
    return done
