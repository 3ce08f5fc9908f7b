"""Files that cannot be read: each is refused with its reason, its row and its column, and nothing breaks."""

import datetime
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.exchange import kept, reading, tabular
from directory.exchange.columns import TARGETS, guess, guesses
from directory.exchange.faults import FileError
from directory.exchange.plan import prepare
from directory.exchange.reading import Mapped
from tests.support.exchange import workbook, written

HEAD = "Service name,Provider"


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def refused(data: bytes, name: str = "file.csv") -> tuple[str, int | None, str]:
    with pytest.raises(FileError) as error:
        reading.read(data, name)
    return error.value.code, error.value.row, error.value.column


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("empty", None, "")),
        (b" \r\n\r\n", ("empty", None, "")),
        (f"{HEAD}\n".encode(), ("no_rows", 1, "")),
        (b"%PDF-1.7", ("wrong_type", None, "")),
        (b"\xd0\xcf\x11\xe0old", ("wrong_type", None, "")),
        (b"<html></html>", ("wrong_type", None, "")),
        (f"{HEAD}\nA,B\nC\x00,D\n".encode(), ("bad_characters", 3, "")),
        (f"{HEAD}\nA,B\nC".encode() + b"\xed\xa0\x80,D\n", ("bad_characters", 3, "")),
        (f"{HEAD}\nCaf\u00e9,B\n".encode() + b"Caf\xe9,D\n", ("encoding", 3, "")),
        (f"{HEAD}\nA,B\n{HEAD}\nC,D\n".encode(), ("header_again", 3, "")),
        (b"Name,name\nA,B\n", ("header_twice", 1, "name")),
        (f'{HEAD}\nA,"B\nC,D\n'.encode(), ("bad_quotes", 2, "")),
        (f"{HEAD}\nA,B,C\n".encode(), ("cell_without_heading", 2, "#3")),
        (f"{HEAD}\n{'A,B' * 1}\n{'x' * 40_000},B\n".encode(), ("too_long", 3, "Service name")),
        (b"x" * (50 * 1024 * 1024), ("too_large", None, "")),
    ],
)
def test_texts_that_are_no_table(data: bytes, expected: tuple[str, int | None, str]) -> None:
    assert refused(data) == expected


def test_too_many_rows() -> None:
    code, row, _column = refused((HEAD + "\n" + "A,B\n" * 20_001).encode())
    assert (code, row) == ("too_many_rows", 20_002)


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = zipped({"[Content_Types].xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    assert len(bomb) < 100_000
    assert refused(bomb, "bomb.xlsx")[0] == "too_large_inside"
    assert refused(zipped({"services.csv": b"0" * 60_000_000}), "bomb.zip")[0] == "too_large_inside"
    assert refused(zipped({f"{number}.csv": b"" for number in range(1001)}), "many.zip")[0] == "too_large_inside"


@pytest.mark.parametrize("name", ["../services.csv", "/etc/services.csv", "a/../../services.csv", "c:\\services.csv"])
def test_no_path_leads_out_of_an_archive(name: str) -> None:
    assert refused(zipped({name: b"id,name\n1,A\n"}), "p.zip")[0] == "path_inside"


def test_archives_that_are_damaged_or_something_else(seeded_session: Session) -> None:
    assert refused(b"PK\x03\x04nothing", "x.zip")[0] == "wrong_type"
    assert refused(zipped({"photo.jpg": b"x"}), "x.zip")[0] == "not_a_package"
    assert refused(zipped({"[Content_Types].xml": b"<x/>"}), "x.xlsx")[0] == "not_xlsx"
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refused(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": entity}), "x.xlsx")[0] == "not_xlsx"
    whole = written(seeded_session, "xlsx")
    for cut in (len(whole) // 3, len(whole) - 200):
        assert refused(whole[:cut], "x.xlsx")[0] in ("wrong_type", "not_xlsx")


def test_workbooks_say_the_cell() -> None:
    rows = [["Service name", "Provider", "Age range"], ["A", "B", "11-17"], ["C", "D", "18+"], ["E", "F", ""]]
    assert refused(workbook({"S": rows}, merged="B2:B3"), "x.xlsx") == ("merged_cells", 2, "B")
    formula = [rows[0], ["A", "=B1", ""]]
    assert refused(workbook({"S": formula}), "x.xlsx") == ("formula_without_value", 2, "B")
    wrong = [rows[0], ["A", "#REF!", ""]]
    assert refused(workbook({"S": wrong}), "x.xlsx") == ("formula_error", 2, "Provider")

    became = [rows[0], ["A", "B", datetime.date(2026, 11, 17)]]
    assert refused(workbook({"S": became}), "x.xlsx") == ("age_became_a_date", 2, "Age range")
    assert refused(workbook({"Empty": []}), "x.xlsx")[0] == "empty"
    title = reading.read(workbook({"S": [["The list", None, None], *rows]}, merged="A1:C1"), "x.xlsx").table
    assert title is not None
    assert title.headings == rows[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[]", "no_rows"),
        ("[1, 2]", "not_services"),
        ('{"name": "A"', "not_json"),
        ("[" * 100_000, "not_json"),
        ('[{"id": "1"}]', "not_services"),
        (json.dumps([{"name": "A\ud800"}]), "bad_characters"),
        (json.dumps([{"name": "A", "phones": [{"number": "1\x00"}]}]), "bad_characters"),
    ],
)
def test_json_that_holds_no_services(text: str, code: str) -> None:
    assert refused(text.encode(), "x.json")[0] == code


@pytest.mark.parametrize("value", [5, None, True, [], {}, "", [[]], [{}], {"a": [1]}, "x" * 10_000, -1, 1e308])
def test_values_of_any_kind_give_faults_and_never_break(seeded_session: Session, value: object) -> None:
    service = {"slug": "prevent", "name": "Prevent"}
    fields = ("name", "needs", "phones", "basis", "languages", "minimum_age", "locations", "sources", "organisation",
              "confidential_location", "way_in", "schedules", "description", "slug", "id", "areas")  # fmt: skip
    for name in fields:
        ours = json.dumps({"services": [{**service, name: value}], "organisations": [value]}).encode()
        prepare(seeded_session, reading.read(ours, "x.json"), Mapped(), "x")
    feed = ("attributes", "phones", "contacts", "service_areas", "languages", "organization", "cost_options", "funding",
            "schedules", "service_at_locations", "minimum_age", "status", "id", "url", "assured_date")  # fmt: skip
    for name in feed:
        theirs = json.dumps([{"name": "New service", name: value}]).encode()
        prepare(seeded_session, reading.read(theirs, "x.json"), Mapped(), "x")


def test_every_field_takes_nonsense_calmly(seeded_session: Session) -> None:

    for nonsense in ("=1+1", "a: b | c: d; e", "\\", "\u202eabc", "'; DROP TABLE service; --", "9" * 400, "-", "|;|"):
        opened = reading.read(f'slug,x\nprevent,"{nonsense}"\n'.encode(), "x.csv")
        for target in TARGETS:
            if target != "slug":
                prepare(seeded_session, opened, Mapped(columns={"slug": "slug", "x": target}), "x")


def test_a_mapping_file_that_is_none() -> None:
    for told in ({"columns": []}, {"columns": {"A": 1}}, {"same": "x"}):
        with pytest.raises(FileError, match="bad_mapping"):
            reading.mapped(told)


def test_a_package_of_another_kind_of_names_is_read() -> None:
    parts = {
        "data/service.csv": b"id,organization_id,name,status\ns1,o1,Invented,active\n",
        "data/organization.csv": b"id,name,description\no1,Trust,Ours\n",
        "data/phone.csv": b"id,service_id,number\np1,s1,020 7946 0000\n",
    }
    found = tabular.read(zipped(parts))
    assert found[0]["phones"][0]["number"] == "020 7946 0000"
    assert found[0]["organization"]["name"] == "Trust"


def test_files_are_kept_for_a_day_under_names_nobody_guesses(tmp_path: Path) -> None:

    folder = tmp_path / "imports"
    one = kept.keep(folder, "../../etc/passwd\x00.csv", b"data", by="a", kind="csv")
    assert one.name == "passwd.csv"
    assert kept.data(folder, one) == b"data"
    assert [waiting.token for waiting in kept.waiting(folder)] == [one.token]
    assert kept.find(folder, "../" + one.token) is None
    old = kept.keep(folder, "old.csv", b"data", by="a", kind="csv", at=one.at - kept.LIFE - 1)
    assert kept.find(folder, old.token) is None

    os.utime(folder / old.token, (one.at - 3600, one.at - 3600))
    assert kept.forget_old(folder) == 1
    assert [place.name for place in folder.iterdir()] == [one.token]


def test_headings_of_many_tables_are_guessed() -> None:
    said = {
        "Service name": "name",
        "Name of Service": "name",
        "PROVIDER": "organisation_name",
        "Age range 11-17": "ages",
        "Telephone number": "phones",
        "Statutory/VCS": "sector",
        "E-mail": "email",
        "Funded until": "funding_end",
        "Favourite colour": "",
    }
    assert {heading: guess(heading) for heading in said} == said
    assert guesses(["Name", "Service name"]) == {"Name": "name", "Service name": ""}
