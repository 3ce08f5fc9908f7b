"""The database can be built, taken down and built again, and is what the models say."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect

from directory.models import Base as DirectoryBase
from surveys.models import Base as SurveysBase
from webapp import create_app
from webapp.accounts.models import Base as AccountsBase


def test_there_is_one_head() -> None:
    script = ScriptDirectory("webapp/migrations")
    assert len(script.get_heads()) == 1


def test_up_down_and_up_again(databases: Any) -> None:
    url = databases.bare()
    app = create_app({"SQLALCHEMY_DATABASE_URI": url})
    engine = create_engine(url)
    with app.app_context():
        upgrade()
        first = set(inspect(engine).get_table_names())
        downgrade(revision="base")
        assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert set(inspect(engine).get_table_names()) == first
        app.extensions["sqlalchemy"].engine.dispose()
    engine.dispose()
    assert {"account_user", "service", "survey"} <= first


def test_the_database_is_what_the_models_say(databases: Any) -> None:
    engine = create_engine(databases.copy(databases.empty))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        bases = [DirectoryBase.metadata, SurveysBase.metadata, AccountsBase.metadata]
        differences = compare_metadata(context, bases)
    engine.dispose()
    assert differences == []
