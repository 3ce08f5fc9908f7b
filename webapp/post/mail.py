"""Mail that goes out: put in the outbox with the change that it belongs to, sent by a job.

The outbox is the truth and the queue of jobs only wakes: what was lost is found by a sweep. A worker takes a
mail for a while before it sends it, and marks it afterwards; one that dies in between leaves it to the next,
so that a mail may at worst come twice, with the same Message-ID, and never be lost.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from webapp.accounts.models import as_utc, now
from webapp.config import MailServer
from webapp.extensions import after_commit
from webapp.post import smtp
from webapp.post.models import OutboxMail

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long to wait after each failure; after the last one the mail is given up."""
TAKEN_FOR = timedelta(minutes=10)
"""So long a worker has for one mail; then another may take it."""
TOO_OLD = timedelta(days=30)
"""A mail that waited so long is not sent any more: what it asks is over."""
KEPT = timedelta(days=90)
"""So long after it was made a mail that is done with is deleted, words and address."""
SUBJECT_LENGTH = 300


@dataclass(frozen=True)
class Letter:
    """What is handed to the mail server: a copy, so that no database is held meanwhile."""

    id: str
    to: str
    subject: str
    body: str
    language: str


def queue(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    kind: str,
    language: str,
    about: str | None = None,
    cases: dict[str, int] | None = None,
) -> OutboxMail:
    """Put a mail in the outbox; a job sends it once this is committed.

    In: one address, the words in `language`, a code for what kind of mail it is, and the id of what it is
    about, if anything; `cases` as OutboxMail says. Line breaks of a subject become spaces: a header has one line.
    """
    mail = OutboxMail(
        to_address=to.strip(),
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        body=body,
        kind=kind,
        language=language,
        about=about,
        cases=cases,
        state="waiting",
        tries=0,
        next_try=now(),
    )
    session.add(mail)
    session.flush()
    identity = mail.id
    after_commit(lambda: _wake(identity))
    return mail


def _wake(mail_id: str) -> None:
    from webapp import jobs  # here: jobs know every domain, and this module is known to them

    jobs.send_mail(mail_id)


def due(session: Session, limit: int = 50) -> list[str]:
    """Return the ids of the mails that wait and whose time has come, the oldest first."""
    query = select(OutboxMail.id).where(OutboxMail.state == "waiting", OutboxMail.next_try <= now())
    return list(session.scalars(query.order_by(OutboxMail.next_try).limit(limit)))


def take(session: Session, mail_id: str) -> Letter | None:
    """Take a mail to send it now, so that nobody else does; None when it is sent, taken or not yet due."""
    query = select(OutboxMail).where(OutboxMail.id == mail_id).with_for_update(skip_locked=True)
    mail = session.scalars(query).first()
    if mail is None or mail.state != "waiting" or as_utc(mail.next_try) > now():
        return None
    if now() - as_utc(mail.created_at) > TOO_OLD:
        mail.state, mail.error = "failed", "too_old"
        return None
    mail.tries += 1
    mail.next_try = now() + TAKEN_FOR
    session.flush()
    return Letter(mail.id, mail.to_address, mail.subject, mail.body, mail.language)


def mark_sent(session: Session, mail_id: str) -> None:
    """Note that the mail server has taken the mail."""
    mail = session.get(OutboxMail, mail_id)
    if mail is not None and mail.state == "waiting":
        mail.state, mail.sent_at, mail.error = "sent", now(), ""


def mark_failed(session: Session, mail_id: str, failure: smtp.MailFailed) -> None:
    """Note why a mail could not be sent, as a code, and when to try again; never, when that cannot help."""
    mail = session.get(OutboxMail, mail_id)
    if mail is None or mail.state != "waiting":
        return
    mail.error = failure.code
    if failure.for_good or mail.tries > len(BACK_OFF):
        mail.state = "failed"
    else:
        mail.next_try = now() + BACK_OFF[mail.tries - 1]


def deliver(letter: Letter, server: MailServer) -> None:
    """Hand a letter to the mail server. Raises `smtp.MailFailed`."""
    smtp.send(
        server,
        to=letter.to,
        subject=letter.subject,
        body=letter.body,
        language=letter.language,
        identity=letter.id,
    )


def again(session: Session, mail: OutboxMail) -> bool:
    """Let a mail that was given up be tried again at once; whether it was one."""
    if mail.state != "failed" or now() - as_utc(mail.created_at) > TOO_OLD:
        return False
    mail.state, mail.tries, mail.next_try, mail.error = "waiting", 0, now(), ""
    session.flush()
    identity = mail.id
    after_commit(lambda: _wake(identity))
    return True


def passed_on(session: Session, mail: OutboxMail) -> bool:
    """Note that staff gave the words on themselves, so that it is not sent besides; whether it still waited."""
    if mail.state not in ("waiting", "failed"):
        return False
    mail.state, mail.error = "shown", ""
    session.flush()
    return True


def drop_waiting(session: Session, about: str) -> int:
    """Delete the mails about something that are not sent yet, because they are of no use now; how many."""
    query = delete(OutboxMail).where(OutboxMail.about == about, OutboxMail.state.in_(("waiting", "failed")))
    return int(getattr(session.execute(query), "rowcount", 0))


def by_id(session: Session, mail_id: str) -> OutboxMail | None:
    """Return one mail, or None."""
    return session.get(OutboxMail, mail_id) if len(mail_id) == 36 and mail_id.isascii() else None


def listed(session: Session, limit: int = 200) -> list[OutboxMail]:
    """Return the mails, those that are not sent first, then the latest."""
    unsent = or_(OutboxMail.state == "waiting", OutboxMail.state == "failed")
    return list(session.scalars(select(OutboxMail).order_by(unsent.desc(), OutboxMail.created_at.desc()).limit(limit)))


def given_up(session: Session, kind: str) -> list[OutboxMail]:
    """Return the mails of a kind that could not be sent and are not tried again."""
    return list(session.scalars(select(OutboxMail).where(OutboxMail.state == "failed", OutboxMail.kind == kind)))


def latest_about(session: Session, ids: list[str]) -> dict[str, OutboxMail]:
    """Return the last mail about each of these things, by its id; nothing for one without mail."""
    query = select(OutboxMail).where(OutboxMail.about.in_(ids)).order_by(OutboxMail.created_at)
    return {mail.about or "": mail for mail in session.scalars(query)}


def counts(session: Session) -> dict[str, int]:
    """Return how many mails are in each state."""
    query = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    return dict(session.execute(query).tuples().all())


def forget_old(session: Session) -> int:
    """Delete the mails that are done with and 90 days old; how many."""
    query = delete(OutboxMail).where(OutboxMail.state != "waiting", OutboxMail.created_at < now() - KEPT)
    return int(getattr(session.execute(query), "rowcount", 0))
