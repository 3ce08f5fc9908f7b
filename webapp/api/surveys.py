"""Surveys for machines: the list, one survey with its codes, and answering through a draft (contracts.md).

The same functions as the pages. The channel comes from who calls: the bot's token makes it "chat", a kiosk's
makes it "kiosk", everyone else is "api"; nothing in a body can say otherwise.
"""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, request, url_for
from pydantic import ValidationError

from surveys import answers, kiosks, progress, queries
from surveys.content import QuestionView, SurveyView
from surveys.errors import Incomplete, NotAnswerable
from surveys.models import Draft, Survey
from surveys.questions import InvalidAnswer, raw_value
from surveys.quotas import is_over
from webapp.api.caller import from_bot, from_kiosk, kiosk_token
from webapp.api.problems import problem
from webapp.api.surveys_schemas import (
    AnswerIn,
    AnswerOut,
    DraftIn,
    DraftOut,
    DraftStateOut,
    LanguageQuery,
    ReferenceOut,
    SurveyListOut,
    SurveyOut,
    WhyIn,
)
from webapp.documents.notices import with_notices
from webapp.extensions import db, limiter
from webapp.forms.saving import save_answers, send_answers
from webapp.i18n import choose

bp = APIBlueprint("api_surveys", __name__, url_prefix="/api/v1", tag="Surveys")
# Counted by draft, and for beginnings by survey; the bot is exempt (architecture.md, "no circle may wait").
STEPS = "120 per minute"
BEGINNINGS = "3000 per minute"


def _limit_key() -> str:
    given = request.view_args or {}
    return f"draft:{given['draft']}" if "draft" in given else f"survey:{given.get('slug')}"


def _not_found(what: str) -> Response:
    return problem(404, f"There is no such {what}.")


def _refused(error: NotAnswerable) -> Response:
    if error.reason == "unknown_question":
        return _not_found("question")
    return problem(409, "The draft or survey does not take this now.", reason=error.reason)


@bp.get("/surveys")
@bp.input(LanguageQuery, location="query", arg_name="query")
@bp.output(SurveyListOut)
def surveys(query: LanguageQuery) -> dict[str, Any]:
    """The surveys that can be answered now."""
    language = choose(query.language)
    cards = queries.open_surveys(db.session, language)
    return {
        "items": [
            {
                "slug": card.slug,
                "audience": card.audience,
                "state": card.state,
                "minutes": card.minutes,
                "title": card.title.text,
                "summary": card.summary.text,
                "language": card.title.language,
                "url": url_for("say.survey", lang=language, slug=card.slug),
            }
            for card in cards
        ]
    }


@bp.get("/surveys/<slug>")
@bp.input(LanguageQuery, location="query", arg_name="query")
@bp.output(SurveyOut)
@bp.doc(responses=[404])
def survey(slug: str, query: LanguageQuery) -> dict[str, Any] | Response:
    """One survey with its questions and options, by code; texts in the language asked for or English."""
    g.lang = choose(query.language)
    view = queries.current_survey(db.session, slug, g.lang)
    if view is None or view.state == "draft":
        return _not_found("survey")
    # Whoever answers by the API is not asked how to be reached, so the notice does not promise it.
    return _survey_out(with_notices(db.session, view, reachable=False))


@bp.post("/surveys/<slug>/drafts")
@limiter.limit(BEGINNINGS, key_func=_limit_key, exempt_when=from_bot)
@bp.input(LanguageQuery, location="query", arg_name="query")
@bp.output(DraftOut, status_code=201)
@bp.doc(responses=[400, 401, 404, 409])
def start(slug: str, query: LanguageQuery) -> dict[str, str] | Response:
    """Begin to answer. The return code is told here and never again.

    No body is needed; `{"language": "pl"}` as one does the same as the parameter. A ward walk's device, which was
    off line, calls with `Authorization: Kiosk <token>`, an `Idempotency-Key` of its own for each person (the same
    key gives the same draft), the `return_code` that it told the person and the `version` that it showed.
    """
    try:
        # Read by hand: APIFlask's own input would refuse a request without a body.
        body = DraftIn.model_validate_json(request.get_data() or b"{}")
    except ValidationError as error:
        return problem(
            400, "The body is not of this shape.", errors=error.errors(include_url=False, include_input=False)
        )
    found = queries.survey_by_slug(db.session, slug)
    if found is None or found.state == "draft":
        return _not_found("survey")
    language = choose(body.language or query.language)
    try:
        if kiosk_token() is not None:
            return _start_at_kiosk(found, language, body)
        channel = "chat" if from_bot() else "api"
        draft, code = answers.start_draft(db.session, found, language=language, channel=channel)
    except NotAnswerable as error:
        return _refused(error)
    return {"draft": draft.id, "return_code": code}


def _start_at_kiosk(survey: Survey, language: str, body: DraftIn) -> dict[str, str] | Response:
    """Begin, or go on with, what a device kept while it had no connection."""
    kiosk = from_kiosk()
    if kiosk is None or kiosk.survey_id != survey.id:
        return problem(401, "This is no kiosk of this survey.")
    if body.return_code is None:
        return problem(400, "A kiosk tells the person a return code and sends it.")
    key = request.headers.get("Idempotency-Key", "")
    draft = kiosks.start_once(
        db.session, kiosk, language=language, key=key, return_code=body.return_code, version=body.version
    )
    return {"draft": draft.id, "return_code": body.return_code}


@bp.put("/drafts/<draft>/answers/<question>")
@limiter.limit(STEPS, key_func=_limit_key, exempt_when=from_bot)
@bp.input(AnswerIn, arg_name="body")
@bp.output(AnswerOut)
@bp.doc(responses=[404, 409])
def answer(draft: str, question: str, body: AnswerIn) -> dict[str, Any] | Response:
    """Keep one answer, or take it away with null.

    `saved` false with an `alert` means: a text in which someone seems to be in danger was not stored;
    show help first, then ask "keep this as your answer?" and send it again with `keep` true.
    `next` is the question to ask then: the same one while it is not saved.
    """
    found = _draft(draft)
    if found is None:
        return _not_found("draft")
    try:
        if body.language is not None:
            answers.switch_language(db.session, found, choose(body.language))
        value = body.value.model_dump() if isinstance(body.value, WhyIn) else body.value
        saved = save_answers(db.session, found, {question: value}, keep=body.keep)[question]
    except NotAnswerable as error:
        return _refused(error)
    except InvalidAnswer as error:
        return problem(400, "The value is no answer to this question.", problem=error.problem, **error.limits)
    following = progress.next_question(db.session, found, after=question) if saved.saved else question
    return {"saved": saved.saved, "alert": saved.alert, "check": saved.doubt, "next": following}


@bp.get("/drafts/<draft>")
@limiter.limit(STEPS, key_func=_limit_key, exempt_when=from_bot)
@bp.output(DraftStateOut)
@bp.doc(responses=[404])
def draft_state(draft: str) -> dict[str, Any] | Response:
    """How far a draft has come, and what was answered. Its random id is the key to it: keep it secret."""
    found = _draft(draft)
    if found is None:
        return _not_found("draft")
    given = queries.draft_answers(db.session, found)
    asked = {question.code: question for question in progress.questions_of(db.session, found)}
    is_open = found.state == "open"
    return {
        "draft": found.id,
        "survey": found.survey.slug,
        "state": found.state,
        "language": found.language,
        "answers": {
            code: {
                "text": value.text,
                "choices": list(value.choices),
                "number": value.number,
                "value": raw_value(asked[code], value.stored) if code in asked else None,
                "alert": value.alert,
            }
            for code, value in given.items()
        },
        "next": progress.next_question(db.session, found) if is_open else None,
        "missing": progress.find_missing(db.session, found).required if is_open else [],
        "reference": queries.reference_of(db.session, found),
    }


@bp.delete("/drafts/<draft>")
@limiter.limit(STEPS, key_func=_limit_key, exempt_when=from_bot)
@bp.output({}, status_code=204)
@bp.doc(responses=[404])
def withdraw(draft: str) -> tuple[str, int] | Response:
    """Take everything back, sent or not. Saying it twice does no harm.

    What was sent about harm is kept by the people who keep others safe until they have finished; nothing here shows it.
    """
    found = _draft(draft)
    if found is None:
        return _not_found("draft")
    answers.withdraw(db.session, found)
    return "", 204


@bp.post("/drafts/<draft>/submit")
@limiter.limit(STEPS, key_func=_limit_key, exempt_when=from_bot)
@bp.output(ReferenceOut)
@bp.doc(responses=[404, 409])
def submit(draft: str) -> dict[str, Any] | Response:
    """Send the answers; sending again gives the same reference."""
    found: Draft | None = _draft(draft)
    if found is None:
        return _not_found("draft")
    try:
        reference = send_answers(db.session, found)
    except NotAnswerable as error:
        return _refused(error)
    except Incomplete as incomplete:
        return problem(409, "Required questions are empty.", reason="incomplete", missing=incomplete.questions)
    return {"reference": reference, "over_quota": found.submission is not None and is_over(found.submission)}


def _draft(draft: str) -> Draft | None:
    """The draft of this id; none for the copy in which the pages change what was sent (surveys.changing)."""
    found = queries.draft_by_id(db.session, draft)
    return None if found is None or found.state == "changing" else found


def _survey_out(view: SurveyView) -> dict[str, Any]:
    return {
        "slug": view.slug,
        "consultation": view.consultation,
        "audience": view.audience,
        "state": view.state,
        "version": view.version,
        "minutes": view.minutes,
        "title": view.title.text,
        "summary": view.summary.text,
        "language": view.title.language,
        "notices": [
            {"code": n.code, "layer": n.layer, "heading": n.heading.text, "body": n.body.text} for n in view.notices
        ],
        "pages": [
            {
                "code": page.code,
                "title": page.title.text,
                "questions": [_question_out(question) for question in page.questions],
            }
            for page in view.pages
        ],
    }


def _question_out(question: QuestionView) -> dict[str, Any]:
    return {
        "code": question.code,
        "type": question.type,
        "text": question.text.text,
        "hint": question.hint.text,
        "language": question.text.language,
        "required": question.required,
        "codebook_question": question.codebook_question,
        "rows": [{"code": r.code, "label": r.label.text, "language": r.label.language} for r in question.rows],
        "why": question.why.text or None,
        "unit": question.unit.text or None,
        "least": question.settings.get("least"),
        "whole": question.settings.get("whole", True) if question.type == "number" else None,
        "most": question.settings.get("most"),
        "longest": question.settings.get("longest"),
        "show_if": question.show_if,
        "options": [
            {"code": o.code, "label": o.label.text, "language": o.label.language, "exclusive": o.exclusive}
            for o in question.options
        ],
    }
