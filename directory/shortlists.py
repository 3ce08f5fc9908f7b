"""Lists of services: made without an account to be shared, or kept by a champion under a name.

Whoever has the token of a link reads the list until it expires. The token itself is told once and never
kept, only its hash: who reads the database cannot open anybody's list.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session, selectinload

from directory import queries
from directory.models import Need, Service, ServiceNeed, Shortlist, ShortlistEntry, now
from directory.text import printable

MOST_SERVICES = 30
"""Services on one list: more than half of the 53 is no help to a family, and thirty slugs fit a cookie."""

MOST_LISTS = 50
"""Lists of one champion."""

SHARE_DAYS = 30
"""Days that a link lives: long enough to ring round, short enough that what it says has hardly changed
(SNA 6.2: the mapping is "time-sensitive")."""

LONGEST_NAME = 100
"""Characters in the name of a list."""

_TOKEN_BYTES = 24
"""192 bits, beyond any guessing; 32 letters in the address."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_ID = re.compile(r"[0-9a-f-]{36}")


class ListError(ValueError):
    """A list cannot be changed so.

    `code` is `full`, `unknown_service`, `empty`, `name_missing`, `name_too_long` or `too_many_lists`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def with_service(session: Session, slugs: Sequence[str], slug: str) -> list[str]:
    """Return the slugs of a list with one more at its end; as they are when it is there already.

    Raises ListError: `unknown_service` (`slug` may be anything that was typed) or `full`.
    """
    if slug in slugs:
        return list(slugs)
    if queries.service_by_slug(session, slug) is None:
        raise ListError("unknown_service")
    if len(slugs) >= MOST_SERVICES:
        raise ListError("full")
    return [*slugs, slug]


def share(session: Session, slugs: Sequence[str], *, at: datetime | None = None) -> tuple[Shortlist, str]:
    """Keep a list so that it can be read through a link; return it with the token, told only now.

    Lists of this kind whose link has expired are deleted on the way. Raises ListError: `empty`, `full`.
    """
    at = at or now()
    forget_expired(session, at=at)
    found = queries.services_by_slug(session, list(slugs)[: MOST_SERVICES + 1])
    if not found:
        raise ListError("empty")
    if len(found) > MOST_SERVICES:
        raise ListError("full")
    shortlist = Shortlist(id=str(uuid4()), owner=None)
    shortlist.entries = [ShortlistEntry(service_id=service.id, sort_order=order) for order, service in enumerate(found)]
    session.add(shortlist)
    return shortlist, make_link(session, shortlist, at=at)


def shared(session: Session, token: str, *, at: datetime | None = None) -> Shortlist | None:
    """Return the list of a link, or None when it has expired or never was; `token` may be anything typed."""
    if not _TOKEN.fullmatch(token):
        return None
    return session.scalar(_whole().where(Shortlist.token_hash == _hash(token), Shortlist.expires_at > (at or now())))


def services_of(session: Session, shortlist: Shortlist) -> list[Service]:
    """Return the services of a list as they are now, in its order; those that were deleted are gone."""
    return queries.services_by_id(session, [entry.service_id for entry in shortlist.entries])


def services_for(session: Session, need: str) -> list[Service]:
    """Return what a leaflet of a need names: services that people can turn to, at most MOST_SERVICES.

    Those come first for which it is the foremost need. Only doors (domain.md 1: never one that has no way
    in or has ended) that are not for professionals alone.
    """
    ids = session.scalars(
        select(Service.id)
        .join(ServiceNeed, ServiceNeed.service_id == Service.id)
        .where(ServiceNeed.need == need, Service.way_in_known.is_(True), Service.status == "active")
        .order_by(ServiceNeed.sort_order, Service.name, Service.id)
        .limit(MOST_SERVICES * 4)
    ).all()
    found = queries.services_by_id(session, ids)
    # Whom a service is open to is a list, which the two databases compare differently: it is read here.
    return [service for service in found if service.open_to != ["professionals"]][:MOST_SERVICES]


def need_by_code(session: Session, code: str) -> Need | None:
    """Return one need, or None; `code` may be anything that was typed."""
    return session.get(Need, code) if re.fullmatch(r"[a-z0-9_]{1,50}", code) else None


def make_link(session: Session, shortlist: Shortlist, *, at: datetime | None = None) -> str:
    """Give a list a new link that lives SHARE_DAYS days and return its token; an older link ends."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    shortlist.token_hash = _hash(token)
    shortlist.expires_at = (at or now()) + timedelta(days=SHARE_DAYS)
    session.flush()
    return token


def renew_link(session: Session, shortlist: Shortlist, *, at: datetime | None = None) -> bool:
    """Let the link that a list has live SHARE_DAYS days from now; say whether there was one to renew."""
    if not has_link(shortlist, at=at):
        return False
    shortlist.expires_at = (at or now()) + timedelta(days=SHARE_DAYS)
    session.flush()
    return True


def end_link(session: Session, shortlist: Shortlist) -> None:
    """Make the link of a list lead nowhere; a list that nobody keeps goes with it."""
    if shortlist.owner is None:
        session.delete(shortlist)
    else:
        shortlist.token_hash = shortlist.expires_at = None
    session.flush()


def has_link(shortlist: Shortlist, *, at: datetime | None = None) -> bool:
    """Say whether a list has a link that has not expired."""
    if shortlist.token_hash is None or shortlist.expires_at is None:
        return False
    at = at or now()
    # SQLite gives moments back without their zone; they are kept in UTC.
    expires = shortlist.expires_at
    return expires > (at if expires.tzinfo else at.replace(tzinfo=None))


def forget_expired(session: Session, *, at: datetime | None = None) -> int:
    """Delete lists without an owner whose link has expired, and the expired links of champions' lists.

    Out: how many lists were deleted. Runs whenever a list is shared, so that nothing waits for a job.
    """
    expired = Shortlist.expires_at <= (at or now())
    session.execute(
        update(Shortlist).where(expired, Shortlist.owner.is_not(None)).values(token_hash=None, expires_at=None)
    )
    ids = list(session.scalars(select(Shortlist.id).where(expired, Shortlist.owner.is_(None))))
    if ids:
        session.execute(delete(ShortlistEntry).where(ShortlistEntry.shortlist_id.in_(ids)))
        session.execute(delete(Shortlist).where(Shortlist.id.in_(ids)))
    session.flush()
    return len(ids)


def owned(session: Session, owner: str) -> list[Shortlist]:
    """Return the lists of a champion by name; `owner` is their opaque id."""
    return list(session.scalars(_whole().where(Shortlist.owner == owner).order_by(Shortlist.name, Shortlist.id)))


def owned_list(session: Session, owner: str, identity: str) -> Shortlist | None:
    """Return one list of a champion, or None when it is not theirs; `identity` may be anything typed."""
    if not _ID.fullmatch(identity):
        return None
    return session.scalar(_whole().where(Shortlist.id == identity, Shortlist.owner == owner))


def create(session: Session, owner: str, name: str) -> Shortlist:
    """Make an empty list of a champion. Raises ListError: `name_missing`, `name_too_long`, `too_many_lists`."""
    name = _name(name)
    held = session.scalar(select(func.count()).select_from(Shortlist).where(Shortlist.owner == owner)) or 0
    if held >= MOST_LISTS:
        raise ListError("too_many_lists")
    shortlist = Shortlist(id=str(uuid4()), owner=owner, name=name)
    session.add(shortlist)
    session.flush()
    return shortlist


def rename(session: Session, shortlist: Shortlist, name: str) -> None:
    """Give a list another name. Raises ListError: `name_missing`, `name_too_long`."""
    shortlist.name = _name(name)
    session.flush()


def add(session: Session, shortlist: Shortlist, slug: str) -> None:
    """Put a service at the end of a champion's list; nothing happens when it is there.

    Raises ListError: `unknown_service` (`slug` may be anything that was typed) or `full`.
    """
    service = queries.service_by_slug(session, slug)
    if service is None:
        raise ListError("unknown_service")
    if any(entry.service_id == service.id for entry in shortlist.entries):
        return
    if len(shortlist.entries) >= MOST_SERVICES:
        raise ListError("full")
    last = max((entry.sort_order for entry in shortlist.entries), default=-1)
    shortlist.entries.append(ShortlistEntry(service_id=service.id, sort_order=last + 1))
    session.flush()


def remove(session: Session, shortlist: Shortlist, slug: str) -> None:
    """Take a service off a champion's list; nothing happens when it is not there."""
    service = queries.service_by_slug(session, slug)
    if service is not None:
        shortlist.entries = [entry for entry in shortlist.entries if entry.service_id != service.id]
        session.flush()


def discard(session: Session, shortlist: Shortlist) -> None:
    """Delete a list and its link."""
    session.delete(shortlist)
    session.flush()


def _hash(token: str) -> str:
    # The token is random and long: a plain hash of it tells nothing, and slow hashing would protect nothing.
    return sha256(token.encode()).hexdigest()


def _name(typed: str) -> str:
    name = " ".join(printable(typed).split())
    if not name:
        raise ListError("name_missing")
    if len(name) > LONGEST_NAME:
        raise ListError("name_too_long")
    return name


def _whole() -> Select[tuple[Shortlist]]:
    return select(Shortlist).options(selectinload(Shortlist.entries))
