"""What may stand in a theme of the codebook."""

from dataclasses import replace

import pytest

from surveys.analysis.codebook import codebook
from surveys.analysis.codebook_changes import difference
from surveys.analysis.codebook_rules import faults
from surveys.analysis.codebook_themes import ThemeData, compiled, shipped, tidied
from surveys.analysis.codebook_versions import code_of
from surveys.analysis.text import fold

LABEL, GROUPS, THEMES = shipped()
OTHERS = {theme.code: theme for theme in THEMES}
VAPES = ThemeData("vapes", "causes", {"en": "Vapes"}, phrases={"en": ["vape*"]})


def why(**values):
    return {(fault.field, fault.code) for fault in faults(tidied(replace(VAPES, **values)), GROUPS, OTHERS)}


def test_the_shipped_themes_keep_the_rules_and_read_answers_as_the_file_does():
    for theme in THEMES:
        assert faults(tidied(theme), GROUPS, {code: one for code, one in OTHERS.items() if code != theme.code}) == []
    version = compiled(LABEL, 1, GROUPS, THEMES)
    for text in ("more police please", "youth clubs shut", "drugs", "więcej patroli", "المخدرات"):
        assert version.matches(fold(text), "Q3") == codebook().matches(fold(text), "Q3")
        assert version.bare(fold(text), "Q1") == codebook().bare(fold(text), "Q1")


def test_a_plain_theme_has_no_fault():
    assert why() == set()


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"code": "9lives"}, ("code", "bad_code")),
        ({"code": "x' OR 1=1"}, ("code", "bad_code")),
        ({"names": {"pl": "E-papierosy"}}, ("names.en", "no_name")),
        ({"names": {"en": "  "}}, ("names.en", "no_name")),
        ({"names": {"en": "drug DEALING"}}, ("names.en", "name_taken")),
        ({"names": {"en": "Vapes", "english please": "x"}}, ("names.english please", "bad_language")),
        ({"names": {"en": "v" * 121}}, ("names.en", "too_long")),
        ({"family": "none"}, ("family", "unknown")),
        ({"family": ""}, ("family", "unknown")),
        ({"group": "parking"}, ("group", "unknown")),
        ({"parent": "nothing_such"}, ("parent", "unknown")),
        ({"parent": "vapes"}, ("parent", "circle")),
        ({"definition": "d" * 2001}, ("definition", "too_long")),
        ({"examples": ["ask Jayden on 07700 900123"]}, ("examples", "personal_data")),
        ({"examples": ["e" * 1001]}, ("examples", "too_long")),
        ({"bare": {"Q9": ["vapes"]}}, ("bare", "bad_question")),
        ({"phrases": {"en": ["p" * 121]}}, ("phrases.en", "too_long")),
        ({"phrases": {"en": ["vape"] + [f"vape{number}" for number in range(300)]}}, ("phrases.en", "too_many")),
    ],
)
def test_what_cannot_stand_is_named_with_its_field(values, fault):
    assert fault in why(**values)


@pytest.mark.parametrize("phrase", ["vape*", "(shop|stall)s sell*", "Q2: vapes", "e ?cig*", "maybe? vaping", "وايب"])
def test_the_notation_of_phrases_is_taken(phrase):
    assert why(phrases={"en": [phrase]}) == set()


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("*", "too_broad"),
        ("a", "too_broad"),
        ("Q1: *", "too_broad"),
        ("(a*|vape)", "too_broad"),
        ("vape?", "too_broad"),
        ("!!!", "too_broad"),
        ("(vape", "bad_phrase"),
        ("vape)", "bad_phrase"),
        ("(vape|)", "bad_phrase"),
        ("((vape|smoke) shop)", "bad_phrase"),
    ],
)
def test_a_phrase_that_would_fit_everything_or_breaks_is_refused(phrase, code):
    assert why(phrases={"en": [phrase]}) == {("phrases.en", code)}


def test_a_parent_above_itself_is_a_circle():
    child = replace(VAPES, code="vape_shops", names={"en": "Shops"}, parent="vapes")
    found = faults(replace(VAPES, parent="vape_shops"), GROUPS, OTHERS | {"vape_shops": child})
    assert [(fault.field, fault.code) for fault in found] == [("parent", "circle")]


def test_a_code_is_made_of_a_name():
    assert code_of("Vapes & “e-cigs” – für Kinder") == "vapes_e_cigs_fur_kinder"
    assert len(code_of("long " * 40)) <= 60
    assert code_of("مخدرات") == ""


def test_the_difference_is_told_theme_by_theme_and_field_by_field():
    after = [*THEMES[1:], replace(THEMES[0], retired=True), VAPES]
    after[0] = replace(after[0], names=after[0].names | {"so": "Waxba"}, phrases=after[0].phrases | {"en": ["bored*"]})
    changes = difference(THEMES, after)
    assert {change.code: change.kind for change in changes.themes} == {
        THEMES[1].code: "changed",
        THEMES[0].code: "retired",
        "vapes": "added",
    }
    fields = {field.field: field.after for field in changes.themes[0].fields}
    assert fields == {"names.so": "Waxba", "phrases.en": ["bored*"]}
    assert changes.reordered
    assert not difference(THEMES, THEMES)
