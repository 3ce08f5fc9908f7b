"""A survey as it is shown: one version's words in one language, with codes for everything.

Reads in a constant number of queries. A text that is not there in the language asked for comes in
English and says so, so that the surface can mark it `lang="en"`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from surveys.consent import consent_age, rule
from surveys.models import Page, Question, Survey, SurveyVersion, Translation

SOURCE_LANGUAGE = "en"
_Texts = Mapping[tuple[str, str, str], Translation]


@dataclass(frozen=True)
class Words:
    """A text, the language it is really in, and its state ("source", or models.TRANSLATION_STATES)."""

    text: str
    language: str
    state: str

    def __str__(self) -> str:
        """The text."""
        return self.text

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return bool(self.text)


NOTHING = Words("", SOURCE_LANGUAGE, "source")


@dataclass(frozen=True)
class RowView:
    """A row of a grid as it is shown."""

    code: str
    label: Words


@dataclass(frozen=True)
class OptionView:
    """An option as it is shown."""

    code: str
    label: Words
    exclusive: bool
    positive: bool
    outside_base: bool


@dataclass(frozen=True)
class QuestionView:
    """A question as it is shown; serves surveys.questions as `Asked`."""

    code: str
    type: str
    text: Words
    hint: Words
    codebook_question: str | None
    required: bool
    soft_check: bool
    settings: Mapping[str, Any]
    show_if: Mapping[str, Any] | None
    options: Sequence[OptionView]
    rows: Sequence[RowView] = ()  # of a grid
    why: Words = NOTHING  # the second question of a closed_why, where it has words of its own
    unit: Words = NOTHING  # of a number

    def label_of(self, option: str) -> Words | None:
        """The words of an option code, or None when this version has no such option."""
        return next((o.label for o in self.options if o.code == option), None)

    def row_label_of(self, row: str) -> Words | None:
        """The words of a row's code, or None when this version has no such row."""
        return next((r.label for r in self.rows if r.code == row), None)


@dataclass(frozen=True)
class PageView:
    """A page of questions as it is shown."""

    code: str
    title: Words
    questions: Sequence[QuestionView]


@dataclass(frozen=True)
class NoticeView:
    """A part of the privacy notice; layer is "short" (read before agreeing) or "full"."""

    code: str
    layer: str
    heading: Words
    body: Words


@dataclass(frozen=True)
class SurveyView:
    """A whole survey in one language."""

    slug: str
    consultation: str
    audience: str
    state: str
    version: int
    minutes: int
    language: str
    title: Words
    summary: Words
    notices: Sequence[NoticeView]
    pages: Sequence[PageView]

    @property
    def questions(self) -> list[QuestionView]:
        """Every question of every page, in order."""
        return [question for page in self.pages for question in page.questions]

    def question(self, code: str) -> QuestionView | None:
        """The question of this code, if the version has it."""
        return next((q for q in self.questions if q.code == code), None)

    def page(self, code: str) -> PageView | None:
        """The page of this code, if the version has it."""
        return next((p for p in self.pages if p.code == code), None)


def survey_view(session: Session, version_id: str, language: str) -> SurveyView:
    """The version of this id in a language (BCP 47 tag); English where a text is missing.

    Raises sqlalchemy.exc.NoResultFound for an unknown id.
    """
    version = session.scalars(
        sa.select(SurveyVersion)
        .where(SurveyVersion.id == version_id)
        .options(
            selectinload(SurveyVersion.survey).selectinload(Survey.consultation),
            selectinload(SurveyVersion.notices),
            selectinload(SurveyVersion.pages).selectinload(Page.questions).selectinload(Question.options),
        )
    ).one()
    return make_view(version, translations(session, version.survey.slug, language), language)


def make_view(version: SurveyVersion, texts: _Texts, language: str) -> SurveyView:
    """A version with everything loaded (or what looks like one: the builder's preview) in a language."""
    survey = version.survey
    age = consent_age(getattr(survey.consultation, "settings", None))  # a preview has none

    def words(entity: str, code: str, field: str, english: str) -> Words:
        return _words(texts, entity, code, field, english)

    def question_view(row: Question) -> QuestionView:
        return QuestionView(
            code=row.code,
            type=row.type,
            text=words("question", row.code, "text", row.text),
            hint=words("question", row.code, "hint", row.hint),
            codebook_question=row.codebook_question,
            required=row.required,
            soft_check=row.soft_check,
            settings=row.settings,
            show_if=rule(row, age),
            options=[
                OptionView(
                    code=o.code,
                    label=words("option", f"{row.code}.{o.code}", "label", o.label),
                    exclusive=o.exclusive,
                    positive=o.positive,
                    outside_base=o.outside_base,
                )
                for o in row.options
            ],
            rows=[
                RowView(code=r["code"], label=words("row", f"{row.code}.{r['code']}", "label", r["label"]))
                for r in row.settings.get("rows", ())
            ],
            why=words("question", row.code, "why", row.settings["why"]) if "why" in row.settings else NOTHING,
            unit=words("question", row.code, "unit", row.settings["unit"]) if "unit" in row.settings else NOTHING,
        )

    return SurveyView(
        slug=survey.slug,
        consultation=survey.consultation.slug,
        audience=survey.audience,
        state=survey.state,
        version=version.number,
        minutes=version.minutes,
        language=language,
        title=words("survey", "", "title", version.title),
        summary=words("survey", "", "summary", version.summary),
        notices=[
            NoticeView(
                code=row.code,
                layer=row.layer,
                heading=words("notice", row.code, "heading", row.heading),
                body=words("notice", row.code, "body", row.body),
            )
            for row in version.notices
        ],
        pages=[
            PageView(
                code=row.code,
                title=words("page", row.code, "title", row.title),
                questions=[question_view(question) for question in row.questions],
            )
            for row in version.pages
        ],
    )


def translations(session: Session, owner: str, language: str) -> dict[tuple[str, str, str], Translation]:
    """Rows of one survey or consultation in one language, by entity, code and field."""
    if language == SOURCE_LANGUAGE:
        return {}
    rows = session.scalars(sa.select(Translation).where(Translation.owner == owner, Translation.language == language))
    return {(row.entity, row.code, row.field): row for row in rows}


def _words(texts: _Texts, entity: str, code: str, field: str, english: str) -> Words:
    row = texts.get((entity, code, field))
    if row is None:
        return Words(english, SOURCE_LANGUAGE, "source")
    # Out of date is still shown: a code never changes meaning, so the older words ask the same.
    return Words(row.text, row.language, row.state)


def words_of(texts: _Texts, entity: str, field: str, english: str) -> Words:
    """One text of a survey or consultation itself, such as its title, from `translations`."""
    return _words(texts, entity, "", field, english)
