"""Conversations in memory for a short while only: the words in them are nobody's business later."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class ShortLivedTrackers(InMemoryTrackerStore):
    """Rasa's store in memory, which forgets: what is old, what is too much, and what it is told to forget."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        minutes: int = 30,
        most: int = 5000,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Take how many minutes of silence end a conversation, and how many are kept at most; `host` means nothing."""
        super().__init__(domain, event_broker, **kwargs)
        self.store: dict[str, str] = OrderedDict()
        self._touched: OrderedDict[str, float] = OrderedDict()
        self._seconds = int(minutes) * 60
        self._most = int(most)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation; one without any event is deleted (that is how the site ends one)."""
        self._forget_old()
        if not tracker.events:
            self._forget(tracker.sender_id)
            return
        await super().save(tracker)
        self._touched[tracker.sender_id] = time.monotonic()
        self._touched.move_to_end(tracker.sender_id)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation, unless it is forgotten."""
        self._forget_old()
        return await super().retrieve(sender_id)

    def _forget(self, sender_id: str) -> None:
        self.store.pop(sender_id, None)
        self._touched.pop(sender_id, None)

    def _forget_old(self) -> None:
        limit = time.monotonic() - self._seconds
        while self._touched:
            sender_id, touched = next(iter(self._touched.items()))
            if touched >= limit and len(self._touched) <= self._most:
                return
            self._forget(sender_id)
