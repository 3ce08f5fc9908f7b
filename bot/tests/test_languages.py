"""The bot's words in the languages that it speaks, and what the site has no translation for."""

import pytest
from catalogue import translate
from replies import AGAIN, FIXED, LEADS, TITLES

from actions.contacts import contact_lines, contact_links
from actions.wishes import Wishes, missed_names

LANGUAGES = ("pl", "ar", "ro", "fa", "gu", "pt", "es", "it", "tr", "fr", "so", "sq")
ROUTE = {
    "route": "police_101",
    "language": "en",
    "when_closed": "In danger ring 999.",
    "contacts": [{"name": "Police", "phone": "101", "all_hours": True, "hours": "", "note": "", "for_whom": "Anyone"}],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_and_first_sentence_has_its_words(language: str) -> None:
    said = [*TITLES.values(), *LEADS.values(), *AGAIN, *(text for texts in FIXED.values() for text in texts)]
    same = [text for text in said if translate(text, language) == text]
    # Names of things stay what they are.
    assert [text for text in same if len(text.split()) > 3] == []


def test_what_the_site_gave_in_english_is_marked_in_another_language_and_the_hours_are_not() -> None:
    first, closed = contact_lines(ROUTE, "so").split("\n")
    assert first == "\u2066Police (Anyone): 101\u2069 (saacad kasta)"
    assert closed == "\u2066In danger ring 999.\u2069"
    assert contact_links(ROUTE, "so") == [{"title": "\u2066Police: 101\u2069", "url": "tel:101"}]


def test_in_the_sites_own_language_nothing_is_marked() -> None:
    assert contact_lines(ROUTE, "en") == "Police (Anyone): 101 (at all hours)\nIn danger ring 999."
    assert contact_lines({**ROUTE, "language": "pl"}, "pl").count("\u2066") == 0


@pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("pl", ", "), ("ar", "، "), ("fa", "، ")])
def test_what_is_counted_up_has_the_languages_own_comma(language: str, comma: str) -> None:
    told = Wishes(age=13, place="burnt-oak", free=True).line(language)
    assert told.count(comma) >= 2
    assert missed_names(["age", "ward"], language).count(comma) == 1
    assert comma == ", " or ", " not in told
