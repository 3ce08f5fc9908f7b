"""Trying a model: better is taken, worse refused, the one before comes back, and a job that was killed begins again."""

import json
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.integration.workbench.conftest import SAME, StandIn, side
from webapp.accounts.models import now
from webapp.workbench import attempts, sentences, serving, training
from webapp.workbench.models import Attempt, ProposedSentence
from webapp.workbench.place import Place

BETTER = side((91, 97), (44, 48))


def approved(session: Session, text: str, language: str = "en", route: str = "youth_activities") -> ProposedSentence:
    made = sentences.propose(session, language, route, text, "ann")[0]
    sentences.approve(session, made, "ben")
    return made


def tried(session: Session, sessions: Any, place: Place) -> Attempt:
    """Ask for a training and have it done; the attempt."""
    identity = attempts.ask(session, "ann", place).id
    session.commit()
    training.run(sessions, identity, place)
    found = session.get(Attempt, identity)
    assert found is not None
    return found


def learned(place: Place, attempt: Attempt) -> list[str]:
    return list(json.loads(place.model(attempt.id).read_text()))


def test_a_better_model_takes_over_and_its_sentences_are_learned(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    one = approved(session, "where can my lads kick a ball about")
    sentences.propose(session, "en", "youth_activities", "nobody read this one yet", "ann")
    stand_in.plan(BETTER)
    attempt = tried(session, sessions, place)
    assert (attempt.state, attempt.reasons, attempt.base, attempt.parent_id) == ("in_force", [], "first", None)
    assert attempt.figures["after"]["languages"]["en"]["right"] == 91
    assert learned(place, attempt) == ["where can my lads kick a ball about"]
    assert one.state == "learned"
    assert stand_in.asked["now"] == "first.tar.gz"
    assert stand_in.asked["rows"] == [{"language": "en", "route": "youth_activities", "text": one.text}]
    # The next one learns both, and is compared with this one.
    approved(session, "is there boxing for girls on a tuesday")
    second = tried(session, sessions, place)
    assert stand_in.asked["now"] == f"{attempt.id}.tar.gz"
    assert (second.state, second.parent_id, attempt.state) == ("in_force", attempt.id, "replaced")
    assert len(learned(place, second)) == 2
    assert not list((place.folder / "runs").iterdir())
    # And the same once more is nothing new, unless the product was renewed.
    with pytest.raises(attempts.NotNow, match="nothing_new"):
        attempts.ask(session, "ann", place, "first")
    assert attempts.is_worth_it(session, "second", place)


@pytest.mark.parametrize(
    ("after", "reasons"),
    [
        (side((89, 97), (44, 48)), ["right"]),
        (side((90, 96), (44, 48)), ["among"]),
        (side((90, 97), (44, 48), danger=4), ["danger"]),
        (side((95, 99), (41, 48)), ["pl"]),
        (side((95, 100), (44, 45)), ["pl"]),
    ],
)
def test_a_worse_model_is_refused_and_nothing_changes(
    session: Session, sessions: Any, place: Place, stand_in: StandIn, after: dict[str, Any], reasons: list[str]
) -> None:
    one = approved(session, "where can my lads kick a ball about")
    stand_in.plan(after)
    attempt = tried(session, sessions, place)
    assert (attempt.state, attempt.reasons) == ("refused", reasons)
    assert attempt.figures["before"] == SAME
    assert one.state == "approved"
    assert attempts.in_force(session) is None
    assert not place.model(attempt.id).exists()
    # Just these would be refused again; one sentence more is another try.
    assert tried(session, sessions, place).state == "nothing_new"
    assert not attempts.is_worth_it(session, "first", place)
    approved(session, "is there boxing for girls on a tuesday")
    assert attempts.is_worth_it(session, "first", place)


def test_a_small_loss_in_one_language_is_chance_when_all_together_lose_nothing(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    approved(session, "where can my lads kick a ball about")
    stand_in.plan(side((92, 97), (42, 48)))
    assert tried(session, sessions, place).state == "in_force"


def test_the_model_before_comes_back_and_what_only_the_newer_learned_waits(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    first_sentence = approved(session, "where can my lads kick a ball about")
    first = tried(session, sessions, place)
    second_sentence = approved(session, "is there boxing for girls on a tuesday")
    second = tried(session, sessions, place)
    with pytest.raises(attempts.NotNow, match="nothing_to_go_back_to"):
        attempts.roll_back(session, "ben", first.id, place)
    assert attempts.roll_back(session, "ben", second.id, place) is first
    assert (first.state, second.state, second.rolled_back_by) == ("in_force", "rolled_back", "ben")
    assert (first_sentence.state, second_sentence.state) == ("learned", "approved")
    assert serving.tidy(session, place) == 1
    assert place.model(first.id).exists()
    assert attempts.roll_back(session, "ben", first.id, place) is None
    assert attempts.in_force(session) is None
    assert first_sentence.state == "approved"
    assert serving.tidy(session, place) == 1


def test_no_more_models_are_kept_than_one_can_go_back_through(session: Session, sessions: Any, place: Place) -> None:
    for number in range(attempts.KEPT_FILES + 1):
        approved(session, f"{'again and ' * number}where do kids go after school")
        tried(session, sessions, place)
        serving.tidy(session, place)
    assert len(list(place.models.iterdir())) == attempts.KEPT_FILES
    assert len(attempts.chain(session, place)) == attempts.KEPT_FILES


def test_one_goes_back_only_to_models_that_are_still_there(session: Session, sessions: Any, place: Place) -> None:
    for number in range(attempts.KEPT_FILES + 1):
        approved(session, f"{'again and ' * number}where do kids go after school")
        tried(session, sessions, place)
        serving.tidy(session, place)
    for _ in range(attempts.KEPT_FILES - 1):
        assert attempts.roll_back(session, "ben", str(getattr(attempts.in_force(session), "id", "")), place) is not None
    assert attempts.roll_back(session, "ben", str(getattr(attempts.in_force(session), "id", "")), place) is None
    assert {one.state for one in sentences.to_learn(session)} == {"approved"}


def test_a_killed_job_begins_again_and_only_once_at_a_time(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    approved(session, "where can my lads kick a ball about")
    identity = attempts.ask(session, "ann", place).id
    session.commit()
    # A job took it and was killed half way: what it left lies there.
    assert attempts.take(session, identity)
    left = place.folder / "runs" / identity
    (left / "out").mkdir(parents=True)
    (left / "out" / "figures.json").write_text("{")
    assert attempts.to_wake(session) is None, "it may still live"
    assert training.run(sessions, identity, place) is None
    found = session.get(Attempt, identity)
    assert found is not None
    found.seen_at = now() - attempts.SILENT - timedelta(seconds=1)
    session.commit()
    assert attempts.to_wake(session) == identity
    assert attempts.is_silent(found)
    with pytest.raises(attempts.NotNow, match="busy"):
        attempts.ask(session, "ben", place)
    assert training.run(sessions, identity, place) == "in_force"
    assert found.tries == 2
    assert attempts.to_wake(session) is None
    assert training.run(sessions, identity, place) is None


def test_a_job_that_is_killed_again_and_again_is_given_up(session: Session, sessions: Any, place: Place) -> None:
    approved(session, "where can my lads kick a ball about")
    identity = attempts.ask(session, "ann", place).id
    for _try in range(attempts.MOST_TRIES):
        found = attempts.take(session, identity)
        assert found is not None
        found.seen_at = now() - attempts.SILENT - timedelta(seconds=1)
        session.commit()
    assert training.run(sessions, identity, place) is None
    found = session.get(Attempt, identity)
    assert found is not None
    assert (found.state, found.reasons) == ("failed", ["killed"])
    attempts.ask(session, "ann", place)


def test_a_sentence_taken_back_while_it_is_learned_is_not_kept(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    stays = approved(session, "where can my lads kick a ball about")
    goes = approved(session, "is there boxing for girls on a tuesday")
    identity, goes_id = attempts.ask(session, "ann", place).id, goes.id
    session.commit()
    (stand_in.folder / "wait").touch()

    def take_back() -> None:
        """Withdraw it in the middle of the training, then let that end."""
        until = time.monotonic() + 60
        while not (stand_in.folder / "asked.json").exists() and time.monotonic() < until:
            time.sleep(0.02)
        with Session(session.get_bind()) as own:
            sentences.withdraw(own, own.get_one(ProposedSentence, goes_id), "ben")
            own.commit()
        (stand_in.folder / "wait").unlink()

    watcher = threading.Thread(target=take_back)
    watcher.start()
    assert training.run(sessions, identity, place) == "in_force"
    watcher.join()
    assert learned(place, session.get_one(Attempt, identity)) == [stays.text]
    assert session.get_one(ProposedSentence, goes_id).state == "withdrawn"


def test_a_training_that_fails_is_said_and_leaves_the_old_model(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    approved(session, "where can my lads kick a ball about")
    stand_in.plan(BETTER, code=1)
    attempt = tried(session, sessions, place)
    assert (attempt.state, attempt.reasons) == ("failed", ["training"])
    assert attempts.in_force(session) is None
    (place.shipped_models / "first.tar.gz").unlink()
    assert tried(session, sessions, place).reasons == ["not_trained"]
    (stand_in.folder / "workbench.py").unlink()
    assert tried(session, sessions, place).reasons == ["no_bot"]


def test_the_bots_commands_are_given_no_secret(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    approved(session, "where can my lads kick a ball about")
    tried(session, sessions, place)
    seen = set(stand_in.asked["environment"])
    assert "PATH" in seen
    assert not seen & {"SECRET_KEY", "ENCRYPTION_KEYS", "BOT_API_TOKEN", "DATABASE_URL"}


def test_after_a_release_the_shipped_model_is_the_measure_again(
    session: Session, sessions: Any, place: Place, stand_in: StandIn
) -> None:
    approved(session, "where can my lads kick a ball about")
    first = tried(session, sessions, place)
    stand_in.release("second")
    identity = attempts.ask(session, "ann", place, "second").id
    session.commit()
    assert training.run(sessions, identity, place) == "in_force"
    second = session.get_one(Attempt, identity)
    assert stand_in.asked["now"] == "second.tar.gz"
    assert (second.state, second.base, second.parent_id, first.state) == ("in_force", "second", None, "replaced")
    assert attempts.roll_back(session, "ben", second.id, place) is None
