"""What people wrote is unreadable without the keys, and keys can be changed."""

import base64

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import crypto
from surveys.answers import save, start_draft
from surveys.models import Answer
from tests.factories.surveys import agree, make_survey

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.urlsafe_b64encode(b"\xff" * 32).decode()


@pytest.fixture(autouse=True)
def keys_put_back():
    before = dict(crypto._keys.by_id)
    yield
    crypto._keys.by_id = before


def test_what_was_encrypted_is_read_back_and_looks_different_each_time():
    crypto.configure_keys(OLD)
    text = "Boję się wracać do domu \u202eخائف\u202c \ud800"
    first, second = crypto.encrypt(text), crypto.encrypt(text)
    assert first != second
    assert "wracać" not in first
    assert crypto.decrypt(first) == crypto.decrypt(second) == text


def test_a_new_key_in_front_writes_and_the_old_one_still_reads():
    crypto.configure_keys(OLD)
    stored = crypto.encrypt("before")
    crypto.configure_keys(f"{NEW}, {OLD}")
    assert crypto.decrypt(stored) == "before"
    assert crypto.encrypt("after").startswith("1:new:")


def test_without_its_key_or_when_changed_a_value_is_refused_and_nothing_of_it_is_told():
    crypto.configure_keys(OLD)
    stored = crypto.encrypt("my secret")
    form, key_id, body = stored.split(":")
    flipped = bytearray(base64.b64decode(body))
    flipped[-1] ^= 1
    changed = f"{form}:{key_id}:{base64.b64encode(bytes(flipped)).decode()}"
    crypto.configure_keys(f"{OLD},{NEW}")
    for broken in (changed, f"{form}:new:{body}", "plain words", "2:old:AAAA", f"{form}:{key_id}:é"):
        with pytest.raises(crypto.CryptoError) as error:
            crypto.decrypt(broken)
        assert body not in str(error.value)
    crypto.configure_keys(NEW)
    with pytest.raises(crypto.CryptoError, match="not configured"):
        crypto.decrypt(stored)


@pytest.mark.parametrize(
    "keys", ["", "a", "a:", "a:c2hvcnQ=", "a:???", f"{OLD},{OLD}", f"b d:{OLD[4:]}", ":" + OLD[4:]]
)
def test_bad_keys_are_refused_without_repeating_them(keys):
    with pytest.raises(crypto.CryptoError) as error:
        crypto.configure_keys(keys)
    assert OLD[4:] not in str(error.value)
    assert "c2hvcnQ" not in str(error.value)


def test_keyed_hashes_keep_uses_apart_and_find_values_from_before_a_change_of_keys():
    crypto.configure_keys(OLD)
    [before] = crypto.keyed_hashes("code", "abc")
    assert crypto.keyed_hashes("other", "abc") != [before]
    crypto.configure_keys(f"{NEW},{OLD}")
    hashes = crypto.keyed_hashes("code", "abc")
    assert before in hashes
    assert hashes[0] != before


def test_the_database_never_holds_the_words_and_rewriting_moves_them_to_the_new_key(
    session: Session,
):
    crypto.configure_keys(OLD)
    draft, _code = start_draft(session, make_survey(session), language="en", channel="web")
    agree(session, draft)
    save(session, draft, "q1_causes", "Nobody listens to us", alert=None)
    stored = sa.text("select text from survey_answer where text is not null")
    assert "listens" not in session.execute(stored).scalar_one()

    crypto.configure_keys(f"{NEW},{OLD}")
    assert crypto.rewrite(session, Answer.text, batch=1) == 1
    assert crypto.rewrite(session, Answer.text) == 0
    crypto.configure_keys(NEW)
    session.expire_all()
    assert session.scalars(sa.select(Answer.text).where(Answer.text.is_not(None))).one() == ("Nobody listens to us")
