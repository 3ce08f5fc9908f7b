"""What one client can do to everybody's limits: nobody's address is known, so all people share them."""

import pytest

from tests.integration.surveys.conftest import Person

FLOOD = 610
"""More than a script of ten requests a second makes in a minute."""
WRONG = "acorn acorn acorn acorn 000"


@pytest.fixture
def plain(app):
    """A client that does not inspect each page: a flood is many."""
    from flask.testing import FlaskClient

    app.test_client_class = FlaskClient
    return app.test_client()


def test_a_flood_of_wrong_return_codes_keeps_nobody_from_their_answers(app, plain):
    resident = Person(app.test_client(), "resident-2026").begin()
    statuses = [plain.post("/en/surveys/return", data={"code": WRONG}).status_code for _ in range(FLOOD)]
    assert (statuses[0], statuses[-1]) == (400, 429)
    assert plain.post("/en/surveys/return", data={"code": WRONG + "1"}).status_code == 429
    back = app.test_client().post("/en/surveys/return", data={"code": resident.code})
    assert back.status_code == 302
    assert app.test_client().get("/en/surveys/return").status_code == 200


def test_a_flood_of_beginnings_keeps_nobody_from_beginning(app, plain):
    drafts = "/api/v1/surveys/resident-2026/drafts"
    assert {plain.post(drafts, json={}).status_code for _ in range(FLOOD)} == {201}
    Person(app.test_client(), "resident-2026").begin()
