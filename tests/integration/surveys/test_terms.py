"""What the council settles for a consultation: age of consent, lawful basis, where paper goes; and who is told."""

import pytest
from flask.testing import FlaskClient

from surveys import fair, terms
from surveys.consent import consent_age
from tests.factories.fair import fill
from tests.support.forms import as_browser_sends
from webapp.extensions import db

SLUG = "community-voice-2026"
DESK = f"/staff/consultations/{SLUG}/fair"


def consultation():
    db.session.expire_all()
    return fair.by_slug(db.session, SLUG)


def save(client: FlaskClient, **changes: str):
    form = as_browser_sends(client.get(DESK).text)
    for name, value in changes.items():
        form[name] = value
    return client.post(DESK, data=form, follow_redirects=True)


def test_staff_set_them_and_the_public_reads_them(client, sign_in):
    sign_in(client, "consultation_officer")
    assert as_browser_sends(client.get(DESK).text)["consent_age"] == "16"
    page = save(client, consent_age="14", lawful_basis="consent", paper_return="Hendon Library, at the desk").text
    assert "Saved." in page
    held = consultation()
    assert (consent_age(held.settings), terms.lawful_basis(held)) == (14, "consent")
    assert terms.paper_return(held) == "Hendon Library, at the desk"
    public = client.get(f"/en/consultations/{SLUG}").text
    assert "Consent: people agree, and can take it back" in public
    assert "Young people under 14" in public
    start = client.get("/en/surveys/young-person-2026").text
    assert "The law calls this “consent”" in start
    assert "public task" not in start
    save(client, lawful_basis="public_task", paper_return="")
    assert "public task" in client.get("/en/surveys/young-person-2026").text
    assert terms.paper_return(consultation()) == ""


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The law calls this “consent”"), ("pl", "„zgoda”"), ("ar", "الموافقة")]
)
def test_whoever_reads_the_survey_by_the_api_reads_the_lawful_basis_that_holds(client, sign_in, language, words):
    def lawful() -> str:
        shown = client.get("/api/v1/surveys/young-person-2026", query_string={"language": language}).json
        assert "contact" not in {part["code"] for part in shown["notices"]}  # nobody asks for one by the API
        return next(part["body"] for part in shown["notices"] if part["code"] == "lawful")

    before = lawful()
    sign_in(client, "consultation_officer")
    save(client, lawful_basis="consent")
    assert words in lawful()
    assert lawful() != before


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("consent_age", "12", "consent_age"),
        ("consent_age", "x", "whole number"),
        ("paper_return", "x" * 501, "too long"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(client, sign_in, field, value, words):
    sign_in(client, "consultation_officer")
    page = save(client, **{field: value})
    assert page.status_code == 400
    assert words in page.text
    assert consent_age(consultation().settings) == 16


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [("consent_age", 19, "out_of_range"), ("lawful_basis", "whim", "unknown"), ("paper_return", "x" * 501, "too_long")],
)
def test_the_domain_takes_no_other_value(app, name, value, problem):
    fill(db.session, consultation(), fair.today())
    with pytest.raises(fair.NotAPoint) as refused:
        fair.revise(db.session, consultation(), fair.Revision(settings={name: value}), fair.today())
    assert (refused.value.field, refused.value.code) == (name, problem)


@pytest.mark.parametrize("slug", ["resident-2026", "young-person-2026", "professional-2026"])
def test_each_notice_says_what_happens_with_a_way_to_be_reached(client, slug):
    page = client.get(f"/en/surveys/{slug}").text
    assert "If you want someone to reach you" in page
    assert "It is deleted 30 days after they have dealt with it, and always together with your answers." in page


def test_the_privacy_page_tells_of_lists_reports_mail_and_for_how_long(client):
    page = client.get("/en/privacy").text
    for words in (
        "always together with your answers",
        "The link ends after 30 days",
        "deleted 180 days after we have dealt with it",
        "deleted 90 days after it was written",
        "deleted 90 days after your last change",
    ):
        assert words in page
