"""Whatever somebody hands in as a file of answers: it is read, or refused with a reason; nothing breaks."""

import io
import random
import zipfile

import pytest
from openpyxl import load_workbook

from surveys.exchange import reading
from surveys.exchange.faults import FileError
from tests.support.answers_files import csv_of, xlsx_of


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return target.getvalue()


def sheet(body):
    """A workbook whose one sheet has this body."""
    source = zipfile.ZipFile(io.BytesIO(xlsx_of([["happy", "cause"], ["very", "words"]])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = body(data)
            archive.writestr(name, data)
    return target.getvalue()


def merged(cells):
    """A workbook of three rows in which these cells are one."""
    rows = [["happy", "cause"], ["very", "words"], ["", "more"], ["not", ""]]
    source = load_workbook(io.BytesIO(xlsx_of(rows)))
    source.active.merge_cells(cells)
    target = io.BytesIO()
    source.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"happy,cause\n", "no_rows"),
        (b"x" * (reading.MOST_BYTES + 1), "too_large"),
        (b"%PDF-1.7 ...", "wrong_type"),
        (b"\xd0\xcf\x11\xe0old", "wrong_type"),
        (b"<html><body>", "wrong_type"),
        (b"PK\x03\x04broken", "wrong_type"),
        (zipped(a="b"), "wrong_type"),
        (zipped(**{"[Content_Types]_xml": "<x/>"}), "not_xlsx"),
        (zipped(**{"answers.csv": "happy\n" + "a" * (reading.MOST_BYTES)}), "too_large_inside"),
        (zipped(**{"..__answers.csv": "x"}), "path_inside"),
        (zipped(**{"[Content_Types]_xml": "<x/>", "xl__big_xml": b"0" * 90_000_000}), "too_large_inside"),
        (b"happy,cause\nvery,a\x00b\n", "bad_characters"),
        (b"happy,cause\nvery,a" + b"\xed\xa0\x80\n", "bad_characters"),
        ("happy,cause\nvery,é\n".encode() + b"not,\xe9\n", "encoding"),
        (b'happy,cause\nvery,"never closed\n', "bad_quotes"),
        (b"happy\n" + b"very\n" * 20_001, "too_many_rows"),
        (csv_of([[f"c{n}" for n in range(601)], ["x"] * 601]), "too_many_columns"),
        (csv_of([["happy"], ["x" * 40_000]]), "too_long"),
        (csv_of([["happy"], ["x" * 140_000]]), "too_long"),
        (csv_of([["happy"], ["very", "no heading"]]), "cell_without_heading"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"answers": 3}', "not_answers"),
        (b'{"reference": "a", "answers": {"happy": {"choices": "very"}}}', "not_answers"),
        (b'{"reference": "a", "answers": {"visits": {"number": 1e400}}}', "not_answers"),
        (b'{"reference": "a\\u0000", "answers": {}}', "bad_characters"),
        (b'{"reference": "a", "answers": {"cause": {"text": "\\ud800"}}}', "bad_characters"),
        (xlsx_of([["happy", "visits"], ["very", "=1+1"]]), "formula_without_value"),
        (xlsx_of([["happy"], ["#REF!"]]), "formula_error"),
        (merged("A2:A3"), "merged_cells"),
        (merged("A1:A2"), "merged_cells"),
        (xlsx_of([]), "empty"),
        (sheet(lambda data: data[:-40]), "not_xlsx"),
        (sheet(lambda data: b'<!DOCTYPE a [<!ENTITY b "c">]>' + data), "not_xlsx"),
    ],
)
def test_it_is_refused_with_a_reason(data, code):
    with pytest.raises(FileError) as told:
        reading.read(data)
    assert told.value.code == code


def test_merged_headings_are_no_matter():
    assert reading.read(merged("B1:C1")).rows[0][1] == ["very", "words"]


def test_files_of_windows_and_of_two_kinds_of_lines_are_read():
    table = reading.read('happy;cause\r\nvery;"a café\rby night"\r\n'.encode("cp1252"))
    assert table.rows == [(2, ["very", "a café\nby night"])]
    assert [note.code for note in table.notes] == ["guessed_encoding"]
    assert reading.read("happy\tcause\nvery\tzażółć\n".encode("utf-16")).rows == [(2, ["very", "zażółć"])]


def test_headings_that_are_there_twice_or_missing_get_names():
    table = reading.read(csv_of([["Other", "Other", "", "Other (2)"], ["a", "b", "c", "d"]]))
    assert len(set(table.headings)) == 4
    assert table.rows[0][1] == ["a", "b", "c", "d"]


def test_bytes_of_chance_are_refused_or_read():
    dice = random.Random(7)
    whole = xlsx_of([["happy", "cause"], ["very", "words"]])
    for _time in range(60):
        data = bytearray(whole)
        for _change in range(dice.randrange(1, 30)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            reading.read(bytes(data))
        except FileError:
            continue
