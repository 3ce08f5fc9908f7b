"""When the database fails, the error does not say what a person wrote."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.extensions import db, worker_session

SECRET = "she hides the bruises"


def test_an_error_of_the_database_leaves_the_words_out(app: Any) -> None:
    with pytest.raises(SQLAlchemyError) as failure:
        db.session.execute(text("INSERT INTO no_such_table VALUES (:words)"), {"words": SECRET})
    assert SECRET not in str(failure.value)


def test_nor_does_an_error_in_a_job(app: Any) -> None:
    with pytest.raises(SQLAlchemyError) as failure, worker_session() as session:
        session.execute(text("INSERT INTO no_such_table VALUES (:words)"), {"words": SECRET})
    assert SECRET not in str(failure.value)
