"""The translations desk: what the English changed is out of date, and nobody vouches for what they did not read."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory import queries, translations
from directory.changes import edit_service
from directory.fields import value_hash
from directory.models import Service, Translation
from directory.seed.loader import load
from directory.translations import TranslationError, counts, out_of_date, pairs, save
from tests.factories.directory import SeedFolder


@pytest.fixture
def record(session: Session, seed: SeedFolder) -> Service:
    seed.write("translations/pl/services/safe-harbour.yaml", {"summary": "Rozmawia.", "synonyms": ["bije mnie"]})
    load(session, seed.root)
    found = queries.service_by_slug(session, "safe-harbour")
    assert found is not None
    return found


def pair(session: Session, record: Service, field: str = "summary", language: str = "pl") -> translations.Pair:
    return next(one for one in pairs(session, "service", record.id, record, language) if one.field == field)


def keep(session: Session, record: Service, text: str, seen: translations.Pair, *, checked: bool = True) -> None:
    save(
        session, "service", record.id, seen.field, "pl", text, by="ada", checked=checked,
        source_hash=seen.source_hash, text_hash=seen.text_hash,
    )  # fmt: skip


def test_editing_the_english_puts_its_translations_out_of_date_and_back(session: Session, record: Service) -> None:
    before = record.summary
    assert (pair(session, record).state, pair(session, record, "synonyms").state) == ("machine", "machine")
    edit_service(session, record, {"summary": "Something else."}, by="ada")
    assert (pair(session, record).state, pair(session, record, "synonyms").state) == ("out_of_date", "machine")
    assert [(one.name, one.field) for one in out_of_date(session, "pl")] == [("Safe Harbour", "summary")]
    assert counts(session)["pl"] == {"out_of_date": 1, "machine": 1}
    edit_service(session, record, {"summary": before}, by="ada")
    assert pair(session, record).state == "machine"
    edit_service(session, record, {"synonyms": ["he hits me"]}, by="ada")
    assert pair(session, record, "synonyms").state == "out_of_date"


def test_the_longest_out_of_date_comes_first(session: Session, record: Service) -> None:
    edit_service(session, record, {"synonyms": ["he hits me"]}, by="ada")
    edit_service(session, record, {"summary": "Something else."}, by="ada")
    edit_service(session, record, {"synonyms": ["he hurts me"]}, by="ada")
    assert [one.field for one in out_of_date(session, "pl")] == ["synonyms", "summary"]


def test_a_checked_translation_survives_the_seed(session: Session, record: Service, seed: SeedFolder) -> None:
    keep(session, record, "Po naszemu.", pair(session, record))
    keep(session, record, "bije", pair(session, record, "synonyms"), checked=False)
    seed.write("translations/pl/services/safe-harbour.yaml", {"summary": "Nowe.", "synonyms": ["nowe"]})
    load(session, seed.root)
    found = [(one.text, one.state) for one in (pair(session, record), pair(session, record, "synonyms"))]
    assert found == [("Po naszemu.", "checked"), ("bije", "machine")]


def test_nobody_vouches_for_what_they_did_not_read(session: Session, record: Service) -> None:
    seen = pair(session, record)
    keep(session, record, "Po naszemu.", seen)
    with pytest.raises(TranslationError, match="changed_meanwhile"):
        keep(session, record, "Inaczej.", seen)
    seen = pair(session, record)
    edit_service(session, record, {"summary": "Something else."}, by="cleo")
    with pytest.raises(TranslationError, match="source_changed"):
        keep(session, record, "Inaczej.", seen)
    assert pair(session, record).text == "Po naszemu."


@pytest.mark.parametrize(("text", "code"), [(" \x00\ud800", "empty"), ("x" * 10_000, "too_long")])
def test_what_is_no_translation(session: Session, record: Service, text: str, code: str) -> None:
    with pytest.raises(TranslationError, match=code):
        keep(session, record, text, pair(session, record))


def test_a_text_without_a_translation_and_a_language_without_any(session: Session, record: Service) -> None:
    name = pair(session, record, "name")
    assert (name.state, name.text) == ("missing", "")
    keep(session, record, "Port", name, checked=False)
    row = session.scalars(select(Translation).where(Translation.field == "name")).one()
    assert (row.text, row.state, row.source_hash) == ("Port", "machine", value_hash("Safe Harbour"))
    assert {one.state for one in pairs(session, "service", record.id, record, "so")} == {"missing"}
    with pytest.raises(TranslationError, match="no_such_field"):
        save(session, "service", record.id, "note", "pl", "x", by="a", checked=True, source_hash="", text_hash="")


def test_steps_and_contacts_of_a_route_are_pairs_too(seeded_session: Session) -> None:
    route = queries.route(seeded_session, "police_101")
    assert route is not None
    fields = {one.field: one for one in pairs(seeded_session, "reporting_route", route.code, route, "pl")}
    assert fields["contacts.0.name"].english == route.contacts[0].name
    assert fields["title"].state == "machine"
