"""What goes into the coder and what comes out, apart from the models that do it: these load in no time."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the coder is given. ``hint`` is the language of the page, when known."""

    question: str
    audience: str
    text: str
    hint: str | None = None
    private: bool = False
    """It may tell of harm: it is never shown to a second reader outside (surveys.analysis.backend)."""


@dataclass(frozen=True)
class Coded:
    """What the machine says of one answer; fields and words as in contracts.md, "Coding answers"."""

    lang: str
    themes: list[str]
    evidence: dict[str, list[str]]
    confidence: dict[str, float]
    sentiment: str
    pii: list[str]
    disclosure: bool
    nonsense: bool
    disclosure_signs: list[str]
    version: str
    basis: dict[str, str] = field(default_factory=dict)
    """How the program came to each theme: phrase, example or model; not part of the contract."""
    doubt: float = 1.0
    """How many mistakes are to be expected in the themes: a person reads the most doubtful first."""

    def as_json(self, identity: str) -> dict[str, Any]:
        """The output line of ``themes code``."""
        return {
            "id": identity,
            "lang": self.lang,
            "themes": self.themes,
            "evidence": self.evidence,
            "confidence": self.confidence,
            "sentiment": self.sentiment,
            "pii": self.pii,
            "disclosure": self.disclosure,
            "nonsense": self.nonsense,
        }
