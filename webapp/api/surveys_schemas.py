"""What the surveys' API takes and gives (contracts.md)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt

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


class RowOut(BaseModel):
    """A line of a grid."""

    code: str
    label: str
    language: str


class ShowIfOut(BaseModel):
    """The question is asked when one of these options of an earlier one was chosen."""

    question: str
    any_of: list[str]


class QuestionOut(BaseModel):
    """A question; `codebook_question` (Q1-Q5) is there for free_text and closed_why.

    `most` is how many options up_to_n and ranking take, and the largest number a number takes.
    """

    code: str
    type: str
    text: str
    hint: str
    language: str
    required: bool
    codebook_question: str | None
    most: int | float | None
    longest: int | None
    show_if: ShowIfOut | None
    options: list[OptionOut]
    rows: list[RowOut] = Field(description="The lines of a grid; each takes one of the options")
    why: str | None = Field(description="The second question of a closed_why, where it has words of its own")
    unit: str | None = Field(description="What a number counts, such as minutes")
    least: int | float | None = Field(description="The smallest number taken")
    whole: bool | None = Field(description="Whether a number must be whole; null for other types")


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
    """The language that the person answers in; a kiosk's device also sends the code that it told and the version."""

    model_config = ConfigDict(extra="forbid")

    language: str | None = Language
    return_code: str | None = Field(default=None, max_length=200, description="Of a kiosk's device alone")
    version: int | None = Field(
        default=None, ge=1, le=1_000_000, description="Of a kiosk's device alone: the survey's version that it showed"
    )


class DraftOut(BaseModel):
    """The draft's id, and the code by which the person comes back; both open the answers."""

    draft: str
    return_code: str


class WhyIn(BaseModel):
    """An answer of a closed_why: either part may be null."""

    model_config = ConfigDict(extra="forbid")

    choice: str | None = None
    why: str | None = None


class AnswerIn(BaseModel):
    """A value of the question's type, or null to take the answer away.

    single, scale, age_band, ward, agreement: an option code. multiple, up_to_n: a list of codes.
    ranking: a list of codes, best first. grid: {row: option}. number: a number, or its digits as a text in
    any script. free_text: a text. closed_why: {"choice": code, "why": text}, or a bare code.
    """

    model_config = ConfigDict(extra="forbid")

    value: str | StrictInt | StrictFloat | list[str] | WhyIn | dict[str, str | StrictInt | None] | None = None
    keep: bool = Field(default=False, description="The person's yes to keeping a text that raised an alert")
    language: str | None = Language


class AnswerOut(BaseModel):
    """What became of it, and the question to ask next (null at the end).

    `check` "unusual" says: the value is kept, and is rare enough to ask once whether it is right. Not saved
    with an alert, a closed_why still keeps its option; only the words wait.
    """

    saved: bool
    alert: Alert | None
    check: Literal["unusual"] | None
    next: str | None


class AnswerStateOut(BaseModel):
    """An answer as it is stored ("row.option" in a grid), and as `value` it could be given again."""

    text: str | None
    choices: list[str]
    number: float | None
    value: Any = Field(description="In the shape that PUT takes")
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
    """What the person names their answers by; `over_quota` when a sample had enough people like them already."""

    reference: str
    over_quota: bool
