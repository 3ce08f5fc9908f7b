"""Small surveys for tests: one of every type of question, with routing."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from surveys.answers import save
from surveys.building import work
from surveys.models import Consultation, Draft, Survey
from surveys.seed.loader import put_survey


def option(code: str, **flags: bool) -> dict[str, Any]:
    """An option with its flags, as the loader wants it."""
    defaults = {"exclusive": False, "positive": False, "outside_base": False}
    return {"code": code, "label": code.replace("_", " ").capitalize()} | defaults | flags


def question(code: str, kind: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question with every key present."""
    return {
        "code": code,
        "type": kind,
        "text": f"Question {code}?",
        "hint": "",
        "codebook_question": None,
        "required": False,
        "soft_check": False,
        "settings": {},
        "show_if": None,
        "options": list(options),
    } | more


def pages() -> list[dict[str, Any]]:
    """Four pages: agreement, closed questions, a free text, and one that hangs on an earlier one."""
    return [
        {
            "code": "agree",
            "title": "Before you start",
            "questions": [question("agree", "agreement", option("yes"), required=True)],
        },
        {
            "code": "closed",
            "title": "Closed",
            "questions": [
                question(
                    "happy",
                    "scale",
                    option("very", positive=True),
                    option("fairly", positive=True),
                    option("not"),
                    option("dont_know", outside_base=True),
                    required=True,
                ),
                question(
                    "worries",
                    "up_to_n",
                    *(option(code) for code in ("crime", "litter", "traffic", "noise")),
                    option("none", exclusive=True),
                    settings={"most": 3},
                ),
                question(
                    "age",
                    "age_band",
                    option("under_16"),
                    option("16_19"),
                    option("prefer_not", outside_base=True),
                ),
                question("place", "ward", option("mill-hill"), option("nw9"), option("outside")),
            ],
        },
        {
            "code": "open",
            "title": "Open",
            "questions": [question("q1_causes", "free_text", codebook_question="Q1", soft_check=True)],
        },
        {
            "code": "routed",
            "title": "Routed",
            "questions": [
                question(
                    "school",
                    "single",
                    option("safe"),
                    option("unsafe"),
                    show_if={"question": "age", "any_of": ["under_16"]},
                ),
                question(
                    "school_why",
                    "multiple",
                    option("dark"),
                    option("people"),
                    option("none", exclusive=True),
                    show_if={"question": "school", "any_of": ["unsafe"]},
                ),
                question("quote_permission", "single", option("yes"), option("no")),
            ],
        },
    ]


def content(slug: str = "small", **changes: Any) -> dict[str, Any]:
    """A survey as surveys.seed.reader gives it."""
    return {
        "slug": slug,
        "consultation": f"round-{slug}",
        "audience": "resident",
        "state": "open",
        "minutes": 3,
        "title": "A small survey",
        "summary": "For tests.",
        "notices": [{"code": "why", "layer": "short", "heading": "Why", "body": "To test."}],
        "pages": pages(),
    } | changes


def make_survey(session: Session, slug: str = "small", **changes: Any) -> Survey:
    """Store a small survey with a consultation of its own and give it back."""
    consultation = Consultation(slug=f"round-{slug}", title="Round", purpose="To test")
    session.add(consultation)
    session.flush()
    put_survey(session, consultation, content(slug, **changes))
    session.flush()
    session.refresh(consultation)
    return consultation.surveys[0]


def agree(session: Session, draft: Draft) -> None:
    """Say yes to taking part."""
    save(session, draft, "agree", "yes", alert=None)


def publish(session: Session, survey: Survey, change: Callable[[dict[str, dict[str, Any]], list[Any]], None]) -> None:
    """Publish another version; `change` gets the questions by code, and the pages, to change as it likes."""
    content = work.work_of(session, survey).content
    change(
        {question["code"]: question for page in content["pages"] for question in page["questions"]}, content["pages"]
    )
    assert put_survey(session, survey.consultation, content)
    session.flush()
