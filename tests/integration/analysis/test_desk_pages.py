"""The review desk in the browser without JavaScript: one answer, themes, next, undo, harm, several people."""

import re

import pytest
import sqlalchemy as sa

from surveys.analysis import desk
from surveys.analysis.desk_models import Decision, Reservation, Sample, SampleAnswer
from surveys.analysis.models import Coding, Disclosure, Quotation
from surveys.columns import now
from tests.factories.analysis import send_read
from webapp.accounts import users
from webapp.extensions import db

DESK = "/staff/analysis/desk/"


@pytest.fixture
def two(app):
    """The unsure answer and the sure one, as ids."""
    unsure = send_read(db.session, "somewhere dry to sit, ask Jayden on 07700 900123", {"youth_activities": 0.36})
    sure = send_read(db.session, "more police please", {"police_presence": 0.97})
    db.session.commit()
    return unsure.id, sure.id


@pytest.fixture
def colleague(app):
    """A second analyst, in a browser of their own."""
    user, _password = users.create(db.session, email="bob@example.org", name="Bob", roles=["analyst"])
    user.must_change_password = False
    db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = user.get_id()
        cookie["_fresh"] = True
    return browser


def text(response):
    return response.get_data(as_text=True)


def seen(page):
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def ticked(page):
    return re.findall(r'value="(\w+)"[^>]* checked', page)


def test_the_least_sure_is_shown_in_context_with_its_reasons_and_keys(client, sign_in, two):
    sign_in(client, "analyst")
    response = client.get(DESK, follow_redirects=True)
    page = text(response)
    assert response.request.path == DESK + two[0]
    assert "somewhere dry to sit" in page
    assert "07700" not in page
    assert "Q3" in page
    assert "36% sure" in page
    assert ticked(page) == ["youth_activities"]
    assert re.search(r'value="youth_activities"[^>]* data-key="1"', page)
    keys = re.findall(r'data-key="(.)"', page)
    assert len(keys) == len(set(keys)) == 45
    assert not set(keys) & set("anuh")
    assert "0 of 2 read; you 0." in page


@pytest.mark.parametrize(("role", "may_see"), [("analyst", False), ("administrator", True)])
def test_evidence_tells_nothing_that_is_masked_in_the_answer(client, sign_in, app, role, may_see):
    """Words that speak for a theme are words of the answer: names, halves of numbers, pieces of addresses too."""
    words = "Mothers say Mo Farouk should open the youth club, ring 07700 900123 or mo.farouk@example.com"
    coding = send_read(db.session, words, {"youth_activities": 0.36})
    coding.pii = ["Mo Farouk", "07700 900123", "mo.farouk@example.com"]
    coding.codes[0].evidence = ["Mo", "Farouk", "youth club", "07700", "900123", "farouk"]
    db.session.commit()
    sign_in(client, role)
    for path in (DESK + coding.id, f"{DESK}{coding.id}/harm", f"/staff/analysis/answers/{coding.id}"):
        page = text(client.get(path))
        assert "youth club" in page
        for secret in ("Farouk", "farouk", "07700", "900123"):
            assert (secret in page) is may_see, (path, secret)
    said = text(client.get(DESK + coding.id)).split("The program says")[1].split("</ul>")[0]
    assert re.findall(r"<span[^>]*>(.*?)</span>", said) == (coding.codes[0].evidence if may_see else ["youth club"])


@pytest.mark.parametrize(("language", "said"), [("pl", ' lang="pl"'), ("und", "")])
def test_an_answer_says_in_which_language_it_is(client, sign_in, two, language, said):
    coding = db.session.get(Coding, two[0])
    coding.language = language
    db.session.add(Quotation(answer_id=coding.answer_id, text="somewhere dry", language=language, audience="resident"))
    db.session.commit()
    user = sign_in(client, "administrator")
    pages = (DESK + two[0], f"{DESK}{two[0]}/harm", f"/staff/analysis/answers/{two[0]}", "/staff/analysis/quotations")
    for path in pages:
        held = re.search(r"<(?:p|textarea) ([^>]*)>somewhere dry", text(client.get(path)))
        assert (' lang="' in held[1], said in held[1]) == (bool(said), True), path
    drawn = SampleAnswer(answer_id=coding.answer_id, position=1)
    blind = Sample(consultation_slug="c", per_question=5, seed=1, coder=user.id, drawn_by=None, answers=[drawn])
    db.session.add(blind)
    db.session.commit()
    held = re.search(r"<p ([^>]*)>somewhere dry", text(client.get(f"/staff/analysis/agreement/samples/{blind.id}")))
    assert (' lang="' in held[1], said in held[1]) == (bool(said), True)


def test_without_a_script_no_key_is_shown_that_does_nothing(client, sign_in, two):
    sign_in(client, "analyst")
    keys = re.findall(r"<kbd [^>]*data-when-keys[^>]*>", text(client.get(DESK + two[0])))
    assert len(keys) > 40
    assert all(" hidden" in key for key in keys)


def test_saving_gives_the_next_and_at_the_end_says_so(client, sign_in, two):
    sign_in(client, "analyst")
    after = client.post(DESK + two[0], data={"codes": ["hotspots"], "seen": "0"}, follow_redirects=True)
    assert after.request.path == DESK + two[1]
    assert "1 of 2 read; you 1." in text(after)
    end = client.post(DESK + two[1], data={"seen": "0"}, follow_redirects=True)
    assert "Nothing is left for you to read here." in text(end)
    back = client.post(DESK + "undo", follow_redirects=True)
    assert back.request.path == DESK + two[1]
    assert "Taken back" in text(back)


def test_a_wish_is_kept_from_answer_to_answer(client, sign_in, two):
    sign_in(client, "analyst")
    response = client.get(DESK + "?question=Q3&audience=resident", follow_redirects=True)
    assert response.request.args.to_dict() == {"question": "Q3", "audience": "resident"}
    assert "Nothing is left" in text(client.get(DESK + "?question=Q1", follow_redirects=True))


def test_two_people_get_different_answers(client, sign_in, two, colleague):
    sign_in(client, "analyst")
    assert client.get(DESK).location.endswith(two[0])
    assert colleague.get(DESK).location.endswith(two[1])
    assert "Test analyst has this answer before them now." in text(colleague.get(DESK + two[0]))


def test_a_late_save_says_so_and_keeps_both(client, sign_in, two, colleague):
    user = sign_in(client, "analyst")
    mine = text(client.get(DESK + two[0]))
    colleague.post(DESK + two[0], data={"codes": ["cctv_more"], "seen": "0"})
    late = client.post(DESK + two[0], data={"codes": ["hotspots"], "seen": seen(mine)})
    assert late.status_code == 409
    page = text(late)
    assert "Bob has decided this answer meanwhile" in page
    assert ticked(page) == ["hotspots"]
    assert client.post(DESK + two[0], data={"codes": ["hotspots"], "seen": seen(page)}).status_code == 302
    kept = db.session.scalars(sa.select(Decision).order_by(Decision.id)).all()
    assert [one.codes for one in kept] == [["cctv_more"], ["hotspots"]]
    assert kept[1].made_by == user.id
    assert "Bob" in text(client.get(DESK + two[0]))


def test_a_late_save_on_the_answers_own_page_says_so_too(client, sign_in, two, colleague):
    sign_in(client, "analyst")
    path = f"/staff/analysis/answers/{two[0]}"
    mine = text(client.get(path))
    colleague.post(f"{path}/codes", data={"codes": ["cctv_more"], "seen": seen(mine)})
    late = client.post(f"{path}/codes", data={"codes": ["hotspots"], "seen": seen(mine)})
    assert late.status_code == 409
    assert "Bob has decided this answer meanwhile" in text(late)
    assert ticked(text(late)) == ["hotspots"]
    assert client.post(f"{path}/codes", data={"codes": ["hotspots"], "seen": seen(text(late))}).status_code == 302
    kept = db.session.scalars(sa.select(Decision).order_by(Decision.id)).all()
    assert [one.codes for one in kept] == [["cctv_more"], ["hotspots"]]


def test_harm_seen_on_the_answers_own_page_is_in_its_history_and_ends_a_reservation(client, sign_in, two, colleague):
    sign_in(client, "analyst")
    assert colleague.get(DESK).location.endswith(two[0])
    client.post(f"/staff/analysis/answers/{two[0]}/safeguarding")
    assert db.session.scalar(sa.select(Disclosure.found_by)) == "person"
    assert db.session.scalars(sa.select(Decision.kind)).all() == ["harm"]
    assert db.session.get(Reservation, two[0]) is None


DOORS = {
    "get": [
        "/staff/analysis/answers/{id}",
        "/staff/analysis/answers/{id}/translation",
        "/staff/analysis/desk/{id}/harm",
    ],
    "post": [
        "/staff/analysis/answers/{id}/codes",
        "/staff/analysis/answers/{id}/quotation",
        "/staff/analysis/answers/{id}/safeguarding",
        "/staff/analysis/answers/{id}/language",
        "/staff/analysis/answers/{id}/translation",
        "/staff/analysis/answers/{id}/translation/quotation",
        "/staff/analysis/desk/{id}",
        "/staff/analysis/desk/{id}/harm",
    ],
}
SAID = {"codes": ["hotspots"], "seen": "0", "words": "more police", "language": "pl", "text": "More police please"}


@pytest.mark.parametrize("why", ["still to be coded blind", "a safeguarding case"])
@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_what_one_may_not_see_no_page_shows_and_none_saves(client, sign_in, two, role, why):
    coding, user = db.session.get(Coding, two[1]), sign_in(client, role)
    if why == "a safeguarding case":
        desk.tells_of_harm(db.session, coding, "somebody")
    else:
        drawn = SampleAnswer(answer_id=coding.answer_id, position=1)
        db.session.add(
            Sample(consultation_slug="c", per_question=5, seed=1, coder=user.id, drawn_by=None, answers=[drawn])
        )
    db.session.commit()
    found = {path: client.get(path.format(id=two[1])).status_code for path in DOORS["get"]}
    found |= {f"save {path}": client.post(path.format(id=two[1]), data=SAID).status_code for path in DOORS["post"]}
    assert found == dict.fromkeys(found, 404)
    assert "police please" not in text(client.get(DESK + two[1], follow_redirects=True))
    db.session.expire_all()
    assert coding.decided_at is None
    assert client.get(f"/staff/analysis/answers/{two[0]}").status_code == 200


def test_themes_that_cannot_stand_together_are_refused_and_stay_ticked(client, sign_in, two):
    sign_in(client, "analyst")
    refused = client.post(DESK + two[0], data={"codes": ["no_theme", "hotspots"], "seen": "0"})
    assert refused.status_code == 400
    assert set(ticked(text(refused))) == {"no_theme", "hotspots"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 0


def test_leaving_for_later_gives_another(client, sign_in, two):
    sign_in(client, "analyst")
    client.get(DESK)
    after = client.post(DESK + two[0], data={"action": "skip", "codes": ["hotspots"]}, follow_redirects=True)
    assert after.request.path == DESK + two[1]
    assert "0 of 2 read" in text(after)


def test_harm_is_asked_once_more_and_leaves_the_desk(client, sign_in, two):
    sign_in(client, "analyst")
    asked = client.get(DESK + two[0] + "/harm")
    assert "Does this answer tell of harm" in text(asked)
    assert db.session.scalar(sa.select(Disclosure.id)) is None
    client.post(DESK + two[0] + "/harm")
    assert db.session.scalar(sa.select(Disclosure.found_by)) == "person"
    assert client.get(DESK + two[0]).status_code == 404
    assert client.post(DESK + two[0], data={"codes": ["hotspots"], "seen": "0"}).status_code == 404


def test_the_keys_can_be_switched_off(client, sign_in, two):
    sign_in(client, "analyst")
    page = text(client.get(DESK + two[0]))
    assert 'data-keys="on"' in page
    off = client.post(DESK + "keys", data={"keys": "off", "coding": two[0]}, follow_redirects=True)
    assert off.request.path == DESK + two[0]
    assert 'data-keys="off"' in text(off)


def test_a_reservation_is_kept_when_the_page_is_asked_for_again(client, sign_in, two):
    user = sign_in(client, "analyst")
    client.get(DESK)
    db.session.execute(sa.update(Reservation).values(until=now()))
    db.session.commit()
    client.get(DESK + two[0])
    db.session.expire_all()
    held = db.session.get(Reservation, two[0])
    assert held.held_by == user.id
    assert held.until > now() + desk.HELD / 2
