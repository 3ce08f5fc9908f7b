"""The codebook's desk: add a theme, sign it off, have answers coded again; clashes, bad input, files."""

from io import BytesIO

import pytest
import sqlalchemy as sa

from surveys.analysis import codebook_versions as versions
from surveys.analysis import coding, report, review
from surveys.analysis.codebook import codebook
from surveys.analysis.models import Coding
from surveys.codebook_exchange import files
from surveys.queries import all_consultations
from tests.factories.analysis import answers_of, send
from tests.support.forms import as_browser_sends
from webapp import jobs
from webapp.accounts.models import AuditEntry
from webapp.extensions import db

HOME = "/staff/codebook/"
NEW = "/staff/codebook/draft/themes/new"
CHANGES = "/staff/codebook/draft/changes"


def page(client, address):
    shown = client.get(address, follow_redirects=True)
    assert shown.status_code == 200
    return shown.get_data(as_text=True)


def filled(client, address, **typed):
    form = as_browser_sends(page(client, address))
    for name, text in typed.items():
        form[name] = text
    return form


def add(client, **typed):
    client.post("/staff/codebook/draft")
    values = {"name_en": "Vapes", "name_pl": "E-papierosy", "family": "causes", "phrases_en": "vape*\r\nQ2: e ?cig*"}
    return client.post(NEW, data=filled(client, NEW, **(values | typed)))


def sign_off(client, sign_in):
    client.post("/staff/codebook/draft/note", data={"note": "Asked for by the board"})
    sign_in(client, "administrator")
    forms = {"signing out": 0, "the note": 1, "signing off": 2}
    return client.post(
        "/staff/codebook/draft/sign-off", data=as_browser_sends(page(client, CHANGES), forms["signing off"])
    )


def coding_of(submission):
    db.session.expire_all()
    answer = answers_of(db.session, submission)[0]
    return db.session.scalar(sa.select(Coding).where(Coding.answer_id == answer.id))


def test_a_theme_is_added_signed_off_and_answers_are_coded_again(client, sign_in, coder):
    sent = [send(db.session, {"Q1": "dealers and vapes"}) for _ in range(12)]
    while coding.code_pending(db.session, coder):
        pass
    review.decide(db.session, coding_of(sent[0]), ["cause_peer_gangs"], "somebody")
    db.session.commit()
    sign_in(client, "analyst")
    assert add(client).status_code == 302
    draft = page(client, "/staff/codebook/draft")
    assert "Vapes" in draft
    assert "Phrases and examples decide" in draft
    shown = page(client, CHANGES)
    assert "Another person has to sign it off" in shown
    assert "vape*" in shown
    signed = sign_off(client, sign_in)
    assert signed.headers["Location"] == HOME
    home = page(client, HOME)
    assert "0 of 12 answers are done" in home
    assert jobs.recode_answers.call_local() == 12
    assert jobs.recode_answers.call_local() == 0
    home = page(client, HOME)
    assert "Coding again" not in home
    assert f"In force: version {codebook().version}.2, signed off by Test administrator" in home
    assert "Asked for by the board" in home
    again = coding_of(sent[1])
    assert [code.code for code in again.effective if code.basis == "phrase"] == ["vapes"]
    assert again.version.startswith(f"{codebook().version}.2+")
    kept = coding_of(sent[0])
    assert [code.code for code in kept.effective] == ["cause_peer_gangs"]
    assert "vapes" in [code.code for code in kept.codes]
    # The theme has its own names wherever themes are named: on desks, in the report, on the public page.
    assert "Vapes" in page(client, "/staff/analysis/answers?code=vapes")
    drafted = report.make_draft(db.session, all_consultations(db.session)[0], "somebody")
    report.check(db.session, drafted, "another")
    report.publish(db.session, drafted, None)
    assert "Vapes" in page(client, "/en/community-voice")
    assert "E-papierosy" in page(client, "/pl/community-voice")
    actions = list(db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.startswith("codebook"))))
    assert {"codebook.drafted", "codebook.theme_added", "codebook.signed_off"} <= set(actions)


def test_an_analyst_cannot_sign_off_what_they_wrote(client, sign_in):
    sign_in(client, "analyst")
    add(client)
    client.post("/staff/codebook/draft/note", data={"note": "Why"})
    seen = versions.open_draft(db.session).revision
    refused = client.post("/staff/codebook/draft/sign-off", data={"seen": seen})
    assert refused.status_code == 409
    assert "Another person has to sign it off" in refused.get_data(as_text=True)
    assert versions.current(db.session).number == 1


def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(client, sign_in):
    sign_in(client, "analyst")
    refused = add(
        client,
        name_en="Drug dealing",
        takes_in="What I typed <b>",
        phrases_en="(broken\r\nfine*",
        phrases_so="sigaar*",
        bare="police",
        examples="ask Jayden on 07700 900123",
        parent="nothing_such",
    )
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 400
    for told in (
        "Begin each line with Q1: to Q5:",
        "Another theme has this name",
        "The brackets do not fit in: (broken",
        "Somebody could be known by this",
    ):
        assert told in shown
    for typed in ("What I typed &lt;b&gt;", "sigaar*", "ask Jayden", "fine*"):
        assert typed in shown
    assert versions.open_draft(db.session).revision == 1


def test_two_people_on_one_theme_lose_nothing(client, sign_in):
    sign_in(client, "analyst")
    client.post("/staff/codebook/draft")
    address = "/staff/codebook/draft/themes/hotspots"
    first = filled(client, address, definition="Corners that everyone knows")
    second = filled(client, address, definition="Places of the second person")
    assert client.post(address, data=first).status_code == 302
    clash = client.post(address, data=second)
    shown = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert "Somebody else changed this" in shown
    assert "Corners" in shown
    assert "Places of the second person" in shown
    assert client.post(address, data=as_browser_sends(shown)).status_code == 302
    row = versions.theme_row(db.session, versions.open_draft(db.session), "hotspots")
    assert row.definition == "Places of the second person"
    assert row.phrases == next(one.phrases for one in versions.themes_of(db.session, None) if one.code == "hotspots")


def test_a_theme_saved_as_it_was_changes_nothing(client, sign_in):
    sign_in(client, "analyst")
    client.post("/staff/codebook/draft")
    for code in ("cause_drug_trade", "youth_activities", "no_theme", "online_safety"):
        address = f"/staff/codebook/draft/themes/{code}"
        saved = client.post(address, data=filled(client, address), follow_redirects=True)
        assert "Nothing was changed" in saved.get_data(as_text=True)
    assert versions.themes_of(db.session, versions.open_draft(db.session)) == versions.themes_of(db.session, None)


def test_themes_move_retire_and_are_taken_out_again(client, sign_in):
    sign_in(client, "analyst")
    add(client)
    at = "/staff/codebook/draft/themes/"
    client.post(at + "vapes/move", data={"to": "up"})
    client.post(at + "cctv_more/retire", data={"retired": "yes"})
    assert "cannot be retired" in client.post(
        at + "no_theme/retire", data={"retired": "yes"}, follow_redirects=True
    ).get_data(as_text=True)
    shown = page(client, CHANGES)
    assert "Retired" in shown
    assert "More cameras" in shown or "cctv_more" in shown
    client.post(at + "cctv_more/retire", data={"retired": "no"})
    client.post(at + "vapes/remove")
    assert "Nothing is different" in page(client, CHANGES)
    assert client.post(at + "nothing_such/retire").status_code == 404
    client.post("/staff/codebook/draft/discard")
    assert versions.open_draft(db.session) is None
    assert client.get("/staff/codebook/draft").headers["Location"] == HOME
    assert client.get(NEW).status_code == 404


def test_a_retired_theme_is_offered_no_more(client, sign_in, coder):
    sent = send(db.session, {"Q3": "more police on the beat"})
    coding.code_pending(db.session, coder)
    review.decide(db.session, coding_of(sent), ["cctv_more"], "somebody")
    sign_in(client, "analyst")
    client.post("/staff/codebook/draft")
    for code in ("cctv_more", "hotspots"):
        client.post(f"/staff/codebook/draft/themes/{code}/retire", data={"retired": "yes"})
    assert sign_off(client, sign_in).status_code == 302
    shown = page(client, f"/staff/analysis/answers/{coding_of(sent).id}")
    assert 'value="cctv_more"' in shown  # this answer has it
    assert 'value="hotspots"' not in shown


@pytest.mark.parametrize("kind", files.FORMATS)
def test_what_is_taken_out_can_be_brought_in(client, sign_in, kind):
    sign_in(client, "analyst")
    taken = client.get(f"/staff/codebook/files/export/1/{kind}")
    assert taken.status_code == 200
    same = client.post("/staff/codebook/files/import", data={"file": (BytesIO(taken.data), f"book.{kind}")})
    assert same.status_code == 400
    assert "Nothing is different" in same.get_data(as_text=True)
    changed = taken.data.replace(b"Social media", b"Online arguments")
    brought = client.post("/staff/codebook/files/import", data={"file": (BytesIO(changed), f"book.{kind}")})
    assert brought.headers["Location"] == CHANGES
    shown = page(client, CHANGES)
    assert "Online" in shown
    assert "Social media" not in [
        theme.names["en"] for theme in versions.themes_of(db.session, versions.open_draft(db.session))
    ]
    number = versions.open_draft(db.session).number
    assert client.get(f"/staff/codebook/files/export/{number}/{kind}").data.count(b"Online arguments") >= 1


def test_a_file_with_a_bad_row_brings_nothing_in_and_says_why(client, sign_in):
    sign_in(client, "analyst")
    table = "code,name_en,family,phrases_en\ngood_one,Good,causes,nice*\nbad_one,Bad,causes,(broken\n"
    refused = client.post(
        "/staff/codebook/files/import", data={"file": (BytesIO(table.encode()), "book.csv"), "family": "causes"}
    )
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "Row 3: Key phrases (English): The brackets do not fit in: (broken" in shown
    assert versions.open_draft(db.session) is None
    assert client.post("/staff/codebook/files/import", data={}).status_code == 400
    client.post("/staff/codebook/draft")
    again = client.post("/staff/codebook/files/import", data={"file": (BytesIO(table.encode()), "book.csv")})
    assert again.status_code == 409


def test_versions_can_be_read_and_fetched(client, sign_in):
    sign_in(client, "analyst")
    assert client.get("/staff/codebook/versions/1").status_code == 404
    add(client)
    assert sign_off(client, sign_in).status_code == 302
    shown = page(client, "/staff/codebook/versions/2")
    assert "What it changed" in shown
    assert "Vapes" in shown
    assert "Came with this site" in page(client, "/staff/codebook/versions/1")
    assert client.get("/staff/codebook/versions/99999999").status_code == 404
    assert client.get("/staff/codebook/files/export/7/csv").status_code == 404
    assert client.get("/staff/codebook/files/export/2/exe").status_code == 404
