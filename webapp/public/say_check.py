"""Reading everything back, sending, and thank you: the end of Have your say. A kiosk has these pages too."""

from flask import redirect, request, url_for

from surveys import changing, contacts, queries
from surveys.base import HONEYPOT
from surveys.errors import Incomplete, NotAnswerable
from surveys.progress import find_missing
from surveys.quotas import is_over
from webapp.extensions import db, limiter
from webapp.forms import pages as steps
from webapp.forms import visit
from webapp.forms.handlers import read_back
from webapp.forms.saving import HARD, send_answers
from webapp.public import say
from webapp.public.say import STEPS, Page, draft_view, elsewhere, limit_key, open_visit, render

bp = say.bp


@bp.route("/surveys/<slug>/check", methods=["GET", "POST"])
@limiter.limit(STEPS, key_func=limit_key, methods=["POST"])
def check(slug: str) -> Page:
    """Read everything back, then send."""
    here = open_visit(slug)
    if here is None:
        return elsewhere(slug)
    changes = here.draft.state == "changing"  # sent by say_change, which sends people back for what they lack
    needed = find_missing(db.session, here.draft).required if changes else []
    if request.method == "POST":
        try:
            trapped = here.trapped or request.form.get(steps.TRAP)
            send_answers(db.session, here.draft, marks=[HONEYPOT] if trapped else [])
            return redirect(url_for(".done", slug=slug))
        except NotAnswerable:
            return redirect(url_for(".survey", slug=slug))
        except Incomplete as incomplete:
            needed = incomplete.questions
    view, given = draft_view(here)
    pages = steps.question_pages(view, given)
    shown = render(
        "check",
        survey=view,
        pages=[
            (
                page,
                [(q, read_back(q, given.get(q.code)), _alert(given.get(q.code))) for q in steps.asked_on(page, given)],
            )
            for page in pages
        ],
        needed=[question for question in view.questions if question.code in needed],
        soft=[q for q in view.questions if q.code in find_missing(db.session, here.draft).soft],
        page_of={question.code: page.code for page in view.pages for question in page.questions},
        last=pages[-1],
        changes=changes,
        contact_left=changing.is_contact_left(db.session, here.draft),
    )
    return (shown, 400) if needed and not changes else shown


def _alert(answer: queries.AnswerValue | None) -> bool:
    return answer is not None and answer.alert in HARD


@bp.get("/surveys/<slug>/done")
def done(slug: str) -> Page:
    """Thank you, the reference, the return code, and help."""
    found = visit.current(db.session, slug)
    if found is None or found.draft.state != "submitted":
        return redirect(url_for(".survey", slug=slug))
    view, given = draft_view(found)
    sent = found.draft.submission
    return render(
        "done",
        survey=view,
        visit=found,
        reference=sent and sent.reference,
        over_quota=sent is not None and is_over(sent),
        alarmed=any(_alert(answer) for answer in given.values()),
        contact_left=contacts.of_draft(db.session, found.draft.id) is not None,
        may_change=changing.may_change(found.draft),
    )
