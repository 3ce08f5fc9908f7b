"""The short versions of the Community Voice: young people's own, and one page to hand out. Published figures alone."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from surveys.analysis.models import Report
from webapp.documents import voice_compared
from webapp.documents.leaflet_parts import Code
from webapp.documents.words import book, group_name, named_as_in, theme_name
from webapp.i18n import current_language, current_tag

FEW = 3
ALL, YOUNG = "all", "young_person"


@dataclass(frozen=True)
class Said:
    """A heading and the sentences under it."""

    name: str
    texts: list[str]


def young(findings: Mapping[str, Any]) -> list[Said]:
    """What young people said, told to young people. Empty when too few of them wrote something."""
    with named_as_in(findings):
        return _young(findings)


def _young(findings: Mapping[str, Any]) -> list[Said]:
    actions = _of("actions")
    parts = [
        (_("What you think is behind violence"), _top(findings, YOUNG, lambda code: code.startswith("cause_"))),
        (_("What makes you feel safe"), _top(findings, YOUNG, lambda code: code.startswith("safe_"))),
        (_("Where you do not feel safe, and why"), _top(findings, YOUNG, lambda code: code.startswith("unsafe_"))),
        (_("What you want to change"), _top(findings, YOUNG, lambda code: code in actions)),
    ]
    differ = voice_compared.young_and_adults(findings)
    if differ and differ.charts:
        parts.append((_("Where you see it in another way than adults"), [line.text for line in differ.lines]))
    return [Said(name, texts) for name, texts in parts if texts]


def _of(family: str) -> set[str]:
    return {code.code for code in book().codes.values() if code.family == family}


def _top(findings: Mapping[str, Any], audience: str, wanted: Callable[[str], bool]) -> list[str]:
    """The first three themes as short sentences with their base."""
    table = next((one for one in findings["themes"] if one["audience"] == audience), None)
    rows = [row for row in table["rows"] if wanted(row["code"])][:FEW] if table else []
    return [
        _(
            "%(what)s: about %(count)s of %(base)s",
            what=theme_name(row["code"]).text,
            count=row["figure"]["count"],
            base=row["figure"]["base"],
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Point:
    """One of the first things to know: what it is about, the finding with its base, and the part that has more."""

    name: str
    text: str
    part: str


def in_short(findings: Mapping[str, Any]) -> list[Point]:
    """What comes first in each part of the section, for who reads no further."""
    with named_as_in(findings):
        return _in_short(findings)


def _in_short(findings: Mapping[str, Any]) -> list[Point]:
    actions = _of("actions")
    told = [
        (
            _("What people think causes violence"),
            _top(findings, ALL, lambda code: code.startswith("cause_")),
            "causes",
        ),
        (_("What makes people feel safe"), _top(findings, ALL, lambda code: code.startswith("safe_")), "safety"),
        (_("What makes people feel at risk"), _top(findings, ALL, lambda code: code.startswith("unsafe_")), "safety"),
        (_("What people ask for"), _groups(findings), "groups"),
        (
            _("What young people want"),
            _top(findings, YOUNG, lambda code: code in actions),
            "themes-young_person",
        ),
    ]
    return [Point(name, texts[0], part) for name, texts, part in told if texts]


def leaflet(version: Report, address: str) -> dict[str, Any]:
    """One page for everybody, as plain values for the template. `address` is where the whole of it can be read."""
    findings = version.findings
    with named_as_in(findings):
        sections = [
            Said(_("What people think causes violence"), _top(findings, ALL, lambda code: code.startswith("cause_"))),
            Said(_("What makes people feel safe"), _top(findings, ALL, lambda code: code.startswith("safe_"))),
            Said(_("What makes people feel at risk"), _top(findings, ALL, lambda code: code.startswith("unsafe_"))),
            Said(_("What people ask for"), _groups(findings)),
            Said(_("What young people want"), _top(findings, YOUNG, lambda code: code in _of("actions"))),
        ]
    took_part = findings["took_part"]
    published = version.published_at or version.made_at
    code = Code(
        address,
        _("QR code that leads to what people said"),
        _("Point a phone's camera here to read all of it, and what was done about it:"),
    )
    return {
        "title": _("What people said"),
        "under": _("The Community Voice: what people in Barnet tell us about violence and safety."),
        "lead": _("Fewer than %(number)s people have taken part so far.", number=findings["minimum"])
        if took_part["suppressed"]
        else _("About %(number)s people sent us their answers.", number=took_part["count"]),
        "sections": [asdict(one) for one in sections if one.texts],
        "notes": [
            _("People chose to take part: this is what they said, not what all of Barnet thinks."),
            _(
                "Numbers under %(minimum)s are not shown and the others are rounded, so that nobody can be picked out.",
                minimum=findings["minimum"],
            ),
        ],
        "code": asdict(code),
        "site": _("Barnet front door to safety"),
        "foot": _(
            "Version %(number)s, published on %(date)s.", number=version.number, date=format_date(published, "long")
        ),
        "danger": _("In danger now? Call 999"),
        "language": current_tag(),
        "direction": current_language().direction,
    }


def _groups(findings: Mapping[str, Any]) -> list[str]:
    """The five groups of SNA 4, most asked for first; those too small to show are left out."""
    shown = [one for one in findings["groups"] if not one["figure"]["suppressed"]]
    shown.sort(key=lambda one: (-one["figure"]["count"], one["group"]))
    return [
        _(
            "%(what)s: about %(count)s of %(base)s",
            what=group_name(one["group"]).text,
            count=one["figure"]["count"],
            base=one["figure"]["base"],
        )
        for one in shown
    ]
