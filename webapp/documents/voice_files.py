"""The Community Voice as files: Word, a web page that stands alone, CSV, JSON, QDPX. The same version, the same bytes.

All but QDPX hold published figures only. QDPX holds the answers themselves, masked: for staff who may read them.
"""

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import render_template
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from surveys.analysis.changes import figures_of
from surveys.analysis.models import Report
from surveys.analysis.project import coded_texts, last_coded
from surveys.queries import all_consultations
from webapp.documents import changes_words, docx_voice, qdpx, voice_did
from webapp.documents import voice as voice_words
from webapp.documents.sheets import Sheet, as_csv
from webapp.documents.words import FAMILIES, book, named_as_in
from webapp.i18n import current_language

KINDS = {
    "docx": _l("Word document"),
    "html": _l("Web page"),
    "csv": _l("Figures (CSV)"),
    "json": _l("Figures (JSON)"),
    "qdpx": _l("Coded answers, without names (QDPX)"),
}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "qdpx": "application/zip",
}


def make(session: Session, version: Report, kind: str, language: str) -> bytes:
    """A version as a file of this kind, in the language of the request or command. Raises KeyError: unknown kind."""
    return {"docx": _docx, "html": _html, "csv": _csv, "json": _json, "qdpx": _qdpx}[kind](session, version, language)


def figures(session: Session, version: Report) -> list[dict[str, Any]]:
    """Every published figure of a version with its codes and names, in the order of the section."""
    with named_as_in(version.findings):
        return _figures(changes_words.ward_names(session), version)


def _figures(wards: dict[str, str], version: Report) -> list[dict[str, Any]]:
    events = version.findings.get("events") or {}
    return [
        {
            "table": table,
            "of": of,
            "code": code,
            "title": changes_words.title_of(table, of),
            "name": changes_words.name_of(table, of, code, wards, events),
            "people": figure["count"],
            "base": figure["base"],
            "percent": figure["percent"],
            "low": figure["low"],
            "high": figure["high"],
        }
        for (table, of, code), figure in figures_of(version.findings)
    ]


def _docx(session: Session, version: Report, language: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.docx"
        docx_voice.write(session, version, path, language)
        return path.read_bytes()


def _html(session: Session, version: Report, language: str) -> bytes:
    page = render_template(
        "documents/voice.html",
        **voice_words.shown_with(session, version, language),
        version=version,
        standalone=True,
        language=current_language(),
    )
    return page.encode("utf-8")


def _csv(session: Session, version: Report, language: str) -> bytes:
    rows = figures(session, version)
    columns = ("table", "of", "code", "title", "name", "people", "base", "percent", "low", "high")
    sheet = Sheet("figures", "", columns, [tuple(row[name] for name in columns) for row in rows])
    return as_csv(sheet).encode("utf-8-sig")


def _json(session: Session, version: Report, language: str) -> bytes:
    voice = voice_words.build(session, version, language)
    held = {
        "consultation": version.consultation_slug,
        "title": voice.title,
        "version": version.number,
        "state": version.state,
        "published_at": version.published_at.isoformat() if version.published_at else None,
        "language": language,
        "codebook": version.findings["codebook"],
        "minimum": voice.minimum,
        "rounding": voice.rounding,
        "figures": figures(session, version),
        "sentences": [
            {"part": part.code, "title": part.title, "text": line.text, "table": line.table}
            for part in voice.everything
            for line in part.lines
        ],
        "tables": [
            {
                "part": part.code,
                "table": chart.code,
                "title": chart.title,
                "columns": list(chart.columns),
                "rows": [[bar.name, *bar.values] for bar in chart.bars],
            }
            for part in voice.everything
            for chart in part.charts
        ],
        "quotations": [
            {
                "text": one.text,
                "language": one.language,
                "translated_from": one.translated_from,
                "from": voice_words.who_said(voice, one.audience, one.translated_from),
            }
            for one in voice.quotations
        ],
        "missing": version.findings.get("missing"),
        "you_said_we_did": [
            {"you_said": said.text, "we_did": done.text}
            for said, done in voice_did.promises(session, version, language)
        ],
        "method": voice_words.method(voice),
    }
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _qdpx(session: Session, version: Report, language: str) -> bytes:
    consultation = next((one for one in all_consultations(session) if one.slug == version.consultation_slug), None)
    texts = coded_texts(session, consultation) if consultation else []
    families = {code: str(name) for code, name in FAMILIES.items()}
    name = _("What people said") + f": {version.findings['title']}, {version.number}"
    last = last_coded(session, consultation) if consultation else None
    moment = last or version.made_at
    return qdpx.write(name, texts, book().codes.values(), families, moment, _codings_of(version, last))


def _codings_of(version: Report, last: datetime | None) -> str:
    """Of when the codings are, which are not kept with the version.

    The moment of the last coding and not of the export: it says as much, and the same codings give the same bytes.
    """
    if last is None:
        return ""
    said = _("The themes of the answers as they have stood since %(moment)s.", moment=format_datetime(last, "medium"))
    if last <= version.made_at:
        return said
    changed = _("They have changed since version %(number)s was made.", number=version.number)
    return f"{said} {changed}"
