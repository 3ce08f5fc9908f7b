"""One spelling for many, and what of a long message is judged."""

import pytest

from directory.triage.normalise import normalise, parts


@pytest.mark.parametrize(
    ("written", "same_as"),
    [
        ("HEEEELP", "help"),
        ("He’s got a knife", "hes got a knife"),
        ("Chcę umrzeć łódź", "chce umrzec lodz"),
        ("أُريدُ الموت", "اريد الموت"),
        ("ســـكين", "سكين"),
        ("call ٩٩٩", "call 999"),
        ("کمک", "كمك"),
        ("12 pills", "34 pills"),
        ("I am not wanna do not", "im not want to dont"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_like_words_look_alike(written: str, same_as: str) -> None:
    assert normalise(written) == normalise(same_as)


def test_emergency_numbers_stay_apart_from_other_numbers() -> None:
    assert normalise("999") == "999"
    assert normalise("123") == "000"


def test_a_short_message_is_judged_by_its_clauses_too() -> None:
    text = "Hi, is this private? He is hitting my mum"
    assert parts(text) == [text, "Hi, is this private?", "He is hitting my mum"]
    assert parts("he is outside again") == ["he is outside again"]


def test_a_long_message_is_judged_by_its_sentences_too() -> None:
    text = "I like the new library very much indeed. " * 4 + "Please mend the light on our street."
    found = parts(text)
    assert found[0] == text
    assert "Please mend the light on our street." in found


def test_a_run_without_full_stops_is_looked_at_through_windows() -> None:
    words = [f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 3]
    found = parts(" ".join(words))
    assert all(len(part.split()) <= 24 for part in found[1:])
    assert {word for part in found[1:] for word in part.split()} == set(words)
