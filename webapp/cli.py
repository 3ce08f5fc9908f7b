"""The site's own command line: thin callers of domain functions."""

import json
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from webapp.accounts import users
from webapp.accounts.models import ROLES
from webapp.extensions import db

staff = AppGroup("staff", help="Accounts of staff and champions.")


@staff.command("create")
@click.option("--email", required=True, help="What they sign in with.")
@click.option("--name", default="", help="How they are shown.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES))
@click.option("--if-none", is_flag=True, help="Do nothing when there is an account already.")
def create_staff(email: str, name: str, roles: tuple[str, ...], if_none: bool) -> None:
    """Make an account and print its one-time password."""
    if if_none and users.everyone(db.session):
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
    if output is None:
        click.echo(words, nl=False)
    else:
        output.write_text(words, encoding="utf-8")


def init_app(app: Flask) -> None:
    """Add our commands to ``flask --app webapp``."""
    app.cli.add_command(staff)
    app.cli.add_command(spec)
