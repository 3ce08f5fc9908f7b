"""Which coded answers a member of staff may have before them: one rule for every page that shows or changes one."""

from flask import abort
from flask_login import current_user

from surveys.analysis import review, sample
from surveys.analysis.models import Coding
from webapp.extensions import db


def coding_or_404(coding_id: str) -> Coding:
    """The coding, for whoever may read it (sample.may_read); else the page is not there."""
    found = review.coding_by_id(db.session, coding_id)
    if found is None or not sample.may_read(db.session, found, current_user.id):
        abort(404)
    return found
