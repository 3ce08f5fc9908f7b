"""A survey by text message: a number means one thing at a time, and no words of anybody wait on the server."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys import queries
from surveys.models import Consultation, Draft
from surveys.seed.loader import put_survey
from tests.factories.surveys import content, pages
from tests.integration.chat.test_survey import KINDS
from tests.integration.chat.test_texting import SITE, TOKEN, send, texts_of
from webapp.chat import survey_typed
from webapp.chat.models import Turn
from webapp.chat.reply import Button, Message
from webapp.chat.texting import END_WORDS, _numbered
from webapp.extensions import db
from webapp.i18n import languages
from webapp.post.models import CallBack

Text = Callable[[str], str]
NUMBERED = re.compile(r"^\d+ ", re.MULTILINE)


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, bot: Any, request: pytest.FixtureRequest) -> Text:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SITE_URL", SITE)
    client: FlaskClient = request.getfixturevalue("client")
    return lambda words: "\n".join(texts_of(send(client, words)))


def begin(write: Text) -> None:
    """Agree by text to a survey with every kind of question."""
    home = Consultation(slug="round-small", title="Round", purpose="To test")
    db.session.add(home)
    db.session.flush()
    put_survey(db.session, home, content(pages=[pages()[0], {"code": "all", "title": "All", "questions": KINDS}]))
    db.session.commit()
    write("survey:begin:small")
    write("1")


@pytest.fixture
def small(write: Text) -> Text:
    begin(write)
    return write


def stored() -> dict[str, queries.AnswerValue]:
    db.session.rollback()
    return queries.draft_answers(db.session, db.session.scalars(sa.select(Draft)).one())


def test_an_amount_is_no_number_of_a_button_and_may_be_corrected_with_a_small_one(small: Text) -> None:
    for _ in range(4):
        asked = small("skip")
    assert "Question years?" in asked
    assert not NUMBERED.search(asked)
    assert {"Skip", "Back", "Stop for now"} <= set(asked.splitlines())
    asked = small("99")
    assert "Is that right?" in asked
    assert not NUMBERED.search(asked)
    small("2")
    assert stored()["years"].number == 2


def test_an_age_is_no_number_of_a_button_and_options_have_one(small: Text) -> None:
    asked = small("1")
    assert re.search(r"^1 Yes\n2 No\n", asked, re.MULTILINE)
    back = re.search(r"^(\d+) Back$", asked, re.MULTILINE)
    assert back
    assert stored()["safe"].choices == ("day.yes",)
    assert "By day" in small(back[1])
    for _ in range(6):
        asked = small("skip")
    assert {"Question age?", "Under 11", "11 15", "Skip"} <= set(asked.splitlines())
    small("9")
    assert stored()["age"].choices == ("under_11",)


def test_at_the_check_and_among_what_to_change_a_number_is_the_questions(small: Text) -> None:
    for said in ("1", "2", "skip", "skip", "12", "2", "they came late", "14", "nw9"):
        small(said)
    check = small("skip")
    assert "Check your answers" in check
    assert not NUMBERED.search(check)
    assert "change 8. " in check
    assert {"Send my answers", "Change an answer"} <= set(check.splitlines())
    assert "Thank you" not in small("1")
    which = small("change an answer")
    assert not NUMBERED.search(which)
    assert "4. " in which
    assert "Question years?" in small("4")
    assert "Check your answers" in small("1")
    assert stored()["years"].number == 1
    small("change")
    assert "Check your answers" in small("go on with the survey")
    assert "Thank you. Your answers are sent." in small("send my answers")


@pytest.mark.parametrize("tag", languages())
def test_what_is_printed_to_be_written_is_understood_and_ends_no_talk(tag: str) -> None:
    actions = ("skip", "back", "stop", "go", "send", "change", "withdraw", "yes", "no", "done")
    message = Message("", buttons=[Button("§", f"survey:{action}") for action in actions], counts=True)
    for action, choice in zip(actions, _numbered([message], tag)[0], strict=True):
        word = choice.title.partition(":")[0]
        assert choice.number == 0
        assert action in survey_typed.command(word, tag)
        assert word not in END_WORDS


def test_asking_for_help_at_a_question_in_own_words_is_helped_and_the_words_are_not_kept(bot: Any, small: Text) -> None:
    for _ in range(8):
        small("skip")
    bot.says("Here is help with debt.", "housing_homelessness")
    said = small("who can help me with zebra debts")
    assert "Here is help with debt." in said
    assert "Go on with the survey" in said
    assert "words" not in stored()
    assert not any("zebra" in turn.words for turn in db.session.scalars(sa.select(Turn)))


def test_a_time_to_ring_is_no_number_of_a_button(write: Text) -> None:
    for said in ("ring:begin", "07700 900123", "1", "Sam"):
        asked = write(said)
    assert "When is a good time" in asked
    assert not NUMBERED.search(asked)
    write("2")
    db.session.rollback()
    assert db.session.scalars(sa.select(CallBack.best_time)).all() == ["2"]
