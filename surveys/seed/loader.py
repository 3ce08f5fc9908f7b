"""Puts the shipped consultations and surveys into a database. Running it again changes nothing.

A survey whose content changed gets a new version; drafts and answers keep theirs. What staff did
(opened, closed, checked a translation) is kept. Content that would change the meaning of a code
is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.columns import now
from surveys.measures import load_waves
from surveys.models import (
    Consultation,
    Notice,
    Option,
    Page,
    Question,
    Survey,
    SurveyVersion,
)
from surveys.seed.consultations import put_consultation, read_consultations
from surveys.seed.reader import ContentError, read_places, read_survey
from surveys.seed.translations_loader import load_translations
from surveys.versions import newest_version

FOLDER = Path(__file__).parent


@dataclass
class Loaded:
    """What a run did: how many of each are there, and how many versions, texts and printed waves are new."""

    consultations: int = 0
    surveys: int = 0
    new_versions: int = 0
    new_translations: int = 0
    new_waves: int = 0


def load(session: Session, folder: Path = FOLDER) -> Loaded:
    """Load consultations, surveys and translations from a folder like this one; flush.

    All files are read and checked before anything is stored. Raises ContentError.
    """
    loaded = Loaded()
    consultations = read_consultations(folder / "consultations.yaml")
    places = read_places(folder / "places.yaml")
    surveys = [(path, read_survey(path, places)) for path in sorted((folder / "surveys").glob("*.yaml"))]
    _check_codes(session, surveys)
    slugs = {entry["slug"] for entry in consultations} | set(session.scalars(sa.select(Consultation.slug)))
    for path, content in surveys:
        if content["consultation"] not in slugs:
            raise ContentError(path, 1, f"no consultation {content['consultation']}")
    for entry in consultations:
        put_consultation(session, entry)
        loaded.consultations += 1
    for _path, content in surveys:
        consultation = session.scalars(
            sa.select(Consultation).where(Consultation.slug == content["consultation"])
        ).one()
        loaded.new_versions += put_survey(session, consultation, content)
        loaded.surveys += 1
    owners = {entry["slug"]: ("consultation", entry) for entry in consultations}
    owners |= {content["slug"]: ("survey", content) for _path, content in surveys}
    loaded.new_translations = load_translations(session, folder / "translations", owners)
    loaded.new_waves = load_waves(session)
    return loaded


def put_survey(session: Session, consultation: Consultation, content: dict[str, Any]) -> bool:
    """Store a survey as read by reader.read_survey; True when that made a new version."""
    survey = session.scalar(sa.select(Survey).where(Survey.slug == content["slug"]))
    if survey is None:
        survey = Survey(
            consultation_id=consultation.id,
            slug=content["slug"],
            audience=content["audience"],
            state=content["state"],
            opened_at=now() if content["state"] == "open" else None,
        )
        session.add(survey)
        session.flush()
    # What staff set stands; the file fills in the rest.
    survey.settings = {**content.get("settings", {}), **(survey.settings or {})}
    fingerprint = content_hash(content)
    newest = newest_version(session, survey)
    if newest is not None and newest.content_hash == fingerprint:
        return False
    version = SurveyVersion(
        survey_id=survey.id,
        number=newest.number + 1 if newest else 1,
        content_hash=fingerprint,
        title=content["title"],
        summary=content["summary"],
        minutes=content["minutes"],
    )
    session.add(version)
    session.flush()
    session.add_all(
        Notice(version_id=version.id, position=place, **notice) for place, notice in enumerate(content["notices"])
    )
    _put_pages(session, version, content["pages"])
    return True


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of a survey as read by reader.read_survey, its state and settings apart: same hash, same version."""
    words = {key: value for key, value in content.items() if key not in {"state", "settings"}}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def _put_pages(session: Session, version: SurveyVersion, pages: list[dict[str, Any]]) -> None:
    position = 0
    for place, raw in enumerate(pages):
        page = Page(version_id=version.id, code=raw["code"], position=place, title=raw["title"])
        session.add(page)
        session.flush()
        for question in raw["questions"]:
            fields = {key: value for key, value in question.items() if key != "options"}
            row = Question(version_id=version.id, page_id=page.id, position=position, **fields)
            row.options = [Option(position=order, **option) for order, option in enumerate(question["options"])]
            session.add(row)
            position += 1
    session.flush()


def _check_codes(session: Session, surveys: list[tuple[Path, dict[str, Any]]]) -> None:
    """Refuse a question code that is already another type, here or in the database."""
    rows = session.execute(sa.select(Question.code, Question.type).distinct()).tuples()
    types = dict(rows.all())
    for path, content in surveys:
        for page in content["pages"]:
            for question in page["questions"]:
                code, kind = question["code"], question["type"]
                if types.setdefault(code, kind) != kind:
                    reason = f"question {code} was {types[code]}, now {kind}: give it a new code"
                    raise ContentError(path, _line_of(path, code), reason)


def _line_of(path: Path, code: str) -> int:
    """The line where this question's code stands, for a message."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() in {f"code: {code}", f"- code: {code}"}:
            return number
    return 1
