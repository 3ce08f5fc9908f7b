"""The dashboard of a consultation, who is missing, weights, and the baseline that staff replace."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import event

from surveys import dashboard as figures
from surveys.analysis import census
from surveys.models import Consultation
from tests.factories.analysis import send
from tests.factories.people import People
from webapp.extensions import db

SignIn = Callable[..., object]
PAGE = "/staff/consultations/community-voice-2026"


def consultation() -> Consultation:
    return db.session.scalars(sa.select(Consultation).where(Consultation.slug == "community-voice-2026")).one()


def test_the_dashboard_counts_what_came_in(app: APIFlask, client: FlaskClient, sign_in: SignIn) -> None:
    people = People(db.session)
    people.send(3, place="hendon", seconds=240, when=datetime(2026, 7, 1, 23, 30, tzinfo=UTC), duplicate_group="g")
    people.send(2, channel="paper", language="pl", when=datetime(2026, 7, 4, 12, tzinfo=UTC), marks=["honeypot"])
    people.send(4, state="open", agree="yes", happy_area="very_happy")
    people.send(1, state="open")
    db.session.commit()
    found = figures.dashboard(db.session, consultation())
    assert found.sent == 5
    # Half past eleven at night in UTC is the next day in London, in summer.
    assert [(day.day, number) for day, number in found.days] == [(2, 3), (3, 0), (4, 2)]
    assert found.by["place"] == [("hendon", 3), ("not_said", 2)]
    assert dict(found.by["channel"]) == {"web": 3, "paper": 2}
    assert (found.minutes, found.timed) == (4, 3)
    assert (found.duplicates, found.duplicate_groups, found.marks) == (3, 1, [("honeypot", 2)])
    assert [(stop.question, stop.drafts) for stop in found.stops] == [(None, 1), ("happy_area", 4)]
    resident = next(one for one in found.completion if one.survey == "resident-2026")
    # Nobody is seen to stop half way through a form on paper.
    assert (resident.started, resident.sent, resident.unsent, resident.percent) == (8, 3, 5, 37.5)
    assert resident.brought == 2
    sign_in(client, "analyst")
    page = client.get(f"{PAGE}/dashboard").text
    for words in (
        "5 answers sent",
        "Hendon",
        "On paper",
        "How happy are you with your local area",
        "Where people stop",
    ):
        assert words in page


def test_answering_on_the_site_is_timed(app: APIFlask) -> None:
    assert send(db.session, {}).seconds is not None
    assert send(db.session, {}, channel="paper").seconds is None


def test_nothing_in_it_is_no_error(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "consultation_officer")
    assert "0 answers sent" in client.get(f"{PAGE}/dashboard").text
    assert "There is no gap that we can be sure of." in client.get(f"{PAGE}/who-is-missing").text
    assert "Fewer than 100 people can have a weight: 0." in client.get(f"{PAGE}/weights?by=sex").text
    assert client.get("/staff/consultations/none/dashboard").status_code == 404


def test_ten_thousand_answers_take_no_more_questions_than_ten(
    app: APIFlask, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "analyst")
    people, counts = People(db.session), []
    for number in (10, 9_990):
        people.send(number, place="hendon", sex="male", happy_area="very_happy", seconds=60)
        people.send(number // 10, state="open", agree="yes")
        db.session.commit()
        asked: list[str] = []

        def count(
            _connection: object, _cursor: object, statement: str, *_rest: object, asked: list[str] = asked
        ) -> None:
            asked.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        for page in ("dashboard", "who-is-missing", "weights?by=sex"):
            assert client.get(f"{PAGE}/{page}").status_code == 200
        assert client.get("/staff/waves").status_code == 200
        event.remove(db.engine, "before_cursor_execute", count)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_gap_comes_with_what_to_do_about_it(app: APIFlask, client: FlaskClient, sign_in: SignIn) -> None:
    people = People(db.session)
    people.send(90, sex="female", age_band="75_over")
    people.send(30, sex="male", age_band="75_over")
    people.send(4, sex="prefer_not")
    db.session.commit()
    sign_in(client, "analyst")
    page = client.get(f"{PAGE}/who-is-missing").text
    assert "Residents: 389,300, all residents, 2021." in page
    assert "200,900" in page
    assert "Ask sports clubs, workplaces and faith groups" in page
    assert "Ask youth workers and schools to hold a session" in page
    assert "4 prefer not to say" in page
    assert "These bands do not fit the ages we ask" in page
    weighted = client.get(f"{PAGE}/weights?by=sex").text
    assert "Design effect (Kish)" in weighted
    assert "age bands do not fit" in client.get(f"{PAGE}/weights?by=age").text


def test_staff_replace_the_baseline_and_can_go_back(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "consultation_officer")
    newer = census.FILE.read_text().replace("Census 2011 and 2021, all residents", "Mid-year estimate")
    sent = {"file": (BytesIO(newer.encode()), "new.yaml")}
    page = client.post("/staff/baseline", data=sent, follow_redirects=True).text
    assert "The new baseline is in use." in page
    assert "Mid-year estimate" in client.get(f"{PAGE}/who-is-missing").text
    page = client.post("/staff/baseline/shipped", follow_redirects=True).text
    assert "They came with this site." in page
    assert "Mid-year estimate" in page  # the history


def test_a_bad_baseline_changes_nothing_and_says_why(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "administrator")
    good = census.FILE.read_bytes()
    for content, said in (
        (good.replace(b"2021: 200900", b"2021: 183710"), "do not add up to the universe: sex, 2021: 372,110"),
        (good.replace(b"2021: 26080", b"2021: -26080"), "A number is below zero"),
        (b"x" * 300_000, "larger than 200 kB"),
        (b"", "cannot be read"),
    ):
        answer = client.post("/staff/baseline", data={"file": (BytesIO(content), "b.yaml")})
        assert answer.status_code == 400
        assert said in answer.text
        assert "They came with this site." in answer.text
    assert client.post("/staff/baseline", data={}).status_code == 400
