"""Polish says the same thing in the same way everywhere, and nothing in it says whether the reader is a man or a woman.

Each rule here was broken once. What people type (synonyms) is theirs and is not looked at.
"""

import re

import pytest

from tests.support import translated

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


@pytest.fixture(scope="module")
def polish() -> list[str]:
    return [text for _where, text in translated.words("pl")]


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
    looked_for = "Looking for: %(wishes)s. If that is wrong, just say so."
    said = next(str(message.string) for message in translated.catalogue("pl") if message.id == looked_for)
    # "Szukam: chłopiec" says that the council is after a boy.
    assert not said.startswith("Szukam")
