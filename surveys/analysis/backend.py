"""An optional second reader of themes, asked over HTTP: a language model or sentence vectors that a council runs.

Off unless CODER_URL is set, and never needed: whatever it does not answer in time and in form keeps what the offline
coder said. Personal data is masked before anything is sent, and answers that may tell of harm are not sent at all.
What it is asked and how it is to answer: docs/coding.md, "A second reader over HTTP".
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import httpx

from surveys.analysis.codebook import MOST_CODES, NO_THEME
from surveys.analysis.codebook_themes import Version
from surveys.analysis.coded import Answer, Coded
from surveys.analysis.redaction import mask

BACKEND = "backend"
"""How the program came to a theme (AnswerCode.basis) that the second reader gave."""
AT_ONCE = 20  # answers in one request
REST = 60.0  # seconds in which nothing is asked after a failure, so that a queue of answers does not wait for each
UNSAID = 0.75  # the confidence of a theme for which the reader gives none
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Given:
    """A theme that the second reader gives, with its confidence (0 to 1) and words of the text that speak for it."""

    code: str
    confidence: float
    words: tuple[str, ...] = ()


class Backend(Protocol):
    """Whoever reads themes beside the offline coder."""

    def themes(self, answers: Sequence[Answer], book: Version) -> list[list[Given] | None]:
        """The themes of each answer, which is masked already; None where the offline coder's are to stand."""


class HttpBackend:
    """Asks a reader by POST and JSON. Fails quietly and rests for a minute then: coding goes on without it."""

    def __init__(self, url: str, token: str = "", timeout: float = 20.0) -> None:
        self.url, self.token, self.timeout = url, token, timeout
        self._rests_until = 0.0

    def themes(self, answers: Sequence[Answer], book: Version) -> list[list[Given] | None]:
        """As Backend. Network errors, time-outs and replies out of form give None for the answers they were about."""
        found: list[list[Given] | None] = []
        for start in range(0, len(answers), AT_ONCE):
            part = answers[start : start + AT_ONCE]
            found += self._part(part, book) if time.monotonic() >= self._rests_until else [None] * len(part)
        return found

    def _part(self, answers: Sequence[Answer], book: Version) -> list[list[Given] | None]:
        asked = {
            "codebook": [
                {
                    "code": code,
                    "name": theme.name("en"),
                    "takes_in": theme.takes_in,
                    "leaves_out": theme.leaves_out,
                    "alone": theme.alone,
                }
                for code, theme in book.given.items()
            ],
            "answers": [{"question": one.question, "audience": one.audience, "text": one.text} for one in answers],
        }
        try:
            said = self._post(asked)["answers"]
            if not isinstance(said, list) or len(said) != len(answers):
                raise ValueError("a reply for each answer is wanted")
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            # Never the reply itself: it may repeat what people wrote.
            log.warning("the second reader did not answer: %s", type(error).__name__)
            self._rests_until = time.monotonic() + REST
            return [None] * len(answers)
        return [_given(one, book) for one in said]

    def _post(self, asked: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        # Redirects are not followed: answers go to the address that was set and to no other.
        reply = httpx.post(self.url, json=asked, headers=headers, timeout=self.timeout, follow_redirects=False)
        if reply.status_code != httpx.codes.OK:
            raise ValueError(f"status {reply.status_code}")
        return reply.json()


def _given(said: Any, book: Version) -> list[Given] | None:
    """One reply read; None when it is out of form or gives what cannot stand together."""
    if not isinstance(said, dict) or not isinstance(said.get("themes"), list):
        return None
    found: dict[str, Given] = {}
    for one in said["themes"]:
        code = one.get("code") if isinstance(one, dict) else None
        if not isinstance(code, str) or code not in book.given:
            return None
        confidence, words = one.get("confidence"), one.get("words")
        sure = confidence if isinstance(confidence, (int, float)) and 0 <= confidence <= 1 else UNSAID
        found[code] = Given(code, float(sure), tuple(w for w in words or () if isinstance(w, str)))
    alone = any(book.codes[code].alone for code in found)
    return None if len(found) > MOST_CODES or (alone and len(found) > 1) else list(found.values())


def assisted(backend: Backend, book: Version, answers: Sequence[Answer], coded: Sequence[Coded]) -> list[Coded]:
    """What the offline coder said, with the second reader's themes where it gave any.

    Never sent: what may tell of harm, nonsense, and answers without a theme. The doubt is how far the two differ.
    """
    sent = [
        place
        for place, (answer, one) in enumerate(zip(answers, coded, strict=True))
        if not (answer.private or one.disclosure or one.nonsense or one.themes == [NO_THEME])
    ]
    covered = [replace(answers[place], text=mask(answers[place].text, set(coded[place].pii))) for place in sent]
    result = list(coded)
    for place, given in zip(sent, backend.themes(covered, book) if covered else [], strict=True):
        if given is not None:
            result[place] = _with(coded[place], given, answers[place].text)
    return result


def _with(coded: Coded, given: Sequence[Given], text: str) -> Coded:
    codes = [one.code for one in given]
    return replace(
        coded,
        themes=codes,
        evidence={one.code: [words for words in one.words if words and words in text][:4] for one in given},
        confidence={one.code: round(one.confidence, 3) for one in given},
        basis=dict.fromkeys(codes, BACKEND),
        doubt=round(len(set(codes) ^ set(coded.themes)) + sum(1 - one.confidence for one in given), 3),
        version=f"{coded.version}+http",
    )
