"""Quotations are a person's own words: nothing is added, no name is cut in two, nothing rejected comes back."""

import pytest
import sqlalchemy as sa

from surveys.analysis import quoting, review, translating
from surveys.analysis.models import Quotation
from surveys.analysis.redaction import MASK
from tests.factories.analysis import send_read
from webapp.extensions import db

SAID = "The path is dark. I feel unsafe there, so open the youth club again. It was not the police"
DESK = "/staff/analysis/quotations"


@pytest.fixture
def proposed(seeded_session):
    coding = send_read(seeded_session, SAID, {"youth_activities": 0.9})
    return quoting.propose(seeded_session, coding, SAID, "a")


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "open the youth club again",
        "The path is dark … open the youth club again.",
        "The path is dark. [...] It was not the police",
        "The path is █████. I feel unsafe",
        "The path\n is dark",
    ],
)
def test_words_may_be_taken_out(seeded_session, proposed, text):
    quoting.decide(seeded_session, proposed, "b", approve=True, text=text)
    assert (proposed.state, proposed.text) == ("approved", " ".join(text.split()))


@pytest.mark.parametrize(
    "text",
    [
        "The council must resign",
        "It was the police",
        "It was … the police is dark",
        "open the youth club again … The path is dark",
        "I feel … safe there",
        "I feel un…",
        "The path is very dark",
    ],
)
def test_words_that_nobody_said_are_refused(seeded_session, proposed, text):
    with pytest.raises(review.NotAllowed, match="not_in_answer"):
        quoting.decide(seeded_session, proposed, "b", approve=True, text=text)
    assert (proposed.state, proposed.text) == ("proposed", SAID)


@pytest.mark.parametrize("text", ["…", "█████ ..."])
def test_nothing_but_marks_is_no_quotation(seeded_session, proposed, text):
    with pytest.raises(review.NotAllowed, match="not_in_answer"):
        quoting.decide(seeded_session, proposed, "b", approve=True, text=text)


def test_what_was_taken_back_is_not_approved_from_an_old_page(seeded_session, proposed):
    quoting.decide(seeded_session, proposed, "b", approve=True)
    quoting.decide(seeded_session, proposed, "b", approve=False)
    with pytest.raises(review.NotAllowed, match="taken_back"):
        quoting.decide(seeded_session, proposed, "b", approve=True)
    assert proposed.state == "rejected"


def test_the_desk_says_so_and_keeps_what_was_typed(client, sign_in, app):
    coding = send_read(db.session, SAID, {"youth_activities": 0.9})
    quoted = quoting.propose(db.session, coding, SAID, "a").id
    db.session.commit()
    sign_in(client, "analyst")
    wrong = client.post(f"{DESK}/{quoted}", data={"decision": "approve", "words": "The council must resign"})
    assert wrong.status_code == 400
    page = wrong.get_data(as_text=True)
    assert "The quotation must be words of the answer" in page
    assert "The council must resign</textarea>" in page
    client.post(f"{DESK}/{quoted}", data={"decision": "reject"})
    late = client.post(f"{DESK}/{quoted}", data={"decision": "approve", "words": SAID}, follow_redirects=True)
    assert "rejected or taken back in the meantime" in late.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.scalars(sa.select(Quotation.state)).all() == ["rejected"]


NAMED = "I was at the bus stop when John\nSmith told me to go, and then John Smith told me again"


@pytest.fixture
def named(seeded_session):
    coding = send_read(seeded_session, NAMED, {"youth_activities": 0.9})
    coding.pii = ["John\nSmith"]
    seeded_session.flush()
    return coding


@pytest.mark.parametrize(
    "text", ["Smith told me to go", "Smith told me again", "at the bus stop when John", "ohn Smith"]
)
def test_a_piece_does_not_cut_through_a_name(seeded_session, named, text):
    with pytest.raises(review.NotAllowed, match="not_in_answer"):
        quoting.propose(seeded_session, named, text, "a")


@pytest.mark.parametrize(
    "text",
    ["when John Smith told me to go", "when John\r\nSmith told me to go", f"when {MASK} told me to go"],
)
def test_a_whole_name_is_masked_wherever_its_line_ends(seeded_session, named, text):
    assert quoting.propose(seeded_session, named, text, "a").text == f"when {MASK} told me to go"


def test_a_name_is_not_cut_in_a_translation_either(seeded_session, named):
    named.language = "pl"
    translating.translate(seeded_session, named, "At the stop Pan Kowalski and John Smith told me to go", "a")
    with pytest.raises(review.NotAllowed, match="not_in_answer"):
        quoting.propose_translated(seeded_session, named, "Smith told me to go", "a")
    kept = quoting.propose_translated(seeded_session, named, "John Smith told me to go", "a")
    assert (kept.text, kept.translated_from) == (f"{MASK} told me to go", "pl")
    # Approved with words left out, it stands as long as the translation says so.
    quoting.decide(seeded_session, kept, "b", approve=True, text=f"{MASK} told me … go")
    translating.translate(seeded_session, named, "At the stop John Smith told me to go", "a")
    assert kept.state == "approved"
    translating.translate(seeded_session, named, "At the stop nobody told me to stay", "a")
    assert kept.state == "rejected"
