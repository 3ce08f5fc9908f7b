"""The codebook as CSV, JSON and QDC: out and in again the same; bad files refused whole, with reasons."""

import csv
import io
from dataclasses import replace
from uuid import UUID
from xml.etree import ElementTree

import pytest

from surveys.analysis.codebook_themes import ThemeData, shipped, tidied
from surveys.codebook_exchange import files, qdc
from surveys.exchange.faults import FileError

LABEL, GROUPS, _THEMES = shipped()
BASE = [tidied(theme) for theme in _THEMES]
ODD = ThemeData(
    "vapes",
    "causes",
    {"en": "=Vapes, “e-cigs”", "pl": "E-papierosy", "ar": "السجائر"},
    parent="cause_drug_trade",
    definition="-1+1\nfamily: of words\n'quoted",
    takes_in="@shops; <b>bold</b> & more",
    phrases={"en": ["vape*", "Q2: e ?cig*"], "so": ["sigaar*"]},
    bare={"Q1": ["vapes"], "any": ["vape: shop"]},
    examples=["+44 is no formula", "they sell vapes, “cheap”"],
)
CHILD = replace(ODD, code="vape_shops", names={"en": "Vape shops"}, parent="vapes", retired=True)
ALL = [tidied(theme) for theme in [CHILD, *BASE, ODD]]


def faults_of(data, **given):
    plan = files.plan(BASE, GROUPS, files.read(data), **given)
    return [(fault.row, fault.column, fault.code) for fault in plan.faults]


@pytest.mark.parametrize("kind", files.FORMATS)
@pytest.mark.parametrize(
    "base", [BASE, ALL, [replace(theme, definition="other", phrases={"fr": ["autre"]}) for theme in ALL]]
)
def test_what_goes_out_comes_in_the_same(kind, base):
    plan = files.plan(base, GROUPS, files.read(files.write(kind, ALL, GROUPS, LABEL)))
    assert plan.faults == []
    assert plan.themes == ALL


def test_no_cell_of_the_table_is_a_formula():
    rows = csv.reader(io.StringIO(files.write("csv", ALL, GROUPS, LABEL).decode("utf-8-sig")))
    cells = [cell for row in rows for cell in row]
    assert "'=Vapes, “e-cigs”" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_qdc_file_is_what_other_tools_read():
    root = ElementTree.fromstring(qdc.write(ALL))
    space = {"q": "urn:QDA-XML:codebook:1.0"}
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    found = {element.get("name"): element for element in root.iter("{urn:QDA-XML:codebook:1.0}Code")}
    assert len(found) == len(ALL)
    assert found["Vape shops"].get("isCodable") == "false"
    assert [one.get("name") for one in found["Drug dealing"].findall("q:Code/q:Code", space)] == ["Vape shops"]
    guids = [UUID(element.get("guid")) for element in found.values()]
    assert len(set(guids)) == len(ALL)
    assert qdc.guid("vapes") == qdc.guid("vapes") == found[ODD.names["en"]].get("guid")


OTHER_TOOL = (
    '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="Another"><Codes>'
    '<Code guid="1" name="Vaping" isCodable="true"><Description>All of it: vapes</Description>'
    '<Code guid="2" name="Shops" isCodable="false"/></Code>'
    '<Code guid="3" name="Drug dealing" isCodable="true"/></Codes></CodeBook>'
)


def test_a_codebook_of_another_tool_adds_themes_and_leaves_the_others():
    plan = files.plan(BASE, GROUPS, files.read(OTHER_TOOL.encode()), family="challenges")
    assert plan.faults == []
    assert plan.themes[: len(BASE)] == BASE
    vaping, shops = plan.themes[len(BASE) :]
    assert (vaping.code, vaping.family, vaping.definition) == ("vaping", "challenges", "All of it: vapes")
    assert (shops.parent, shops.family, shops.retired) == ("vaping", "challenges", True)


def test_where_nothing_says_what_a_new_theme_is_about_it_is_refused():
    assert faults_of(OTHER_TOOL.encode()) == [(1, "family", "unknown"), (1, "family", "unknown")]


def test_columns_that_a_table_has_not_change_nothing():
    plan = files.plan(BASE, GROUPS, files.read(b"code,name_so\ncctv_more,Kamarado\n"))
    before = next(theme for theme in BASE if theme.code == "cctv_more")
    after = next(theme for theme in plan.themes if theme.code == "cctv_more")
    assert after == replace(before, names=before.names | {"so": "Kamarado"})
    assert [theme.code for theme in plan.themes] == [theme.code for theme in BASE]


def test_every_bad_row_is_told_with_its_reason():
    table = (
        "code,family,name_en,phrases_en,retired,bare\n"
        "good_one,causes,Good,nice*,,\n"
        "9bad,causes,Bad,(broken,,\n"
        "good_one,causes,Again,,,\n"
        "maybe_one,causes,Maybe,,perhaps,\n"
        "no_theme,none,No answer,,yes,\n"
        "line_one,causes,Line,,,police\n"
    )
    assert faults_of(table.encode()) == [
        (3, "code", "bad_code"),
        (3, "phrases.en", "bad_phrase"),
        (4, "code", "twice"),
        (5, "retired", "not_yes_or_no"),
        (6, "retired", "built_in"),
        (7, "bare", "no_question"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x00\x01", "bad_characters"),
        (b"PK\x03\x04", "wrong_type"),
        (b"a,b\n1,2\n", "not_codebook"),
        (b"code,colour\nx,red\n", "unknown_column"),
        (b"code,family\n", "no_rows"),
        (b"code,name_en\n" + b"".join(b"t%d,T%d\n" % (n, n) for n in range(301)), "too_many_rows"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[1]", "not_codebook"),
        (b'{"themes": []}', "no_rows"),
        (b'{"themes": [{"code": 5}]}', "bad_value"),
        (b'{"themes": [{"code": "x", "names": {"en": ["x", 5]}}]}', "bad_value"),
        (b'{"themes": [{"code": "x", "definition": "\\ud800"}]}', "bad_characters"),
        (b"<a/>", "not_qdc"),
        (b"<CodeBook", "xml"),
        (b'<?xml version="1.0" encoding="nope"?><CodeBook/>', "xml"),
        (b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>', "no_rows"),
        (b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><CodeBook/>", "dtd"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><CodeBook/>".encode("utf-16"), "dtd"),
        (
            b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>' + b'<Code guid="1" name="x" isCodable="true">' * 5000,
            "too_deep",
        ),
        (b"x" * (files.MOST_BYTES + 1), "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, code):
    with pytest.raises(FileError) as refused:
        files.read(data)
    assert refused.value.code == code
