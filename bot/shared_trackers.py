"""Conversations in Redis, for Rasa processes on several machines: encrypted, and gone after half an hour of silence.

It stands outside `components`, for the model does not depend on where conversations are kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio import Redis
from redis.exceptions import RedisError

from components.trackers import ShortLivedTrackers

logger = logging.getLogger(__name__)

PREFIX = "frontdoor:talk:"
SECONDS_A_CALL = 2.0
"""Everybody in this process waits for a slow Redis that long at most; then memory serves."""


class SharedTrackers(ShortLivedTrackers):
    """Keeps each conversation in Redis with a life of `minutes`; while Redis is away, in this process's memory.

    Neither names nor words stand there readable: the key is an HMAC of the name, the value is encrypted, both with
    keys made from BOT_API_TOKEN, which every process of the bot has anyway. Redis itself deletes what is old.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        minutes: int = 30,
        most: int = 5000,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Take the address of Redis (`host`, a redis:// or rediss:// URL); `minutes` and `most` as in memory.

        Raises ValueError without an address or without BOT_API_TOKEN.
        """
        super().__init__(domain, event_broker, minutes=minutes, most=most, **kwargs)
        token = os.environ.get("BOT_API_TOKEN", "")
        if not host or not token:
            raise ValueError("Conversations in Redis need REDIS_URL and BOT_API_TOKEN.")
        self._redis = Redis.from_url(host, socket_timeout=SECONDS_A_CALL, socket_connect_timeout=SECONDS_A_CALL)
        self._name_key = hmac.digest(token.encode(), b"names of conversations", "sha256")
        self._words = Fernet(base64.urlsafe_b64encode(hmac.digest(token.encode(), b"conversations", "sha256")))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation; one without any event is deleted, in Redis and in memory."""
        key = self._key(tracker.sender_id)
        try:
            if tracker.events:
                words = self._words.encrypt(self.serialise_tracker(tracker).encode())
                await self._redis.set(key, words, ex=self._seconds)
            else:
                await self._redis.delete(key)
        except (RedisError, OSError) as error:
            # In memory it has the same short life; what could not be deleted in Redis ends there by itself.
            logger.warning("Redis did not take a conversation: %s", type(error).__name__)
            await super().save(tracker)
            return
        # What an outage left in memory is older than what Redis has now.
        self._forget(tracker.sender_id)

    async def _retrieve(self, sender_id: str, fetch_all_sessions: bool) -> DialogueStateTracker | None:
        """Return the conversation from memory where an outage left it there, else from Redis."""
        if sender_id not in self.store:
            try:
                words = await self._redis.get(self._key(sender_id))
                text = self._words.decrypt(words).decode() if words is not None else None
            except InvalidToken:
                text = None  # written with another BOT_API_TOKEN: nobody can read it any more
            except (RedisError, OSError) as error:
                logger.warning("Redis did not give a conversation: %s", type(error).__name__)
                text = None
            return self.deserialise_tracker(sender_id, text) if text is not None else None
        return await super()._retrieve(sender_id, fetch_all_sessions)

    def _key(self, sender_id: str) -> str:
        return PREFIX + hmac.new(self._name_key, sender_id.encode(), hashlib.sha256).hexdigest()
