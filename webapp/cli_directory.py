"""Commands of the directory: the seed and files in, every format out, postcodes."""

import json
from pathlib import Path
from tempfile import TemporaryFile
from typing import get_args

import click
from flask import current_app
from flask.cli import AppGroup

from directory import postcodes, queries
from directory.exchange import applying, kept, reading, writing
from directory.exchange.columns import guesses, remembered
from directory.exchange.faults import FileError, RowFault
from directory.exchange.plan import Plan, prepare
from directory.exchange.reading import Mapped, Opened
from directory.models import local_day
from directory.seed.loader import SEED_FOLDER
from directory.seed.loader import load as load_directory
from directory.seed.reader import SeedError
from webapp.documents import exchange_words as words
from webapp.extensions import db

directory = AppGroup("directory", help="Services, places and reporting routes.")


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=SEED_FOLDER)
@click.option(
    "--mapping", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="What columns are (JSON)."
)
@click.option("--absent", type=click.Choice(["leave", "paused", "ended"]), default="leave", help="What the file lacks.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
def import_directory(file: Path | None, folder: Path, mapping: Path | None, absent: str, dry_run: bool) -> None:
    """Load the seed; with FILE bring in CSV, XLSX, HSDS JSON or an HSDS package instead (docs/import.md)."""
    if file is None:
        _load_seed(folder)
        return
    with current_app.test_request_context("/staff/"):
        try:
            if file.stat().st_size > reading.MOST_BYTES:
                raise FileError("too_large")
            opened = reading.read(file.read_bytes(), file.name)
            told = _mapping(opened, mapping)
        except (FileError, OSError) as error:
            said = words.file_words(error) if isinstance(error, FileError) else str(error)
            raise click.ClickException(f"nothing was changed: {said}") from error
        source = f"{kept.tidy(file.name)}, {local_day().isoformat()}"
        applying.lock(db.session)
        made = prepare(db.session, opened, told, source)
        _say(made)
        if not made.ready:
            db.session.rollback()
            raise click.ClickException("nothing was changed: put right what is said above")
        if dry_run:
            db.session.rollback()
            click.echo("dry run: nothing was changed")
            return
        identity = applying.apply(db.session, made, source=source, by=None, absent=absent)
        db.session.commit()
        click.echo(f"done; the history calls it import {identity}")


def _mapping(opened: Opened, path: Path | None) -> Mapped:
    """Return the mapping of a file: as told, else as it was last time, else as guessed."""
    if path is not None:
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            raise FileError("bad_mapping") from error
        if not isinstance(told, dict):
            raise FileError("bad_mapping")
        mapped = reading.mapped(told)
    else:
        mapped = Mapped()
    if opened.table is not None and not mapped.columns:
        headings = opened.table.headings
        mapped.columns = remembered(db.session, headings) or guesses(headings)
    return mapped


def _say(made: Plan) -> None:
    """Print what an import would do: numbers, then what is wrong or to be decided, row by row."""
    click.echo(f"{len(made.new)} new, {len(made.changed)} changed, {len(made.unchanged)} unchanged")
    click.echo(f"{len(made.absent)} in the directory, not in the file")
    for step in made.changed:
        click.echo(f"changed: {step.slug}: {', '.join(line.field for line in step.lines)}")
    for step in made.new:
        click.echo(f"new: {step.slug}")
    for note in made.notes:
        click.echo(f"look: {_line(note)}")
    for unsure in made.unsure:
        click.echo(f'row {unsure.row}: is "{unsure.name}" our {unsure.like.slug}? Say so in the mapping: '
                   f'"same": {{"{unsure.row}": "{unsure.like.slug}" or "new"}}')  # fmt: skip
    for fault in made.faults:
        click.echo(f"error: {_line(fault)}")


def _line(fault: RowFault) -> str:
    value = f" ({fault.value})" if fault.value and fault.code != "row_twice" else ""
    return f"row {fault.row}, {fault.column or '-'}: {words.fault_words(fault)}{value}"


def _load_seed(folder: Path) -> None:
    try:
        loaded = load_directory(db.session, folder)
    except SeedError as error:
        raise click.ClickException(f"nothing was loaded:\n{error}") from error
    db.session.commit()
    click.echo(", ".join(f"{count} {name}" for name, count in loaded.counts.items()))
    click.echo(f"{len(loaded.created)} new, {len(loaded.updated)} changed, {loaded.translations} translations")
    for slug, name in loaded.kept:
        click.echo(f"kept as edited: {slug} {name}")
    for slug in loaded.not_in_seed:
        click.echo(f"not in the seed: {slug}")


@directory.command("export")
@click.option("--format", "kind", type=click.Choice(get_args(writing.Format)), default="json")
@click.option("--output", type=click.Path(path_type=Path), default=None)
def export_directory(kind: writing.Format, output: Path | None) -> None:
    """Print the directory, or write it to a file: json (ours), csv, xlsx, hsds, hsds-tabular (a ZIP)."""
    if output is None and kind in ("xlsx", "hsds-tabular"):
        raise click.ClickException("this format is no text: say --output FILE")
    with current_app.test_request_context("/staff/"), TemporaryFile() as target:
        writing.write(db.session, kind, target, words.dictionary())
        target.seek(0)
        if output is None:
            click.echo(target.read().decode(), nl=False)
            return
        try:
            with output.open("wb") as file:
                while part := target.read(1 << 20):
                    file.write(part)
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error


@directory.command("import-postcodes")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--ward-names", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="ONS: ward names.")
def import_postcodes(file: Path, ward_names: Path | None) -> None:
    """Load the borough's postcodes from the ONS Postcode Directory (docs/postcodes.md)."""
    districts = {district.code for district in queries.districts(db.session)}
    # The file takes a while: the site can be written to until it is read.
    db.session.rollback()
    try:
        names: dict[str, str] = {}
        if ward_names is not None:
            with ward_names.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                names = postcodes.read_ward_names(lines)
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            found = postcodes.read_postcodes(
                lines, districts, progress=lambda rows: click.echo(f"{rows:,} rows read", err=True)
            )
    except postcodes.PostcodeFileError as error:
        raise click.ClickException(f"nothing was loaded: {error} (docs/postcodes.md)") from error
    done = postcodes.import_postcodes(db.session, found, names)
    db.session.commit()
    click.echo(f"{found.read:,} rows read, {found.ended:,} of them postcodes of ours that are no longer in use")
    click.echo(f"{found.inside:,} postcodes in the borough, {found.outside:,} just outside it")
    click.echo(f"{done.new:,} new, {done.changed:,} changed, {done.removed:,} removed")
    for code, count in sorted(found.faults.items()):
        first = ", ".join(f"{line:,}" for line in found.lines[code])
        click.echo(f"{count:,} rows: {code} (first in line {first})")
