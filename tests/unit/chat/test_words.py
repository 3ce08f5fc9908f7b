"""The chat's words in every language: complete, with their placeholders, numbers and direction."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.drift import extract, wrong_placeholders
from webapp.i18n import TRANSLATIONS, languages

CHAT_ONLY = [tag for tag, language in languages().items() if not language.site]
# What must be told the same in every language (domain.md §3); a word to be texted is not translated.
EXACT = re.compile(r"\b(?:999|55|101|18000|111|116 123|85258|0800 068 4141|SHOUT|register|Relay UK|BSL|HOPELINE247)\b")
OWN_MARKS = {
    "fa": "«»",
    "fr": "«»",
    "es": "«»",
    "it": "«»",
    "sq": "«»",
    "ro": "„”",
    "pt": "“”",
    "tr": "“”",
    "so": "“”",
    "gu": "“”",
}


def catalogue(tag: str) -> Catalog:
    with (TRANSLATIONS / tag / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    template: Path = tmp_path_factory.mktemp("words") / "chat.pot"
    extract(template, "chat.cfg")
    with template.open("rb") as source:
        return {str(message.id) for message in read_po(source) if message.id}


@pytest.mark.parametrize("tag", CHAT_ONLY)
def test_every_word_of_the_chat_is_there_and_says_the_same_numbers(tag: str, wanted: set[str]) -> None:
    read = catalogue(tag)
    assert {str(message.id) for message in read if message.id} == wanted
    assert wrong_placeholders(read) == []
    for message in read:
        if message.id:
            assert message.string, message.id
            told = str(message.string)
            missing = set(EXACT.findall(str(message.id))) - set(EXACT.findall(re.sub(r"(?<=\d)(?=['’]|ը)", " ", told)))
            assert not missing, (message.id, told)


@pytest.mark.parametrize("tag", CHAT_ONLY)
def test_digits_are_western_and_quotation_marks_the_languages_own(tag: str) -> None:
    for message in catalogue(tag):
        # With plural forms there are several: each by itself, for Python would set marks around them.
        words = " ".join(message.string) if isinstance(message.string, tuple) else str(message.string)
        assert not re.search(r"[٠-٩۰-۹૦-૯]", words), words
        assert '"' not in words.replace("\n", " ") or not message.id, words
        if message.id and "Leave now" in words:
            assert OWN_MARKS[tag][0] in words, words
            assert OWN_MARKS[tag][1] in words, words


def test_it_says_who_made_the_words() -> None:
    for tag in CHAT_ONLY:
        assert "machine translation, to be checked" in catalogue(tag).last_translator
