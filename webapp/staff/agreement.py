"""Agreement: drawing blind samples, coding them without seeing codes, and how far machine and people agree."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import settings
from surveys import queries
from surveys.analysis import agreement, desk, review, sample
from surveys.analysis.codebook_versions import current
from surveys.analysis.desk_models import Sample, SampleAnswer
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.accounts.models import User
from webapp.documents.agreement_words import themes_left_out
from webapp.documents.words import theme_name, tongue_of, with_names
from webapp.extensions import db
from webapp.staff.analysis import PROBLEMS, SEES_NAMES
from webapp.staff.review import choices

bp = Blueprint("staff_agreement", __name__, url_prefix="/staff/analysis/agreement")

SETTING = "agreement_benchmark"
CODERS = frozenset({"analyst", "administrator"})
REFUSED = {
    "out_of_range": _l("Between %(least)s and %(most)s answers a question", least=sample.LEAST, most=sample.MOST),
    "nothing_to_draw": _l("There is no answer left that this person has not seen and the program has not learned from"),
    "coder": _l("Choose who codes them"),
    "benchmark": _l("Write a whole number from 1 to 100"),
}


def benchmark() -> float:
    """The benchmark as a share, 0 to 1."""
    return float(settings.get(db.session, SETTING)) / 100


def _coders() -> dict[str, User]:
    return {user.id: user for user in users.everyone(db.session) if user.active and user.roles & CODERS}


def _page(problem: str | None = None, field: str = "") -> str:
    consultations = queries.all_consultations(db.session)
    order = list(current(db.session).codes)
    tables = []
    for one in consultations:
        found = agreement.comparisons(db.session, one.slug)
        rows = [
            (question, agreement.agreement(part.people, order), agreement.agreement(part.machine, order))
            for question, part in found.items()
        ]
        if found[agreement.ALL].machine:
            people = {theme.code: theme for theme in rows[0][1].themes}
            tables.append((one, rows, people, rows[0][2].themes, found[agreement.ALL].left_out))
    return render_template(
        "staff/analysis/agreement.html",
        tables=tables,
        samples=[(one, *sample.progress(db.session, one)) for one in sample.samples(db.session)],
        consultations=consultations,
        coders=_coders(),
        names={user.id: user.name for user in users.everyone(db.session)},
        benchmark=benchmark(),
        least_pairs=agreement.LEAST_PAIRS,
        least_uses=agreement.LEAST_USES,
        limits=(sample.LEAST, sample.MOST),
        problem=REFUSED[problem] if problem else None,
        field=field,
        theme_name=theme_name,
        themes_left_out=themes_left_out,
    )


@bp.get("/")
@requires("analyst", "administrator")
def show() -> str:
    """The figures, the samples and how far each is coded."""
    return _page()


@bp.post("/samples")
@requires("analyst", "administrator")
def draw() -> BaseResponse | tuple[str, int]:
    """Draw answers by chance for a second coder."""
    slug, coder = request.form.get("consultation", ""), request.form.get("coder", "")
    chosen = next((one for one in queries.all_consultations(db.session) if one.slug == slug), None)
    if chosen is None:
        abort(404)
    if coder not in _coders():
        return _page("coder", "coder"), 400
    number = request.form.get("per_question", 0, type=int)
    try:
        made = sample.draw(db.session, chosen, per_question=number, coder=coder, by=current_user.id)
    except sample.NotAllowed as refused:
        return _page(refused.code, "per_question"), 400
    users.record(db.session, current_user, "sample.drawn", made.id, seed=made.seed, coder=coder)
    flash(_("Drawn. Whoever codes them finds them here."))
    return redirect(url_for("staff_agreement.show"))


@bp.post("/benchmark")
@requires("analyst", "administrator")
def set_benchmark() -> BaseResponse | tuple[str, int]:
    """Change the F1 under which the published section carries a warning."""
    try:
        settings.put(db.session, SETTING, request.form.get("benchmark", type=int), by=current_user.id)
    except settings.SettingError:
        return _page("benchmark", "benchmark"), 400
    flash(_("Saved. It counts from the next version of the section on."))
    return redirect(url_for("staff_agreement.show"))


def _mine_or_404(sample_id: str) -> Sample:
    """The sample, for its coder alone: whoever else looked could tell them."""
    found = sample.sample_by_id(db.session, sample_id)
    if found is None or found.coder != current_user.id:
        abort(404)
    return found


def _blind(one: Sample, drawn: SampleAnswer | None, chosen: set[str] | None = None, problem: str | None = None) -> str:
    """An answer of the sample with nothing beside it that says how anybody coded it."""
    done, total = sample.progress(db.session, one)
    _none, families = choices([])
    unmasked = bool(current_user.roles & SEES_NAMES)
    return render_template(
        "staff/analysis/blind.html",
        sample=one,
        drawn=drawn,
        text=sample.shown_text(db.session, drawn, unmasked=unmasked) if drawn else "",
        answer_language=tongue_of(sample.language_of(db.session, drawn)) if drawn else None,
        question_text=desk.question_text(db.session, drawn.answer) if drawn else "",
        chosen=chosen if chosen is not None else set(drawn.codes or []) if drawn else set(),
        families=families,
        done=done,
        total=total,
        problem=PROBLEMS[problem] if problem else None,
        theme_name=theme_name,
        with_names=with_names,
    )


@bp.get("/samples/<sample_id>")
@requires("analyst", "administrator")
def blind(sample_id: str) -> str:
    """The next answer to code blind, or the one at a place that was coded already."""
    one = _mine_or_404(sample_id)
    place = request.args.get("at", type=int)
    drawn = sample.at(db.session, one, place) if place else sample.next_answer(db.session, one)
    if place and drawn is None:
        abort(404)
    return _blind(one, drawn)


def _drawn_or_404(one: Sample, place: int) -> SampleAnswer:
    drawn = sample.at(db.session, one, place)
    if drawn is None:
        abort(404)
    return drawn


@bp.post("/samples/<sample_id>/<int:place>")
@requires("analyst", "administrator")
def code(sample_id: str, place: int) -> BaseResponse | tuple[str, int]:
    """Keep the second coder's themes of one answer and go on."""
    one = _mine_or_404(sample_id)
    drawn, codes = _drawn_or_404(one, place), request.form.getlist("codes")
    try:
        sample.give_codes(db.session, drawn, one, codes, current_user.id)
    except review.NotAllowed as refused:
        return _blind(one, drawn, set(codes), refused.code), 400
    return redirect(url_for("staff_agreement.blind", sample_id=one.id))


@bp.route("/samples/<sample_id>/<int:place>/harm", methods=["GET", "POST"])
@requires("analyst", "administrator")
def harm(sample_id: str, place: int) -> BaseResponse | str:
    """Ask once more, then give an answer that tells of harm to the safeguarding lead; it leaves the sample."""
    one = _mine_or_404(sample_id)
    drawn = _drawn_or_404(one, place)
    if request.method == "GET":
        return render_template("staff/analysis/blind_harm.html", sample=one, drawn=drawn)
    case = sample.tells_of_harm(db.session, drawn, current_user.id)
    users.record(db.session, current_user, "disclosure.queued", case.id)
    flash(_("The safeguarding lead has it now."))
    return redirect(url_for("staff_agreement.blind", sample_id=one.id))
