"""How long conversations are kept, and for whom."""

import time
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import create_engine, func, select
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


def test_two_first_messages_at_once_are_one_conversation(session: Session) -> None:
    """Two texts of a new sender in one moment: neither may end in an error, least of all where they tell of danger."""
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("on SQLite writers take turns")
    engine = create_engine(session.get_bind().engine.url)
    name, joined = store.new_name(), []

    def second() -> None:
        with Session(engine) as other:
            joined.append(store.begin(other, name, browser=None).name_hash)
            other.commit()

    with Session(engine) as first:
        begun = store.begin(first, name, browser=None).name_hash
        waiting = Thread(target=second)
        waiting.start()
        time.sleep(0.3)  # until it waits for the first
        first.commit()
        waiting.join()
    engine.dispose()
    assert joined == [begun]
    assert session.scalar(select(func.count()).select_from(Conversation)) == 1
