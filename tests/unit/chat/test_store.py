"""How long conversations are kept, and for whom."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.models import now
from webapp.chat import store
from webapp.chat.models import Conversation, Turn
from webapp.chat.reply import Message, Reply

REPLY = Reply("greeting", None, [Message("Hello.")])


def test_only_the_browser_that_said_it_may_read_it(session: Session) -> None:
    name, browser = store.new_name(), store.new_name()
    row = store.begin(session, name, browser=browser)
    store.keep(session, row, "hi", REPLY, "en")
    assert [turn.said for turn in store.history(session, name, browser)] == ["hi"]
    assert store.history(session, name, store.new_name()) == []
    assert store.history(session, store.new_name(), browser) == []


def test_a_conversation_of_the_api_shows_nothing_to_anybody(session: Session) -> None:
    name = store.new_name()
    row = store.begin(session, name, browser=None)
    store.keep(session, row, "hi", REPLY, "en")
    assert store.history(session, name, "") == []


def test_after_two_hours_a_conversation_is_gone_with_its_words(session: Session) -> None:
    name, browser = store.new_name(), store.new_name()
    row = store.begin(session, name, browser=browser)
    store.keep(session, row, "hi", REPLY, "en")
    row.seen_at = now() - store.LIFE - timedelta(seconds=1)
    session.flush()
    assert store.find(session, name) is None
    assert store.history(session, name, browser) == []
    assert store.forget_old(session) == 1
    assert session.scalar(select(func.count()).select_from(Conversation)) == 0
    assert session.scalar(select(func.count()).select_from(Turn)) == 0


def test_ending_one_leaves_the_others(session: Session) -> None:
    mine, other = store.new_name(), store.new_name()
    for name in (mine, other):
        store.keep(session, store.begin(session, name, browser="b"), "hi", REPLY, "en")
    store.end(session, mine)
    assert store.find(session, mine) is None
    assert len(store.history(session, other, "b")) == 1


def test_words_of_danger_are_not_kept_whatever_the_caller_says(session: Session) -> None:
    name = store.new_name()
    row = store.begin(session, name, browser="b")
    store.keep(session, row, "zebrafish", Reply("emergency_999", "emergency", [Message("Ring 999.")]), "en")
    (turn,) = store.history(session, name, "b")
    assert turn.said is None
    assert turn.messages == [Message("Ring 999.")]
