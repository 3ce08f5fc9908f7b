"""Coming back to one's answers with the return code, and taking them back: the later half of Have your say."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from surveys import answers, changing, open_cases, retention
from webapp.extensions import db, limiter
from webapp.forms import pages as steps
from webapp.forms import visit
from webapp.forms.return_code import ReturnCodeForm
from webapp.public import say_change
from webapp.public.say import STEPS, Page, draft_view, limit_key, render

bp = say_change.bp
# Wrong return codes of everyone together. 46 bits at this rate outlast any survey by far
# (surveys/codes.py), and a class that mistypes does not reach it.
WRONG_CODES = "600 per minute"


@bp.post("/surveys/<slug>/forget")
def forget(slug: str) -> BaseResponse:
    """Leave nothing of it in this browser; the answers stay."""
    visit.forget(slug)
    flash(_("This device has forgotten your answers. Your return code still opens them."))
    return redirect(url_for("say.surveys"))


@bp.route("/surveys/return", methods=["GET", "POST"])
@limiter.limit(
    WRONG_CODES,
    key_func=lambda: "wrong return codes",
    methods=["POST"],
    deduct_when=lambda response: response.status_code == 400,
)
def come_back() -> Page:
    """Open one's answers with the return code."""
    form = ReturnCodeForm()
    if not form.validate_on_submit():
        return (render("return", form=form), 400) if request.method == "POST" else render("return", form=form)
    typed = " ".join((form.code.data or "").split())
    draft = answers.resume(db.session, typed)
    if draft is None:
        form.code.errors = [_("We do not know this code. Check each word and number.")]
        return render("return", form=form), 400
    slug = draft.survey.slug
    if draft.state == "withdrawn":
        return render("withdrawn", kept=open_cases.are_kept(db.session, draft))
    if retention.has_ended(db.session, draft):
        return render("ended", sent=draft.state == "submitted", slug=draft.survey.consultation.slug)
    visit.remember(slug, draft, typed)
    if draft.state == "submitted":
        return redirect(url_for("say.done", slug=slug))
    view, given = draft_view(visit.Visit(draft, typed))
    page = steps.resume_page(view, given)
    if page is None:
        return redirect(url_for("say.check", slug=slug))
    return redirect(url_for("say.questions", slug=slug, page=page.code))


@bp.route("/surveys/<slug>/withdraw", methods=["GET", "POST"])
@limiter.limit(STEPS, key_func=limit_key, methods=["POST"])
def withdraw(slug: str) -> Page:
    """Take everything back, sent or not; what safeguarding staff have open of it stays with them, and that is told."""
    found = visit.current(db.session, slug)
    if found is None:
        return redirect(url_for("say.come_back"))
    if request.method == "GET":
        sent = found.draft.state in ("submitted", "changing")
        return render("withdraw", survey=draft_view(found)[0], sent=sent)
    kept = answers.withdraw(db.session, changing.original_of(db.session, found.draft) or found.draft)
    visit.forget(slug)
    return render("withdrawn", kept=kept)
