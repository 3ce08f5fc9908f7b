"""What the surveys' API takes and gives (contracts.md)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Alert = Literal["emergency", "crisis", "caution"]
Language = Field(default=None, max_length=35, description="Language of the reply, a tag such as pl (BCP 47)")


class LanguageQuery(BaseModel):
    """The language of the reply; else Accept-Language, else English."""

    language: str | None = Language


class SurveyCardOut(BaseModel):
    """A survey in the list; `language` is the one that its words are really in."""

    slug: str
    audience: str
    state: str
    minutes: int
    title: str
    summary: str
    language: str
    url: str


class SurveyListOut(BaseModel):
    """The surveys that can be answered now."""

    items: list[SurveyCardOut]


class OptionOut(BaseModel):
    """An option; `exclusive` ones stand alone."""

    code: str
    label: str
    language: str
    exclusive: bool


class ShowIfOut(BaseModel):
    """The question is asked when one of these options of an earlier one was chosen."""

    question: str
    any_of: list[str]


class QuestionOut(BaseModel):
    """A question; `codebook_question` (Q1-Q5) is there for free texts."""

    code: str
    type: str
    text: str
    hint: str
    language: str
    required: bool
    codebook_question: str | None
    most: int | None
    longest: int | None
    show_if: ShowIfOut | None
    options: list[OptionOut]


class PageOut(BaseModel):
    """Questions that stand together."""

    code: str
    title: str
    questions: list[QuestionOut]


class NoticeOut(BaseModel):
    """A part of the privacy notice; those of layer `short` are read before agreeing."""

    code: str
    layer: Literal["short", "full"]
    heading: str
    body: str


class SurveyOut(BaseModel):
    """A whole survey in one language."""

    slug: str
    consultation: str
    audience: str
    state: str
    version: int
    minutes: int
    title: str
    summary: str
    language: str
    notices: list[NoticeOut]
    pages: list[PageOut]


class DraftIn(BaseModel):
    """The language that the person answers in."""

    model_config = ConfigDict(extra="forbid")

    language: str | None = Language


class DraftOut(BaseModel):
    """The draft's id, and the code by which the person comes back; both open the answers."""

    draft: str
    return_code: str


class AnswerIn(BaseModel):
    """An option code, a list of them, a text, or null to take the answer away."""

    model_config = ConfigDict(extra="forbid")

    value: str | list[str] | None = None
    keep: bool = Field(default=False, description="The person's yes to keeping a text that raised an alert")
    language: str | None = Language


class AnswerOut(BaseModel):
    """What became of it, and the question to ask next (null at the end)."""

    saved: bool
    alert: Alert | None
    next: str | None


class AnswerStateOut(BaseModel):
    """An answer as it is stored."""

    text: str | None
    choices: list[str]
    alert: Alert | None


class DraftStateOut(BaseModel):
    """How far a draft has come."""

    draft: str
    survey: str
    state: Literal["open", "submitted", "withdrawn", "expired"]
    language: str
    answers: dict[str, AnswerStateOut]
    next: str | None
    missing: list[str]
    reference: str | None


class ReferenceOut(BaseModel):
    """What the person names their answers by."""

    reference: str
