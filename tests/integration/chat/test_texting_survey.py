"""A whole survey by text message, in the provider's own payloads: agreed to, answered, stopped, sent, taken back."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from surveys import queries
from surveys.models import Consultation, Draft, Submission
from surveys.seed.loader import put_survey
from tests.factories.surveys import content, option, pages, question
from tests.integration.chat.test_texting import DANGER, PATH, RECORDED, SENDER, SITE, TOKEN
from webapp.api.twilio import signature
from webapp.chat.models import Conversation
from webapp.extensions import db

GIVEN = json.loads((RECORDED / "twilio_sms.json").read_text(encoding="utf-8"))
CODE = re.compile(r"[a-z]+(?: [a-z]+){3} \d{3}")
ASKED = [
    question("happy", "scale", option("very", positive=True), option("not")),
    question("lights", "scale", option("enough", positive=True), option("too_few")),
    question("words", "free_text", codebook_question="Q3"),
]
OWN = "There is nothing for teenagers to do after school, they shut the club."


class Phone:
    """Sends the recorded message with other words, signed as the provider signs, and reads what comes back."""

    def __init__(self, client: FlaskClient) -> None:
        self._client, self._sent = client, 0
        self.texts: list[str] = []

    def say(self, words: str) -> str:
        self._sent += 1
        form = dict(parse_qsl(GIVEN["body"], keep_blank_values=True))
        form |= {"Body": words, "MessageSid": f"SM{self._sent:032d}", "SmsMessageSid": f"SM{self._sent:032d}"}
        answer = self._client.post(
            PATH, data=form, headers={"X-Twilio-Signature": signature(TOKEN, SITE + PATH, form.items())}
        )
        assert answer.status_code == 200, answer.text
        self.texts = [message.text or "" for message in ElementTree.fromstring(answer.data)]
        return "\n".join(self.texts)

    def choose(self, title: str) -> str:
        """Write the number that stands before a choice, or its words where none does."""
        found = re.search(rf"^(?:(\d+) )?{re.escape(title)}$", "\n".join(self.texts), re.MULTILINE)
        assert found, self.texts
        return self.say(found[1] or title)


@pytest.fixture(autouse=True)
def channel_is_on(monkeypatch: pytest.MonkeyPatch, bot_is_down: None) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SITE_URL", SITE)


@pytest.fixture
def phone(bot: Any, client: FlaskClient) -> Iterator[Phone]:
    """Somebody who said that they want to have their say, and was offered the surveys."""
    home = Consultation(slug="round-small", title="Round", purpose="To test")
    db.session.add(home)
    db.session.flush()
    made = content(pages=[pages()[0], {"code": "all", "title": "All", "questions": ASKED}])
    put_survey(db.session, home, made | {"title": "By text"})
    db.session.commit()
    bot.says("You can have your say.", "take_survey")
    one = Phone(client)
    assert "Which survey is for you?" in one.say("i want to fill in the questionnaire")
    yield one
    asked = len(bot.asked)
    assert asked == 1, "an answer to the survey went to the bot"


@pytest.fixture
def agreed(phone: Phone) -> Phone:
    phone.choose("By text")
    phone.choose("Yes")
    return phone


def drafts() -> list[Draft]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Draft)))


def stored() -> dict[str, Any]:
    """What the draft holds, by question: a code, or the words."""
    given = queries.draft_answers(db.session, drafts()[0])
    return {code: value.text or value.choices[0] for code, value in given.items()}


def test_nothing_is_stored_before_the_agreement_and_nothing_after_a_no(phone: Phone) -> None:
    notice = phone.choose("By text")
    assert "Question agree?" in notice
    assert drafts() == []
    phone.choose("No, thank you")
    assert drafts() == []


def test_answers_are_given_skipped_changed_and_sent(agreed: Phone) -> None:
    assert CODE.search("\n".join(agreed.texts)), "no return code"
    assert "Question happy?" in "\n".join(agreed.texts)
    assert "Question lights?" in agreed.choose("Very")
    assert "Question words?" in agreed.say("skip")
    assert "Question lights?" in agreed.say("back")
    assert "Question words?" in agreed.choose("Too few")
    check = agreed.say(OWN)
    assert "Check your answers" in check
    assert OWN not in check, "the answers of a number are read out to whoever has it"
    assert db.session.query(Submission).count() == 0
    assert "CV-" in agreed.choose("Send my answers")
    draft = drafts()[0]
    assert (draft.channel, draft.state) == ("chat", "submitted")
    given = stored()
    assert (given["happy"], given["lights"], given["words"]) == ("very", "too_few", OWN)
    raw = str([list(db.session.execute(sa.text(f"SELECT * FROM {name}"))) for name in ("survey_draft", "chat_turn")])
    for secret in (SENDER, SENDER[1:], OWN):
        assert secret not in raw


def test_stop_for_now_keeps_the_answers_under_their_code_and_the_talk_goes_on(agreed: Phone) -> None:
    code = CODE.search("\n".join(agreed.texts))
    agreed.choose("Very")
    stopped = agreed.choose("Stop for now")
    assert code is not None
    assert "Your answers are saved" in stopped
    assert code[0] not in stopped
    assert "Question lights?" in agreed.choose("Go on with the survey")
    assert stored()["happy"] == "very"


def test_the_providers_stop_ends_the_talk_and_the_answers_stay_unsent(agreed: Phone) -> None:
    agreed.choose("Very")
    assert agreed.say("STOP") == "The chat is deleted."
    assert [draft.state for draft in drafts()] == ["open"]
    assert stored()["happy"] == "very"
    assert db.session.query(Conversation).count() == 0


def test_withdraw_asks_once_and_deletes_the_answers(agreed: Phone) -> None:
    agreed.choose("Very")
    agreed.say("withdraw")
    assert stored()["happy"] == "very"
    agreed.choose("Yes, delete my answers")
    assert all(draft.state != "open" for draft in drafts())
    assert not any(queries.draft_answers(db.session, draft) for draft in drafts())


def test_danger_in_an_answer_gets_the_card_first_and_is_stored_nowhere(agreed: Phone) -> None:
    agreed.choose("Very")
    agreed.choose("Enough")
    agreed.say(DANGER)
    assert agreed.texts[0].startswith("It sounds as if somebody is in danger now. Ring 999.")
    assert "words" not in stored()
    whole = "\n".join(agreed.texts)
    assert "I cannot ring anybody for you" in whole.split("Your last answer is not stored.")[0]
    assert whole.count("Your last answer is not stored. You can write it again on the page, or skip.") == 1
    assert "Question words?" in agreed.choose("Go on with the survey")


def test_a_dropped_answer_can_be_skipped_and_a_card_that_drops_none_says_nothing_of_it(agreed: Phone) -> None:
    assert "not stored" not in agreed.say(DANGER)
    agreed.choose("Go on with the survey")
    agreed.choose("Very")
    agreed.choose("Enough")
    assert "not stored" in agreed.say(DANGER)
    assert "Check your answers" in agreed.say("skip")
    assert "words" not in stored()
