"""Have your say: the list of surveys, agreeing, answering page by page, checking, sending, coming back.

Works without JavaScript. Nothing typed is lost: each step is in the database, and what could not be
kept yet stands in the form again, in another language too.
A kiosk (webapp.public.kiosk) has the same views: they name their neighbours relatively (".check").
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from surveys import answers, fair, queries
from surveys.analysis.disclosure_signs import reads_like_harm
from surveys.content import PageView, QuestionView, SurveyView, Words, survey_view
from surveys.errors import NotAnswerable
from surveys.questions import takes_text
from webapp.documents.notices import with_notices
from webapp.extensions import db, limiter
from webapp.forms import pages as steps
from webapp.forms import visit
from webapp.forms.contact import ContactForm, contact_form, keep_contact
from webapp.forms.fields import tongue
from webapp.forms.given_back import given_back
from webapp.forms.handlers import read_back
from webapp.forms.saving import HARD, save_answers
from webapp.forms.seen import SEEN, save_page, stamp
from webapp.i18n import current_tag

bp = Blueprint("say", __name__, url_prefix="/<lang>")
Page = str | BaseResponse | tuple[str, int]

# By draft or survey, never by address: a school answers from one. docs/answers.md: what no limit here can do.
STEPS = "120 per minute"
BEGINNINGS = "3000 per minute"


def limit_key() -> str:
    """What the limits of this journey count by."""
    return visit.limit_key(str((request.view_args or {}).get("slug")))


def render(template: str, **values: Any) -> str:
    """A page of this journey; at a kiosk in the kiosk's frame, whose pages lead nowhere else."""
    layout = "public/kiosk/frame.html" if (kiosk := g.get("kiosk")) else "layouts/public.html"
    return render_template(f"public/say/{template}.html", tongue=tongue, layout=layout, kiosk=kiosk, **values)


def open_visit(slug: str) -> visit.Visit | None:
    """The draft that this browser is on: an open one, or one in which sent answers are changed."""
    found = visit.current(db.session, slug)
    return found if found and found.draft.state in ("open", "changing") else None


def elsewhere(slug: str) -> BaseResponse:
    """Where to go when this browser has no open draft: its end if it was sent, else the start."""
    found = visit.current(db.session, slug)
    if found and found.draft.state == "submitted":
        return redirect(url_for(".done", slug=slug))
    return redirect(url_for(".survey", slug=slug))


@bp.get("/surveys", endpoint="surveys")
def surveys() -> str:
    """The surveys that are open."""
    rounds = fair.asking(db.session, current_tag())
    return render("list", surveys=queries.open_surveys(db.session, current_tag()), rounds=rounds)


@bp.get("/surveys/<slug>")
def survey(slug: str) -> str:
    """What it is, what is kept, who sees it, and "I agree to take part"."""
    view = _survey(slug)
    return render("start", survey=view, form=steps.start_form(view), going=open_visit(slug))


@bp.post("/surveys/<slug>")
@limiter.limit(BEGINNINGS, key_func=limit_key)
def begin(slug: str) -> Page:
    """Begin a draft once the person agreed."""
    view = _survey(slug)
    if open_visit(slug):
        return redirect(url_for(".code", slug=slug))
    form = steps.start_form(view)
    if not form.validate_on_submit():
        return render("start", survey=view, form=form, going=None), 400
    found = queries.survey_by_slug(db.session, slug)
    if found is None:
        abort(404)
    try:
        draft, return_code = answers.start_draft(db.session, found, language=current_tag(), channel="web")
    except NotAnswerable:
        return redirect(url_for(".survey", slug=slug))
    agreed = {question.code: form[question.code].data for question in steps.agreement_of(view)}
    save_answers(db.session, draft, agreed, keep=False)
    visit.remember(slug, draft, return_code, trapped=form.trapped)
    return redirect(url_for(".code", slug=slug))


@bp.get("/surveys/<slug>/code")
def code(slug: str) -> Page:
    """The return code, before the first question: whoever is cut off has it already."""
    here = open_visit(slug)
    if here is None:
        return elsewhere(slug)
    view, given = draft_view(here)
    return render("code", survey=view, visit=here, first=steps.question_pages(view, given)[0])


@bp.route("/surveys/<slug>/questions/<page>", methods=["GET", "POST"])
@limiter.limit(STEPS, key_func=limit_key, methods=["POST"])
def questions(slug: str, page: str) -> Page:
    """One page of questions."""
    here = open_visit(slug)
    if here is None:
        found = visit.current(db.session, slug)
        return _not_kept(slug, f"draft_{found.draft.state}" if found else "forgotten", elsewhere(slug))
    if request.method == "POST":
        # Locked before it is read: whether another window saved in between is asked of what stands now.
        db.session.refresh(here.draft, with_for_update=True)
    view, given = draft_view(here)
    pages = steps.question_pages(view, given)
    current = next((p for p in pages if p.code == page), None)
    if current is None:
        return redirect(url_for(".questions", slug=slug, page=pages[0].code))
    asked = steps.asked_on(current, given)
    form = steps.page_form(asked, given)
    status = 200
    # A page that comes back unsaved is no newer for it: it carries what it came with.
    seen = request.form.get(SEEN) or stamp(current, given)
    if "switch" in request.form and request.form.get("danger") in HARD:
        return _help_first(
            view, current, asked, form, seen, contact_form(db.session, here.draft), request.form["danger"]
        )
    # "Show me this in another language" and "let me change it" bring the form back as it was typed.
    only_show = "switch" in request.form or request.form.get("keep") == "change"
    if request.method == "POST" and not only_show and steps.not_agreed(asked, form):
        return _without_adult(view, current, asked, given)
    if request.method == "POST" and not only_show:
        if form.validate_on_submit():
            return _save(here, view, current, asked, form, given)
        status = 400
    shown = _questions(view, pages, current, asked, form, seen)
    return (shown, status) if status != 200 else shown


def _questions(
    view: SurveyView,
    pages: list[PageView],
    page: PageView,
    asked: list[QuestionView],
    form: steps.SurveyForm,
    seen: str,
    doubts: Sequence[QuestionView] = (),
    newer: Sequence[tuple[QuestionView, Sequence[Words]]] = (),
) -> str:
    """The page; `seen` is the stamp of what it shows as stored, `newer` what is stored of questions it had old."""
    return render(
        "questions",
        survey=view,
        page=page,
        form=form,
        fields=form.question_fields(asked, heading=len(asked) == 1),
        number=pages.index(page) + 1,
        total=len(pages),
        free_text=any(takes_text(question.type) for question in asked),
        seen=seen,
        doubts=doubts,
        newer=newer,
    )


def _save(
    here: visit.Visit,
    view: SurveyView,
    page: PageView,
    asked: list[QuestionView],
    form: steps.SurveyForm,
    before: steps.Answers,
) -> Page:
    """Keep a page's answers and go on; help first when somebody seems to be in danger, then one look at the unusual.

    `before` is what is stored. An old window's page comes back with what is newer beside it (webapp.forms.seen).
    """
    keep = request.form.get("keep")
    answers.switch_language(db.session, here.draft, current_tag())
    contact = contact_form(db.session, here.draft)
    keeps = keep == "yes" and contact.validate()  # a way to be reached that cannot stand is asked for again
    try:
        values = {question.code: form[question.code].data for question in asked}
        seen = request.form.get(SEEN)
        results, newer = save_page(db.session, here.draft, page, values, before, keep=keeps, seen=seen)
    except NotAnswerable as refused:
        return _not_kept(view.slug, refused.reason, redirect(url_for(".survey", slug=view.slug)))
    saved = results.values()
    after = queries.draft_answers(db.session, here.draft)
    held = [result.alert for result in saved if not result.saved]
    if held and keep != "no":
        # Its other answers are saved by now, which makes the page no older; one of an old window stays old.
        mark = seen if seen and seen != stamp(page, before) else stamp(page, after)
        return _help_first(view, page, asked, form, mark, contact, "emergency" if "emergency" in held else "crisis")
    pages = steps.question_pages(view, after)
    if newer:
        beside = [(question, read_back(question, after.get(question.code))) for question in asked]
        beside = [(question, words) for question, words in beside if question.code in newer]
        return _questions(view, pages, page, asked, form, stamp(page, after), newer=beside), 409
    if keeps and any(result.alert in HARD for result in saved):
        keep_contact(db.session, here.draft, contact)
    doubts = steps.doubted(asked, before, after) if "go" not in request.form else []
    if doubts:
        return _questions(view, pages, page, asked, form, stamp(page, after), doubts)
    # Harm that goes on ("he hits me every weekend") is no danger at this minute: the numbers come all the same,
    # but not a second time to who has just come from the help page with them.
    given = [after[question.code] for question in asked if question.code in after]
    told = any(answer.alert not in HARD and reads_like_harm(answer.text or "") for answer in given)
    care = 1 if told or any(result.alert == "caution" for result in saved) else None
    return redirect(_next_url(here, view, page, len(asked), care))


def _not_kept(slug: str, reason: str, instead: BaseResponse) -> Page:
    """A page that cannot be taken now: why, and the words that were typed given back; `instead` where there are none.

    `reason` is that of NotAnswerable, or "forgotten": this browser is on no answers of this survey any more.
    """
    given = given_back()
    if given is None or not given.texts or (reason == "forgotten" and g.get("kiosk")):
        return instead
    return render("not_kept", slug=slug, reason=reason, given_back=given), 409


def _help_first(
    view: SurveyView,
    page: PageView,
    asked: list[QuestionView],
    form: steps.SurveyForm,
    seen: str,
    contact: ContactForm,
    alert: str,
) -> str:
    """The page that puts help first and asks whether to keep the words: it carries them, and nothing is stored.

    It carries the alert too, by which it stays this page when it is asked for in another language.
    """
    carried = {"form": form, "asked": asked, "seen": seen, "way": _way(), "contact": contact}
    return render("danger", survey=view, page=page, alert=alert, **carried)


def _without_adult(view: SurveyView, page: PageView, asked: list[QuestionView], given: steps.Answers) -> BaseResponse:
    """No adult agrees yet: back to the age, or to how to stop, get help and come back. Never a dead end."""
    if _way().get("go") != "back":
        return redirect(url_for(".paused", slug=view.slug, adult=1))
    step, code = steps.next_step(view, given, page, len(asked), "back", from_check=False)
    return redirect(url_for(f".{step}", slug=view.slug, page=code))


def _way() -> dict[str, str]:
    """Where the person wanted to go next, carried through the help page."""
    return {name: request.form[name] for name in ("go", "from") if name in request.form}


def _next_url(here: visit.Visit, view: SurveyView, page: PageView, asked: int, care: int | None) -> str:
    given = queries.draft_answers(db.session, here.draft)
    way = _way()
    step, code = steps.next_step(view, given, page, asked, way.get("go"), from_check=way.get("from") == "check")
    if code is not None:
        return url_for(".questions", slug=view.slug, page=code, care=care)
    return url_for(f".{step}", slug=view.slug, care=care)


@bp.get("/surveys/<slug>/paused")
def paused(slug: str) -> Page:
    """Saved; how to come back."""
    here = open_visit(slug)
    if here is None:
        return elsewhere(slug)
    view, _given = draft_view(here)
    return render("paused", survey=view, visit=here, adult="adult" in request.args)


def _survey(slug: str) -> SurveyView:
    """The survey as it stands now; 404 for one that is not known or not yet ready."""
    view = queries.current_survey(db.session, slug, current_tag())
    if view is None or view.state == "draft":
        abort(404)
    return with_notices(db.session, view)


def draft_view(here: visit.Visit) -> tuple[SurveyView, dict[str, queries.AnswerValue]]:
    """The draft's own version in the page's language, and what was answered."""
    view = survey_view(db.session, here.draft.version_id, current_tag())
    return view, queries.draft_answers(db.session, here.draft)
