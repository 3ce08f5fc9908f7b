"""``flask surveys export`` and ``import-answers``: answers as files, by command. docs/answers.md says how."""

import io
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, get_args

import click
from flask import current_app

from surveys import queries
from surveys.exchange import batches, bringing, loading, mapping, reading, writing
from surveys.exchange.faults import FileError
from surveys.exchange.matching import index
from surveys.exchange.plan import LEFT, Plan, prepare
from surveys.models import ImportBatch, Survey
from webapp import answers_in
from webapp.accounts import users
from webapp.extensions import db
from webapp.forms import answers_words as words
from webapp.i18n import default_language, languages


@click.command("export")
@click.argument("slug")
@click.option("--format", "kind", type=click.Choice(get_args(writing.Format)), default="json")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.option("--dictionary", is_flag=True, help="A ZIP with the data dictionary beside the answers (XLSX has it).")
@click.option("--masked", is_flag=True, help="Black out what is found of personal data in texts.")
def export_surveys(slug: str, kind: writing.Format, output: Path | None, dictionary: bool, masked: bool) -> None:
    """Write the answers of a survey: json (lines), csv, xlsx, sav (SPSS). For staff, never for publication."""
    survey = _survey(slug)
    if output is None and (dictionary or kind in ("xlsx", "sav")):
        raise click.ClickException("this format is no text: say --output FILE")
    with current_app.test_request_context("/staff/"), TemporaryFile() as target:
        number = _write(survey, kind, target, dictionary, masked)
        users.record(
            db.session, None, "answers.exported", slug, format=kind, submissions=number, masked=masked, command=True
        )
        db.session.commit()
        target.seek(0)
        if output is None:
            click.echo(target.read().decode(), nl=False)
        else:
            try:
                with output.open("wb") as file:
                    while part := target.read(1 << 20):
                        file.write(part)
            except OSError as error:
                raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{number} submissions", err=True)


def _write(survey: Survey, kind: writing.Format, target: Any, dictionary: bool, masked: bool) -> int:
    told = words.dictionary()
    if dictionary or kind == "xlsx":
        return writing.write(db.session, survey, kind, target, told, masked=masked)
    if kind == "sav":
        return writing.write_sav(db.session, survey, target, told, masked=masked)
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    number = (writing.write_csv if kind == "csv" else writing.write_json)(db.session, survey, text, masked=masked)
    text.flush()
    text.detach()
    return number


@click.command("import-answers")
@click.argument("slug")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and change nothing.")
@click.option("--mapping", "told", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="JSON, see docs.")
@click.option("--language", type=click.Choice(list(languages())), default=None, help="Where a row does not say.")
@click.option("--channel", type=click.Choice(mapping.CHOOSABLE), default=None, help="How people answered.")
@click.option("--agreed", is_flag=True, help="People were told what for and agreed to take part.")
def import_answers(
    slug: str,
    file: BinaryIO,
    dry_run: bool,
    told: Path | None,
    language: str | None,
    channel: str | None,
    agreed: bool,
) -> None:
    """Bring answers in from SmartSurvey, Citizen Space, Microsoft Forms, LimeSurvey or our own export."""
    survey = _survey(slug)
    with current_app.test_request_context("/staff/"):
        try:
            table = reading.read(file.read(reading.MOST_BYTES + 1))
            name = Path(getattr(file, "name", "file")).name
            batch = batches.keep(db.session, survey, table, name=name, language=language or default_language(), by=None)
            mapped = batches.mapped_of(batch)
            _apply(survey, mapped, told)
        except FileError as error:
            db.session.rollback()
            raise click.ClickException(f"nothing was brought in: {words.file_words(error)}") from error
        mapped.language, mapped.channel = language or mapped.language, channel or mapped.channel
        mapped.agreed = agreed or mapped.agreed
        batches.put_mapping(db.session, batch, mapped)
        db.session.commit()  # reading thousands of rows takes seconds, in which nobody else could write
        try:
            plan = prepare(db.session, survey, batches.table_of(batch), mapped, words.language_names())
            _say(batch, mapped, plan)
            if dry_run:
                click.echo("nothing was changed: this was a dry run")
            else:
                _load(batch, plan)
        finally:
            db.session.rollback()
            if batch.state != "loaded":
                db.session.delete(batch)
            db.session.commit()


def _load(batch: ImportBatch, plan: Plan) -> None:
    try:
        bringing.ask(db.session, batch, plan.seal)
        db.session.commit()
        answers_in.bring(batch.id)
    except loading.Refused as error:
        raise click.ClickException(str(words.REFUSED[error.code])) from error
    db.session.rollback()  # to see what was brought in beside this session
    click.echo(f"done: {batch.loaded} brought in as batch {batch.id}; the coding job finds them within minutes")


def _survey(slug: str) -> Survey:
    survey = queries.survey_by_slug(db.session, slug)
    if survey is None:
        raise click.ClickException(f"there is no survey {slug}")
    return survey


def _apply(survey: Survey, mapped: mapping.Mapped, path: Path | None) -> None:
    """Read a mapping file: {"columns": {heading: target}, "values": {question: {words: option or ""}}}."""
    if path is None:
        return
    known = index(db.session, survey)
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        for heading, target in told.get("columns", {}).items():
            if not batches.is_target(target, known):
                raise FileError("bad_mapping", column=str(heading))
            if heading in mapped.columns and not mapped.columns[heading].startswith("@personal"):
                mapped.columns[heading] = target
        for question, meanings in told.get("values", {}).items():
            for text, option in meanings.items():
                batches.say(mapped, known, question, text, option)
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError("bad_mapping") from error


def _say(batch: ImportBatch, mapped: mapping.Mapped, plan: Plan) -> None:
    """Print what an import would do: numbers, then what is left out, worth a look, or wrong, row by row."""
    click.echo(f"{words.TOOLS[batch.tool]}: {plan.rows} people")
    click.echo(f"{len(plan.ready)} new, {len(plan.before)} there before, {len(plan.twice)} twice in the file")
    dropped = [heading for heading, target in mapped.columns.items() if target == "@personal"]
    if dropped:
        click.echo(f"dropped, for they say who somebody is: {', '.join(dropped)}")
    left_out = [heading for heading, target in mapped.columns.items() if not target]
    if left_out:
        click.echo(f"left out: {', '.join(left_out)}")
    for why in LEFT:
        if rows := plan.left.get(why):
            click.echo(f"not brought in: {words.LEFT[why]}: rows {', '.join(map(str, rows[:20]))}")
    for code, number in Counter(note.code for note in plan.notes).items():
        first = next(note for note in plan.notes if note.code == code)
        click.echo(f"look ({number}): row {first.row}, {first.column or '-'}: {words.fault_words(first)}")
    for fault in plan.faults:
        click.echo(f"error: row {fault.row}, {fault.column or '-'}: {words.fault_words(fault)} ({fault.value[:100]})")
