"""A ward walk: a questionnaire that is answered without a connection, and sent once when there is one again.

One page holds the whole questionnaire; a service worker keeps it on the device (assets/js/walk-worker.js), and
assets/js/walk.js leads through it, keeps what people said on the device and sends it through the drafts API, each
person's answers under a key of their own, so that nothing is doubled however often it is tried.
"""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, url_for

from surveys import kiosks
from surveys.codes import return_words
from surveys.content import QuestionView
from surveys.questions import LONGEST_TEXT, TYPES, takes_text
from webapp.extensions import db
from webapp.forms import pages as steps
from webapp.forms.fields import tongue
from webapp.i18n import current_language, current_tag, site_languages
from webapp.public import kiosk

bp = Blueprint("walk", __name__, url_prefix="/<lang>/walks/<token>")
bp.url_value_preprocessor(kiosk.find_kiosk)
bp.url_defaults(kiosk.give_token)
bp.context_processor(kiosk.for_the_frame)

WORKER = "assets/js/walk-worker.js"
SCRIPTS = ("site.js", "govuk-frontend.min.js", "kiosk.js", "walk.js", "walk-checks.js", "walk-sender.js", "icon.svg")


@bp.get("/", endpoint="survey")
def page(slug: str) -> tuple[str, int]:
    """The questionnaire; once the event is over only what waits on the device, so that it can still be sent."""
    kiosk.let_go()
    # Off line nobody can be asked how they may be reached, so the notice does not promise it.
    view = kiosk.current_view(slug, reachable=False)
    agreements = steps.agreement_of(view)
    is_open = kiosks.is_open(db.session, g.kiosk)
    shown = render_template(
        "public/kiosk/walk.html",
        survey=view,
        agreements=agreements,
        asked=[(one, rest) for one in view.pages if (rest := [q for q in one.questions if q not in agreements])],
        form=steps.page_form(view.questions, {}),
        kiosk=g.kiosk,
        token=g.kiosk_token,
        is_open=is_open,
        words=return_words(),
        rules=rules,
        tongue=tongue,
        workers=[url_for(".worker", lang=tag) for tag in site_languages()],
    )
    return shown, 200 if is_open else 410


def rules(question: QuestionView) -> dict[str, Any]:
    """What the page has to know of a question to lead through it, as surveys.questions would judge it."""
    settings, kind = question.settings, TYPES[question.type]
    return {
        "code": question.code,
        "type": question.type,
        "required": question.required,
        "when": dict(question.show_if) if question.show_if else None,
        "exclusive": [option.code for option in question.options if option.exclusive],
        "most": settings.get("most") if question.type == "number" else kind.limit(question),
        "least": settings.get("least"),
        "whole": settings.get("whole", True),
        "longest": settings.get("longest", LONGEST_TEXT) if takes_text(question.type) else None,
        "rows": len(question.rows),
    }


@bp.get("/worker.js", endpoint="worker")
def worker(slug: str) -> Response:
    """The service worker of this walk in this language: which files it keeps, then the script."""
    sheet = "site.rtl.css" if current_language().direction == "rtl" else "site.css"
    files = [url_for(".survey"), *(url_for("static", filename=name) for name in (sheet, *SCRIPTS))]
    known = {"name": f"walk {g.kiosk.id} {current_tag()}", "page": files[0], "files": files}
    source = (Path(current_app.root_path) / WORKER).read_text(encoding="utf-8")
    return Response(f"const KEPT = {json.dumps(known)}\n{source}", mimetype="text/javascript")
