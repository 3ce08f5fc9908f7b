"""Alembic knows all three bases; one head. Run through ``flask --app webapp db upgrade``."""

from alembic import context
from sqlalchemy import MetaData

from directory.models import Base as DirectoryBase
from surveys.models import Base as SurveysBase
from webapp.accounts.models import Base as AccountsBase
from webapp.extensions import db

BASES: list[MetaData] = [DirectoryBase.metadata, SurveysBase.metadata, AccountsBase.metadata]


def migrate() -> None:
    """Run on the engine of the application, or on the connection that a test hands in."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run_on(connection)
        return
    with db.engine.connect() as own:
        run_on(own)
        own.commit()


def run_on(connection: object) -> None:
    """Migrate one database; SQLite alters tables by making them anew."""
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=BASES,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate()
