"""The national postcode directory: only what is the borough's is kept, whole or not at all."""

import tracemalloc
from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import queries, settings
from directory.models import Postcode
from directory.places import PlaceError, find_place
from directory.postcodes import Imported, PostcodeFileError, Reading, import_postcodes, read_postcodes, read_ward_names
from tests.factories.postcodes import ELSEWHERE, NEW_HEADER, OLD_HEADER, file, names, row

WARDS = read_ward_names(names({"W1": "Hendon", "W2": "Totteridge & Woodside", "W3": "Hale", "S1": "Hendon"}))
ROWS = [
    row("NW4 1AA", ward="W1", point=("51.59", "-0.22")),
    row("N20 9ZZ", ward="W2"),
    row("NW7 1BB", ward="W3"),
    row("NW9 8CC", borough=ELSEWHERE, ward="W9"),
    row("HA7 1DD", ward="W1"),
    row("NW4 1EE", ended="202101"),
    row("NW4 1FF", point=("99.999999", "0.000000")),
    row("SR2 9GG", borough=ELSEWHERE, ward="S1"),
    row("NW4 NONSENSE"),
    "short,row",
]


def kept(session: Session) -> dict[str, str | None]:
    return {row.code: row.ward for row in session.execute(select(Postcode.code, Postcode.ward))}


def load(session: Session, lines: Iterable[str], names: dict[str, str] | None = None) -> tuple[Reading, Imported]:
    """Read and import, as the command does."""
    reading = read_postcodes(lines, {district.code for district in queries.districts(session)})
    return reading, import_postcodes(session, reading, names)


@pytest.mark.parametrize("header", [OLD_HEADER, NEW_HEADER], ids=["until 2025", "since 2025"])
def test_the_borough_and_its_neighbours_in_the_same_districts_are_kept(seeded_session: Session, header: str) -> None:
    reading, done = load(seeded_session, file(ROWS, header), WARDS)
    assert kept(seeded_session) == {
        "NW41AA": "hendon",
        "N209ZZ": "totteridge-and-woodside",
        "NW71BB": None,
        "NW98CC": "outside",
        "HA71DD": "hendon",
        "NW41FF": "hendon",
    }
    assert (reading.read, reading.inside, reading.outside, reading.ended, done.new) == (10, 5, 1, 1, 6)
    assert reading.faults == {"unknown_ward": 1, "no_point": 1, "not_a_postcode": 1, "short_row": 1}
    assert reading.lines["unknown_ward"] == [4]


def test_a_second_import_changes_nothing(seeded_session: Session) -> None:
    load(seeded_session, file(ROWS), WARDS)
    before = kept(seeded_session)
    _reading, again = load(seeded_session, file(ROWS), WARDS)
    assert (again.new, again.changed, again.removed) == (0, 0, 0)
    assert kept(seeded_session) == before


def test_codes_once_learnt_serve_without_the_names(seeded_session: Session) -> None:
    load(seeded_session, file(ROWS), WARDS)
    assert settings.get(seeded_session, "ward_codes") == {"W1": "hendon", "W2": "totteridge-and-woodside"}
    load(seeded_session, file([row("NW4 9XX", ward="W1")]))
    assert kept(seeded_session)["NW49XX"] == "hendon"


def test_what_is_gone_from_an_area_goes_and_other_areas_stay(seeded_session: Session) -> None:
    load(seeded_session, file(ROWS), WARDS)
    _reading, done = load(seeded_session, file([row("NW4 1AA", ward="W2")]), WARDS)
    assert (done.new, done.changed, done.removed) == (0, 1, 3)
    assert kept(seeded_session) == {
        "NW41AA": "totteridge-and-woodside",
        "N209ZZ": "totteridge-and-woodside",
        "HA71DD": "hendon",
    }


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "missing_columns"),
        (["PK\x03\x04 a zip file\n"], "missing_columns"),
        (["pcds,lat,long\n"], "missing_columns"),
        (list(file([row("SW1A 1AA", borough=ELSEWHERE)])), "none_of_the_borough"),
        (list(file([row("NW9 8CC", borough=ELSEWHERE)])), "none_of_the_borough"),
        ([OLD_HEADER + "\n", "x" * 200_000], "not_csv"),
    ],
    ids=["empty", "zip", "other columns", "no row of ours", "only neighbours", "no lines"],
)
def test_a_wrong_file_changes_nothing(seeded_session: Session, lines: list[str], code: str) -> None:
    load(seeded_session, file(ROWS), WARDS)
    seeded_session.commit()
    before = kept(seeded_session)
    with pytest.raises(PostcodeFileError) as caught:
        load(seeded_session, lines)
    assert caught.value.code == code
    seeded_session.rollback()
    assert kept(seeded_session) == before


def test_memory_does_not_grow_with_the_rows_of_elsewhere() -> None:
    def country(size: int) -> Iterator[str]:
        yield from file([row("NW4 1AA")])
        for number in range(size):
            yield row(f"ZE{number % 90} 1AA", borough=ELSEWHERE) + "\n"

    def peak(size: int) -> int:
        told: list[int] = []
        tracemalloc.start()
        try:
            assert read_postcodes(country(size), {"NW4"}, progress=told.append).read == size + 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            assert len(told) == (size + 1) // 100_000

    peak(100)
    assert peak(150_000) < peak(2_000) + 100_000


def test_a_whole_postcode_gives_its_own_ward_and_point(seeded_session: Session) -> None:
    load(seeded_session, file(ROWS), WARDS)
    for typed in ("NW4 1AA", "nw41aa", " nw4  1aa ", "NW٤ ١AA", "ＮＷ４１ＡＡ", "\u200fNW4 1AA"):
        place = find_place(seeded_session, typed)
        assert (place.label, place.wards, place.precision) == ("NW4 1AA", ("hendon",), "postcode")
        assert (place.latitude, place.longitude) == (51.59, -0.22)


def test_a_postcode_with_no_ward_or_point_of_its_own_takes_its_districts(seeded_session: Session) -> None:
    load(seeded_session, file(ROWS), WARDS)
    district = find_place(seeded_session, "NW7")
    assert find_place(seeded_session, "NW7 1BB").wards == district.wards
    pointless = find_place(seeded_session, "NW4 1FF")
    assert pointless.wards == ("hendon",)
    assert pointless.latitude == find_place(seeded_session, "NW4").latitude


@pytest.mark.parametrize(
    ("typed", "district"),
    [("NW9", "NW9"), ("nw9 5", "NW9"), ("NW9 5z", "NW9"), ("nw95z", "NW9"), ("N12 8QQ", "N12"), ("n 12", "N12")],
)
def test_the_rest_falls_back_to_the_district(seeded_session: Session, typed: str, district: str) -> None:
    load(seeded_session, file(ROWS), WARDS)
    place = find_place(seeded_session, typed)
    assert (place.label, place.district, place.precision) == (district, district, "district")
    assert place.latitude is not None


@pytest.mark.parametrize("typed", ["NW9 8CC", "SW1A 1AA", "N1 2", "N1 2AB", "N22", "E5", "HA7 9ZZ"])
def test_what_lies_beyond_the_border_is_outside(seeded_session: Session, typed: str) -> None:
    load(seeded_session, file(ROWS), WARDS)
    with pytest.raises(PlaceError) as caught:
        find_place(seeded_session, typed)
    assert caught.value.code == "outside_borough"


@pytest.mark.parametrize(
    "typed", ["NW9 5ZZZ", "NW", "5ZZ", "9", "NW9 5ZZ NW9 5ZZ", "", "\x00", "\ud800", "٤٤٤", "N" * 10_000]
)
def test_what_is_no_postcode_and_no_ward_is_said_to_be_unknown(seeded_session: Session, typed: str) -> None:
    with pytest.raises(PlaceError) as caught:
        find_place(seeded_session, typed)
    assert caught.value.code == "unknown_place"


def test_a_ward_has_the_middle_of_its_postcodes(seeded_session: Session) -> None:
    rough = find_place(seeded_session, "Hendon")
    assert (rough.precision, rough.latitude is not None) == ("ward", True)
    rows = [row("NW4 1AA", point=("51.58", "-0.21")), row("NW4 1AB", point=("51.60", "-0.23"))]
    load(seeded_session, file(rows), WARDS)
    place = find_place(seeded_session, "Hendon")
    assert (place.latitude, place.longitude) == pytest.approx((51.59, -0.22))
    assert seeded_session.scalar(select(func.count()).select_from(Postcode)) == 2


def test_every_district_and_ward_of_the_borough_has_a_place_from_the_start(seeded_session: Session) -> None:
    """The 15 districts of domain.md 2 and the 24 wards, all within the borough's own degrees."""
    districts = "EN4 EN5 HA8 N2 N3 N10 N11 N12 N14 N20 NW2 NW4 NW7 NW9 NW11".split()
    assert {district.code for district in queries.districts(seeded_session)} == set(districts)
    names = [ward.name for ward in queries.wards(seeded_session)]
    assert len(names) == 24
    for typed in [*districts, *names]:
        place = find_place(seeded_session, typed)
        assert place.wards
        assert 51.54 < (place.latitude or 0) < 51.68, typed
        assert -0.31 < (place.longitude or 0) < -0.12, typed
