"""Conversations in memory that outlive a change of the model.

When the site tells a running process to load another model (docs/workbench.md), Rasa makes its store of conversations
anew. This one takes over what the one before held: nobody has to say again what they said. Not among the components,
for a model is not made of it (train.py).
"""

from __future__ import annotations

from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain

from components.trackers import ShortLivedTrackers


class KeptTrackers(ShortLivedTrackers):
    """The short-lived store, one for the whole life of the process."""

    _before: KeptTrackers | None = None

    def __init__(self, domain: Domain, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        """Begin with what the store of the model before holds: the same, so that a turn under way is not lost."""
        super().__init__(domain, event_broker, **kwargs)
        if KeptTrackers._before is not None:
            self.store = KeptTrackers._before.store
            self._touched = KeptTrackers._before._touched
        KeptTrackers._before = self
