"""Return codes are strong, forgiving to type, and never stored; references name and do not open."""

import math
import re

import pytest

from surveys import crypto
from surveys.codes import (
    RETURN_DIGITS,
    RETURN_WORDS,
    new_reference,
    new_return_code,
    normalise_return_code,
    return_code_hashes,
    return_words,
)


def test_a_return_code_has_44_bits_or_more():
    bits = RETURN_WORDS * math.log2(len(return_words())) + RETURN_DIGITS * math.log2(10)
    assert bits >= 44


def test_the_words_stay_apart_when_only_four_letters_are_read_and_none_is_one_slip_from_another():
    words = return_words()
    assert len({word[:4] for word in words}) == len(words) == 512
    assert all(re.fullmatch(r"[a-z]{3,7}", word) for word in words)
    one_letter_less = {word[:i] + "." + word[i + 1 :] for word in words for i in range(len(word))}
    assert len(one_letter_less) == sum(len(word) for word in words)


@pytest.mark.parametrize(
    "typed",
    [
        "acorn kettle planet tulip 482",
        "  ACORN-kettle,planet  tulip482 ",
        "Acorn Kettle Planets Tulips 482",
        "acorn kettle planet tulip ٤٨٢",
        "482 acorn kettle planet tulip",
        "acorn kettle planet tulip 4 8 2",
    ],
)
def test_a_code_opens_however_it_is_typed(typed):
    assert normalise_return_code(typed) == normalise_return_code("acorn kettle planet tulip 482")
    assert return_code_hashes(typed) == return_code_hashes("acorn kettle planet tulip 482")


@pytest.mark.parametrize(
    "typed", ["", "   ", "acorn kettle planet", "acorn kettle planet tulip", "482", "a" * 5000, "\x00"]
)
def test_what_is_no_code_is_said_so(typed):
    assert normalise_return_code(typed) is None
    assert return_code_hashes(typed) == []


def test_another_digit_is_another_code():
    one, other = (return_code_hashes(f"acorn kettle planet tulip {n}") for n in ("482", "483"))
    assert set(one).isdisjoint(other)


def test_fresh_codes_differ_and_can_be_read_back():
    codes = {new_return_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(normalise_return_code(code) for code in codes)


def test_the_hash_hangs_on_a_key_that_is_not_in_the_database():
    before = dict(crypto._keys.by_id)
    hashes = return_code_hashes("acorn kettle planet tulip 482")
    crypto.configure_keys(f"x:{crypto.new_key()}")
    try:
        assert set(return_code_hashes("acorn kettle planet tulip 482")).isdisjoint(hashes)
    finally:
        crypto._keys.by_id = before


def test_references_are_short_and_cannot_be_misread():
    references = {new_reference() for _ in range(200)}
    assert len(references) == 200
    assert all(re.fullmatch(r"CV-[A-Z0-9]{4}-[A-Z0-9]{4}", r) for r in references)
    assert not set("".join(r[3:] for r in references)) & set("AEIOU01L5S8B2Z")
