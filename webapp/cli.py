"""The site's own command line: thin callers of domain functions."""

import json
from pathlib import Path
from typing import BinaryIO, TextIO

import click
from flask import Flask, current_app, g
from flask.cli import AppGroup

from surveys.analysis import files, report
from surveys.seed.loader import FOLDER as SURVEYS_FOLDER
from surveys.seed.loader import load as load_surveys
from surveys.seed.reader import ContentError
from webapp.accounts import users
from webapp.accounts.models import ROLES
from webapp.cli_answers import export_surveys, import_answers
from webapp.cli_directory import directory
from webapp.demo import demo
from webapp.documents import voice_files
from webapp.extensions import db
from webapp.i18n import site_languages

surveys = AppGroup("surveys", help="Consultations, surveys and answers.")
surveys.add_command(export_surveys)
surveys.add_command(import_answers)
staff = AppGroup("staff", help="Accounts of staff and champions.")


def _print_or_write(words: str, output: Path | None) -> None:
    if output is None:
        click.echo(words, nl=False)
        return
    try:
        output.write_text(words, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error


@surveys.command("import")
@click.option("--folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=SURVEYS_FOLDER)
def import_surveys(folder: Path) -> None:
    """Load consultations and surveys; what changed becomes a new version, answers keep theirs."""
    try:
        loaded = load_surveys(db.session, folder)
    except ContentError as error:
        raise click.ClickException(f"nothing was loaded: {error}") from error
    db.session.commit()
    click.echo(f"{loaded.consultations} consultations, {loaded.surveys} surveys")
    click.echo(f"{loaded.new_versions} new versions, {loaded.new_translations} new or changed translations")
    click.echo(f"{loaded.new_waves} new printed waves")


@staff.command("create")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--name", default="", help="How they are shown.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES))
@click.option("--if-none", is_flag=True, help="Do nothing when somebody can sign in already.")
def create_staff(email: str, name: str, roles: tuple[str, ...], if_none: bool) -> None:
    """Make an account and print its one-time password."""
    if if_none and any(user.active for user in users.everyone(db.session)):
        return
    try:
        user, password = users.create(db.session, email=email, name=name, roles=list(roles))
    except users.AccountError as error:
        raise click.ClickException(f"not created: {error.code}") from error
    users.record(db.session, None, "account.created", user.id, roles=sorted(roles))
    db.session.commit()
    click.echo(f"Account: {user.email}")
    click.echo(f"One-time password: {password}")


@click.command("spec")
@click.option("--output", type=click.Path(path_type=Path), default=None)
def spec(output: Path | None) -> None:
    """Print the OpenAPI document of /api/v1, or write it to a file."""
    words = json.dumps(current_app.spec, indent=2, ensure_ascii=False, sort_keys=True) + "\n"  # type: ignore[attr-defined]
    _print_or_write(words, output)


themes = AppGroup("themes", help="What answers speak of.")


@themes.command("code")
@click.option("--input", "source", required=True, type=click.File("rb"))
# Half a character ("\ud800") is legal in JSON and has no UTF-8: it goes out escaped, as it came in.
@click.option("--output", "target", required=True, type=click.File("w", encoding="utf-8", errors="backslashreplace"))
@click.option("--processes", type=click.IntRange(1), help="How many work at once; else as many as there are cores.")
def code_answers(source: BinaryIO, target: TextIO, processes: int | None) -> None:
    """Code answers from JSON lines to JSON lines, some thousand in memory at a time (contracts.md).

    Lines that are no answer are left out and named at the end by their numbers, never by what stands in them.
    """
    from surveys.analysis.coder import Coder  # here: the web process loads our commands too, and has to start fast

    coder = Coder.load(progress=lambda words: click.echo(words, err=True))
    read = files.Read()
    for row in files.code(coder, files.answers(source, read), processes):
        target.write(json.dumps(row, ensure_ascii=False) + "\n")
    if read.mended.count:
        click.echo(f"{read.mended}: no UTF-8, read with \N{REPLACEMENT CHARACTER} in its place", err=True)
    if read.left_out.count:
        raise click.ClickException(
            f"{read.left_out}: left out, {read.left_out.count} in all, for they are no JSON with id, question and text"
            " (contracts.md). All others are coded."
        )


voice = AppGroup("voice", help="The Community Voice.")


@voice.command("report")
@click.option("--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", default="en", type=click.Choice(list(site_languages())), help="Language of the document.")
@click.option(
    "--format", "kind", type=click.Choice(list(voice_files.KINDS)), help="Else by the end of the file's name."
)
def voice_report(output: Path, language: str, kind: str | None) -> None:
    """Write the newest published version: Word, HTML, CSV, JSON or (the answers, masked) QDPX."""
    version = report.latest_published(db.session)
    if version is None:
        raise click.ClickException("nothing has been published yet: publish a version on the staff pages first")
    suffix = output.suffix.lstrip(".").lower()
    chosen = kind or (suffix if suffix in voice_files.KINDS else "docx")
    with current_app.test_request_context(f"/{language}/community-voice"):
        g.lang = language
        made = voice_files.make(db.session, version, chosen, language)
    try:
        output.write_bytes(made)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Version {version.number} written to {output}")


def init_app(app: Flask) -> None:
    """Add our commands to ``flask --app webapp``."""
    app.cli.add_command(directory)
    app.cli.add_command(surveys)
    app.cli.add_command(staff)
    app.cli.add_command(spec)
    app.cli.add_command(themes)
    app.cli.add_command(voice)
    app.cli.add_command(demo)
