"""The codebook holds what codebook.md says, and its phrases say what they look like."""

import pytest

from surveys.analysis.codebook import codebook, compile_phrase
from surveys.analysis.data import TRAINING, read_examples
from surveys.analysis.text import clauses, fold, without_rejected


def bare(question, text):
    return list(codebook().bare(fold(text), question) or [])


def said(question, text):
    return set(codebook().matches(fold(text), question))


def test_it_has_the_45_codes_in_four_families_and_none():
    families = [code.family for code in codebook().codes.values()]
    assert len(families) == 45
    assert {family: families.count(family) for family in set(families)} == {
        "causes": 9,
        "safety": 9,
        "actions": 20,
        "challenges": 5,
        "none": 2,
    }


def test_the_five_groups_of_2023_hold_the_codes_that_the_paper_maps_to_them():
    assert codebook().group_codes("planning_infrastructure") == ["lighting_design", "hostels_planning"]
    assert len(codebook().group_codes("policing_security")) == 7
    assert len(codebook().group_codes("youth_support")) == 6


def test_every_code_has_a_name_in_the_three_languages():
    names = [code.names for code in codebook().codes.values()]
    assert all(set(name) == {"en", "pl", "ar"} and all(name.values()) for name in names)


@pytest.mark.parametrize(
    ("question", "text", "codes"),
    [
        ("Q2", "police", ["safe_patrols"]),
        ("Q3", "Police!!", ["police_presence"]),
        ("Q1", "drugs", ["cause_drug_trade"]),
        ("Q2", "drugs", ["unsafe_asb_drugs_visible"]),
        ("Q3", "police, cameras and youth clubs", ["police_presence", "cctv_more", "youth_activities"]),
        ("Q3", "wiecej policji", ["police_presence"]),
        ("Q1", "المخدرات", ["cause_drug_trade"]),
        ("Q4", "idk", ["no_theme"]),
        ("Q3", "police should stop searching my brother", []),
    ],
)
def test_a_bare_word_is_read_at_the_question_asked(question, text, codes):
    assert bare(question, text) == codes


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("county line*", "it's all County-Lines now"),
        ("skate ?park*", "a skatepark"),
        ("skate ?park*", "two skate parks"),
        ("walking (home|back)", "walking back late"),
        ("see (the|a)? police", "I see police"),
        ("więcej policji", "chcemy wiecej policji"),
        ("كاميرات", "نريد المزيد من الإنارة والكاميرات"),
    ],
)
def test_a_phrase_matches_as_people_write(phrase, text):
    assert compile_phrase(phrase).search(fold(text).text)


def test_a_phrase_does_not_match_inside_another_word():
    assert not compile_phrase("rent").search("my parents")
    assert not compile_phrase("nos").search("nose")


def test_a_phrase_of_one_question_counts_only_there():
    assert "safe_cctv" in said("Q2", "the cctv in our block")
    assert "safe_cctv" not in said("Q3", "the cctv in our block")


def test_the_quick_index_finds_all_that_trying_every_phrase_finds():
    for example in read_examples(TRAINING)[:150]:
        folded = fold(example.text)
        slow = {
            code.code
            for code in codebook().codes.values()
            for phrase in code.phrases
            if phrase.question in (None, example.question) and phrase.pattern.search(folded.text)
        }
        assert set(codebook().matches(folded, example.question)) == slow


def test_the_exact_words_come_back_from_folded_text():
    text = "Chcę WIĘCEJ policji’s"
    folded = fold(text)
    start = folded.text.index("wiecej")
    assert folded.original(text, start, start + len("wiecej")) == "WIĘCEJ"


def test_what_is_only_rejected_is_left_out():
    assert without_rejected("cameras won't help. Football on a Friday would.") == "Football on a Friday would"
    assert without_rejected("to nie wina telefonów, brak zajęć").strip() == "brak zajęć"
    assert without_rejected("the cctv doesn't work") == "the cctv doesn't work"


def test_clauses_are_cut_at_joining_words():
    assert clauses("I like the park but the station is dark") == ["I like the park", "the station is dark"]
    assert clauses("police") == ["police"]
