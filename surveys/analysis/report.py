"""The findings of a consultation as typed values: numbers, bases and codes, never sentences; and their versions.

Every number here has been through disclosure control (surveys.analysis.statistics, surveys.analysis.tables) and may
be published. Counts are of people (submissions), not of answers: a person who says a thing twice said it once.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.agreement import BENCHMARK, for_report
from surveys.analysis.census import Baseline, shipped
from surveys.analysis.codebook import NO_THEME, OTHER
from surveys.analysis.codebook_versions import current
from surveys.analysis.findings import ALL, Findings
from surveys.analysis.kept_words import kept_words
from surveys.analysis.missing import Missing
from surveys.analysis.models import Quotation, Report
from surveys.analysis.people import NO_EVENT, People, apart, gather
from surveys.analysis.published_waves import Measures, freeze, modes
from surveys.analysis.residents import OUTSIDE
from surveys.analysis.section import COMPARED, closed_parts, since_wave, told_before, within, young_and_adults
from surveys.analysis.statistics import MINIMUM, ROUNDING, Figure, partition
from surveys.analysis.tables import Rules, enough, figures, groups, spread, theme_tables
from surveys.analysis.without_copies import without_copies
from surveys.columns import now
from surveys.models import Consultation, Event

TOP = 10
UNPUBLISHED = ("draft", "checked")


class NotReady(ValueError):
    """A version cannot go on; ``code``: own (a second person is needed), not_draft, not_checked, published."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def findings(
    session: Session,
    consultation: Consultation,
    *,
    missing: Missing | None = None,
    baseline: Baseline | None = None,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
    benchmark: float = BENCHMARK,
) -> Findings:
    """Everything that may be published about a consultation as it stands now.

    `missing` is what help is missing in the directory (surveys.analysis.missing) and `baseline` who lives here, when
    the caller knows. Fewer people than `minimum` who came since the last published version wait for the next: two
    versions side by side would tell what they said.
    """
    rules, book, lives_here = Rules(minimum, rounding), current(session), baseline or shipped()
    last = latest_of(session, consultation.slug)
    people, until = _people(session, consultation, last, minimum)
    counted = enough(people.audience, minimum)
    few = any(name not in counted for name in people.audience.values())
    _keep(people, set(counted))
    before = last.findings if last else None
    told = told_before(before)
    measured = cast(Measures, last.findings.get("measures") or {}) if last else {}
    at_events = within(before, apart(people))

    def whole(dimension: str, values: dict[str, str]) -> dict[str, Figure]:
        earlier, sets = told.by.get(dimension), at_events.get(dimension, ())
        return partition(_count(values), minimum=minimum, rounding=rounding, earlier=earlier, within=sets)

    wards, events = whole("ward", people.ward), whole("event", people.event)
    themed = _themed(people.codes)
    made = spread(themed, people.audience, minimum)
    themed = {person: codes for person, codes in themed.items() if people.audience[person] in made.bases}
    shown = figures(made, rules, told.themes)
    took_part = rules.figure(len(people.audience), len(people.audience))
    closed, who = closed_parts(
        session, consultation, people, lives_here, rules, told, outside=not wards.get(OUTSIDE, took_part)["suppressed"]
    )
    return Findings(
        consultation=consultation.slug,
        title=consultation.title,
        made_at=now().isoformat(timespec="seconds"),
        codebook=book.version,
        minimum=minimum,
        rounding=rounding,
        took_part=took_part,
        by={
            "audience": whole("audience", people.audience),
            "channel": whole("channel", people.channel),
            "language": whole("language", people.language),
            "event": events,
            "ward": wards,
        },
        themes=theme_tables(made, shown, rules),
        groups=groups(themed, book, shown[ALL], made.base, rules),
        quotations=_approved(session, people),
        coded_by_person_percent=round(100 * people.decided / people.answers) if people.answers else None,
        missing=missing,
        # Where the last few wait, the measures of the version before stand: they would count them too.
        measures=measured if until else freeze(session, consultation, measured, minimum=minimum, rounding=rounding),
        modes=last.findings.get("modes") or {} if last and until else modes(session, consultation, minimum=minimum),
        few=few,
        until=until.isoformat(timespec="seconds") if until else None,
        events=_event_names(session, events),
        closed=closed,
        heard=who,
        young_and_adults=young_and_adults(made, shown, book, rules),
        since=since_wave(
            _before(session, consultation, last),
            shown[ALL],
            took_part,
            [code.code for code in book.codes.values() if code.family in (*COMPARED, "challenges")],
        ),
        agreement=for_report(session, consultation.slug, benchmark),
        copies=without_copies(themed, _themed(people.besides), themed, shown[ALL], rules),
        words=kept_words(session, consultation, book),
    )


def _people(
    session: Session, consultation: Consultation, last: Report | None, minimum: int
) -> tuple[People, datetime | None]:
    """The people to count, and the moment up to which, when fewer than `minimum` came since the last version."""
    if last is None:
        return gather(session, consultation), None
    told = last.findings.get("until")
    until = datetime.fromisoformat(told) if told else last.made_at
    people = gather(session, consultation, until=until)
    if 0 < people.later < minimum:
        return people, until
    return gather(session, consultation), None


def _keep(people: People, audiences: set[str]) -> None:
    """Leave out who is of an audience too small to be in any total."""
    for person in [person for person, audience in people.audience.items() if audience not in audiences]:
        for held in (people.audience, people.channel, people.language, people.ward, people.event, people.codes):
            held.pop(person, None)


def _count(values: dict[str, str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for value in values.values():
        counts[value] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _themed(said: dict[str, set[str]]) -> dict[str, set[str]]:
    """People who said something real, with their codes; those who only said nothing are no base for a share."""
    themed = {}
    for person, codes in said.items():
        if codes != {NO_THEME}:
            themed[person] = codes - {NO_THEME}
    return themed


def _event_names(session: Session, shown: dict[str, Figure]) -> dict[str, str]:
    """Titles of the events whose figures are shown, as staff wrote them, by id."""
    ids = [key for key, cell in shown.items() if key != NO_EVENT and not cell["suppressed"]]
    if not ids:
        return {}
    rows = session.execute(sa.select(Event.id, Event.title).where(Event.id.in_(ids))).tuples()
    return {identity: title for identity, title in rows}  # noqa: C416 - dict(rows) would take a Result for a mapping


def _before(session: Session, consultation: Consultation, last: Report | None) -> Report | None:
    """The newest published version of another consultation that is older than the first of this one."""
    statement = sa.select(Report).where(Report.state == "published", Report.consultation_slug != consultation.slug)
    if last is not None:
        first = sa.select(sa.func.min(Report.made_at)).where(
            Report.consultation_slug == consultation.slug, Report.state == "published"
        )
        statement = statement.where(Report.made_at < first.scalar_subquery())
    return session.scalar(statement.order_by(Report.made_at.desc(), Report.number.desc()).limit(1))


def _approved(session: Session, people: People) -> list[str]:
    """Ids of approved quotations; the words are looked up when they are shown, so that one taken back is gone."""
    rows = session.execute(
        sa.select(Quotation.id, Quotation.answer_id)
        .where(Quotation.state == "approved")
        .order_by(Quotation.audience, Quotation.id)
    )
    return [quotation for quotation, answer in rows if answer in people.answer_ids]


def make_draft(
    session: Session,
    consultation: Consultation,
    by: str | None,
    *,
    missing: Missing | None = None,
    baseline: Baseline | None = None,
    minimum: int = MINIMUM,
    benchmark: float = BENCHMARK,
) -> Report:
    """A draft of the next version, in place of an earlier one that is not public."""
    for old in session.scalars(
        sa.select(Report).where(Report.consultation_slug == consultation.slug, Report.state.in_(UNPUBLISHED))
    ):
        session.delete(old)
    session.flush()
    last = latest_of(session, consultation.slug)
    found = findings(session, consultation, missing=missing, baseline=baseline, minimum=minimum, benchmark=benchmark)
    report = Report(
        consultation_slug=consultation.slug,
        number=last.number + 1 if last else 1,
        findings=cast(dict[str, Any], found),
        made_by=by,
    )
    session.add(report)
    session.flush()
    return report


def check(session: Session, report: Report, by: str | None, *, self_approval: bool = False) -> None:
    """A person has read the draft through and says that it is right: another one than made it.

    `self_approval` is the council's setting for houses with one analyst. Raises NotReady: not_draft, own.
    """
    if report.state != "draft":
        raise NotReady("not_draft")
    if by == report.made_by and not self_approval:
        raise NotReady("own")
    report.state, report.checked_by, report.checked_at = "checked", by, now()
    session.flush()


def publish(session: Session, report: Report, by: str | None) -> None:
    """Make a checked version public; from then on it does not change. Raises NotReady: published, not_checked."""
    if report.state != "checked":
        raise NotReady("published" if report.state == "published" else "not_checked")
    report.state, report.published_by, report.published_at = "published", by, now()
    session.flush()


def reports(session: Session) -> list[Report]:
    """Every version, newest first."""
    return list(session.scalars(sa.select(Report).order_by(Report.made_at.desc(), Report.number.desc())))


def report_by_id(session: Session, report_id: str) -> Report | None:
    """The report of this id, or None."""
    return session.get(Report, report_id)


def latest_published(session: Session) -> Report | None:
    """The newest published version, or None."""
    return session.scalar(
        sa.select(Report)
        .where(Report.state == "published")
        .order_by(Report.published_at.desc(), Report.number.desc())
        .limit(1)
    )


def latest_of(session: Session, slug: str) -> Report | None:
    """The newest published version of one consultation, or None."""
    return version_before(session, slug, None)


def version_before(session: Session, slug: str, number: int | None) -> Report | None:
    """The newest published version of one consultation under this number (None: of all), or None."""
    statement = sa.select(Report).where(Report.state == "published", Report.consultation_slug == slug)
    if number is not None:
        statement = statement.where(Report.number < number)
    return session.scalar(statement.order_by(Report.number.desc()).limit(1))


def quotations_of(session: Session, report: Report) -> list[Quotation]:
    """Its quotations that still stand approved."""
    ids = report.findings.get("quotations", [])
    if not ids:
        return []
    found = session.scalars(sa.select(Quotation).where(Quotation.id.in_(ids), Quotation.state == "approved"))
    return sorted(found, key=lambda quotation: ids.index(quotation.id))


__all__ = [
    "ALL",
    "OTHER",
    "TOP",
    "Findings",
    "NotReady",
    "check",
    "findings",
    "latest_of",
    "latest_published",
    "make_draft",
    "publish",
    "quotations_of",
    "report_by_id",
    "reports",
    "version_before",
]
