"""The Arabic words: one name for one thing, the plural that a number takes, numbers in order, nobody left out."""

import re

import pytest

from tests.support import translated

# What stood side by side with the word that all other pages use, or said something else than the English.
NOT_SAID = {
    r"(?<!أعضاء )\b[لبوف]?ا?لمجلس\b(?! التنفيذي)": "the council is البلدية",
    r"الاستشارة": "a consultation is مشاورة",
    r"الدردشة": "the chat is المحادثة",
    r"هذا الاستطلاع": "our surveys are استبيان",
    r"شخص(?:ًا)? كبير": "an adult is بالغ; this is said of old people",
    r"هويتكم الجنسية": "gender identity is الهوية الجندرية",
    r"مهدد\w* بالطرد|يُطردون|الطرد منها": "exclusion is الفصل من المدرسة",
    r"تحت المراقبة": "probation is مراقبة السلوك; this is surveillance",
    r"\bأفضل (?:ألا|عدم|أن)\b": "without its mark this reads as “best”: أفضّل",
    r"على الطاولة": "who sits at the table sits on it in Arabic",
    r"(?:كنت|تكون|أنت|بأنك|إنك) (?:قلقًا|قلق|خائفًا|متأكدًا|مجروحًا|آمنًا)\b": "said to a man alone",
}
NUMBER = re.compile(r"\d{2,5}(?: \d{2,4})+")
# Before Arabic letters or a bracket the sign would jump to the other side of its word: (+LGBT).
PLUS = re.compile(r"[A-Za-z0-9]\+(?! ?[A-Za-z])")


@pytest.fixture(scope="module")
def words() -> list[tuple[str, str]]:
    return translated.words("ar")


@pytest.mark.parametrize(("pattern", "why"), NOT_SAID.items())
def test_one_thing_has_one_name_and_it_is_the_right_one(words: list[tuple[str, str]], pattern: str, why: str) -> None:
    assert [f"{where}: {text}" for where, text in words if re.search(pattern, text)] == [], why


@pytest.mark.parametrize("torn", [NUMBER, PLUS])
def test_the_parts_of_a_number_or_a_name_keep_their_order(words: list[tuple[str, str]], torn: re.Pattern[str]) -> None:
    bare = [(where, re.sub("\u2066[^\u2069]*\u2069", "", text)) for where, text in words if re.search("[ء-ي]", text)]
    assert [f"{where}: {text}" for where, text in bare if torn.search(text)] == []


def test_a_noun_takes_the_case_that_its_number_asks_for() -> None:
    """After 100 it stands in the genitive singular, after 11 to 99 in the accusative: 100 يوم, 30 يومًا."""
    plural = [message for message in translated.catalogue("ar") if isinstance(message.id, (list, tuple))]
    assert plural
    wrong = [
        message.id[0]
        for message in plural
        if re.search(r"%\(num\)[ds] \S*ًا", message.string[4]) or re.search(r"%\(num\)[ds] يوم(?!ًا)", message.string[5])
    ]
    assert wrong == []
