"""GET /api/v1/community-voice: published figures only (contracts.md, HTTP)."""

from typing import Any

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel, Field

from surveys.analysis import report
from surveys.analysis.baseline import YEAR
from webapp.documents import voice as voice_words
from webapp.documents import voice_2023
from webapp.documents.voice_shapes import Part, Table
from webapp.documents.words import Named
from webapp.extensions import db
from webapp.i18n import choose

bp = APIBlueprint("api_voice", __name__, url_prefix="/api/v1", tag="Community Voice")


class VoiceQuery(BaseModel):
    """In which language the names come back."""

    language: str | None = Field(default=None, max_length=35, description="Language of the reply, such as pl")


class FigureOut(BaseModel):
    """A published number; null where it is too small to show. Shares in whole percent with their 95% interval."""

    code: str
    name: str
    count: int | None
    base: int | None
    percent: int | None
    low: int | None
    high: int | None


class TableOut(BaseModel):
    """A set of figures: who took part by one property, the themes of one audience, or one of the five groups."""

    code: str
    name: str
    base: int | None
    rows: list[FigureOut]


class QuotationOut(BaseModel):
    """Words of one person, with permission, masked and approved."""

    text: str
    language: str
    audience: str | None = Field(description="Null where so few of this audience took part that it is not shown")
    translated_from: str | None = Field(description="Put into English by a person, from this language; else null")


class BaselineOut(BaseModel):
    """What was said in 2023, in the order that the paper prints (SNA 4); it gives no counts."""

    year: int
    causes: list[str]
    causes_young_people: list[str]


class AskedOut(BaseModel):
    """A need for which nothing was found, about so many times."""

    need: str
    times: int


class NobodyOut(BaseModel):
    """A need (code), age band and place (`barnet` or a locality) that no service is known to serve."""

    need: str
    band: str
    place: str


class MissingOut(BaseModel):
    """What help is missing: counts under the minimum are left out, the others rounded."""

    since: str
    asked: list[AskedOut]
    hidden: bool
    nobody: list[NobodyOut]


class PartTableOut(BaseModel):
    """A table of a part in words: its heads, and its rows, whose first value is their name."""

    code: str
    name: str
    columns: list[str]
    rows: list[list[str | int | float]]


class PartOut(BaseModel):
    """A part of the section in the shape of SNA 4: sentences, each number with its base, and their tables."""

    code: str
    name: str
    sentences: list[str]
    tables: list[PartTableOut]
    notes: list[str]


class CommunityVoiceOut(BaseModel):
    """The newest published version; ``published`` is false and the figures are empty while there is none."""

    published: bool
    consultation: str | None
    version: int | None
    published_at: str | None
    minimum: int | None = Field(description="Counts under this are not published")
    took_part: int | None
    by: list[TableOut]
    themes: list[TableOut]
    groups: list[TableOut]
    parts: list[PartOut]
    quotations: list[QuotationOut]
    missing: MissingOut | None
    baseline: BaselineOut


def _table(table: Table) -> dict[str, Any]:
    rows = [{"code": row.code, "name": row.name.text, **row.figure} for row in table.rows]
    return {"code": table.code, "name": table.title, "base": table.base["count"], "rows": rows}


def _part(part: Part) -> dict[str, Any]:
    return {
        "code": part.code,
        "name": part.title,
        "sentences": [line.text for line in part.lines],
        "tables": [
            {
                "code": chart.code,
                "name": chart.title,
                "columns": list(chart.columns),
                "rows": [[bar.name, *bar.values] for bar in chart.bars],
            }
            for chart in part.charts
        ],
        "notes": list(part.notes),
    }


def _names(names: list[Named]) -> list[str]:
    return [name.text for name in names]


@bp.get("/community-voice")
@bp.input(VoiceQuery, location="query")
@bp.output(CommunityVoiceOut)
@bp.doc(summary="What people said: the published figures")
def community_voice(query_data: VoiceQuery) -> dict[str, Any]:
    """The newest published version and the baseline of 2023."""
    g.lang = choose(query_data.language)
    version = report.latest_published(db.session)
    voice = voice_words.build(db.session, version, g.lang) if version else None
    before = voice_2023.baseline_2023()
    return {
        "published": voice is not None,
        "consultation": voice.title if voice else None,
        "version": version.number if version else None,
        "published_at": version.published_at.isoformat() if version and version.published_at else None,
        "minimum": voice.minimum if voice else None,
        "took_part": voice.took_part["count"] if voice else None,
        "by": [_table(table) for table in voice.by] if voice else [],
        "themes": [_table(table) for table in voice.themes] if voice else [],
        "groups": [_table(table) for table in voice.groups] if voice else [],
        "parts": [_part(part) for part in voice.everything] if voice else [],
        "quotations": [
            {
                "text": one.text,
                "language": one.language,
                "audience": one.audience if voice and one.audience in voice.shown_audiences else None,
                "translated_from": one.translated_from,
            }
            for one in (voice.quotations if voice else [])
        ],
        "missing": version.findings.get("missing") if version else None,
        "baseline": {
            "year": YEAR,
            "causes": _names(before.causes),
            "causes_young_people": _names(before.causes_young),
        },
    }
