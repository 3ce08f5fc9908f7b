"""The working copy of a survey: kept, checked against what was asked before, published, copied.

It is one JSON document in Survey.settings["working_copy"] (docs/decisions, builder): {"revision", "content"}, without
content when the newest version stands. Every change names the revision that it was made against, so that nobody undoes
a colleague's change unseen.
Flushes, never commits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.building import wording
from surveys.building.content import SURVEY_SETTINGS, Content, checked, content_of
from surveys.building.edits import BuildError, check_routing, questions_of
from surveys.models import Consultation, Option, Question, Survey, SurveyVersion, Translation
from surveys.seed.loader import content_hash, put_survey
from surveys.versions import newest_version

KEY = "working_copy"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Work:
    """What stands on the builder's page: the content, its revision, and whether it differs from the newest version."""

    content: Content
    revision: int
    changed: bool
    version: int  # number of the newest version; 0 for a survey that was never published


def work_of(session: Session, survey: Survey) -> Work:
    """The working copy, else the newest version as one. Raises BuildError("no_working_copy") when there is neither."""
    version = newest_version(session, survey)
    number = version.number if version else 0
    published = content_of(session, version) if version else None
    kept = (survey.settings or {}).get(KEY) or {}
    revision = kept.get("revision", 0)
    if "content" not in kept:
        if published is None:
            raise BuildError("no_working_copy")
        return Work(published, revision, False, number)
    content = kept["content"] | {"state": survey.state}
    same = published is not None and _told(published) == _told(content)
    return Work(content, revision, not same, number)


def _told(content: Content) -> tuple[str, Any]:
    return content_hash(content), content.get("settings", {})


def keep(session: Session, survey: Survey, content: Content, revision: int) -> Work:
    """Keep a changed content that was made against this revision; the new state.

    Raises BuildError("conflict") when somebody changed it since, and what `check_codes` raises.
    """
    session.refresh(survey, with_for_update=True)
    if work_of(session, survey).revision != revision:
        raise BuildError("conflict")
    check_codes(session, survey, content)
    survey.settings = {**(survey.settings or {}), KEY: {"revision": revision + 1, "content": content}}
    session.flush()
    return work_of(session, survey)


def discard(session: Session, survey: Survey) -> None:
    """Throw the working copy of a published survey away; the newest version stands."""
    session.refresh(survey, with_for_update=True)
    if newest_version(session, survey) is None:
        raise BuildError("no_working_copy")
    survey.settings = {**(survey.settings or {}), KEY: _ended(work_of(session, survey).revision)}
    session.flush()


def publish(session: Session, survey: Survey, revision: int) -> bool:
    """Make the working copy the newest version; True when that made one. Drafts and answers keep theirs.

    Nobody is asked who was not told first what is kept and who sees it, and who did not agree then. Raises
    BuildError("conflict", "empty_page", "no_notice", "no_agreement") and what checking raises; nothing is stored then.
    """
    session.refresh(survey, with_for_update=True)
    work = work_of(session, survey)
    if work.revision != revision:
        raise BuildError("conflict")
    content = work.content
    check_routing(content)
    if not all(page["questions"] for page in content["pages"]):
        raise BuildError("empty_page")
    if not any(notice["layer"] == "short" for notice in content["notices"]):
        raise BuildError("no_notice")
    if not any(q["type"] == "agreement" and q["required"] and not q["show_if"] for q in questions_of(content)):
        raise BuildError("no_agreement")
    content = checked(content)
    check_codes(session, survey, content)
    consultation = session.scalars(sa.select(Consultation).where(Consultation.slug == content["consultation"])).one()
    kept = {key: value for key, value in (survey.settings or {}).items() if key not in {KEY, *SURVEY_SETTINGS}}
    survey.settings = kept | content.get("settings", {}) | {KEY: _ended(revision)}
    survey.audience = content["audience"]
    made = put_survey(session, consultation, content)
    wording.mark_out_of_date(session, content)
    return made


def _ended(revision: int) -> dict[str, Any]:
    """What stays of a working copy: its revision goes on, so that a page that was made before is still refused."""
    return {"revision": revision + 1}


def check_codes(session: Session, survey: Survey | None, content: Content) -> None:
    """Refuse what would change the meaning of a code that was ever published; other words for it are fine.

    A question keeps its type in every survey (answers of waves are compared by code), its place in the codebook and
    the meaning of its options' flags within the survey. BuildError: type_changed, codebook_changed, flags_changed.
    """
    asked = {question["code"]: question for question in questions_of(content)}
    types = session.execute(
        sa.select(Question.code, Question.type, Question.codebook_question)
        .where(Question.code.in_(asked))
        .distinct()
        .order_by(Question.code)
    )
    for code, kind, codebook in types:
        if asked[code]["type"] != kind:
            raise BuildError("type_changed", question=code, was=kind)
        if asked[code]["codebook_question"] != codebook:
            raise BuildError("codebook_changed", question=code, was=codebook or "")
    if survey is None:
        return
    flags = session.execute(
        sa.select(Question.code, Option.code, Option.positive, Option.outside_base)
        .join(Option, Option.question_id == Question.id)
        .join(SurveyVersion, SurveyVersion.id == Question.version_id)
        .where(SurveyVersion.survey_id == survey.id, Question.code.in_(asked))
        .distinct()
    )
    for code, option, positive, outside in flags:
        now = next((o for o in asked[code]["options"] if o["code"] == option), None)
        if now is not None and (now["positive"], now["outside_base"]) != (positive, outside):
            raise BuildError("flags_changed", question=code, option=option)


def published_codes(session: Session, survey: Survey) -> dict[str, set[str]]:
    """Question codes of every version of the survey with their option codes: what can be reworded, not recoded."""
    found: dict[str, set[str]] = {}
    for question, option in session.execute(
        sa.select(Question.code, Option.code)
        .outerjoin(Option, Option.question_id == Question.id)
        .join(SurveyVersion, SurveyVersion.id == Question.version_id)
        .where(SurveyVersion.survey_id == survey.id)
    ):
        found.setdefault(question, set()).update([option] if option else [])
    return found


def new_consultation(session: Session, slug: str, title: str, purpose: str) -> Consultation:
    """A consultation without surveys; its fair points are filled at its own desk. BuildError: bad_slug, slug_taken."""
    _free_slug(session, slug)
    row = Consultation(slug=slug, title=title, purpose=purpose)
    session.add(row)
    session.flush()
    return row


def new_survey(session: Session, consultation: Consultation, slug: str, content: Content) -> Survey:
    """A survey that is not yet open, with this content as its working copy. BuildError: bad_slug, slug_taken."""
    _free_slug(session, slug)
    content = content | {"slug": slug, "consultation": consultation.slug, "state": "draft"}
    check_routing(content)
    content = checked(content)
    check_codes(session, None, content)
    survey = Survey(
        consultation_id=consultation.id,
        slug=slug,
        audience=content["audience"],
        state="draft",
        settings={KEY: {"revision": 1, "content": content}},
    )
    session.add(survey)
    session.flush()
    return survey


def copy_survey(session: Session, source: Survey, consultation: Consultation, slug: str, title: str) -> Survey:
    """A new survey with the questions of another, such as the last wave's, and its translations but the title's."""
    content = work_of(session, source).content
    made = new_survey(session, consultation, slug, content | {"title": title})
    for row in session.scalars(sa.select(Translation).where(Translation.owner == source.slug)):
        if (row.entity, row.field) == ("survey", "title") and title != content["title"]:
            continue
        values = {c.name: getattr(row, c.name) for c in Translation.__table__.columns if c.name not in {"id", "owner"}}
        session.add(Translation(owner=slug, **values))
    session.flush()
    return made


def _free_slug(session: Session, slug: str) -> None:
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        raise BuildError("bad_slug")
    for model in (Survey, Consultation):
        if session.scalar(sa.select(model.id).where(model.slug == slug)):
            raise BuildError("slug_taken")
