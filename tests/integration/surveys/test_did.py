"""You said, we did: the desk, the public page, the feed, and "did this help?"."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from surveys import fair, promised, promising, wording
from surveys.models import Promise, PromiseRating
from tests.factories.fair import consider, make_promise, publish_report
from tests.support.forms import as_browser_sends
from webapp.extensions import db

SLUG = "community-voice-2026"
DESK = "/staff/promises/"
PAGE = "/en/you-said-we-did"
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def consultation(app):
    return fair.by_slug(db.session, SLUG)


def ratings() -> dict[str, int]:
    db.session.expire_all()
    return {row.helped: row.times for row in db.session.scalars(sa.select(PromiseRating))}


def write(client, **changes):
    form = as_browser_sends(client.get(f"{DESK}new/{SLUG}").text)
    form["you_said"] = "More light in the park."
    for name, value in changes.items():
        form[name] = value
    return client.post(f"{DESK}new/{SLUG}", data=form, follow_redirects=True)


def test_from_what_was_said_to_what_was_done(client, sign_in, consultation):
    sign_in(client, "consultation_officer")
    page = write(client, decision="Yes.")
    assert page.status_code == 400
    assert "A named body has to consider a published version of the report first." in page.text
    assert "No version of this consultation's report is published" in client.get(f"{DESK}considered/{SLUG}").text
    publish_report(db.session, consultation)
    form = as_browser_sends(client.get(f"{DESK}considered/{SLUG}").text)
    form["body"], form["considered_on"] = "The safety board", str(fair.today() - timedelta(days=1))
    assert "This is before the version was published" in client.post(f"{DESK}considered/{SLUG}", data=form).text
    form["considered_on"] = str(fair.today())
    assert (
        "Decisions and actions can be written now"
        in client.post(f"{DESK}considered/{SLUG}", data=form, follow_redirects=True).text
    )
    consideration = promising.considerations(db.session, consultation)[0]
    page = write(
        client,
        consideration_id=consideration.id,
        decision="Light it.",
        action="Lamps.",
        owner="Parks team",
        due_on="1/6/2030",
        state="planned",
    )
    assert "Only staff see this." in page.text
    assert "More light in the park." not in client.get(PAGE).text
    promise = db.session.scalars(sa.select(Promise)).one()
    form = as_browser_sends(client.get(f"{DESK}{promise.id}").text)
    client.post(f"{DESK}{promise.id}/publish", data=form)
    public = client.get(PAGE).text
    for words in ("More light in the park.", "Light it.", "Lamps.", "Parks team", "The safety board", "June 2030"):
        assert words in public
    assert "staff_id" not in public


def test_what_is_published_is_what_stands_on_the_page(client, sign_in, consultation):
    sign_in(client, "consultation_officer")
    write(client)
    promise = db.session.scalars(sa.select(Promise)).one()
    path = f"{DESK}{promise.id}"
    first = as_browser_sends(client.get(path).text)
    form = as_browser_sends(client.get(path).text)
    # An empty one is refused with all that was typed, and nothing is public.
    form["you_said"], form["learned"] = "", "Ask earlier."
    refused = client.post(f"{path}/publish", data=form)
    assert refused.status_code == 400
    assert "Ask earlier." in refused.text
    form["you_said"] = "More light in the park, and on the steps."
    assert client.post(f"{path}/publish", data=form).status_code == 302
    assert "More light in the park, and on the steps." in client.get(PAGE).text
    # Whoever had the page open before does not undo it unseen.
    assert client.post(f"{path}/publish", data=first).status_code == 409
    assert "and on the steps." in client.get(PAGE).text


def test_a_published_promise_cannot_vanish(client, sign_in, consultation):
    promise = make_promise(db.session, consultation)
    sign_in(client, "administrator")
    page = client.post(f"{DESK}{promise.id}/discard", follow_redirects=True)
    assert "It was published, so it cannot be deleted." in page.text
    assert promise.you_said in client.get(PAGE).text
    page = client.post(f"{DESK}{promise.id}/withdraw", data={"reason": " "}, follow_redirects=True)
    assert "Say why it is taken back" in page.text
    client.post(f"{DESK}{promise.id}/withdraw", data={"reason": "The station is being rebuilt."})
    public = client.get(PAGE).text
    assert promise.you_said in public
    assert "The station is being rebuilt." in public
    assert "Taken back" in public


def test_a_new_date_shows_the_old_one(client, sign_in, consultation):
    promise = make_promise(db.session, consultation)
    old = promise.due_on.isoformat()
    sign_in(client, "consultation_officer")
    form = as_browser_sends(client.get(f"{DESK}{promise.id}").text)
    form["due_on"] = "2031-05-01"
    client.post(f"{DESK}{promise.id}", data=form)
    public = client.get(PAGE).text
    assert "May 2031" in public
    assert old in public.split("What has changed")[1]


def test_another_year_or_another_body_is_told_like_any_other_change(client, consultation):
    """A promise that left the page of its year, or was considered by somebody else, would seem never to have been."""
    first = consider(db.session, consultation, body="The safety board")
    second = consider(db.session, consultation, body="The cabinet")
    promise = make_promise(db.session, consultation, consideration_id=first.id, year=2026)
    promising.revise(db.session, promise, {"year": 2027, "consideration_id": second.id}, by=None)
    db.session.commit()
    told = client.get(f"{PAGE}?year=2027").text.split("What has changed")[1]
    assert "Year" in told
    assert "2026" in told
    assert "The safety board" in told


def test_a_change_by_somebody_else_is_not_overwritten(client, sign_in, consultation):
    promise = make_promise(db.session, consultation)
    sign_in(client, "consultation_officer")
    form = as_browser_sends(client.get(f"{DESK}{promise.id}").text)
    promising.revise(db.session, promise, {"owner": "Another team"}, None)
    form["owner"] = "My team"
    page = client.post(f"{DESK}{promise.id}", data=form)
    assert page.status_code == 409
    assert "Somebody else changed this in the meantime" in page.text
    db.session.expire_all()
    assert promise.owner == "Another team"


def test_what_is_late_is_said_calmly_with_the_reason(client, sign_in, consultation):
    promise = make_promise(db.session, consultation, due_on=fair.today() - timedelta(days=40))
    assert "It is not done yet. We have not said why, and we should." in client.get(PAGE).text
    promising.revise(db.session, promise, {"result": "The lamps come in spring."}, None)
    public = client.get(PAGE).text
    assert "It is not done yet. Why:" in public
    assert "The lamps come in spring." in public
    sign_in(client, "analyst")
    assert "Late: say why, or say that it is done" in client.get(DESK).text


def test_a_month_stands_in_polish_where_its_form_fits(client, consultation):
    year = fair.today().year
    make_promise(db.session, consultation, due_on=date(year - 1, 10, 20), you_said="Late.")
    make_promise(db.session, consultation, due_on=date(year + 1, 1, 20), you_said="To come.")
    page = client.get("/pl/you-said-we-did").text
    # The month comes as "of October": right only after words that ask for that form.
    assert f"Termin był do końca października {year - 1}." in page
    assert f"Termin: do końca stycznia {year + 1}" in page


def test_the_address_chooses_year_and_ward_and_nonsense_chooses_nothing(client, consultation):
    here = make_promise(db.session, consultation, you_said="Only here.", wards=["mill-hill"], year=2025)
    make_promise(db.session, consultation, you_said="Only there.", wards=["hendon"], year=2026)
    page = client.get(f"{PAGE}?ward=mill-hill&year=2025").text
    assert "Only here." in page
    assert "Only there." not in page
    assert 'value="mill-hill" lang="en" selected' in page
    assert "There is none for this year and ward." in client.get(f"{PAGE}?ward=mill-hill&year={here.year + 1}").text
    for odd in ("?year=x&ward=atlantis", "?year=%00", "?year=99999999999999999999", "?ward=" + "x" * 5000):
        assert "Only there." in client.get(f"{PAGE}{odd}").text


def test_one_rating_a_visit_is_counted_and_nothing_of_the_person(app, client, consultation):
    promise = make_promise(db.session, consultation, state="done", result="Lit.")
    path = f"{PAGE}/{promise.id}/rating"
    assert "Thank you" in client.post(path, data={"helped": "partly"}, follow_redirects=True).text
    again = client.post(path, data={"helped": "yes"}, follow_redirects=True).text
    assert "You have told us already." in again
    assert "You have told us whether this helped." in again
    assert ratings() == {"partly": 1}
    app.test_client().post(path, data={"helped": "partly"})
    assert ratings() == {"partly": 2}


def test_totals_come_with_the_tenth_rating_and_what_was_learned_beside_it(client, consultation):
    promise = make_promise(db.session, consultation, state="done", result="Lit.", learned="Ask before we dig.")
    for _number in range(promised.MINIMUM_RATINGS - 1):
        promising.rate(db.session, promise, "yes", fair.today())
    assert "What people told us so far" not in client.get(PAGE).text
    promising.rate(db.session, promise, "no", fair.today())
    page = client.get(PAGE).text
    assert "What people told us so far: yes 9, partly 0, no 1." in page
    assert "Ask before we dig." in page


@pytest.mark.parametrize("helped", ["", "maybe", "yes\x00"])
def test_another_answer_is_not_counted(client, consultation, helped):
    promise = make_promise(db.session, consultation)
    page = client.post(f"{PAGE}/{promise.id}/rating", data={"helped": helped}, follow_redirects=True)
    assert "Choose yes, partly or no." in page.text
    assert ratings() == {}


def test_what_is_not_public_cannot_be_rated(client, consultation):
    promise = make_promise(db.session, consultation, public=False)
    assert client.post(f"{PAGE}/{promise.id}/rating", data={"helped": "yes"}).status_code == 404
    assert client.post(f"{PAGE}/{'x' * 900}/rating", data={"helped": "yes"}).status_code == 404


def test_the_feed_can_be_read_by_any_reader(client, consultation):
    promise = make_promise(db.session, consultation, you_said="Lights & <cameras>", result="\x0bSoon")
    make_promise(db.session, consultation, public=False, you_said="Not yet public")
    answer = client.get("/en/you-said-we-did.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert (feed.tag, feed.get(XML_LANG)) == (f"{ATOM}feed", "en")
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Lights & <cameras>"
    assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
    links = [link.get("href") for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith("http://localhost/en/") for link in links)
    assert any(link.endswith(f"#promise-{promise.id}") for link in links)
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")


def test_an_empty_feed_is_a_feed(client):
    feed = ElementTree.fromstring(client.get("/ar/you-said-we-did.atom").data)
    assert feed.get(XML_LANG) == "ar"
    assert feed.findtext(f"{ATOM}updated").endswith("Z")
    assert feed.findall(f"{ATOM}entry") == []


def test_each_language_has_its_own_feed_and_says_which_words_are_english(client, consultation):
    promise = make_promise(db.session, consultation)
    english = promising.english(promise)
    wording.put(
        db.session, "promise", "promise", promise.id, english, "pl", {"you_said": "Ciemna ścieżka."}, checked_by=None
    )
    [polish] = ElementTree.fromstring(client.get("/pl/you-said-we-did.atom").data).findall(f"{ATOM}entry")
    assert polish.findtext(f"{ATOM}title") == "Ciemna ścieżka."
    assert any(part.get(XML_LANG) == "en" for part in polish.iter())
    [other] = ElementTree.fromstring(client.get("/en/you-said-we-did.atom").data).findall(f"{ATOM}entry")
    assert other.findtext(f"{ATOM}id") != polish.findtext(f"{ATOM}id")
    page = client.get("/pl/you-said-we-did").text
    assert "Ciemna ścieżka." in page
    assert '<span lang="en" dir="ltr">The highways team</span>' in page


def test_staff_translate_a_promise(client, sign_in, consultation):
    promise = make_promise(db.session, consultation)
    sign_in(client, "consultation_officer")
    form = as_browser_sends(client.get(f"{DESK}{promise.id}/translate/ar").text)
    form["you_said"] = "الممر مظلم."
    client.post(f"{DESK}{promise.id}/translate/ar", data=form)
    assert "الممر مظلم." in client.get("/ar/you-said-we-did").text
    assert "made by a machine" in client.get(f"{DESK}{promise.id}/translate/ar").text


def test_an_analyst_reads_and_changes_nothing(client, sign_in, consultation):
    promise = make_promise(db.session, consultation)
    sign_in(client, "analyst")
    assert promise.you_said in client.get(DESK).text
    assert f"{DESK}{promise.id}" not in client.get(DESK).text
    assert client.post(f"{DESK}{promise.id}/withdraw", data={"reason": "No."}).status_code == 403


def test_the_voice_and_the_surveys_lead_there(client):
    for path in ("/en/community-voice", "/en/surveys"):
        assert f'href="{PAGE}"' in client.get(path).text
    assert "There is nothing here yet." in client.get(PAGE).text


def test_a_theme_of_the_report_begins_a_promise(client, sign_in, consultation):
    sign_in(client, "consultation_officer")
    consider(db.session, consultation)
    page = client.get(f"{DESK}new/{SLUG}?theme=cctv_more").text
    assert 'value="cctv_more" selected' in page
    assert client.get(f"{DESK}new/{SLUG}?theme=%00nonsense").status_code == 200


def test_a_finding_of_the_published_report_begins_a_promise_with_what_was_found(client, sign_in, consultation):
    version = publish_report(db.session, consultation)
    figure = {"count": 120, "base": 400, "percent": 30, "low": 26, "high": 35, "suppressed": False}
    rows = [{"code": code, "figure": figure} for code in ("cctv_more", "other_not_safety")]
    version.findings = version.findings | {
        "themes": [{"audience": "all", "base": figure, "rows": rows, "uncoded": figure}]
    }
    db.session.commit()
    sign_in(client, "consultation_officer")
    listed = client.get(DESK).text
    assert "120 of 400" in listed
    assert f"/staff/promises/new/{SLUG}?theme=cctv_more" in listed
    assert "theme=other_not_safety" not in listed
    page = client.get(f"{DESK}new/{SLUG}?theme=cctv_more").text
    assert "About 120 of 400 people spoke of this" in page
    assert "About 120" not in client.get(f"{DESK}new/{SLUG}?theme=lighting_design").text
    sign_in(client, "administrator")
    assert f"/staff/promises/new/{SLUG}?theme=cctv_more" in client.get(f"/staff/analysis/reports/{version.id}").text
    sign_in(client, "analyst")
    assert "?theme=cctv_more" not in client.get(DESK).text
    assert "?theme=cctv_more" not in client.get(f"/staff/analysis/reports/{version.id}").text
