"""What was stored when a page of questions was shown: by it a page of an old window is known, and overwrites nothing.

The page carries a keyed hash of it, never the words: who reads the page's source learns nothing.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

from flask import current_app
from sqlalchemy.orm import Session

from surveys import queries
from surveys.content import PageView
from surveys.models import Draft
from webapp.forms.pages import Answers
from webapp.forms.saving import Saved, save_answers

SEEN = ".seen"
"""The name of the hidden field."""


def stamp(page: PageView, answers: Answers) -> str:
    """A mark of what is stored for this page's questions, in hexadecimal."""
    stored = [
        (question.code, one.text, one.choices, one.number)
        for question in page.questions
        if (one := answers.get(question.code))
    ]
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"seen|{page.code}|{json.dumps(stored)}".encode(), hashlib.sha256).hexdigest()


def save_page(
    session: Session,
    draft: Draft,
    page: PageView,
    values: Mapping[str, object],
    before: Answers,
    *,
    keep: bool,
    seen: str | None,
) -> tuple[dict[str, Saved], list[str]]:
    """As save_answers, and the codes of questions whose newer answers this page knew nothing of.

    `before` is what is stored, read while the draft is locked; `seen` is the stamp that came with the page, None for
    none. Where there are codes, nothing was saved: the old page would have overwritten them. What says the same as is
    stored overwrites nothing.
    """
    if seen is None or seen == stamp(page, before):
        return save_answers(session, draft, values, keep=keep), []
    # Only saving shows what would change: the words of somebody in danger may be held back.
    with session.begin_nested() as step:
        saved = save_answers(session, draft, values, keep=keep)
        after = queries.draft_answers(session, draft)
        newer = [code for code in values if _stored(before, code) != _stored(after, code)]
        if newer:
            step.rollback()
    return saved, newer


def _stored(answers: Answers, code: str) -> object:
    return answers[code].stored if code in answers else None
