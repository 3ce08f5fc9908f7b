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
# Wrong return codes of everyone together, never by address: more than a class that mistypes, and few enough to cost the
# server little. Only wrong ones are refused by it: a script that floods the page must not keep people from their
# answers. So it does not slow guessing down: whoever guesses right gets in, flood or no flood, and no reply tells more
# than that. What does is the code: 512^4 x 1000 = 6.9e13 of them (surveys/codes.py). At 100 tries a second for a whole
# year, somebody finds one person's answers with a chance of 1 in 22,000, and any of 1,000 people's with 1 in 22.
WRONG_CODES = "600 per minute"


@bp.post("/surveys/<slug>/forget")
def forget(slug: str) -> BaseResponse:
    """Leave nothing of it in this browser; the answers stay."""
    visit.forget(slug)
    flash(_("This device has forgotten your answers. Your return code still opens them."))
    return redirect(url_for("say.surveys"))


@limiter.limit(WRONG_CODES, key_func=lambda: "wrong return codes")
def _count_wrong_code() -> None:
    """Count a wrong return code; raises RateLimitExceeded (429)."""


@bp.route("/surveys/return", methods=["GET", "POST"])
def come_back() -> Page:
    """Open one's answers with the return code."""
    form = ReturnCodeForm()
    if not form.validate_on_submit():
        return (render("return", form=form), 400) if request.method == "POST" else render("return", form=form)
    typed = " ".join((form.code.data or "").split())
    draft = answers.resume(db.session, typed)
    if draft is None:
        _count_wrong_code()
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
