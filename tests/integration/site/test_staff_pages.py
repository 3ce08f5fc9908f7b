"""Every page of staff, reached over its links as somebody with every role goes, with the forms' tokens on.

The client inspects each page (tests/support/pages.py). Other tests leave the tokens out, so that two forms on one page
once had the same id for theirs, and no test saw it.
"""

from collections import deque
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from directory import drafts, shortlists
from directory import queries as services
from surveys import events, fair, kiosks, papers, queries
from surveys.analysis import codebook_versions, coding, quoting, report, sample
from surveys.exchange import batches, bringing, reading
from tests.factories.analysis import send, send_read
from tests.factories.fair import make_promise
from tests.support.answers_files import csv_of
from webapp.accounts import users
from webapp.accounts.models import ROLES
from webapp.extensions import db
from webapp.post import callbacks, problems

ENTRANCE = "/staff/"
FORMS_TYPED = "/staff/paper/resident-2026/second"
"""Each page is looked at once: of those of several surveys the one where a form waits."""
ONCE = "6f1c2a5e-0000-4000-8000-000000000001"
SERVICE = "victim-support"

NOT_LINKED = {
    "staff_accounts.sign_in",  # for those who are signed out
    "staff_champions.leaflet",  # no page but a file; a form leads there, with the language that was chosen
    "staff_consultations_question.new",  # a form leads there, with the type of question that was chosen
    "staff_directory_import.check",  # a file leads there that was just handed in
    "staff_directory_import.mapping",
}
"""Pages to which no link leads: tests of their own look at them."""


@pytest.fixture
def staff(app: Any, client: FlaskClient, sign_in: Any) -> FlaskClient:
    """Somebody with every role on a site where something waits at every desk, with the forms' tokens on."""
    app.config["WTF_CSRF_ENABLED"] = True
    user, session = sign_in(client, "administrator"), db.session
    users.set_roles(session, user, list(ROLES))
    _directory(session, user.id)
    _answers(session, user.id)
    session.commit()
    return client


def _directory(session: Any, by: str) -> None:
    service = services.service_by_slug(session, SERVICE)
    drafts.propose(session, service, {"summary": "They listen."}, origin="staff", by="somebody")
    shortlists.add(session, shortlists.create(session, by, "For a mother"), SERVICE)
    problems.report(
        session, ONCE, service_slug=SERVICE, kind="other", words="", reply_to="", language="en", alert=None
    )  # fmt: skip
    callbacks.ask(
        session, ONCE, called="Sam", number="07700 900123", best_time="", message="no", language="en", channel="page",
        alert=None, site=None,
    )  # fmt: skip


def _answers(session: Any, by: str) -> None:
    consultation = queries.all_consultations(session)[0]
    survey = queries.survey_by_slug(session, "resident-2026")
    assert survey is not None
    given = events.Given("open_day", "Open day", fair.today(), None, "resident", "A team", None)
    kiosks.make(session, events.put(session, consultation, None, given, by=None), survey, name="Tablet", by=None)
    send(session, {"Q2": "he is outside with a knife"}, alert="emergency")
    coding.queue_alerts(session)
    lamps = send_read(session, "more lamps by the station", {"lighting_design": 0.4})
    quoting.propose(session, lamps, "more lamps", by)
    for number in range(sample.LEAST):
        send_read(session, f"more police, number {number}", {"police_presence": 0.9})
    sample.draw(session, consultation, per_question=sample.LEAST, coder=by, by=by)
    codebook_versions.start_draft(session, by)
    make_promise(session, consultation)  # which a published version of the section stands behind
    report.make_draft(session, consultation, by)
    once, twice = (send(session, {"Q2": words}, channel="paper") for words in ("Dark paths", "Dark park"))
    once.marks = twice.marks = [papers.SAMPLED]
    papers.enter_again(session, twice, {"q2_safety": "Dark part"}, by=by)
    file = csv_of([["Response ID", "One"], ["1", "Crime"]])
    batches.keep(session, survey, reading.read(file), name="a.csv", language="en", by=by)
    given_to_the_job = batches.keep(session, survey, reading.read(file), name="b.csv", language="en", by=by)
    bringing.ask(session, given_to_the_job, "as it was looked at")


def links(html: str) -> list[str]:
    """The addresses of this site's own staff pages on a page."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    found = [urlsplit(link.get("href") or "") for link in tree.iter("a")]
    return [one._replace(fragment="").geturl() for one in found if not one.netloc and one.path.startswith(ENTRANCE)]


def endpoint_of(rules: Any, path: str) -> str | None:
    """The name of the page at an address; None where there is none to look at."""
    try:
        return str(rules.match(urlsplit(path).path, method="GET")[0])
    except HTTPException:
        return None


def test_every_page_of_staff_is_well_made(app: Any, staff: FlaskClient) -> None:
    rules = app.url_map.bind("localhost")
    there = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith(ENTRANCE) and "GET" in rule.methods
    }
    waiting, seen, wrong = deque([ENTRANCE, FORMS_TYPED]), set(), []
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(rules, path)
        if endpoint is None or endpoint in seen:
            continue
        seen.add(endpoint)
        answer = staff.get(path, follow_redirects=True)
        if answer.status_code != 200:
            wrong.append(f"{path}: {answer.status_code}")
        if answer.mimetype == "text/html":
            waiting.extend(links(answer.text))
    assert not wrong, "\n".join(wrong)
    assert there - seen == NOT_LINKED, "\n".join(sorted((there - seen) ^ NOT_LINKED))
