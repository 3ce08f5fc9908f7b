"""The listening desk: proposals and campaigns as pages, translations beside the original, and what the public sees."""

import re

import pytest
import sqlalchemy as sa

from surveys.analysis import coding, proposals, quoting, runs, tones, translating
from surveys.analysis.coded import Coded
from surveys.analysis.listening_models import ListeningRun
from surveys.analysis.models import AnswerTranslation, Coding, Quotation
from surveys.answers import withdraw
from tests.factories.analysis import answers_of, send
from tests.unit.analysis.test_campaigns import LETTER, consultation, letter_with
from tests.unit.analysis.test_discovery import DOGS, sentences
from webapp import jobs
from webapp.accounts.models import AuditEntry
from webapp.extensions import db

THEMES = "/staff/analysis/discovery"
COPIES = "/staff/analysis/campaigns"
POLISH = "Jayden z numeru 12 mówi: więcej latarni przy stacji"
ENGLISH = "Jayden from number 12 says: more lamps by the station"


def read(text, *codes, language="en", pii=(), question="Q2", sentiment="not_assessed", **more):
    """An answer that the program has coded."""
    sent = send(db.session, {question: text}, **more)
    coded = Coded(language, list(codes), {}, dict.fromkeys(codes, 0.9), sentiment, list(pii), False, False, [], "1")
    found = coding.store(db.session, answers_of(db.session, sent)[0], coded)
    found.answer.coding_state = "coded"
    return found


def work():
    """What the worker does with every run that waits."""
    db.session.commit()
    waiting = list(db.session.scalars(sa.select(ListeningRun.id).where(ListeningRun.state == "waiting")))
    db.session.rollback()
    done = [jobs.listen.call_local(one) for one in waiting]
    db.session.rollback()
    return done


@pytest.fixture
def analyst(client, sign_in):
    sign_in(client, "analyst")
    return client


@pytest.fixture
def polish(app):
    """A Polish answer that may be quoted."""
    found = read(POLISH, "lighting_design", language="pl", pii=["Jayden"])
    db.session.commit()
    return found


def path(found, rest="translation"):
    return f"/staff/analysis/answers/{found.id}/{rest}"


def test_with_too_few_answers_the_page_says_so_and_proposes_nothing(analyst):
    for text in sentences(DOGS, 7):
        read(text)
    db.session.commit()
    assert analyst.post(THEMES).status_code == 302
    assert work() == [True]
    page = analyst.get(THEMES).text
    assert "in 7 answers" in page
    assert "Fewer than 25 answers of one language" in page
    assert "To decide: 0" in page


def test_a_proposal_is_shown_masked_named_and_not_proposed_again(analyst):
    for text in sentences(DOGS, 30):
        read(f"{text}, says Jayden", pii=["Jayden"])
    analyst.post(THEMES)
    assert "It is being looked for already" in analyst.post(THEMES, follow_redirects=True).text
    assert work() == [True]
    page = analyst.get(THEMES).text
    assert "Jayden" not in page
    [*_others, first] = proposals.proposals(db.session, consultation(db.session))
    empty = analyst.post(f"{THEMES}/{first.id}", data={"decision": "name", "name": ""})
    assert empty.status_code == 400
    assert f'href="#name-{first.id}"' in empty.text
    no_reason = analyst.post(f"{THEMES}/{first.id}", data={"decision": "reject", "reason": ""})
    assert "Write why it is no theme" in no_reason.text
    named = analyst.post(
        f"{THEMES}/{first.id}", data={"decision": "name", "name": "Dogs off the lead"}, follow_redirects=True
    )
    assert "It is in the draft of the codebook" in named.text
    assert "Dogs off the lead" in named.text
    actions = set(db.session.scalars(sa.select(AuditEntry.action)))
    assert {"discovery.started", "proposal.named"} <= actions
    assert "dogs" not in str(list(db.session.scalars(sa.select(AuditEntry.detail)))).replace("dogs_off_the_lead", "")


def test_a_job_that_comes_twice_works_once_and_one_that_broke_can_be_begun_again(analyst, app):
    run = runs.start(db.session, "campaigns", "community-voice-2026", None)
    identity = run.id
    db.session.commit()
    assert jobs.listen.call_local(identity)
    assert not jobs.listen.call_local(identity)
    db.session.rollback()
    broken = runs.start(db.session, "campaigns", "community-voice-2026", None)
    runs.end(db.session, broken.id, None)
    db.session.commit()
    assert "The last run broke off" in analyst.get(COPIES).text


def test_campaigns_are_shown_with_themes_with_and_without_copies(analyst):
    for number in range(4):
        read(letter_with(f"bus{number}"), "lighting_design", question="Q3")
    read("lamps", "lighting_design", question="Q3")
    analyst.post(COPIES)
    assert work() == [True]
    page = analyst.get(COPIES).text
    assert "4 people" in page
    assert "night bus" in page
    cells = re.findall(r'numeric">(\d+)</td>', page)
    assert cells == ["5", "2"]


@pytest.mark.parametrize("address", [THEMES, COPIES])
def test_a_consultation_that_is_not_there_is_a_404(analyst, address):
    assert analyst.get(f"{address}?consultation=nothing").status_code == 404
    assert analyst.post(address, data={"consultation": "nothing"}).status_code == 404


def test_a_translation_stands_beside_the_original_masked_and_encrypted(analyst, polish, sign_in, app):
    assert "Write what it says in English" in analyst.post(path(polish), data={"text": "  "}).text
    saved = analyst.post(path(polish), data={"text": ENGLISH}, follow_redirects=True)
    assert "The original stays as it was" in saved.text
    for address in (path(polish), f"/staff/analysis/answers/{polish.id}", "/staff/analysis/answers"):
        page = analyst.get(address).text
        assert "more lamps by the station" in page
        assert "więcej latarni" in page
        assert "Jayden" not in page
    lead = app.test_client()
    sign_in(lead, "administrator")
    assert "Jayden from number 12" in lead.get(path(polish)).text
    assert "more lamps" not in str(db.session.execute(sa.text("select * from analysis_translation")).all())
    db.session.rollback()
    row = db.session.get(AnswerTranslation, polish.answer_id)
    assert (row.text, row.made_by is not None, polish.answer.text) == (ENGLISH, True, POLISH)


def test_whoever_may_not_see_names_does_not_lose_them_by_saving(analyst, polish):
    analyst.post(path(polish), data={"text": ENGLISH})
    page = analyst.get(path(polish)).text
    assert 'name="text"' not in page
    assert "There are names in it" in page


def test_english_needs_no_translation(analyst, app):
    found = read("more lamps", "lighting_design")
    db.session.commit()
    assert 'name="text"' not in analyst.get(path(found)).text
    refused = analyst.post(path(found), data={"text": "more lamps"})
    assert refused.status_code == 400
    assert "This answer is in English" in refused.text


def test_a_person_names_the_language_and_that_stands_when_it_is_coded_again(analyst, app):
    found = read("lampa", sentiment="negative")
    db.session.commit()
    assert "Negative" in analyst.get(path(found)).text
    assert "Choose a language" in analyst.post(path(found, "language"), data={"language": "klingon"}).text
    analyst.post(path(found, "language"), data={"language": "pl"})
    page = analyst.get(path(found)).text
    assert "Not assessed" in page
    assert "The program reads tone in English only" in page
    db.session.rollback()
    again = Coded("en", [], {}, {}, "negative", [], False, False, [], "2")
    kept = coding.store(db.session, db.session.get(Coding, found.id).answer, again)
    assert (kept.language, kept.sentiment, kept.version) == ("pl", "not_assessed", "2")


def test_what_was_not_assessed_has_a_row_of_its_own(analyst, polish):
    read("they never come", sentiment="negative")
    db.session.commit()
    page = analyst.get("/staff/analysis/").text
    rows = dict(re.findall(r'scope="row"[^>]*>([\w ]+)</th>\s*<td[^>]*>(\d+)</td>', page))
    assert (rows["Negative"], rows["Not assessed"], rows["Neutral"]) == ("1", "1", "0")
    assert "that does not mean neutral" in page


def test_a_quotation_of_a_translation_says_that_it_is_one(analyst, polish):
    analyst.post(path(polish), data={"text": ENGLISH})
    wrong = analyst.post(path(polish, "translation/quotation"), data={"words": "close the station"})
    assert "The quotation must be words of the answer" in wrong.text
    page = analyst.post(
        path(polish, "translation/quotation"), data={"words": "more lamps by the station"}, follow_redirects=True
    )
    assert "Put into English by a person, from: Polish" in page.text
    [quotation] = db.session.scalars(sa.select(Quotation))
    assert (quotation.text, quotation.language, quotation.translated_from) == ("more lamps by the station", "en", "pl")
    quoting.decide(db.session, quotation, "b", approve=True)
    db.session.commit()
    made = analyst.post("/staff/analysis/reports", data={"consultation": "community-voice-2026"})
    assert "Put into English by a person, from: Polish" in analyst.get(made.location).text
    # Another translation without these words takes the quotation back.
    translating.translate(db.session, db.session.get(Coding, polish.id), "more light please", "c")
    assert db.session.scalars(sa.select(Quotation)).one().state == "rejected"


def test_taking_a_translation_away_takes_its_quotations_back_and_it_goes_with_the_answer(analyst, polish):
    analyst.post(path(polish), data={"text": ENGLISH})
    analyst.post(path(polish, "translation/quotation"), data={"words": "more lamps"})
    analyst.post(path(polish), data={"decision": "remove"})
    db.session.rollback()
    assert db.session.scalars(sa.select(Quotation)).one().state == "rejected"
    withdraw(db.session, db.session.get(Coding, polish.id).answer.draft)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AnswerTranslation)) == 0


def test_an_answer_in_the_safeguarding_queue_is_not_the_analysts_to_translate(analyst, polish):
    coding.queue(db.session, polish.answer, "person")
    db.session.commit()
    assert analyst.get(path(polish)).status_code == 404
    assert analyst.post(path(polish), data={"text": ENGLISH}).status_code == 404


def test_a_letter_that_is_short_of_three_people_is_no_campaign(analyst):
    for _ in range(2):
        read(LETTER, question="Q3")
    analyst.post(COPIES)
    work()
    assert "Found: 0" in analyst.get(COPIES).text


def test_how_well_tone_is_read_stands_beside_it(analyst, app):
    read("Nothing is ever done here", sentiment="negative")
    db.session.commit()
    measured = tones.accuracy()
    assert 0 < measured.right < measured.answers
    page = analyst.get("/staff/analysis/").text
    assert f"Measured on {measured.answers} answers" in page
    assert f"right in {measured.percent} of 100" in page
