"""Answering through the API, as the bot does: the channel by who calls, danger first, nothing doubled."""

from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from surveys import queries
from surveys.changes import close_survey
from surveys.models import Answer, Draft
from webapp.extensions import db

BOT = {"Authorization": "Bearer only-for-tests"}
DANGER = "he is outside my house right now with a knife and he is trying to break the door down please help me"


@pytest.fixture
def draft(client: FlaskClient) -> str:
    """A draft of the residents' survey whose writer agreed."""
    made = client.post("/api/v1/surveys/resident-2026/drafts", json={})
    assert made.status_code == 201
    name = made.json["draft"]
    put(client, name, "agree", "yes")
    return str(name)


@pytest.fixture(autouse=True)
def _fresh(app: APIFlask) -> Iterator[None]:
    yield
    db.session.rollback()


def put(client: FlaskClient, draft: str, question: str, value: Any, **more: Any) -> dict[str, Any]:
    response = client.put(f"/api/v1/drafts/{draft}/answers/{question}", json={"value": value, **more})
    assert response.status_code == 200, response.text
    return dict(response.json)


def stored(draft: str) -> dict[str, queries.AnswerValue]:
    db.session.expire_all()
    found = db.session.get(Draft, draft)
    return queries.draft_answers(db.session, found)


OTHERS = {"young-person-2026", "young-adult-2026", "professional-2026", "business-2026"}


def test_the_open_surveys_come_in_the_language_asked_for(client):
    items = client.get("/api/v1/surveys?language=pl").json["items"]
    assert {item["slug"] for item in items} == {*OTHERS, "resident-2026"}
    assert {item["language"] for item in items} == {"pl"}
    assert {item["url"] for item in items} == {f"/pl/surveys/{item['slug']}" for item in items}
    assert client.get(items[0]["url"]).status_code == 200
    arabic = client.get("/api/v1/surveys", headers={"Accept-Language": "ar"}).json["items"]
    assert {item["language"] for item in arabic} == {"ar"}


def test_a_survey_has_stable_codes_whatever_the_language(client):
    def codes(language: str) -> list[Any]:
        survey = client.get(f"/api/v1/surveys/young-person-2026?language={language}").json
        return [(q["code"], [o["code"] for o in q["options"]]) for p in survey["pages"] for q in p["questions"]]

    assert codes("en") == codes("ar") == codes("xx")
    survey = client.get("/api/v1/surveys/young-person-2026?language=ar").json
    questions = {q["code"]: q for page in survey["pages"] for q in page["questions"]}
    assert questions["q4_better"]["codebook_question"] == "Q4"
    assert questions["top_concerns"]["most"] == 3
    assert questions["safe_school_travel"]["show_if"]["question"] == "age_band"
    assert questions["place"]["options"][0]["language"] == "en"


def test_a_whole_survey_is_answered_question_by_question(client, draft):
    given: dict[str, Any] = {
        "happy_area": "very_happy",
        "top_concerns": ["crime", "litter"],
        "q1_causes": "Nothing to do in the evening for teenagers, the club was shut",
        "place": "NW9 5AB",
    }
    question: str | None = "happy_area"
    asked = []
    while question is not None:
        asked.append(question)
        question = put(client, draft, question, given.get(question))["next"]
    survey = client.get("/api/v1/surveys/resident-2026").json
    codes = [q["code"] for page in survey["pages"] for q in page["questions"]]
    assert asked == [code for code in codes[1:] if code != "adult_agrees"]
    first, second = (client.post(f"/api/v1/drafts/{draft}/submit") for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.json["reference"].startswith("CV-")
    assert first.json == second.json
    answers = stored(draft)
    assert answers["place"].choices == ("nw9",)
    assert answers["top_concerns"].choices == ("crime", "litter")
    state = client.get(f"/api/v1/drafts/{draft}").json
    assert (state["state"], state["reference"]) == ("submitted", first.json["reference"])


def test_the_channel_comes_from_who_calls_never_from_the_body(client):
    def channel(headers: dict[str, str]) -> str:
        made = client.post("/api/v1/surveys/resident-2026/drafts", json={"language": "pl"}, headers=headers).json
        draft = db.session.get(Draft, made["draft"])
        assert draft.language == "pl"
        return draft.channel

    assert channel(BOT) == "chat"
    assert channel({}) == "api"
    assert channel({"Authorization": "Bearer wrong"}) == "api"
    assert channel({"Authorization": "Basic only-for-tests"}) == "api"
    claimed = client.post("/api/v1/surveys/resident-2026/drafts", json={"channel": "web"})
    assert claimed.status_code == 400
    assert claimed.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("sent", "language"),
    [({}, "en"), ({"json": {}}, "en"), ({"json": {"language": "ar"}}, "ar"), ({"query_string": "language=pl"}, "pl")],
)
def test_a_draft_needs_no_body(client, sent, language):
    made = client.post("/api/v1/surveys/resident-2026/drafts", **sent)
    assert made.status_code == 201
    assert client.get(f"/api/v1/drafts/{made.json['draft']}").json["language"] == language


@pytest.mark.parametrize("data", [b"nonsense", b"[]", b'{"language": 5}', b"\xff"])
def test_a_draft_with_a_wrong_body_is_refused(client, data):
    refused = client.post("/api/v1/surveys/resident-2026/drafts", data=data, content_type="application/json")
    assert refused.status_code == 400
    assert refused.mimetype == "application/problem+json"


def test_in_danger_nothing_is_stored_before_the_yes_and_the_alert_is_stored_with_it(client, draft):
    first = put(client, draft, "q2_safety", DANGER)
    assert first["saved"] is False
    assert first["alert"] == "emergency"
    assert first["next"] == "q2_safety"
    assert "q2_safety" not in stored(draft)
    second = put(client, draft, "q2_safety", DANGER, keep=True)
    assert (second["saved"], second["alert"], second["next"]) == (True, "emergency", "q1_causes")
    assert stored(draft)["q2_safety"].alert == "emergency"
    # The same words again were agreed to already.
    assert put(client, draft, "q2_safety", DANGER)["saved"] is True


def test_a_wrong_answer_is_a_problem_that_names_what_is_wrong_and_not_what_was_said(client, draft):
    response = client.put(
        f"/api/v1/drafts/{draft}/answers/top_concerns", json={"value": ["crime", "litter", "traffic", "drug_taking"]}
    )
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert (response.json["problem"], response.json["most"]) == ("too_many", 3)
    long = client.put(f"/api/v1/drafts/{draft}/answers/q1_causes", json={"value": "secret " * 1000})
    assert (long.status_code, long.json["problem"], long.json["longest"]) == (400, "too_long", 5000)
    assert "secret" not in long.text


@pytest.mark.parametrize(
    "body", [{"value": 3}, {"value": {"a": 1}}, {"value": [1]}, [], "text", {"value": "yes", "x": 1}]
)
def test_a_body_of_another_shape_is_refused(client, draft, body):
    response = client.put(f"/api/v1/drafts/{draft}/answers/happy_area", json=body)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("text", ["\x00", "\ud800", "<script>alert(1)</script>", "'; DROP TABLE survey; --", "\u202e"])
def test_whatever_is_typed_is_text_and_can_be_read_back(client, draft, text):
    assert put(client, draft, "q1_causes", f"because {text}")["saved"] is True
    assert client.get(f"/api/v1/drafts/{draft}").json["answers"]["q1_causes"]["text"].startswith("because")


def test_an_answer_is_taken_away_with_null(client, draft):
    put(client, draft, "happy_area", "very_happy")
    put(client, draft, "happy_area", None)
    assert "happy_area" not in client.get(f"/api/v1/drafts/{draft}").json["answers"]


def test_nothing_is_taken_before_agreement_and_sending_says_what_is_missing(client):
    draft = client.post("/api/v1/surveys/resident-2026/drafts", json={}).json["draft"]
    early = client.put(f"/api/v1/drafts/{draft}/answers/happy_area", json={"value": "very_happy"})
    assert (early.status_code, early.json["reason"]) == (409, "not_agreed")
    sent = client.post(f"/api/v1/drafts/{draft}/submit")
    assert (sent.status_code, sent.json["reason"], sent.json["missing"]) == (409, "incomplete", ["agree"])
    assert client.get(f"/api/v1/drafts/{draft}").json["next"] == "agree"


def test_withdrawing_leaves_nothing_and_can_be_said_twice(client, draft):
    put(client, draft, "q1_causes", "I take this back")
    client.post(f"/api/v1/drafts/{draft}/submit")
    assert [client.delete(f"/api/v1/drafts/{draft}").status_code for _ in range(2)] == [204, 204]
    assert stored(draft) == {}
    assert db.session.query(Answer).count() == 0
    state = client.get(f"/api/v1/drafts/{draft}").json
    assert (state["state"], state["answers"], state["reference"]) == ("withdrawn", {}, None)
    again = client.put(f"/api/v1/drafts/{draft}/answers/agree", json={"value": "yes"})
    assert (again.status_code, again.json["reason"]) == (409, "draft_withdrawn")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/surveys/nothing"),
        ("post", "/api/v1/surveys/nothing/drafts"),
        ("get", "/api/v1/drafts/00000000-0000-0000-0000-000000000000"),
        ("put", "/api/v1/drafts/nothing/answers/happy_area"),
        ("delete", "/api/v1/drafts/nothing"),
        ("post", "/api/v1/drafts/nothing/submit"),
    ],
)
def test_what_is_not_there_is_a_404_problem(client, method, path):
    response = getattr(client, method)(path, **({"json": {}} if method in {"post", "put"} else {}))
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_an_unknown_question_is_a_404_and_a_closed_survey_a_409(client, draft):
    response = client.put(f"/api/v1/drafts/{draft}/answers/nothing", json={"value": "x"})
    assert response.status_code == 404
    close_survey(db.session, queries.survey_by_slug(db.session, "resident-2026"))
    db.session.commit()
    for closed in (
        client.post("/api/v1/surveys/resident-2026/drafts", json={}),
        client.put(f"/api/v1/drafts/{draft}/answers/happy_area", json={"value": "very_happy"}),
        client.post(f"/api/v1/drafts/{draft}/submit"),
    ):
        assert (closed.status_code, closed.json["reason"]) == (409, "survey_not_open")
    assert {item["slug"] for item in client.get("/api/v1/surveys").json["items"]} == OTHERS
    assert client.get("/api/v1/surveys/resident-2026").json["state"] == "closed"


def test_a_draft_that_is_hammered_is_slowed_and_the_bot_is_not(client, draft):
    path = f"/api/v1/drafts/{draft}"
    statuses = [client.get(path).status_code for _ in range(125)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert client.get(path, headers=BOT).status_code == 200
    other = client.post("/api/v1/surveys/resident-2026/drafts", json={}).json["draft"]
    assert client.get(f"/api/v1/drafts/{other}").status_code == 200
