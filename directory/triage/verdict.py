"""What the triage says of one message: a value, never a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Alert = Literal["emergency", "crisis", "caution"]
Tier = Literal["hard", "soft"]

# So sure of no danger, the triage stands against a topic that only sounds like it (docs/decisions/0012).
CALM = 0.85


@dataclass(frozen=True)
class Verdict:
    """The triage's verdict on one message (contracts.md, ROUTE and `alert`).

    alert: `emergency` and `crisis` only come with the hard tier, `caution` only with the soft one.
    tier: `hard`, `soft` or None (nothing to say).
    scores: probability, 0 to 1, of `emergency`, `crisis` and `none` of the part of the message that
        decided; the surface can use them to choose the line that goes with a caution. Empty when
        only the list of plain words spoke, the message was empty, or names 999 without telling of danger.
    """

    alert: Alert | None = None
    tier: Tier | None = None
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def calm(self) -> bool:
        """Whether the words were judged, and found nearly certainly to be no danger."""
        return self.alert is None and self.scores.get("none", 0.0) >= CALM
