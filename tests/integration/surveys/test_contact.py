"""Someone in danger may leave a way to be reached: for safeguarding staff alone, and gone with the answers."""

import pytest
import sqlalchemy as sa

from surveys.analysis import coding, safeguarding
from surveys.models import ContactLeft
from tests.integration.surveys.test_danger import EMERGENCY
from tests.support.writers import somebody_else_writes
from webapp.extensions import db

NUMBER = "07700 900123, after nine"


def left():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ContactLeft)))


def keep(resident, **more):
    return resident.answer("safety", q2_safety=EMERGENCY, keep="yes", **more)


def test_it_reaches_the_case_and_nobody_else(resident, sign_in, app):
    assert 'name="contact"' in resident.answer("safety", q2_safety=EMERGENCY).text
    keep(resident, contact=NUMBER, safe_to_ring="only_text")
    resident.client.post(resident.path("/check"))
    done = resident.client.get(resident.path("/done")).text
    assert "left a way to reach you" in done
    assert NUMBER not in done
    coding.queue_alerts(db.session)
    db.session.commit()
    [case] = safeguarding.cases(db.session)
    lead = app.test_client()
    sign_in(lead, "safeguarding_lead")
    address = f"/staff/safeguarding/{case.id}"
    assert NUMBER not in lead.get(address).text
    page = lead.post(f"{address}/open", follow_redirects=True).text
    assert NUMBER in page
    assert "Only text, do not ring" in page
    stored = db.session.execute(sa.text("select contact from survey_contact_left")).scalar_one()
    assert "07700" not in stored


def test_nothing_said_about_ringing_means_do_not_ring(resident):
    keep(resident, contact=NUMBER)
    assert [one.safe_to_ring for one in left()] == ["unknown"]


@pytest.mark.parametrize("more", [{}, {"contact": "   "}, {"safe_to_ring": "yes"}])
def test_it_may_be_left_empty_and_the_answer_is_kept(resident, more):
    assert keep(resident, **more).status_code == 302
    assert left() == []
    assert resident.stored()["q2_safety"].alert == "emergency"


def test_no_keeps_neither_the_words_nor_the_number(resident):
    resident.answer("safety", q2_safety=EMERGENCY, keep="no", contact=NUMBER, safe_to_ring="yes")
    assert left() == []


@pytest.mark.parametrize(
    ("more", "told"),
    [({"contact": "x" * 301}, "This is too long"), ({"contact": NUMBER, "safe_to_ring": "shout"}, "Choose one")],
)
def test_what_cannot_stand_is_asked_for_again_with_help_still_first(resident, more, told):
    page = keep(resident, **more)
    assert page.status_code == 200
    assert told in page.text
    assert "Ring 999" in page.text
    assert left() == []
    assert "q2_safety" not in resident.stored()


def test_it_goes_with_the_answers(resident):
    keep(resident, contact=NUMBER)
    resident.client.post(resident.path("/withdraw"))
    assert left() == []


def test_an_ordinary_page_takes_no_contact(resident):
    resident.answer("safety", q2_safety="Dark paths", keep="yes", contact=NUMBER)
    assert left() == []


def test_the_case_opens_while_somebody_else_writes(resident, sign_in, app):
    """Whoever reads a case stands in the audit log: another's write just before that line must not cost the page."""
    keep(resident, contact=NUMBER)
    resident.client.post(resident.path("/check"))
    coding.queue_alerts(db.session)
    db.session.commit()
    [case] = safeguarding.cases(db.session)
    address = f"/staff/safeguarding/{case.id}"
    lead = app.test_client()
    sign_in(lead, "safeguarding_lead")
    db.session.commit()
    with somebody_else_writes("INSERT INTO account_audit", "UPDATE survey_contact_left SET safe_to_ring = 'no'"):
        answer = lead.post(f"{address}/open", follow_redirects=True)
    assert answer.status_code == 200
    assert NUMBER in answer.text
