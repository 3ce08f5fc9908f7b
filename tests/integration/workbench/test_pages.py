"""The workbench's pages: sentences are proposed, refused with a reason, approved by another; a model is trained."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from directory import settings
from tests.integration.workbench.conftest import StandIn, side
from webapp.accounts.models import AuditEntry, now
from webapp.extensions import db, jobs, worker_session
from webapp.workbench import attempts, sentences, serving, tasks, training
from webapp.workbench.models import Attempt, ProposedSentence
from webapp.workbench.place import Place, here

GIVEN = {"language": "en", "route": "youth_activities", "sentences": "where can my lads kick a ball about"}


@pytest.fixture
def place(stand_in: StandIn) -> Iterator[Place]:
    """The pages look for the models where they lie in this installation."""
    folder = here().folder
    yield Place(stand_in.folder, stand_in.models, folder)
    shutil.rmtree(folder, ignore_errors=True)
    jobs.storage.pop_data(tasks.SERVED)


def kept() -> list[ProposedSentence]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(ProposedSentence).order_by(ProposedSentence.text)))


def test_a_sentence_is_proposed_by_one_and_approved_by_another(
    stand_in: StandIn, client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, "editor")
    page = client.get("/staff/workbench/").text
    assert "Never copy what somebody wrote in the chat" in page
    assert "/staff/coverage/demand" in page
    two = GIVEN | {"sentences": "where can my lads kick a ball about\n\n  is there  boxing for girls  "}
    assert client.post("/staff/workbench/", data=two).status_code == 302
    own = client.get("/staff/workbench/").text
    assert own.count("Another person has to approve it") == 2
    boxing, ball = kept()
    assert (boxing.text, boxing.state, boxing.route) == ("is there boxing for girls", "proposed", "youth_activities")
    refused = client.post(f"/staff/workbench/sentences/{ball.id}/approve")
    assert refused.status_code == 409
    assert "You wrote this one. Another person has to approve it." in refused.text.partition("<h1")[0]
    assert "Approve</button>" not in refused.text
    sign_in(client, "administrator")
    others = client.get("/staff/workbench/").text
    assert "Another person has to approve it" not in others
    # The way to what waits stands above the form.
    assert "Waiting for a second person (2)</a>" in others.partition('id="language"')[0]
    done = client.post(f"/staff/workbench/sentences/{ball.id}/approve")
    assert done.location.endswith("#listed")
    client.post(f"/staff/workbench/sentences/{boxing.id}/reject")
    assert client.post(f"/staff/workbench/sentences/{boxing.id}/approve").status_code == 409
    assert [one.state for one in kept()] == ["rejected", "approved"]
    assert "kick a ball" in client.get("/staff/workbench/?show=approved").text
    # A rejected one may be proposed again; what is approved may be withdrawn.
    assert client.post("/staff/workbench/", data=GIVEN | {"sentences": boxing.text}).status_code == 302
    client.post(f"/staff/workbench/sentences/{ball.id}/withdraw")
    assert [one.state for one in kept()].count("withdrawn") == 1
    told = [str(entry.detail) + entry.subject for entry in db.session.scalars(sa.select(AuditEntry))]
    assert not any("ball" in one or "boxing" in one for one in told)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ring me on 07700 900123 about football", "Leave out what says who or where somebody is: 07700 900123"),
        ("any football, near burnt oak", "The bot is measured with this one"),
        ("Hiya! You there?", "The bot has learned this one already"),
        ("he has a knife and he is breaking in right now", "The danger check takes this for danger now"),
        ("football [in the park](place)", "Leave brackets and unusual signs out"),
        ("?!", "There are no words in it"),
        ("a" * 301, "It is too long"),
        ("where is football\nWhere is football?", "It stands here twice"),
        ("\n".join(f"{'very ' * number}good football" for number in range(21)), "The most is 20 sentences"),
        (" \n ", "Write at least one sentence"),
    ],
)
def test_what_cannot_be_learned_is_refused_with_the_reason_and_nothing_typed_is_lost(
    stand_in: StandIn, client: FlaskClient, sign_in: Any, typed: str, why: str
) -> None:
    sign_in(client, "editor")
    answer = client.post("/staff/workbench/", data=GIVEN | {"sentences": f"my son likes judo\n{typed}".strip(" \n")})
    if typed.strip():
        assert answer.status_code == 400
        assert "my son likes judo" in answer.text
        assert f'value="{GIVEN["route"]}" selected' in answer.text
    else:
        answer = client.post("/staff/workbench/", data=GIVEN | {"sentences": typed})
        assert answer.status_code == 400
    assert why in answer.text
    assert "my son likes judo" not in [one.text for one in kept()] or not typed.strip()


def test_danger_may_be_learned_as_danger_and_doubt_is_shown_to_who_approves(
    stand_in: StandIn, client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, "editor")
    danger = GIVEN | {"route": "emergency_999", "sentences": "he has a knife and he is breaking in right now"}
    assert client.post("/staff/workbench/", data=danger).status_code == 302
    assert client.post("/staff/workbench/", data=danger | {"route": ""}).status_code == 400
    assert client.post("/staff/workbench/", data=danger | {"language": "xx"}).status_code == 400
    taken = client.post("/staff/workbench/", data=danger)
    assert "Somebody has proposed this one already" in taken.text
    assert "perhaps danger" not in client.get("/staff/workbench/").text
    kept()[0].caution = True
    db.session.commit()
    assert "perhaps danger" in client.get("/staff/workbench/").text


def test_one_person_alone_may_approve_where_the_council_allows_it(
    stand_in: StandIn, client: FlaskClient, sign_in: Any
) -> None:
    sign_in(client, "editor")
    client.post("/staff/workbench/", data=GIVEN)
    settings.put(db.session, "self_approval", True, None)
    db.session.commit()
    client.post(f"/staff/workbench/sentences/{kept()[0].id}/approve")
    assert kept()[0].state == "approved"


@pytest.fixture
def approved(stand_in: StandIn, app: Any) -> ProposedSentence:
    made = sentences.propose(db.session, "en", "youth_activities", GIVEN["sentences"], "ann")[0]
    sentences.approve(db.session, made, "ben")
    db.session.commit()
    return made


def train(place: Place) -> Attempt:
    """Do what the job does with the training that was asked for."""
    found = attempts.open_one(db.session)
    assert found is not None
    identity = found.id
    db.session.commit()  # SQLite has one writer
    training.run(worker_session, identity, place)
    return db.session.get_one(Attempt, identity, populate_existing=True)


def test_a_training_is_asked_for_followed_refused_taken_and_taken_back(
    stand_in: StandIn, place: Place, client: FlaskClient, sign_in: Any, approved: ProposedSentence
) -> None:
    sign_in(client, "editor")
    assert "the shipped model" in client.get("/staff/workbench/training").text
    assert client.post("/staff/workbench/training").status_code == 302
    page = client.get("/staff/workbench/training").text
    assert "The training waits for its turn" in page
    assert "Train the bot</button>" not in page
    assert client.post("/staff/workbench/training").status_code == 409
    stand_in.plan(side((95, 99), (41, 48)))
    train(place)
    page = client.get("/staff/workbench/training").text
    assert "refused: worse" in page
    assert "worse in Polish" in page
    assert "44&nbsp;→&nbsp;41 of 50" in page
    stand_in.plan(side((95, 99), (44, 48)))
    more = sentences.propose(db.session, "en", "youth_activities", "is there boxing for girls", "ann")[0]
    sentences.approve(db.session, more, "ben")
    client.post("/staff/workbench/training")
    made = train(place)
    page = client.get("/staff/workbench/training").text
    assert "the model of" in page
    assert "134&nbsp;→&nbsp;139 of 150" in page
    assert "Go back to the shipped model" in page
    assert client.post("/staff/workbench/training/back", data={"seen": "another"}).status_code == 409
    assert client.post("/staff/workbench/training/back", data={"seen": made.id}).status_code == 302
    page = client.get("/staff/workbench/training").text
    assert "the shipped model" in page
    assert "taken back: Test editor" in page


def test_after_a_release_nothing_offers_to_go_back_and_nothing_says_that_it_did(
    stand_in: StandIn, place: Place, client: FlaskClient, sign_in: Any, approved: ProposedSentence
) -> None:
    sign_in(client, "editor")
    client.post("/staff/workbench/training")
    made = train(place)
    jobs.storage.put_data(tasks.SERVED, serving.Served(made.id, made.base, 1, 1).pack())
    assert "Go back to the shipped model" in client.get("/staff/workbench/training").text
    jobs.storage.put_data(tasks.SERVED, serving.Served(None, "renewed", 1, 1).pack())
    page = client.get("/staff/workbench/training").text
    assert "its shipped model is in use" in page
    assert "Go back to" not in page
    answer = client.post("/staff/workbench/training/back", data={"seen": made.id})
    assert answer.status_code == 409
    assert "The model before is in use again." not in answer.text
    assert db.session.get_one(Attempt, made.id, populate_existing=True).state == "in_force"


def test_a_broken_off_training_is_said(client: FlaskClient, sign_in: Any, stand_in: StandIn, approved: Any) -> None:
    sign_in(client, "editor")
    client.post("/staff/workbench/training")
    found = attempts.take(db.session, db.session.scalars(sa.select(Attempt.id)).one())
    assert found is not None
    db.session.commit()
    assert "The bot is learning now" in client.get("/staff/workbench/training").text
    found.seen_at = now() - timedelta(hours=1)
    assert "The training was broken off" in client.get("/staff/workbench/training").text


def test_a_site_without_the_bot_says_so(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, client: FlaskClient, sign_in: Any
) -> None:
    monkeypatch.setenv("BOT_HOME", str(tmp_path))
    sign_in(client, "editor")
    page = client.get("/staff/workbench/training").text
    assert "The bot is not on this machine" in page
    assert "Train the bot</button>" not in page
    assert client.post("/staff/workbench/training").status_code == 409
    assert client.post("/staff/workbench/", data=GIVEN).status_code == 302


def test_an_analyst_has_no_workbench(client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, "analyst")
    assert client.get("/staff/workbench/").status_code == 403
    assert client.post("/staff/workbench/training").status_code == 403
