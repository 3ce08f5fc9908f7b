"""The seed is loaded again and again: nothing doubles, edits stay, bad content is refused as a whole."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import localise, queries
from directory.changes import edit_service, history
from directory.models import Phone, Service, Translation
from directory.seed.loader import load
from directory.seed.reader import SeedError
from tests.factories.directory import ROUTE, SeedFolder


def service(session: Session, slug: str = "safe-harbour") -> Service:
    found = queries.service_by_slug(session, slug)
    assert found is not None
    return found


def test_a_second_load_changes_nothing(session: Session, seed: SeedFolder) -> None:
    load(session, seed.root)
    before = service(session).id
    again = load(session, seed.root)
    assert (again.created, again.updated, again.kept, again.translations) == ([], [], [], 0)
    assert service(session).id == before
    assert session.scalar(select(func.count()).select_from(Phone)) == 1


def test_ids_are_the_same_in_another_database(session: Session, seeded_session: Session, seed: SeedFolder) -> None:
    seed.service(slug="victim-support")
    load(session, seed.root)
    assert service(session, "victim-support").id == service(seeded_session, "victim-support").id


def test_a_field_that_nobody_edited_follows_the_seed(session: Session, seed: SeedFolder) -> None:
    load(session, seed.root)
    seed.service(summary="Another summary.", needs=["housing_homelessness"], areas=["hendon"])
    loaded = load(session, seed.root)
    assert loaded.updated == ["safe-harbour"]
    record = service(session)
    assert record.summary == "Another summary."
    assert (record.needs, record.areas) == (["housing_homelessness"], ["hendon"])
    assert {change.field_name for change in history(session, "service", record.id)} == {"summary", "needs", "areas"}


def test_an_edited_field_stays_and_the_rest_follows(session: Session, seed: SeedFolder) -> None:
    load(session, seed.root)
    edit_service(session, service(session), {"summary": "As an editor put it."}, by="editor-1")
    seed.service(summary="What the seed says now.", who_for="People at risk")
    loaded = load(session, seed.root)
    assert loaded.kept == [("safe-harbour", "summary")]
    assert service(session).summary == "As an editor put it."
    assert service(session).who_for == "People at risk"
    load(session, seed.root)
    assert service(session).summary == "As an editor put it."


def test_edited_phones_stay(session: Session, seed: SeedFolder) -> None:
    load(session, seed.root)
    phones = [{"number": "101", "label": "Police", "all_hours": False}]
    edit_service(session, service(session), {"phones": phones}, by="editor-1")
    load(session, seed.root)
    assert [phone.number for phone in service(session).phones] == ["101"]


def test_a_service_that_left_the_seed_is_told_of_and_kept(session: Session, seed: SeedFolder) -> None:
    seed.service(slug="old-one").unlink()
    path = seed.service(slug="old-one")
    load(session, seed.root)
    path.unlink()
    assert load(session, seed.root).not_in_seed == ["old-one"]
    assert service(session, "old-one").name == "Safe Harbour"


@pytest.mark.parametrize(
    ("changes", "line_of", "reason"),
    [
        ({"minimum_age": "ten"}, "minimum_age:", "minimum_age"),
        ({"self_referral": True}, "self_referral:", 'put it in "quotes"'),
        ({"needs": ["gardening"]}, "needs:", "gardening is not in needs.yaml"),
        ({"areas": ["narnia"]}, "areas:", "narnia is not in places.yaml"),
        ({"organisation": "nobody"}, "organisation:", "nobody is not in organisations.yaml"),
        ({"phones": [{"number": "ring me"}]}, "- number:", "not a telephone number"),
        ({"surprise": 1}, "surprise:", "Extra inputs"),
        ({"summary": "x" * 221}, "summary:", "at most 220"),
        ({"minimum_age": 18, "maximum_age": 11, "ages_known": True}, "slug:", "above maximum_age"),
        ({"way_in": ""}, "slug:", "way_in is empty"),
        ({"confidential_location": True, "areas": ["hendon"]}, "slug:", "refuge"),
    ],
)
def test_bad_content_is_refused_with_file_line_and_reason(
    session: Session, seed: SeedFolder, changes: dict[str, Any], line_of: str, reason: str
) -> None:
    path = seed.service(**changes)
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = next(number for number, line in enumerate(lines, 1) if line.startswith(line_of))
    with pytest.raises(SeedError) as caught:
        load(session, seed.root)
    [problem] = caught.value.problems
    assert problem.file == "services/safe-harbour.yaml"
    assert problem.line == expected
    assert reason in problem.reason
    assert session.scalar(select(func.count()).select_from(Service)) == 0


def test_every_fault_of_every_file_is_named_at_once(session: Session, seed: SeedFolder) -> None:
    seed.service(cost="cheap")
    seed.service(slug="second", domain="everything")
    seed.write("routes.yaml", [{**ROUTE, "service": "nowhere"}])
    with pytest.raises(SeedError) as caught:
        load(session, seed.root)
    assert {problem.file for problem in caught.value.problems} == {
        "services/safe-harbour.yaml",
        "services/second.yaml",
        "routes.yaml",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [("slug: [", "not YAML"), ("slug: one\nslug: two\n", "slug is given twice"), ("- just a list", "valid dictionary")],
)
def test_broken_files_are_refused(session: Session, seed: SeedFolder, text: str, reason: str) -> None:
    (seed.root / "services" / "broken.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=reason):
        load(session, seed.root)


def test_a_file_that_is_not_utf8_is_refused(session: Session, seed: SeedFolder) -> None:
    (seed.root / "services" / "broken.yaml").write_bytes(b"slug: caf\xe9")
    with pytest.raises(SeedError, match="not UTF-8"):
        load(session, seed.root)


def test_a_missing_key_is_refused(session: Session, seed: SeedFolder) -> None:
    path = seed.service()
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("cost:")]
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(SeedError, match="cost: Field required"):
        load(session, seed.root)


def state(session: Session, field: str) -> str:
    rows = session.scalars(select(Translation).where(Translation.field == field, Translation.language == "pl"))
    return rows.one().state


def test_translations_are_marked_as_a_machines(session: Session, seed: SeedFolder) -> None:
    seed.translate("pl", "safe-harbour", summary="Rozmowa.", synonyms=["bije mnie"])
    assert load(session, seed.root).translations == 2
    record = service(session)
    words = localise.words_for(session, "pl", localise.pairs([record]))
    assert words.text(record, "summary") == localise.Text("Rozmowa.", "pl", "machine")
    assert words.text(record, "description").language == "en"


def test_a_translation_goes_out_of_date_with_its_english_and_is_not_shown(session: Session, seed: SeedFolder) -> None:
    seed.translate("pl", "safe-harbour", way_in="Zadzwoń.")
    load(session, seed.root)
    record = service(session)
    edit_service(session, record, {"way_in": "Come to the blue door."}, by="editor-1")
    assert state(session, "way_in") == "out_of_date"
    words = localise.words_for(session, "pl", localise.pairs([record]))
    assert words.text(record, "way_in") == localise.Text("Come to the blue door.", "en", "source")
    load(session, seed.root)
    assert state(session, "way_in") == "out_of_date"
    edit_service(session, record, {"way_in": "Ring and say your first name."}, by="editor-1")
    assert state(session, "way_in") == "machine"


def test_a_checked_translation_is_never_overwritten(session: Session, seed: SeedFolder) -> None:
    seed.translate("pl", "safe-harbour", summary="Rozmowa.")
    load(session, seed.root)
    row = session.scalars(select(Translation)).one()
    row.text, row.checked_by, row.state = "Lepsza rozmowa.", "checker-1", "checked"
    session.flush()
    seed.translate("pl", "safe-harbour", summary="Nowy tekst.")
    load(session, seed.root)
    assert row.text == "Lepsza rozmowa."
    assert row.state == "checked"


def test_a_translation_of_what_is_not_there_is_refused(session: Session, seed: SeedFolder) -> None:
    seed.translate("pl", "nobody", summary="Nikt.")
    with pytest.raises(SeedError, match="no service nobody"):
        load(session, seed.root)


def test_the_folder_may_be_empty(session: Session, tmp_path: Path) -> None:
    assert load(session, tmp_path).counts["services"] == 0
