"""The findings of a consultation as typed values: numbers, bases and codes, never sentences.

Every number here has been through disclosure control (surveys.analysis.statistics) and may be published. Counts are
of people (submissions), not of answers: a person who says a thing twice said it once.
"""

from collections import defaultdict
from typing import Any, TypedDict, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis.codebook import NO_THEME, OTHER, codebook
from surveys.analysis.missing import Missing
from surveys.analysis.models import Quotation, Report
from surveys.analysis.people import People, gather
from surveys.analysis.published_waves import Measures, freeze
from surveys.analysis.statistics import MINIMUM, ROUNDING, Figure, figure, hidden_cells, partition
from surveys.columns import now
from surveys.models import AUDIENCES, Consultation

ALL = "all"
TOP = 10


class Row(TypedDict):
    """One theme with how many people of the base spoke of it."""

    code: str
    figure: Figure


class ThemeTable(TypedDict):
    """Themes of one audience (or "all"), most often first. ``uncoded``: real answers that fit no code."""

    audience: str
    base: Figure
    rows: list[Row]
    uncoded: Figure


class Group(TypedDict):
    """One of the five groups of SNA 4 with its themes, over everyone who answered."""

    group: str
    figure: Figure
    rows: list[Row]


class Findings(TypedDict):
    """What ``webapp/documents`` puts into words."""

    consultation: str
    title: str
    made_at: str
    codebook: str
    minimum: int
    rounding: int
    took_part: Figure
    by: dict[str, dict[str, Figure]]
    themes: list[ThemeTable]
    groups: list[Group]
    quotations: list[str]
    coded_by_person_percent: int | None
    missing: Missing | None
    measures: Measures


def findings(
    session: Session,
    consultation: Consultation,
    *,
    missing: Missing | None = None,
    minimum: int = MINIMUM,
    rounding: int = ROUNDING,
) -> Findings:
    """Everything that may be published about a consultation as it stands now.

    `missing` is what help is missing in the directory (surveys.analysis.missing), when the caller knows.
    """
    people = gather(session, consultation)
    total = len(people.audience)

    def whole(counts: dict[str, int]) -> dict[str, Figure]:
        return partition(counts, minimum=minimum, rounding=rounding)

    themed = _themed(people)
    return Findings(
        consultation=consultation.slug,
        title=consultation.title,
        made_at=now().isoformat(timespec="seconds"),
        codebook=codebook().version,
        minimum=minimum,
        rounding=rounding,
        took_part=figure(total, total, minimum=minimum, rounding=rounding),
        by={
            "audience": whole(_count(people.audience)),
            "channel": whole(_count(people.channel)),
            "language": whole(_count(people.language)),
            "ward": whole(_count(people.ward)),
        },
        themes=_tables(people, themed, minimum, rounding),
        groups=_groups(themed, minimum, rounding),
        quotations=_approved(session, people),
        coded_by_person_percent=round(100 * people.decided / people.answers) if people.answers else None,
        missing=missing,
        measures=freeze(session, consultation, minimum=minimum, rounding=rounding),
    )


def _count(values: dict[str, str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for value in values.values():
        counts[value] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _themed(people: People) -> dict[str, set[str]]:
    """People who said something real, with their codes; those who only said nothing are no base for a share."""
    themed = {}
    for person, codes in people.codes.items():
        if codes != {NO_THEME}:
            themed[person] = codes - {NO_THEME}
    return themed


def _tables(people: People, themed: dict[str, set[str]], minimum: int, rounding: int) -> list[ThemeTable]:
    """One table for all and one an audience. A theme hidden for one audience is hidden for a second, because the
    table of all would give it away."""
    audiences = [name for name in AUDIENCES if any(people.audience[person] == name for person in themed)]
    bases = {name: sum(people.audience[person] == name for person in themed) for name in audiences}
    counts: dict[str, dict[str, int]] = {}
    for person, codes in themed.items():
        for code in codes or {""}:
            counts.setdefault(code, dict.fromkeys(audiences, 0))[people.audience[person]] += 1
    tables = []
    for name in [ALL, *audiences]:
        base = len(themed) if name == ALL else bases[name]
        rows, uncoded = [], figure(0, base, minimum=minimum, rounding=rounding)
        for code, by_audience in counts.items():
            count = sum(by_audience.values()) if name == ALL else by_audience[name]
            hide = name != ALL and name in hidden_cells(by_audience, minimum=minimum)
            shown = figure(count, base, minimum=minimum, rounding=rounding, hide=hide)
            if not code:
                uncoded = shown
            elif not shown["suppressed"]:
                rows.append(Row(code=code, figure=shown))
        # By the published count and then by name: the order must tell no more than the numbers do.
        rows.sort(key=lambda row: (-(row["figure"]["count"] or 0), row["code"]))
        tables.append(
            ThemeTable(
                audience=name, base=figure(base, base, minimum=minimum, rounding=rounding), rows=rows, uncoded=uncoded
            )
        )
    return tables


def _groups(themed: dict[str, set[str]], minimum: int, rounding: int) -> list[Group]:
    book, base, groups = codebook(), len(themed), []
    for group in book.groups:
        codes = book.group_codes(group)
        anyone = sum(bool(said & set(codes)) for said in themed.values())
        rows = [
            Row(
                code=code,
                figure=figure(sum(code in said for said in themed.values()), base, minimum=minimum, rounding=rounding),
            )
            for code in codes
        ]
        rows.sort(key=lambda row: (-(row["figure"]["count"] or 0), row["code"]))
        groups.append(Group(group=group, figure=figure(anyone, base, minimum=minimum, rounding=rounding), rows=rows))
    return groups


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
    minimum: int = MINIMUM,
) -> Report:
    """A draft of the next version, in place of an earlier draft."""
    for old in session.scalars(
        sa.select(Report).where(Report.consultation_slug == consultation.slug, Report.state == "draft")
    ):
        session.delete(old)
    session.flush()
    last = (
        session.scalar(sa.select(sa.func.max(Report.number)).where(Report.consultation_slug == consultation.slug)) or 0
    )
    report = Report(
        consultation_slug=consultation.slug,
        number=last + 1,
        findings=cast(dict[str, Any], findings(session, consultation, missing=missing, minimum=minimum)),
        made_by=by,
    )
    session.add(report)
    session.flush()
    return report


def publish(session: Session, report: Report, by: str | None) -> None:
    """Make a draft public; from then on it does not change. Raises ValueError when it is no draft."""
    if report.state != "draft":
        raise ValueError("already published")
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
    "findings",
    "latest_published",
    "make_draft",
    "publish",
    "quotations_of",
    "report_by_id",
    "reports",
]
