"""Which language somebody writes or asks for: sure only where it is, and never from a slip."""

import pytest

from webapp.chat.tongue import asked_for, english_name, heard


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("sotul meu ma bate si mi-e frica de el", "ro"),
        ("پسرم از مدرسه اخراج شده و کمک میخوام", "fa"),
        ("મારો પતિ મને રોજ મારે છે", "gu"),
        ("preciso de ajuda com o meu filho por favor", "pt"),
        ("necesito ayuda con mi hijo por favor", "es"),
        ("ho bisogno di aiuto per mio figlio", "it"),
        ("kocam beni her gün dövüyor ne yapmalıyım", "tr"),
        ("j'ai besoin d'aide pour mon fils s'il vous plaît", "fr"),
        ("wiilkayga iskuulka waa laga eryay maxaan sameeyaa", "so"),
        ("djali im u perjashtua nga shkolla dhe kam nevoje per ndihme", "sq"),
        ("mąż mnie bije i boję się wrócić do domu", "pl"),
        ("زوجي يضربني كل يوم وأنا خائفة", "ar"),
        ("мой муж бьет меня и детей", "ru"),
        ("میرا شوہر مجھے مارتا ہے", "ur"),
    ],
)
def test_a_whole_sentence_gives_its_language_away(text: str, tag: str) -> None:
    found = heard(text, "en")
    assert found is not None
    assert (found.tag, found.sure) == (tag, True)
    assert heard(text, tag) is None


@pytest.mark.parametrize(
    "text",
    [
        "hi", "ok", "no", "EN5 2AB", "Burnt Oak", "wagwan bruv", "la la la", "Maria Silva lives next door to me",
        "my mate got shanked innit", "pls hlp me", "Al Noor mosque centre", "999", "🙂", "",
    ],
)  # fmt: skip
def test_short_slangy_and_foreign_names_in_english_are_english(text: str) -> None:
    assert heard(text, "en") is None


@pytest.mark.parametrize("text", ["aiuto", "ölmek istiyorum", "tiene miedo"])
def test_one_or_two_words_are_never_sure(text: str) -> None:
    found = heard(text, "en")
    assert found is None or not found.sure


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("speak Somali please", "so"),
        ("can you speak farsi", "fa"),
        ("do you speak Urdu?", "ur"),
        ("Türkçe konuş", "tr"),
        ("parlez français s'il vous plaît", "fr"),
        ("not in english, in polish please", "pl"),
        ("فارسی لطفا", "fa"),
        ("soomaali", "so"),
    ],
)
def test_a_wish_for_a_language_is_understood(text: str, tag: str) -> None:
    assert asked_for(text) == tag


@pytest.mark.parametrize(
    "text",
    ["a club for somali girls", "polish shop", "my turkish neighbour shouts", "romanian men followed me", "hello"],
)
def test_a_languages_name_alone_is_no_wish(text: str) -> None:
    assert asked_for(text) is None


def test_when_the_bot_says_it_is_a_wish_the_name_is_enough() -> None:
    assert asked_for("hey could it maybe be turkish for my mum", certainly=True) == "tr"
    assert asked_for("another language", certainly=True) is None
    assert (english_name("so"), english_name("uk"), english_name("xx")) == ("Somali", "Ukrainian", "xx")
