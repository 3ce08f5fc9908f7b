"""Findings of a published report as the beginning of a "You said, we did"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from surveys.analysis.codebook import NO_THEME, OTHER
from surveys.analysis.models import Report
from webapp.documents.words import named_as_in, theme_name

ALL = "all"
LISTED = 20


@dataclass(frozen=True)
class Finding:
    """A theme that so many people of the base spoke of, both rounded as they were published."""

    theme: str
    name: str
    count: int
    base: int


def findings(report: Report) -> list[Finding]:
    """Return the themes that everyone together spoke of, most often first; none that was too small to publish."""
    held: Mapping[str, Any] = report.findings
    table = next((one for one in held.get("themes", []) if one["audience"] == ALL), None)
    rows = table["rows"] if table else []
    with named_as_in(held):
        return [
            Finding(row["code"], theme_name(row["code"]).text, row["figure"]["count"], row["figure"]["base"])
            for row in rows
            if not row["figure"]["suppressed"] and row["code"] not in (NO_THEME, OTHER)
        ][:LISTED]


def said(finding: Finding, report: Report) -> str:
    """What people said, to be put in staff's own words before it is kept."""
    return _(
        "About %(count)s of %(base)s people spoke of this: %(theme)s. (Community Voice, version %(number)s)",
        count=finding.count,
        base=finding.base,
        theme=finding.name,
        number=report.number,
    )
