"""What was published stays as it was: names of themes and promises are kept with a version, codings are not."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from surveys import promising, wording
from surveys.analysis import codebook_versions as versions
from surveys.analysis import desk, report
from surveys.analysis.models import Coding, Report
from surveys.queries import all_consultations
from tests.factories.coded import person
from tests.factories.fair import make_promise
from webapp.extensions import db

PAGES = (
    "/en/community-voice",
    "/pl/community-voice",
    "/en/community-voice/young-people",
    "/en/community-voice/changes",
    "/api/v1/community-voice",
)
QDE = "{urn:QDA-XML:project:1.0}"


def publish(consultation):
    version = report.make_draft(db.session, consultation, "one")
    report.check(db.session, version, "other")
    report.publish(db.session, version, "one")
    db.session.commit()
    return version


@pytest.fixture
def consultation(app):
    """Sixty people, a promise in English and Polish, and a published version that tells of it."""
    for number in range(60):
        person(
            db.session,
            ["cause_drug_trade", "police_presence"],
            audience="young_person" if number < 30 else "resident",
        )
    [found] = all_consultations(db.session)
    promise = make_promise(db.session, found)
    english = promising.english(promise)
    texts = {"you_said": "Przy stacji jest ciemno.", "action": "Ustawimy latarnie."}
    owner = promising.OWNER
    wording.put(db.session, owner, owner, promise.id, english, "pl", texts, checked_by="somebody")
    for _ in range(20):
        person(db.session, ["hotspots"])
    publish(found)
    return found


def rename(code, name):
    """Sign off a version of the codebook in which a theme has another name, and another one is retired."""
    draft = versions.start_draft(db.session, "ann")
    row = versions.theme_row(db.session, draft, code)
    theme = replace(versions.data_of(row), names={"en": name})
    versions.save_theme(db.session, draft, theme, "ann", seen=row.revision)
    versions.set_retired(db.session, draft, "police_presence", "ann", retired=True)
    versions.write_note(db.session, draft, "Asked for by the board", "ann")
    versions.sign_off(db.session, draft, "ben", seen=draft.revision)
    db.session.commit()


def files(app, folder, kinds=("docx", "html", "csv", "json")):
    made = {}
    for language in ("en", "pl"):
        for kind in kinds:
            path = folder / f"voice.{kind}"
            arguments = ["voice", "report", "--output", str(path), "--language", language]
            result = app.test_cli_runner().invoke(args=arguments)
            assert result.exit_code == 0, result.output
            made[kind, language] = path.read_bytes()
    return made


def findings_of(response):
    """What a page or the API says of the version: without what stands around it, and beside it (2023)."""
    if response.is_json:
        return {name: held for name, held in response.json.items() if name != "baseline"}
    shown = response.text.split("<main")[1].split("</main>")[0].split('id="baseline"')[0]
    return re.sub(r'\s*<p [^>]*id="decided-since">.*?</p>', "", shown)


def test_nothing_of_a_version_changes_when_the_codebook_and_the_promises_do(app, client, consultation, tmp_path):
    before = files(app, tmp_path)
    shown = {path: findings_of(client.get(path)) for path in PAGES}
    assert "Drug dealing" in shown["/en/community-voice"]
    assert "Put up lamps." in shown["/en/community-voice"]
    assert "Ustawimy latarnie." in shown["/pl/community-voice"]

    rename("cause_drug_trade", "Dealers in the street")
    promise = db.session.scalars(sa.select(promising.Promise)).one()
    promising.revise(db.session, promise, {"action": "Nothing can be done."}, None)
    make_promise(db.session, consultation, you_said="The bins are full.", action="Empty them.")
    db.session.execute(sa.delete(Report).where(Report.number > 2))  # the factory publishes one for the board to read
    db.session.commit()

    assert files(app, tmp_path) == before
    assert {path: findings_of(client.get(path)) for path in PAGES} == shown

    publish(consultation)
    now = findings_of(client.get("/en/community-voice"))
    for words in ("Dealers in the street", "Nothing can be done.", "Empty them."):
        assert words in now
    assert "Put up lamps." not in now


def test_the_page_leads_to_what_was_decided_after_its_version(client, consultation):
    assert 'id="decided-since"' not in client.get("/en/community-voice").text

    make_promise(db.session, consultation, you_said="The bins are full.", action="Empty them.")
    db.session.execute(sa.delete(Report).where(Report.number > 2))
    db.session.commit()
    page = client.get("/en/community-voice").text
    [told] = re.findall(r'<p [^>]*id="decided-since">.*?</p>', page)
    assert "More has been decided since." in told
    assert 'href="/en/you-said-we-did"' in told


def test_a_version_without_decisions_says_of_when_that_is(app, client, tmp_path):
    for _number in range(20):
        person(db.session, ["hotspots"])
    [found] = all_consultations(db.session)
    publish(found)
    words = "When this version was made, nothing had been decided in public yet."
    assert words in client.get("/en/community-voice").text
    make_promise(db.session, found)
    db.session.execute(sa.delete(Report).where(Report.number > 1))
    db.session.commit()
    page = client.get("/en/community-voice").text
    assert words in page
    assert 'id="decided-since"' in page


def test_a_version_from_before_words_were_kept_reads_them_as_they_are(client, consultation):
    version = report.latest_published(db.session)
    version.findings = {name: held for name, held in version.findings.items() if name != "words"}
    db.session.commit()
    rename("cause_drug_trade", "Dealers in the street")
    page = findings_of(client.get("/en/community-voice"))
    assert "Dealers in the street" in page
    assert "Put up lamps." in page


def described(app, folder):
    content = files(app, folder, ("qdpx",))["qdpx", "en"]
    project = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("project.qde"))
    assert [child.tag for child in project][-1] == f"{QDE}Description"
    return project.get("creationDateTime"), project.findtext(f"{QDE}Description"), content


def test_the_qdpx_says_of_when_its_codings_are(app, consultation, tmp_path):
    version = report.latest_published(db.session)
    first, words, content = described(app, tmp_path)
    assert "as they have stood since" in words
    assert "changed since version" not in words
    assert described(app, tmp_path)[2] == content, "the same codings are the same bytes"
    coding = db.session.scalars(sa.select(Coding)).first()
    desk.decide(db.session, coding, ["hotspots"], "ann", seen=0)
    db.session.commit()
    second, words, _content = described(app, tmp_path)
    assert f"They have changed since version {version.number} was made." in words
    assert second >= first


def test_the_day_of_a_version_is_the_day_in_barnet(client, consultation):
    """Half past midnight in summer is the day before in UTC."""
    version = report.latest_published(db.session)
    until = version.made_at.replace(month=7, day=10, hour=23, minute=30) + timedelta(seconds=1)
    version.findings = version.findings | {"until": until.isoformat()}
    db.session.commit()
    assert "since 11 July" in client.get("/en/community-voice").text
