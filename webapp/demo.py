"""The command that fills a demonstration: a thin caller of surveys.demo, with the triage and invented staff."""

from time import perf_counter

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from directory.triage import assess
from webapp.accounts import users
from webapp.documents.lacking import what_is_missing
from webapp.extensions import db

# Nobody can sign in as them: their accounts are closed from the first moment, and no password is told.
INVENTED_STAFF = {
    "analyst": ("analyst@demo.invalid", "Invented analyst"),
    "safeguarding_lead": ("safeguarding@demo.invalid", "Invented safeguarding lead"),
}


@click.command("demo")
@click.option(
    "--people",
    type=click.IntRange(min=100),
    help="So many people in all thirteen languages, instead of 400 in three. 2,000 take some minutes.",
)
@with_appcontext
def demo(people: int | None) -> None:
    """Fill this database with an invented consultation, once. Needs DEMO=1."""
    from surveys.analysis.coder import Coder  # here: the web process loads our commands too, and has to start fast
    from surveys.demo import loader
    from surveys.demo.desks import Staff

    if not current_app.config["SETTINGS"].demo:
        raise click.ClickException("invented answers only go where every page says so: set DEMO=1, or run `make demo`")
    if loader.is_loaded(db.session):
        click.echo("The invented consultation is there already.")
        return
    db.session.rollback()  # a first training must not hold the database
    coder = Coder.load(progress=click.echo)
    began = perf_counter()
    staff = Staff(*(_invented(db.session, role) for role in INVENTED_STAFF))
    try:
        loaded = loader.load(
            db.session,
            _verdict,
            coder,
            staff,
            progress=lambda words: click.echo(f"{perf_counter() - began:.0f} s: {words}"),
            people=people,
            missing=what_is_missing(db.session),
        )
    except loader.NotEmpty as error:
        raise click.ClickException(
            "there are answers here already: invented ones must not stand beside them"
        ) from error
    db.session.commit()
    if loaded is not None:
        click.echo(
            f"{perf_counter() - began:.0f} s: {loaded.people} invented people, {loaded.texts} texts, "
            f"{loaded.disclosures} disclosures, {loaded.quotations} quotations"
        )


def _verdict(text: str, language: str) -> str | None:
    return assess(text, language).alert


def _invented(session: Session, role: str) -> str:
    """The id of an invented member of staff with this role, whose account is closed."""
    email, name = INVENTED_STAFF[role]
    user = users.find(session, email)
    if user is None:
        user, _password = users.create(session, email=email, name=name, roles=[role])
        users.set_active(session, user, False)
    return user.id
