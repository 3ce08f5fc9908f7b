"""The steps of bringing answers in: what each column is, what the file would do, and yes or no."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from surveys import queries
from surveys.exchange import batches, bringing, loading, mapping, shapes
from surveys.exchange.faults import FileError
from surveys.exchange.incoming import Reader
from surveys.exchange.mapping import Mapped
from surveys.exchange.matching import Index, index
from surveys.exchange.plan import prepare, read
from surveys.exchange.tables import Table
from surveys.models import ImportBatch, Survey
from webapp import answers_in, heartbeat, jobs
from webapp.accounts.access import requires
from webapp.extensions import after_commit, db
from webapp.forms import answers_words as words
from webapp.i18n import default_language, languages
from webapp.staff.answers_exchange import WRITERS

bp = Blueprint("staff_answers_import", __name__, url_prefix="/staff/answers/import")

SHOWN = 100
"""So many lines of a kind are shown; all are counted."""
FIRST_ROWS = 5
AT_ONCE = 300
"""So many people are brought in while one waits; more take longer than the 20 seconds a page may: a job does it."""


@bp.get("/<identity>/columns")
@requires(*WRITERS)
def columns(identity: str) -> str:
    """What each column stands for, with what its first rows hold."""
    batch, table = _waiting(identity)
    return _columns(batch, table)


def _columns(batch: ImportBatch, table: Table, problem: str = "", field: str = "") -> str:
    survey = db.session.get_one(Survey, batch.survey_id)
    known, mapped = index(db.session, survey), batches.mapped_of(batch)
    samples = [[row[place] for _number, row in table.rows if row[place]][:3] for place in range(len(table.headings))]
    return render_template(
        "staff/answers/columns.html",
        batch=batch,
        survey=survey,
        mapped=mapped,
        headings=[
            (heading, cells, _offered(known, mapped.columns.get(heading, "")))
            for heading, cells in zip(table.headings, samples, strict=True)
        ],
        targets={target: words.target_words(known, target) for target in batches.targets(known)},
        personal=shapes.PERSONAL,
        tools=words.TOOLS,
        languages=languages(),
        channels=words.CHOICES,
        problem=problem,
        field=field,
    )


def _offered(known: Index, target: str) -> tuple[str, str] | None:
    """A target that the list of all columns does not have (a single option, a place): offered where it was guessed."""
    if not target or target == shapes.PERSONAL or target in batches.targets(known):
        return None
    return target, words.target_words(known, target)


@bp.post("/<identity>/columns")
@requires(*WRITERS)
def save_columns(identity: str) -> BaseResponse | tuple[str, int]:
    """Keep what each column stands for, for this file and the next with the same headings."""
    batch, table = _waiting(identity)
    known, mapped = index(db.session, db.session.get_one(Survey, batch.survey_id)), batches.mapped_of(batch)
    for place, heading in enumerate(table.headings):
        target = request.form.get(f"column-{place}", "")
        if mapped.columns.get(heading) != shapes.PERSONAL:
            mapped.columns[heading] = target if batches.is_target(target, known) else ""
    language, channel = request.form.get("language", ""), request.form.get("channel", "")
    mapped.language = language if language in languages() else mapped.language
    mapped.channel = channel if channel in mapping.CHOOSABLE else mapped.channel
    mapped.agreed = request.form.get("agreed") == "yes"
    batches.put_mapping(db.session, batch, mapped)
    problem, field = _problem(known, mapped)
    if problem:
        return _columns(batch, table, problem, field), 400
    return redirect(url_for(".check", identity=batch.id))


def _problem(known: Index, mapped: Mapped) -> tuple[str, str]:
    """Why columns cannot be read like this, and the id of what is to be put right; "" and "" where they can."""
    used = Counter(target for target in mapped.columns.values() if target and target != shapes.PERSONAL)
    # Several columns may add up to one question where it takes several answers, or words.
    twice = [target for target, number in used.items() if number > 1 and not _adds_up(known, target)]
    if twice:
        told = "; ".join(words.target_words(known, target) for target in twice)
        return _("Two columns stand for the same: %(names)s", names=told), "columns"
    if not any(not target.startswith("@") for target in used):
        return _("Say which columns are answers."), "columns"
    if not mapped.agreed and not any(
        labels.question.type == "agreement" and code in used for code, labels in known.labels.items()
    ):
        return _("Say that people agreed to take part, or which column says so."), "agreed"
    return "", ""


def _adds_up(known: Index, target: str) -> bool:
    labels = known.labels.get(target)
    return labels is not None and labels.question.type in ("multiple", "up_to_n", "free_text")


@bp.get("/<identity>")
@requires(*WRITERS)
def check(identity: str) -> str:
    """What the file would do, before anything is done."""
    batch, table = _waiting(identity)
    return _check(batch, table)


def _check(batch: ImportBatch, table: Table, problem: str = "") -> str:
    survey = db.session.get_one(Survey, batch.survey_id)
    known, mapped = index(db.session, survey), batches.mapped_of(batch)
    plan = prepare(db.session, survey, table, mapped, words.language_names())
    view = queries.current_survey(db.session, survey.slug, default_language())
    return render_template(
        "staff/answers/check.html",
        batch=batch,
        title=view.title if view else survey.slug,
        plan=plan,
        shown=SHOWN,
        first=[(one, _told(known, one.values)) for one in plan.ready[:FIRST_ROWS]],
        dropped=[heading for heading, target in mapped.columns.items() if target == shapes.PERSONAL],
        left_out=[heading for heading in table.headings if not mapped.columns.get(heading)],
        unmatched=[
            (question, text, number, known.labels[question].question, _mark(question, text))
            for (question, text), number in plan.unmatched.most_common(SHOWN)
        ],
        takes=survey.state in loading.STATES,
        mapped=mapped,
        fault_words=words.fault_words,
        left_words=words.LEFT,
        tools=words.TOOLS,
        channels=words.CHOICES,
        languages=languages(),
        seal=plan.seal,
        problem=problem,
    )


def _told(known: Index, values: dict[str, Any]) -> list[tuple[str, str]]:
    """What a row says, in words: question and answer."""
    lines = []
    for code, value in values.items():
        question = known.labels[code].question
        if isinstance(value, dict):
            pairs = [
                f"{question.row_label_of(part) or question.label_of(part) or ''} {question.label_of(str(said)) or said}"
                for part, said in value.items()
                if said
            ]
            lines.append((str(question.text), "; ".join(pairs)))
        else:
            several = value if isinstance(value, list) else [value]
            lines.append((str(question.text), "; ".join(str(question.label_of(str(one)) or one) for one in several)))
    return lines


@bp.post("/<identity>/values")
@requires(*WRITERS)
def save_values(identity: str) -> BaseResponse:
    """Keep what words mean that are none of our options."""
    batch, table = _waiting(identity)
    known, mapped = index(db.session, db.session.get_one(Survey, batch.survey_id)), batches.mapped_of(batch)
    survey = db.session.get_one(Survey, batch.survey_id)
    reader = Reader(db.session, survey, table, mapped, words.language_names())
    db.session.rollback()  # thousands of rows take seconds, in which nobody else could write
    told = [key for key, _number in read(reader, table).unmatched.most_common(SHOWN)]
    for place, (question, text) in enumerate(told):
        chosen = request.form.get(f"value-{place}", "")
        if chosen and request.form.get(f"text-{place}") == _mark(question, text):
            try:
                batches.say(mapped, known, question, text, "" if chosen == "@none" else chosen)
            except ValueError:
                abort(400)
    batches.put_mapping(db.session, batch, mapped)
    return redirect(url_for(".check", identity=batch.id))


@bp.post("/<identity>/load")
@requires(*WRITERS)
def load(identity: str) -> BaseResponse | tuple[str, int]:
    """Bring in what was looked at: all of it, or nothing; a small file now, a large one by a job."""
    batch, table = _waiting(identity)
    try:
        bringing.ask(db.session, batch, request.form.get("seal", "")[:64])
        if batch.rows > AT_ONCE:
            after_commit(jobs.bring_answers)
            return redirect(url_for(".progress", identity=batch.id))
        answers_in.bring(batch.id, answers_in.in_request)
    except loading.Refused as error:
        if error.code == "changed":
            return _check(batch, table, str(words.REFUSED[error.code])), 409
        db.session.rollback()
        flash(words.REFUSED[error.code])
        return redirect(url_for("staff_answers.home"))
    after_commit(jobs.sweep_pending)
    flash(_("Done: the answers of %(number)s people are in.", number=batch.loaded))
    return redirect(url_for("staff_answers.home"))


@bp.get("/<identity>/progress")
@requires(*WRITERS)
def progress(identity: str) -> str:
    """How far a file is that a job brings in, what came of it, or why nothing did."""
    batch = _own(identity)
    return render_template(
        "staff/answers/progress.html",
        batch=batch,
        done=bringing.reached(db.session, batch),
        worker=heartbeat.is_beating(),
        problem=words.REFUSED.get(bringing.problem(batch), ""),
    )


@bp.post("/<identity>/drop")
@requires(*WRITERS)
def drop(identity: str) -> BaseResponse:
    """Throw a file away that waits, also for the job."""
    batch = _own(identity)
    if batch.state not in batches.WAITING:
        abort(404)
    batches.cancel(db.session, batch)
    flash(_("The file was thrown away. Nothing was changed."))
    return redirect(url_for("staff_answers.home"))


def _own(identity: str) -> ImportBatch:
    """A file of this person: its author's alone, for it holds what people wrote."""
    batch = batches.by_id(db.session, identity)
    if batch is None or batch.created_by != current_user.id:
        abort(404)
    return batch


def _waiting(identity: str) -> tuple[ImportBatch, Table]:
    """A file that waits to be looked at, and its table; one that a job brings in has only a page that says so."""
    batch = _own(identity)
    if batch.state == "asked":
        abort(redirect(url_for(".progress", identity=batch.id)))
    try:
        return batch, batches.table_of(batch)
    except FileError:
        abort(404)


def _mark(question: str, text: str) -> str:
    """A name for words of the file, so that a page that is a step behind cannot say what other words mean."""
    return mapping.value_hashes(f"{question} {text}")[0]
