"""A survey as plain dictionaries, the shape of surveys.seed.reader: from a version, to YAML, and to a view."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session, selectinload

from surveys.content import SurveyView, make_view, translations
from surveys.models import Page, Question, Survey, SurveyVersion
from surveys.seed.loader import FOLDER
from surveys.seed.reader import read_places, read_survey

Content = dict[str, Any]
OPTION_FLAGS = ("exclusive", "positive", "outside_base")
# Settings of a survey that its file can say, beside those that staff set elsewhere.
SURVEY_SETTINGS = ("mode", "sampling", "lawful_basis", "series")


@cache
def _places() -> list[dict[str, Any]]:
    return read_places(FOLDER / "places.yaml")


def places() -> list[dict[str, Any]]:
    """The wards and postcode districts, as options; a fresh copy."""
    return [dict(place) for place in _places()]


def split_places(options: list[dict[str, Any]]) -> tuple[bool, list[dict[str, Any]]]:
    """Whether the options begin with all places, and the options besides."""
    count = len(_places())
    if options[:count] == _places():
        return True, options[count:]
    return False, options


def content_of(session: Session, version: SurveyVersion) -> Content:
    """A version as the reader would give it; its survey's settings are those of now."""
    found = session.scalars(
        sa.select(SurveyVersion)
        .where(SurveyVersion.id == version.id)
        .options(
            selectinload(SurveyVersion.survey).selectinload(Survey.consultation),
            selectinload(SurveyVersion.notices),
            selectinload(SurveyVersion.pages).selectinload(Page.questions).selectinload(Question.options),
        )
    ).one()
    survey = found.survey
    content: Content = {
        "slug": survey.slug,
        "consultation": survey.consultation.slug,
        "audience": survey.audience,
        "state": survey.state,
        "minutes": found.minutes,
        "title": found.title,
        "summary": found.summary,
        "notices": [{"code": n.code, "layer": n.layer, "heading": n.heading, "body": n.body} for n in found.notices],
        "pages": [
            {"code": page.code, "title": page.title, "questions": [_question(q) for q in page.questions]}
            for page in found.pages
        ],
    }
    settings = {key: survey.settings[key] for key in SURVEY_SETTINGS if key in (survey.settings or {})}
    return content | ({"settings": settings} if settings else {})


def _question(row: Question) -> dict[str, Any]:
    return {
        "code": row.code,
        "type": row.type,
        "text": row.text,
        "hint": row.hint,
        "codebook_question": row.codebook_question,
        "required": row.required,
        "soft_check": row.soft_check,
        "settings": dict(row.settings or {}),
        "show_if": row.show_if,
        "options": [
            {"code": o.code, "label": o.label} | {flag: getattr(o, flag) for flag in OPTION_FLAGS} for o in row.options
        ],
    }


class PlainDumper(yaml.SafeDumper):
    """Writes no anchors: our reader knows none."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        return True


def to_yaml(content: Content) -> str:
    """The content as YAML that the reader of the files reads back to the same content."""
    return yaml.dump(short(content), Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=100)


def short(content: Content) -> dict[str, Any]:
    """The content without what the reader fills in by itself; places by name."""
    pages = []
    for page in content["pages"]:
        questions = []
        for question in page["questions"]:
            short = {key: value for key, value in question.items() if value and key not in {"options"}}
            all_places, options = split_places(question["options"])
            if all_places:
                short["options_from"] = "places"
            if options:
                short["options"] = [{key: value for key, value in option.items() if value} for option in options]
            questions.append(short)
        pages.append({"code": page["code"], "title": page["title"], "questions": questions})
    keys = ("slug", "consultation", "audience", "state", "minutes", "title", "summary", "settings", "notices")
    return {key: content[key] for key in keys if key in content} | {"pages": pages}


def from_yaml(text: str, name: str = "survey.yaml") -> Content:
    """A file's text as content. Raises surveys.seed.reader.ContentError with line and reason."""
    return read_survey(Path(name), places(), text)


def checked(content: Content) -> Content:
    """The content after the reader of the files has been over it; pages that are still empty stay.

    Raises surveys.seed.reader.ContentError.
    """
    kept = [page for page in content["pages"] if page["questions"]]
    read = from_yaml(to_yaml(content | {"pages": kept}))
    full = {page["code"]: page for page in read["pages"]}
    return read | {"pages": [full.get(page["code"], page) for page in content["pages"]]}


def view_of(session: Session, content: Content, language: str) -> SurveyView:
    """The content as people would see it in a language, before it is published; English where a text is missing."""
    copy = json.loads(json.dumps(content))
    pages = [
        SimpleNamespace(
            code=page["code"],
            title=page["title"],
            questions=[
                SimpleNamespace(**(question | {"options": [SimpleNamespace(**o) for o in question["options"]]}))
                for question in page["questions"]
            ],
        )
        for page in copy["pages"]
    ]
    survey = SimpleNamespace(
        slug=copy["slug"],
        consultation=SimpleNamespace(slug=copy["consultation"]),
        audience=copy["audience"],
        state=copy["state"],
    )
    version = SimpleNamespace(
        survey=survey,
        number=0,
        minutes=copy["minutes"],
        title=copy["title"],
        summary=copy["summary"],
        notices=[SimpleNamespace(**notice) for notice in copy["notices"]],
        pages=pages,
    )
    return make_view(cast(SurveyVersion, version), translations(session, copy["slug"], language), language)
