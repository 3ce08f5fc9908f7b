"""Disclosures, personal data, junk, tone and language: what guards people and what is said of the tone."""

import pytest

from surveys.analysis.disclosure import signs
from surveys.analysis.language import detect
from surveys.analysis.nonsense import is_nonsense
from surveys.analysis.redaction import MASK, mask, personal_data
from surveys.analysis.sentiment import tone


@pytest.mark.parametrize(
    "text",
    [
        "my dad hits me and my sister when he's been drinking",
        "I've been carrying a knife since they jumped my cousin",
        "my ex sits in his car outside my flat every night",
        "i cut myself when it gets bad",
        "a boy in my class told me his uncle touches him",
        "they said they'll stab my brother if he doesn't pay",
        "mąż mnie bije i zabiera mi pieniądze",
        "زوجي يضربني كل يوم وأنا خائفة",
        # No theme of what would help, and still told.
        "nothing. my dad beats me",
        "no. my uncle touches me",
        "no comment. he will kill me if he knows",
        # Words that advertisements use too.
        "my sister is 15 and a man makes her do onlyfans",
        "he sells my pics on onlyfans, I am 16",
        "a 30 year old keeps sliding in saying dm me, I'm 14",
        "My stepdad hits me every night and he posts it on https://tiktok.com/@abc I am scared to go home",
    ],
)
def test_harm_to_a_specific_person_is_found(coder, text):
    assert coder.code("Q2", "resident", text).disclosure


@pytest.mark.parametrize(
    "text",
    [
        "More youth clubs and better street lighting please",
        "Police",
        "The bins are never collected on time on our road",
        "Drug dealing causes most of the violence",
        "I feel safe here, my neighbours are lovely",
    ],
)
def test_ordinary_answers_are_no_disclosure(coder, text):
    assert not coder.code("Q3", "resident", text).disclosure


def test_signs_are_words_of_the_text():
    text = "He said he'll STAB me if I tell"
    found = signs(text)
    assert found
    assert all(piece in text for piece in found)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("call me on 07700 900123 after six", ["07700 900123"]),
        ("my email is j.bloggs@example.com thanks", ["j.bloggs@example.com"]),
        ("I live at 22 Larkhill Road N12 7QX", ["22 Larkhill Road", "N12 7QX"]),
        ("my son Jayden was robbed", ["Jayden"]),
        ("ask Mrs Patel about it", ["Mrs Patel"]),
        ("follow @jay_x09 and see", ["@jay_x09"]),
        ("Nazywam się Katarzyna Nowak", ["Katarzyna Nowak"]),
        ("اسمي محمد وأسكن هنا", ["محمد"]),
        ("tyrone and them outside the shop", ["tyrone"]),
    ],
)
def test_personal_data_is_found_exactly(text, pieces):
    assert [piece.removeprefix("Mrs ") for piece in personal_data(text)] == [p.removeprefix("Mrs ") for p in pieces]


@pytest.mark.parametrize(
    "text",
    [
        "ring the council on 020 8359 2000 or 101",
        "Childline is 0800 1111",
        "NW9 is getting worse",
        "Sadiq Khan has done nothing",
        "Talk to Frank is useless",
        "the crime reference was 2301234/24",
        "Victoria Road and Brent Cross at night",
        "write to BarnetCST@Barnet.gov.uk",
        "Will the police ever come?",
        "there were 15 people on the corner of the street",
        "in May and in April it was worse",
    ],
)
def test_what_is_public_is_no_personal_data(text):
    assert personal_data(text) == []


def test_masking_takes_every_piece_out():
    masked = mask("Jayden Smith lives at 4 Elm Close, ring 07700900123 or ask for Jayden")
    assert "Jayden" not in masked
    assert "Elm" not in masked
    assert "0770" not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        *("asdfghjkl", "test", "😂😂😂", "<b>x</b>", "' OR 1=1 --", "aaaaaaa", "12345"),
        "free bitcoin casino bonus",
        "earn £500 a day, work from home and get rich, it is all on www.example.com/rich today my friends",
        "best deals in town www.example.com",
    ],
)
def test_junk_is_junk(text):
    assert is_nonsense(text)


@pytest.mark.parametrize(
    "text",
    [
        "idk",
        ".",
        "cctv",
        "strength of the community",
        "ppl get stabbed cuz drugs",
        "szczęście",
        "ASB",
        "الشرطة",
        "We need more youth clubs like this one: https://www.example.org/club",
        "the lads by the casino",
        "gangs pay kids in crypto now",
    ],
)
def test_short_and_odd_answers_are_no_junk(text):
    assert not is_nonsense(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Could be better", "negative"),
        ("drugs", "neutral"),
        ("more youth clubs and better lighting", "neutral"),
        ("I'm scared to walk home, it's getting worse and nobody cares", "negative"),
        ("The youth workers here are brilliant, my son loves it", "positive"),
        ("I love the park in the day but at night it is frightening", "mixed"),
    ],
)
def test_the_tone_of_english(text, expected):
    assert tone(text, "en") == expected


def test_other_languages_are_not_assessed():
    assert tone("boję się wychodzić wieczorem", "pl") == "not_assessed"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("police", "en"),
        ("więcej policji na ulicach", "pl"),
        ("wiecej swiatla w parku", "pl"),
        ("لا أشعر بالأمان في الليل", "ar"),
        ("پلیس بیشتر در خیابان‌ها", "fa"),
        ("mai multă poliție pe străzi", "ro"),
        ("વધુ પોલીસ", "gu"),
        ("sokaklarda daha fazla polis", "tr"),
        ("", "und"),
    ],
)
def test_the_language_is_recognised(text, language):
    assert detect(text) == language


def test_a_short_answer_on_a_polish_page_is_polish():
    assert detect("park", hint="pl") == "pl"
