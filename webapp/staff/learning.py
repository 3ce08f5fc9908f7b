"""What the program learned from people's corrections: models that were tried, what changed, and the button."""

import time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys.analysis import learning
from webapp import jobs as tasks
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents.words import theme_name
from webapp.extensions import after_commit, db, jobs

bp = Blueprint("staff_learning", __name__, url_prefix="/staff/analysis/learning")

LONGEST = 3600.0
"""Seconds after which a training that did not end is taken for one that died."""


def _running() -> bool:
    """Whether the job worker says that a training runs."""
    since = jobs.storage.peek_data(learning.RUNNING)
    return isinstance(since, bytes) and time.time() - float(since) < LONGEST


@bp.get("/")
@requires("analyst", "administrator")
def show() -> str:
    """What there is to learn from, and every model that was tried."""
    return render_template(
        "staff/analysis/learning.html",
        corrections=learning.count(db.session),
        new=learning.count_since_last(db.session),
        least=learning.LEAST_CORRECTIONS,
        by_night=learning.NEW_FOR_A_NIGHT,
        models=learning.models(db.session),
        names={user.id: user.name for user in users.everyone(db.session)},
        running=_running(),
        theme_name=theme_name,
    )


@bp.post("/")
@requires("analyst", "administrator")
def start() -> BaseResponse:
    """Have the job worker train; never in the request."""
    if learning.count(db.session) < learning.LEAST_CORRECTIONS:
        flash(_("There are too few checked answers to learn from."), "note")
    else:
        by = current_user.id
        after_commit(lambda: tasks.learn(by))
        users.record(db.session, current_user, "learning.started")
        flash(_("The program learns now. It takes some minutes; what came of it stands here then."))
    return redirect(url_for("staff_learning.show"))
