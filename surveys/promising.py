"""You said, we did: who considered the report, what was decided, what is promised, and what became of it.

The second fair gate (BOARD 18.2: comments "are considered by the decision-maker"): no decision, no action and no
result stands here before a named body has considered a named, published version of the report. What was published
never goes: every change leaves a line, and what is taken back says why (CSS, "You said, we did").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveys import wording
from surveys.analysis.codebook_versions import current
from surveys.analysis.models import Report
from surveys.columns import local_day, now
from surveys.models import PROMISE_STATES, Consideration, Consultation, Promise, PromiseChange, PromiseRating

WITHDRAWN = "withdrawn"
"""The state of a promise that was taken back; a change to it carries the reason, in public."""

OPEN_STATES = ("considering", "planned", "under_way")
HELPED = ("yes", "partly", "no")

TEXTS: Mapping[str, int] = {
    "you_said": 2000,
    "decision": 2000,
    "action": 2000,
    "owner": 200,
    "result": 2000,
    "learned": 2000,
}
"""Texts of a promise, with the most characters of each."""

FIELDS = (*TEXTS, "theme", "consideration_id", "due_on", "state", "wards", "year")
OWNER = "promise"
"""Owner and entity of its translations; their code is the promise's id."""


class Refused(ValueError):
    """What was given cannot stand; `problems` holds a code by field.

    Of a promise: missing, too_long, unknown, not_considered, out_of_range, withdrawn, published. Of a consideration:
    missing, no_such_report, not_published, before_publication, in_future.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in problems.items()))
        self.problems = dict(problems)


def published_reports(session: Session, consultation: Consultation) -> list[Report]:
    """The versions of its report that anybody can read, newest first: only these can be considered."""
    return list(
        session.scalars(
            sa.select(Report)
            .where(Report.consultation_slug == consultation.slug, Report.state == "published")
            .order_by(Report.number.desc())
        )
    )


def considerations(session: Session, consultation: Consultation) -> list[Consideration]:
    """Who considered its report, newest first."""
    return list(
        session.scalars(
            sa.select(Consideration)
            .where(Consideration.consultation_id == consultation.id)
            .order_by(Consideration.considered_on.desc(), Consideration.id)
        )
    )


def consider(
    session: Session,
    consultation: Consultation,
    *,
    body: str,
    considered_on: date | None,
    report_version: int | None,
    note: str,
    by: str | None,
    today: date,
) -> Consideration:
    """Record that a named body considered a published version of the report on a day. Raises Refused."""
    body, note = wording.tidy(body), wording.tidy(note)
    problems = _lengths({"body": (body, 200), "note": (note, 2000)})
    if not body:
        problems["body"] = "missing"
    report = session.scalar(
        sa.select(Report).where(Report.consultation_slug == consultation.slug, Report.number == report_version)
    )
    if report is None:
        problems["report_version"] = "no_such_report"
    elif report.published_at is None:
        problems["report_version"] = "not_published"
    if considered_on is None:
        problems["considered_on"] = "missing"
    elif considered_on > today:
        problems["considered_on"] = "in_future"
    elif report and report.published_at and considered_on < local_day(report.published_at):
        problems["considered_on"] = "before_publication"
    if problems or report is None or considered_on is None:
        raise Refused(problems)
    made = Consideration(
        consultation_id=consultation.id,
        body=body,
        considered_on=considered_on,
        report_version=report.number,
        note=note,
        recorded_by=by,
    )
    session.add(made)
    session.flush()
    return made


def create(session: Session, consultation: Consultation, values: Mapping[str, Any], by: str | None) -> Promise:
    """A promise that only staff see until it is published. `values` by field of FIELDS. Raises Refused."""
    promise = Promise(consultation_id=consultation.id, **_fitting(session, consultation.id, _blank() | dict(values)))
    session.add(promise)
    session.flush()
    _note(session, promise, "created", None, promise.state, by)
    return promise


def revise(session: Session, promise: Promise, values: Mapping[str, Any], by: str | None) -> list[str]:
    """Change fields of a promise; the names of those that changed, each with a line of its own. Raises Refused."""
    session.refresh(promise, with_for_update=True)
    if promise.state == WITHDRAWN:
        raise Refused({"state": "withdrawn"})
    before = {name: getattr(promise, name) for name in FIELDS}
    after = _fitting(session, promise.consultation_id, before | dict(values))
    changed = [name for name in FIELDS if before[name] != after[name]]
    for name in changed:
        setattr(promise, name, after[name])
        _note(session, promise, name, before[name], after[name], by)
    if changed:
        promise.updated_at = now()
    session.flush()
    wording.mark_stale(session, OWNER, OWNER, promise.id, english(promise))
    return changed


def publish(session: Session, promise: Promise, by: str | None) -> bool:
    """Show it to everybody, for good; False when it is public already."""
    session.refresh(promise, with_for_update=True)
    if promise.published_at is not None:
        return False
    promise.published_at = promise.updated_at = now()
    _note(session, promise, "published", None, promise.state, by)
    return True


def withdraw(session: Session, promise: Promise, reason: str, by: str | None) -> None:
    """Take a public promise back: it stays on the page, with this reason and the day. Raises Refused."""
    session.refresh(promise, with_for_update=True)
    reason = wording.tidy(reason)
    if promise.published_at is None or promise.state == WITHDRAWN:
        raise Refused({"state": "withdrawn"})
    if not reason:
        raise Refused({"reason": "missing"})
    if problems := _lengths({"reason": (reason, 2000)}):
        raise Refused(problems)
    before = promise.state
    promise.state, promise.updated_at = WITHDRAWN, now()
    _note(session, promise, WITHDRAWN, before, reason, by)


def discard(session: Session, promise: Promise) -> None:
    """Delete one that nobody outside has seen. Raises Refused({"state": "published"}) for any other."""
    session.refresh(promise, with_for_update=True)
    if promise.published_at is not None:
        raise Refused({"state": "published"})
    session.delete(promise)
    session.flush()


def rate(session: Session, promise: Promise, helped: str, day: date) -> None:
    """Count one answer to "did this help?" (a code of HELPED) on its day; nothing says whose it was.

    Raises Refused for another code, or a promise that is not public.
    """
    if helped not in HELPED or promise.published_at is None:
        raise Refused({"helped": "unknown"})
    key = {"promise_id": promise.id, "day": day, "helped": helped}
    if _count_once_more(session, key):
        return
    try:
        with session.begin_nested():
            session.add(PromiseRating(**key, times=1))
    except IntegrityError:  # somebody else was the day's first at this very moment
        _count_once_more(session, key)


def _count_once_more(session: Session, key: Mapping[str, Any]) -> bool:
    counted = session.execute(
        sa.update(PromiseRating)
        .filter_by(**key)
        .values(times=PromiseRating.times + 1)
        .returning(PromiseRating.id)
        .execution_options(synchronize_session=False)
    )
    return counted.first() is not None


def reason_withdrawn(promise: Promise) -> tuple[date, str] | None:
    """When and why it was taken back; None when it was not."""
    for change in promise.changes:
        if change.field == WITHDRAWN:
            return local_day(change.changed_at), str(change.after)
    return None


def english(promise: Promise) -> dict[str, str]:
    """Its texts that are translated, by field; the reason for taking it back is one of them."""
    withdrawn = reason_withdrawn(promise)
    return {name: getattr(promise, name) for name in TEXTS} | {WITHDRAWN: withdrawn[1] if withdrawn else ""}


def _blank() -> dict[str, Any]:
    return dict.fromkeys(TEXTS, "") | {
        "theme": None,
        "consideration_id": None,
        "due_on": None,
        "state": "considering",
        "wards": [],
        "year": now().year,
    }


def _fitting(session: Session, consultation_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept. Raises Refused, naming every field that cannot stand."""
    kept = {name: values[name] for name in FIELDS} | {name: wording.tidy(values[name]) for name in TEXTS}
    kept["wards"] = sorted(set(kept["wards"]))
    problems = _lengths({name: (kept[name], most) for name, most in TEXTS.items()})
    if not kept["you_said"]:
        problems["you_said"] = "missing"
    if kept["theme"] is not None and kept["theme"] not in current(session).codes:
        problems["theme"] = "unknown"
    if not isinstance(kept["year"], int) or not 2000 <= kept["year"] <= 2100:
        problems["year"] = "out_of_range"
    if kept["due_on"] is not None and not 2000 <= kept["due_on"].year <= 2100:
        problems["due_on"] = "out_of_range"
    if kept["state"] not in PROMISE_STATES:
        problems["state"] = "unknown"
    problems |= _needed(kept)
    considered = session.get(Consideration, kept["consideration_id"]) if kept["consideration_id"] else None
    if kept["consideration_id"] and (considered is None or considered.consultation_id != consultation_id):
        problems["consideration_id"] = "unknown"
    elif considered is None and (
        kept["state"] != "considering" or kept["decision"] or kept["action"] or kept["result"]
    ):
        problems["consideration_id"] = "not_considered"
    if problems:
        raise Refused(problems)
    return kept


def _needed(kept: Mapping[str, Any]) -> dict[str, str]:
    """What a state asks for: a plan says what, who and until when; an end says what came of it, or why not."""
    needs = {
        "planned": ("decision", "action", "owner", "due_on"),
        "under_way": ("decision", "action", "owner", "due_on"),
        "done": ("decision", "action", "owner", "result"),
        "not_done": ("decision", "result"),
    }
    return {name: "missing" for name in needs.get(kept["state"], ()) if not kept[name]}


def _lengths(texts: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    return {name: "too_long" for name, (text, most) in texts.items() if len(text) > most}


def _note(session: Session, promise: Promise, field: str, before: Any, after: Any, by: str | None) -> None:
    """Leave a line. What happens to a public promise is public."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in (before, after)]
    session.add(
        PromiseChange(
            promise_id=promise.id,
            field=field,
            before=plain[0],
            after=plain[1],
            public=promise.published_at is not None,
            changed_by=by,
        )
    )
    session.flush()
    session.expire(promise, ["changes"])
