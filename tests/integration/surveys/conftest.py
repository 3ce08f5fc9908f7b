"""Walking through a survey as a person without JavaScript does."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from surveys import queries
from surveys.models import Draft
from webapp.extensions import db


class Person:
    """Someone at a phone: goes where the pages send them and remembers their return code."""

    def __init__(self, client: FlaskClient, slug: str, language: str = "en") -> None:
        self.client = client
        self.slug = slug
        self.language = language
        self.code = ""

    def path(self, rest: str = "", language: str | None = None) -> str:
        return f"/{language or self.language}/surveys/{self.slug}{rest}"

    def begin(self) -> "Person":
        response = self.client.post(self.path(), data={"agree": "yes"})
        assert response.status_code == 302, response.text
        page = self.client.get(response.location)
        self.code = re.search(r'code-words"[^>]*>([a-z]+(?: [a-z]+){3} \d{3})<', page.text)[1]
        return self

    def look(self, page: str, language: str | None = None) -> TestResponse:
        return self.client.get(self.path(f"/questions/{page}", language))

    def answer(self, page: str, language: str | None = None, **data: Any) -> TestResponse:
        return self.client.post(self.path(f"/questions/{page}", language), data=data)

    def stored(self) -> dict[str, queries.AnswerValue]:
        db.session.rollback()
        with self.client.session_transaction() as cookie:
            draft_id = cookie["say"][self.slug][0]
        return queries.draft_answers(db.session, db.session.get(Draft, draft_id))


@pytest.fixture
def resident(client: FlaskClient) -> Person:
    return Person(client, "resident-2026").begin()


@pytest.fixture
def young(client: FlaskClient) -> Person:
    return Person(client, "young-person-2026").begin()


@pytest.fixture
def database() -> Session:
    return db.session
