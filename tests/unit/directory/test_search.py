"""What does not fit is never shown as if it did; what is close is said to be close."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from directory import queries
from directory.asking import read_search
from directory.changes import edit_service
from directory.places import Place, PlaceError, find_place
from directory.search import Result, Search, search
from directory.seed.loader import load
from tests.factories.directory import SeedFolder


@pytest.fixture
def small(session: Session, seed: SeedFolder) -> Session:
    """Services that differ in what the filters ask for."""
    youth = {"needs": ["youth_activities"], "synonyms": ["boxing"], "ages_known": True}
    seed.service(slug="teen-club", name="Teen Club", minimum_age=11, maximum_age=17, areas=["hendon"], **youth)
    seed.service(slug="kids-club", name="Kids Club", minimum_age=5, maximum_age=10, areas=["west"], **youth)
    seed.service(slug="any-club", name="Any Club", needs=["youth_activities"], synonyms=["chess"], cost="unknown")
    seed.service(slug="paid-club", name="Paid Club", needs=["youth_activities"], synonyms=["golf"], cost="paid")
    seed.service(
        slug="far-club",
        name="Far Club",
        minimum_age=5,
        maximum_age=20,
        areas=["golders-green"],
        languages=["ro"],
        **{**youth, "synonyms": ["ludo"]},
    )
    seed.service(slug="hidden-house", name="Hidden House", confidential_location=True, synonyms=["safe house"])
    seed.service(slug="no-door", name="No Door", way_in="", way_in_known=False, synonyms=["pottery"])
    seed.service(slug="gone", name="Gone Group", status="ended", synonyms=["boxing"], needs=["youth_activities"])
    seed.service(slug="desk", name="Case Desk", open_to=["professionals"], needs=["youth_activities"])
    load(session, seed.root)
    return session


def slugs(session: Session, result: Result, of: str = "hits") -> list[str]:
    return [service.slug for service in queries.services_by_id(session, [hit.id for hit in getattr(result, of)])]


def asked(session: Session, **raw: str) -> Result:
    understood = read_search(session, raw, per_page=50)
    assert understood.errors == {}
    return search(session, understood.search)


def test_nothing_asked_gives_everything_and_doors_first(small: Session) -> None:
    result = asked(small)
    found = slugs(small, result)
    assert result.total == 10
    assert found[-3:] == ["desk", "no-door", "gone"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"age": "14"}, {"teen-club", "any-club", "paid-club", "far-club", "desk", "gone"}),
        ({"age": "14", "unknown": "leave"}, {"teen-club", "far-club"}),
        ({"age": "8"}, {"kids-club", "any-club", "paid-club", "far-club", "desk", "gone"}),
        ({"free": "true"}, {"teen-club", "kids-club", "far-club", "desk", "gone"}),
        ({"free": "true", "unknown": "keep"}, {"teen-club", "kids-club", "far-club", "any-club", "desk", "gone"}),
        ({"ward": "hendon"}, {"teen-club", "kids-club", "any-club", "paid-club", "desk", "gone"}),
        ({"ward": "Burnt Oak"}, {"kids-club", "any-club", "paid-club", "desk", "gone"}),
        ({"ward": "nw11 8aa"}, {"far-club", "any-club", "paid-club", "desk", "gone"}),
        ({"avoid": "hendon"}, {"kids-club", "far-club", "any-club", "paid-club", "desk", "gone"}),
        ({"avoid": "hendon, burnt-oak"}, {"far-club", "any-club", "paid-club", "desk", "gone"}),
        ({"spoken": "ro"}, {"far-club"}),
        ({"open_to": "professionals"}, {"desk"}),
    ],
)
def test_filters_show_only_what_fits(small: Session, raw: dict[str, str], expected: set[str]) -> None:
    result = asked(small, need="youth_activities", **raw)
    assert set(slugs(small, result)) == expected
    assert result.total == len(expected)


def test_a_near_miss_stands_apart_and_says_what_it_misses(small: Session) -> None:
    result = asked(small, q="boxing", age="30", unknown="leave")
    assert (result.total, slugs(small, result)) == (0, [])
    assert slugs(small, result, "nearest")[:2] == ["kids-club", "teen-club"]
    assert result.relaxed == ["age"]
    assert "not_age" in {why.code for why in result.nearest[0].why}


def test_places_to_avoid_are_never_relaxed(small: Session) -> None:
    result = asked(small, q="boxing", avoid="hendon", open_to="public", unknown="leave", age="14")
    assert "teen-club" not in slugs(small, result) + slugs(small, result, "nearest")


def test_what_nobody_can_turn_to_never_leads(small: Session) -> None:
    for query in ("pottery", "boxing"):
        result = asked(small, q=query)
        assert "no-door" not in slugs(small, result)[:1]
        assert "gone" not in slugs(small, result)[:1]
    alone = asked(small, q="pottery")
    assert (alone.total, slugs(small, alone, "nearest"), alone.relaxed) == (0, ["no-door"], ["way_in"])


def test_a_refuge_is_out_of_every_place(small: Session) -> None:
    assert slugs(small, asked(small, q="safe house")) == ["hidden-house"]
    for ward in queries.wards(small):
        for raw in ({"ward": ward.slug}, {"avoid": ward.slug}):
            for query in ("", "safe house"):
                result = asked(small, q=query, **raw)
                assert "hidden-house" not in slugs(small, result) + slugs(small, result, "nearest")
    record = queries.service_by_slug(small, "hidden-house")
    assert record is not None
    assert record.areas == ["barnet"]


@pytest.mark.parametrize("query", ["boxng", "BOXING!!", "where is bóxing near me pls", "i wanna do some boxing"])
def test_slips_and_sentences_are_forgiven(small: Session, query: str) -> None:
    assert slugs(small, asked(small, q=query))[:2] == ["kids-club", "teen-club"]


def test_a_word_that_staff_have_just_written_is_found(small: Session) -> None:
    """Whatever the query sounds like: nobody taught the directory of kangaroos."""
    record = queries.service_by_slug(small, "any-club")
    assert record is not None
    edit_service(small, record, {"summary": "A farm with kangaroos."}, by=None)
    assert slugs(small, asked(small, q="kangaroo"))[0] == "any-club"
    assert asked(small, q="wallaby").total == 0


def test_a_correction_is_told(small: Session) -> None:
    assert asked(small, q="boxng").corrected == {"boxng": "boxing"}


@pytest.mark.parametrize(
    "query", ["parking permit", "bins", "the of", "\x00\x01", "🙂", "<script>", "' OR 1=1 --", "\ud800"]
)
def test_what_is_not_held_finds_nothing(small: Session, query: str) -> None:
    result = search(small, Search(q=query))
    assert (result.total, result.hits, result.nearest) == (0, [], [])


def test_asking_for_help_alone_shows_everything(small: Session) -> None:
    result = asked(small, q="please help me")
    assert result.general
    assert result.total == 10


def test_words_of_another_language_find_its_translation(session: Session, seed: SeedFolder) -> None:
    seed.translate("pl", "safe-harbour", name="Bezpieczny Port", synonyms=["mąż mnie bije"])
    seed.translate("ar", "safe-harbour", synonyms=["العنف المنزلي"])
    load(session, seed.root)
    for query in ("mąż mnie bije", "maz mnie bije", "bezpieczny port", "عنف منزلي"):
        assert search(session, Search(q=query)).total == 1


def test_pages_are_cut_and_beyond_the_last_is_empty(small: Session) -> None:
    first = search(small, Search(page=1, per_page=4))
    assert (first.total, first.pages, len(first.hits)) == (10, 3, 4)
    assert len(search(small, Search(page=3, per_page=4)).hits) == 2
    assert search(small, Search(page=99, per_page=4)).hits == []


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({"age": "-1"}, {"age": "out_of_range"}),
        ({"age": "ten"}, {"age": "not_a_number"}),
        ({"age": "300"}, {"age": "out_of_range"}),
        ({"age": "٣٠٠"}, {"age": "out_of_range"}),
        ({"page": "0"}, {"page": "out_of_range"}),
        ({"page": "1000000000"}, {"page": "not_a_number"}),
        ({"ward": "Narnia"}, {"ward": "unknown_place"}),
        ({"ward": "SW1A 1AA"}, {"ward": "outside_borough"}),
        ({"avoid": "Hendon, Narnia"}, {"avoid": "unknown_place"}),
        ({"avoid": ",".join(["hendon"] * 11)}, {"avoid": "too_many"}),
        ({"need": "gardening"}, {"need": "unknown_need"}),
        ({"q": "x" * 501}, {"q": "too_long"}),
        ({"ward": "x" * 10_000}, {"ward": "unknown_place"}),
        ({"ward": "\x00"}, {"ward": "unknown_place"}),
        ({"spoken": "klingon!"}, {"spoken": "not_a_language"}),
        ({"free": "maybe"}, {"free": "not_a_choice"}),
    ],
)
def test_what_cannot_be_read_is_said(small: Session, raw: dict[str, str], errors: dict[str, str]) -> None:
    assert read_search(small, raw).errors == errors


@pytest.mark.parametrize("typed", ["Burnt Oak", "burnt-oak", " BURNT  OAK", "Burnt Oke"])
def test_a_ward_is_known_however_it_is_typed(small: Session, typed: str) -> None:
    assert find_place(small, typed) == Place("Burnt Oak", ("burnt-oak",))


def test_and_is_written_in_many_ways(small: Session) -> None:
    assert find_place(small, "Totteridge & Woodside").wards == ("totteridge-and-woodside",)


def test_half_a_postcode_is_not_guessed(small: Session) -> None:
    with pytest.raises(PlaceError) as caught:
        find_place(small, "NW99 9ZZ")
    assert caught.value.code == "outside_borough"


def test_the_number_of_queries_does_not_grow_with_the_services(session: Session, seed: SeedFolder) -> None:
    counts: list[int] = []
    statements: list[Any] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    for services in (3, 60):
        for number in range(services):
            seed.service(slug=f"club-{number}", name=f"Club {number}", synonyms=["boxing"])
        load(session, seed.root)
        session.expunge_all()
        for _again in range(2):
            statements.clear()
            result = search(session, Search(q="boxing", per_page=50))
            queries.services_by_id(session, [hit.id for hit in result.hits])
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9


def test_what_surely_takes_the_age_stands_before_what_may(small: Session) -> None:
    found = slugs(small, asked(small, need="youth_activities", age="14"))
    assert found.index("teen-club") < found.index("any-club")
    assert "kids-club" not in found
