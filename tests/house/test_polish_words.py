"""Polish says the same thing in the same way everywhere, and nothing in it says whether the reader is a man or a woman.

Each rule here was broken once. What people type (synonyms) is theirs and is not looked at.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from tests.house.test_sizes import ROOT

CATALOGUE = ROOT / "translations" / "pl" / "LC_MESSAGES" / "messages.po"
SEEDS = ("directory/seed/translations/pl", "surveys/seed/translations/pl")
YOU = r"(?:Ty|Ci(?! ludzie| którzy|,)|Cię|Ciebie|Tobie|Tobą|Tw(?:ój|oj\w+|oi\w*)|Was|Wam|Wami|Wasz\w*)"

RULES = {
    "you is written small within a sentence": re.compile(rf"[\w,;)%]\s+{YOU}\b"),
    "people are told you, not sir or madam": re.compile(r"\b(?:Pan|Pana|Panu|Panem|Pani|Panią|Państw\w+)\b"),
    "you is neither he nor she": re.compile(
        r"\b\w+(?:łeś|łaś|łbyś|łabyś)\b|\b\w+[nszr]y(?:/| lub )\w+[nszr]a\b", re.IGNORECASE
    ),
    "staff who keep people safe are no guards of a door": re.compile(
        r"\b(?:pracowni\w+ (?:ds\. )?|kolej\w+ |kierując\w+ )ochron(?:y|ą)\b", re.IGNORECASE
    ),
    "the council is urząd": re.compile(r"\brad(?:a|y|ę|zie|ą) gminy\b|\bpracowni\w+ (?:rady|gminy)\b", re.IGNORECASE),
    "anti-social is not unsociable": re.compile("aspołeczn", re.IGNORECASE),
    "a home that dealers took over was not seized by a bailiff": re.compile(
        r"zaję(?:te|to mu) mieszkanie|zajęli", re.IGNORECASE
    ),
    "abuse is more than beating": re.compile(
        r"\b(?:bije|bijesz|biją) (?:cię|mnie|rodzica|ich)\b|\bcię (?:bije|pobił)\b", re.IGNORECASE
    ),
    "figures give nobody away, they do not betray": re.compile(r"\bkogoś zdradzić|nikogo\b.* zdradzić", re.IGNORECASE),
}


def catalogue_words(path: Path = CATALOGUE) -> Iterator[str]:
    with path.open("rb") as source:
        for message in read_po(source, locale="pl"):
            yield from (
                message.string if isinstance(message.string, list | tuple) else [message.string] if message.id else []
            )


def seed_words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "synonyms":
                yield from seed_words(one)
    elif isinstance(value, list):
        for one in value:
            yield from seed_words(one)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def polish() -> list[str]:
    files = [path for folder in SEEDS for path in sorted((ROOT / folder).rglob("*.yaml"))]
    found = [words for path in files for words in seed_words(yaml.safe_load(path.read_text(encoding="utf-8")))]
    return [*catalogue_words(), *found]


@pytest.mark.parametrize("rule", RULES)
def test_polish_keeps_the_rule(rule: str, polish: list[str]) -> None:
    assert [words for words in polish if RULES[rule].search(words)] == []


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("you is written small within a sentence", "Jeśli grozi Ci duże niebezpieczeństwo"),
        ("people are told you, not sir or madam", "Zadajemy kilka pytań o Panią lub Pana"),
        ("you is neither he nor she", "Bardzo zadowolony/zadowolona"),
        ("you is neither he nor she", "Na ile jesteś zadowolony lub zadowolona?"),
        ("you is neither he nor she", "Co zrobiłeś?"),
        ("staff who keep people safe are no guards of a door", "Przeczytają je pracownicy ochrony"),
        ("the council is urząd", "Rada gminy, policja i inni"),
        ("anti-social is not unsociable", "zachowania aspołeczne"),
        ("a home that dealers took over was not seized by a bailiff", "Praca przymusowa lub zajęte mieszkanie"),
        ("abuse is more than beating", "ktoś w rodzinie cię bije, straszy lub kontroluje"),
        ("figures give nobody away, they do not betray", "bo mogłyby kogoś zdradzić"),
    ],
)
def test_what_was_wrong_once_is_found(rule: str, wrong: str) -> None:
    assert RULES[rule].search(wrong)


def test_what_is_right_is_left_alone(polish: list[str]) -> None:
    right = "Ciebie lub kogoś bliskiego spotkało przestępstwo. Ci ludzie mogą pomóc. Twoje słowa są tu"
    assert [rule for rule, pattern in RULES.items() if pattern.search(right)] == []
    assert len(polish) > 4000


def test_what_the_chat_keeps_in_mind_about_a_child_is_not_what_it_looks_for() -> None:
    with CATALOGUE.open("rb") as source:
        said = str(read_po(source, locale="pl")["Looking for: %(wishes)s. If that is wrong, just say so."].string)
    # "Szukam: chłopiec" says that the council is after a boy.
    assert not said.startswith("Szukam")
