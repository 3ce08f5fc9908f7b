"""What answering can refuse; codes, never sentences and never what was typed."""

from __future__ import annotations


class NotAnswerable(Exception):
    """The draft or survey does not take this now; `reason` is a code.

    survey_not_open, draft_submitted, draft_withdrawn, draft_expired, unknown_question, not_agreed; draft_changing,
    not_sent (surveys.changing); kiosk_ended, bad_key, bad_return_code of a kiosk (surveys.kiosks).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Incomplete(Exception):
    """Required questions that are still empty, as codes in their order."""

    def __init__(self, questions: list[str]) -> None:
        super().__init__("required questions are empty")
        self.questions = questions
