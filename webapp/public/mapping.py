"""What help there is in Barnet and what is not known of it: the mapping in plain words, for everyone."""

from flask import Blueprint, render_template

from directory import localise, queries
from directory.codes import COUNCIL_PHONE
from directory.coverage import coverage
from directory.summary import summary
from directory.unknowns import unknowns
from webapp.documents import mapping as words
from webapp.documents.mapping_words import PLAIN_STATEMENTS
from webapp.extensions import db
from webapp.i18n import current_tag

bp = Blueprint("mapping", __name__, url_prefix="/<lang>")


@bp.get("/mapping")
def page() -> str:
    """What there is by need and by place, what is not known, and what the council counted in 2023."""
    held, found = coverage(db.session), summary(db.session)
    needs = queries.needs(db.session)
    translated = localise.words_for(db.session, current_tag(), [("need", need.code) for need in needs])
    counts = {need.code: held.cell(need.code).sure for need in needs}
    where = next(one for one in found.breakdowns if one.dimension == "locality")
    return render_template(
        "public/mapping/page.html",
        total=found.figures[0].computed,
        doors=int(held.doors.sum()),
        needs=[(need, translated.text(need, "name"), counts[need.code]) for need in needs if counts[need.code]],
        without=[(need, translated.text(need, "name")) for need in needs if not counts[need.code]],
        places={locality.slug: locality.name for locality in queries.localities(db.session)},
        where=where,
        unknown=unknowns(db.session),
        figures=[
            (PLAIN_STATEMENTS[figure.code], words.published(figure), words.computed(figure), figure.unknown)
            for figure in found.figures
            if figure.code in PLAIN_STATEMENTS
        ],
        council_phone=COUNCIL_PHONE,
    )
