"""Answers that are brought in from files: what pages, the job and the command have in common."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from directory.triage import assess
from surveys.exchange import bringing
from surveys.models import ImportBatch
from webapp.accounts import users
from webapp.accounts.models import User
from webapp.extensions import db, worker_session
from webapp.forms.answers_words import language_names


def verdict(text: str, language: str) -> str | None:
    """What the triage says of a text: an alert code or None."""
    return assess(text, language).alert


@contextmanager
def in_request() -> Iterator[Session]:
    """The request's own session as one for each step: a step that fails is undone, and the request commits once."""
    with db.session.begin_nested():
        yield db.session


def bring(batch_id: str, sessions: bringing.Sessions = worker_session) -> None:
    """Bring in a file that was asked for (bringing.run). Raises loading.Refused."""
    bringing.run(sessions, batch_id, verdict, language_names(), _record)


def _record(session: Session, batch: ImportBatch) -> None:
    actor = session.get(User, batch.created_by) if batch.created_by else None
    users.record(session, actor, "answers.imported", batch.id, tool=batch.tool, submissions=batch.loaded)


def bring_all() -> int:
    """Bring in every file that was asked for, one after the other, and clear away what was taken back; how many.

    One that fails keeps the reason for its page, and costs the others nothing.
    """
    done = 0
    tried: set[str] = set()
    bringing.clear(worker_session)
    while batch_id := _next(tried):
        tried.add(batch_id)
        try:
            bring(batch_id)
            done += 1
        except bringing.Refused as refused:
            logging.getLogger(__name__).info("the import %s was refused: %s", batch_id, refused.code)
        except Exception:
            logging.getLogger(__name__).exception("the import %s broke off", batch_id)
    return done


def _next(tried: set[str]) -> str | None:
    with worker_session() as session:
        return next((one for one in bringing.asked(session) if one not in tried), None)
