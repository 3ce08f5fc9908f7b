"""The public says that something is wrong, danger first; staff look after it; words are forgotten in time."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.integration.post.conftest import SLUG
from webapp import jobs
from webapp.accounts.models import AuditEntry, now
from webapp.extensions import db
from webapp.post import problems
from webapp.post.models import OutboxMail, ProblemReport

ADDRESS = f"/en/services/{SLUG}/problem"
EMERGENCY = "he is outside my house right now with a knife and he is trying to break the door down please help me"
REFUGE_WORDS = "The line rang and rang, nobody answers on Mondays"


def given(**values: str) -> dict[str, str]:
    return {"kind": "number", "words": "", "reply_to": "", "once": str(uuid4()), "website": ""} | values


def reports() -> list[ProblemReport]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ProblemReport)))


def report(**values: Any) -> ProblemReport:
    made = problems.report(
        db.session,
        str(uuid4()),
        **{
            "service_slug": SLUG,
            "kind": "number",
            "words": "wrong digits",
            "reply_to": "",
            "language": "en",
            "alert": None,
        }
        | values,
    )
    db.session.commit()
    return made


@pytest.fixture
def desk(app: Any, sign_in: Any) -> Any:
    """``desk(role)``: a browser signed in with this role."""

    def signed_in(role: str) -> FlaskClient:
        browser = app.test_client()
        sign_in(browser, role)
        return browser

    return signed_in


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_anybody_can_say_what_is_wrong_with_one_choice(client: FlaskClient, language: str) -> None:
    address = ADDRESS.replace("/en/", f"/{language}/")
    assert client.get(address).status_code == 200
    answer = client.post(address, data=given(), follow_redirects=True)
    assert answer.status_code == 200
    (kept,) = reports()
    assert (kept.kind, kept.words, kept.reply_to, kept.flag, kept.state) == ("number", None, None, None, "new")


def test_a_double_click_is_kept_once(client: FlaskClient) -> None:
    data = given(words=REFUGE_WORDS)
    for _click in range(2):
        assert client.post(ADDRESS, data=data).status_code == 302
    assert len(reports()) == 1


def test_help_comes_first_nothing_is_kept_without_a_yes_and_nothing_is_lost(client: FlaskClient) -> None:
    data = given(kind="unsafe", words=EMERGENCY, reply_to="me@example.org")
    page = client.post(ADDRESS, data=data)
    assert (page.status_code, reports()) == (200, [])
    assert page.text.index("tel:999") < page.text.index("Shall we still send what you wrote?")
    assert EMERGENCY in page.text
    back = client.post(ADDRESS, data=data | {"keep": "change"})
    assert (EMERGENCY in back.text, "me@example.org" in back.text, reports()) == (True, True, [])
    thanks = client.post(ADDRESS, data=data | {"keep": "yes"}, follow_redirects=True)
    assert "tel:999" in thanks.text
    (kept,) = reports()
    assert (kept.words, kept.flag) == (EMERGENCY, "emergency")


def test_the_words_can_be_left_out(client: FlaskClient) -> None:
    client.post(ADDRESS, data=given(words=EMERGENCY, keep="no"))
    (kept,) = reports()
    assert (kept.words, kept.flag, kept.kind) == (None, None, "number")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ""}, "Choose what is wrong"),
        ({"kind": "nonsense"}, "Not a valid choice"),
        ({"words": "x" * 2001}, "Use fewer words"),
        ({"reply_to": "me at home"}, "Write an e-mail like"),
        ({"reply_to": "a@b.org\r\nBcc: c@d.org"}, "Write an e-mail like"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(client: FlaskClient, wrong: dict[str, str], says: str) -> None:
    page = client.post(ADDRESS, data=given(words="the door was shut") | wrong)
    assert (page.status_code, says in page.text, reports()) == (400, True, [])
    assert "words" in wrong or "the door was shut" in page.text


def test_nul_surrogates_and_markup_are_only_text(client: FlaskClient) -> None:
    nasty = "<script>x</script>\x00\ud83d\u202e' OR 1=1"
    answer = client.post(ADDRESS, data=given(words="") | {"words": nasty.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 302
    assert "\x00" not in (reports()[0].words or "")


def test_programs_that_fill_in_every_field_are_thanked_and_ignored(client: FlaskClient) -> None:
    assert client.post(ADDRESS, data=given(website="http://spam.example")).status_code == 302
    assert reports() == []


@pytest.mark.parametrize("slug", ["no-such-service", "%00", "a" * 500])
def test_an_unknown_service_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/en/services/{slug}/problem").status_code == 404
    assert client.post(f"/en/services/{slug}/problem", data=given()).status_code == 404


def test_another_language_keeps_what_was_typed(client: FlaskClient) -> None:
    page = client.post(ADDRESS.replace("/en/", "/pl/"), data=given(words="shut since May", switch="pl"))
    assert (page.status_code, "shut since May" in page.text, reports()) == (200, True, [])


def test_help_stays_help_in_another_language(client: FlaskClient) -> None:
    words = "he is outside with a knife now please help"
    assert "Get help now" in client.post(ADDRESS, data=given(words=words)).text
    polish = client.post(ADDRESS.replace("/en/", "/pl/"), data=given(words=words, switch="pl")).text
    assert 'name="keep" value="yes"' in polish or 'value="yes" name="keep"' in polish
    assert "app-danger" in polish
    assert words in polish
    assert reports() == []


def test_too_many_for_one_service_wait_without_an_address_being_looked_at(client: FlaskClient) -> None:
    statuses = {
        client.post(ADDRESS, data=given(kind=""), environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code
        for n in range(35)
    }
    assert statuses == {400, 429}


def test_staff_take_it_answer_it_and_close_it(desk: Any, client: FlaskClient) -> None:
    found = report(reply_to="me@example.org", language="pl")
    editor = desk("editor")
    assert "A phone number or an address is wrong" in editor.get("/staff/inbox/").text
    address = f"/staff/inbox/{found.id}"
    assert "wrong digits" in editor.get(address).text
    assert editor.post(f"{address}/done", data={"outcome": "corrected"}).status_code == 400  # not in hand yet
    assert editor.post(f"{address}/take").status_code == 302
    assert editor.post(f"{address}/take").status_code == 409
    refused = editor.post(f"{address}/done", data={"outcome": "", "note": "rang them"})
    assert (refused.status_code, "rang them" in refused.text) == (400, True)
    done = editor.post(f"{address}/done", data={"outcome": "corrected", "note": "rang them", "answer": "Dziękujemy."})
    assert done.status_code == 302
    (kept,) = reports()
    assert (kept.state, kept.outcome, kept.note) == ("done", "corrected", "rang them")
    letter = db.session.scalars(sa.select(OutboxMail)).one()
    assert (letter.to_address, letter.kind, letter.language, "Dziękujemy." in letter.body) == (
        "me@example.org", "problem_answer", "pl", True,
    )  # fmt: skip


def test_words_of_harm_are_the_safeguarding_leads_until_handed_back(desk: Any) -> None:
    found = report(words="he hit me there", alert="caution")
    address = f"/staff/inbox/{found.id}"
    editor, lead = desk("editor"), desk("safeguarding_lead")
    assert "he hit me" not in editor.get(address).text
    assert "he hit me" not in editor.get("/staff/inbox/").text
    assert editor.post(f"{address}/take").status_code == 403
    assert editor.post(f"{address}/no-harm").status_code == 403
    assert "Maybe danger" in lead.get("/staff/inbox/?show=flagged").text
    assert "he hit me" in lead.get(address).text
    assert lead.post(f"{address}/no-harm").status_code == 302
    assert "he hit me" in editor.get(address).text


def test_opening_words_of_harm_is_in_the_audit_log(desk: Any) -> None:
    found = report(words="he hit me there", alert="emergency")
    desk("safeguarding_lead").get(f"/staff/inbox/{found.id}")
    db.session.rollback()
    read = db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.action == "problem.read")).all()
    assert read == [found.id]


def test_what_did_not_feel_safe_goes_to_the_lead_too(client: FlaskClient) -> None:
    client.post(ADDRESS, data=given(kind="unsafe", words="they left my file open on the desk"))
    assert reports()[0].flag in ("unsafe", "caution")


def test_words_are_forgotten_180_days_after_it_is_done(app: Any) -> None:
    old, new = report(reply_to="me@example.org"), report()
    for found, days in ((old, 181), (new, 179)):
        found.state, found.done_at, found.note = "done", now() - timedelta(days=days), "rang"
    ids = old.id, new.id
    db.session.commit()
    assert jobs.forget_old_post.call_local() == 1
    kept = {found.id: (found.words, found.reply_to, found.note) for found in reports()}
    assert kept == {ids[0]: (None, None, None), ids[1]: ("wrong digits", None, "rang")}


def test_what_people_wrote_is_unreadable_in_the_database(app: Any) -> None:
    report(words="the secret words", reply_to="me@example.org")
    row = db.session.execute(sa.text("select * from post_problem")).mappings().one()
    assert not any("secret" in str(value) or "me@" in str(value) for value in row.values())
