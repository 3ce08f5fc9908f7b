"""What somebody types in a survey held by chat, read: words such as "skip", an option's words or number, a list.

An answer that is read wrongly is worse than one that is asked for again: what is not plain is no match.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from directory.triage.unlearned import is_bare_call
from surveys.content import QuestionView
from webapp.chat.reply import MOST_CHOICES

_DATA = Path(__file__).with_name("survey_words.toml")
COMMANDS = ("skip", "back", "stop", "change", "withdraw", "send", "go", "done", "yes", "no")
_WITH_WORDS_AROUND = ("withdraw", "stop")
"""Those that are heard in a sentence too: who believes that answers are deleted must not be wrong."""
_LONGEST_WITH_WORDS_AROUND = 10
SOURCE = "en"
# A lower number typed for a band of ages may be the place of a button as well as an age.
YOUNGEST_TYPED = 8
# A greater one is no age: "999" calls for help.
OLDEST_TYPED = 110
_LEAST_LETTERS = 3
_BAND = re.compile(r"(?P<under>under_)?(?P<over>over_)?(?P<low>\d{1,3})(?:_(?:(?P<high>\d{1,3})|over))?")


def fold(text: str) -> str:
    """Return the text to be compared: no capitals, accents, apostrophes or marks, digits of any script as 0-9."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ł", "l"))
    plain = re.sub("['’`ʼ]", "", plain)
    kept = (
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign if sign.isalnum() else " "
        for sign in plain
        if unicodedata.category(sign) != "Mn"
    )
    return " ".join("".join(kept).split())


def command(text: str, language: str) -> set[str]:
    """Return the words of COMMANDS that a whole message stands for: "done" may send as well as finish a list."""
    said = fold(text)
    found = {name for name in COMMANDS if said and said in _known(name, language)}
    return found or {name for name in _WITH_WORDS_AROUND if _core(said, language) in _cores(name, language)}


def word(name: str, language: str, taken: Collection[str] = ()) -> str:
    """Return what to write for one of COMMANDS, none of the words that are `taken` (by a provider of text messages)."""
    listed = [words.strip() for words in _read().get(language, _read()[SOURCE])[name].split(";")]
    return next((words for words in listed if words not in taken), listed[0])


def is_plain(text: str, language: str, question: QuestionView | None) -> bool:
    """Return whether a whole message is one of our own words ("send"), an option's or a number: nobody's cry for help.

    A call for help is never plain, whatever is open: "999", "help".
    """
    said = fold(text)
    if is_bare_call(text) or is_bare_call(said):
        return False
    if command(text, language) or number(text, language) is not None or said.isdecimal():
        return True
    return question is not None and _names_options(question, text, language)


def _names_options(question: QuestionView, text: str, language: str) -> bool:
    """Return whether a message is options' own words and numbers, and little words around them, but nothing else."""
    fillers = _known("filler", language)
    labels = [fold(str(one.label)) for one in question.options]
    whole = {*labels, *(" ".join(_without(label, fillers)) for label in labels)} - {""}

    def names(part: str) -> bool:
        said = fold(part)
        return said.isdecimal() or said in whole or " ".join(_without(said, fillers)) in whole

    parts = _parts(text, language)
    return names(text) or (bool(parts) and all(map(names, parts)))


def change_of(text: str, language: str) -> str | None:
    """Return what follows "change" ("change 3", "change my age"), or None where the message is no such."""
    words = fold(text).split()
    if len(words) > 1 and words[0] in _known("change", language):
        return " ".join(words[1:])
    return None


def asks_for_help(text: str, language: str) -> bool:
    """Return whether somebody asks where help is, rather than answers."""
    said = f" {fold(text)} "
    return any(f" {phrase} " in said for phrase in _known("help", language))


def is_question(text: str) -> bool:
    """Return whether the message ends as a question does."""
    return text.rstrip().endswith(("?", "؟"))


def number(text: str, language: str) -> int | None:
    """Return the whole number that a message is, in digits or, up to twelve, in words.

    A word that is "yes" or "no" too is none (Persian "نه": no, and nine).
    """
    said = fold(text)
    if said.isdecimal() and len(said) < 4:
        return int(said)
    if said in _known("yes", language) | _known("no", language):
        return None
    words = _listed("numbers", language) + _listed("numbers", SOURCE)
    return words.index(said) % 12 + 1 if said in words else None


def option(question: QuestionView, text: str, language: str, offered: Sequence[str] = ()) -> str | None:
    """Return the code of the option that a message names, or None where it names none or could be several.

    By the option's own words in the talk's language, some of them that no other has, "yes" or "no" in any words of
    that language, or its number among those `offered` (codes in the order of their buttons; all where there are none).
    Where options are ages or amounts, a number is an age or an amount, never a place in the list.
    """
    said = fold(text)
    labels = {one.code: fold(str(one.label)) for one in question.options}
    exact = [code for code, label in labels.items() if said and said in (label, fold(code))]
    if len(exact) == 1:
        return exact[0]
    shown = list(offered or labels)
    meant = command(text, language) & {"yes", "no"}
    if question.type == "agreement" and meant == {"yes"}:
        return shown[0]
    if len(meant) == 1 and meant <= labels.keys():
        return meant.pop()
    amounts = holds_amounts(question) and len(shown) <= MOST_CHOICES
    given = number(text, language)
    if given is not None:
        if question.type == "age_band":
            return _in_one({code: labels[code] for code in shown}, given) if _is_age(given) else None
        if amounts:
            return _in_one({code: labels[code] for code in shown}, given)
        return shown[given - 1] if 1 <= given <= len(shown) else None
    fillers = _known("filler", language)
    core = " ".join(_without(said, fillers))
    same = [code for code, label in labels.items() if core and core == " ".join(_without(label, fillers))]
    if len(same) == 1:
        return same[0]
    if set(core.split()) <= _known("degree", language) or (amounts and any(sign.isdecimal() for sign in core)):
        # "A bit" is as much of safe as of unsafe; "3 months" ends one option and begins the next.
        return None
    part = [code for code, label in labels.items() if len(core) >= _LEAST_LETTERS and f" {core} " in f" {label} "]
    return part[0] if len(part) == 1 else None


def several(question: QuestionView, text: str, language: str, offered: Sequence[str] = ()) -> list[str] | None:
    """Return the codes of the options that a message names ("1, 3 and 5"), in its order; None where unclear."""
    whole = option(question, text, language, offered)
    if whole is not None:
        return [whole]
    parts = _parts(text, language)
    if len(parts) == 1 and all(word.isdecimal() for word in fold(text).split()):
        parts = fold(text).split()
    found = [option(question, part, language, offered) for part in parts]
    if not found or None in found:
        return None
    return list(dict.fromkeys(code for code in found if code is not None))


def _parts(text: str, language: str) -> list[str]:
    """Return the parts of a list, as people write one: commas, "and", a line each."""
    joints = "|".join(re.escape(word) for word in sorted(_known("join", language), key=len, reverse=True))
    return [part for part in re.split(rf"[,;،\n+&/]|\s(?:{joints})\s", text.casefold()) if part.strip()]


def _without(said: str, fillers: frozenset[str]) -> list[str]:
    return [word for word in said.split() if word not in fillers]


def holds_amounts(question: QuestionView) -> bool:
    """Return whether the options are ages or amounts ("10 to 49"): a number then means one, and no place in a list."""
    return any(
        _BAND.fullmatch(one.code) or any(sign.isdecimal() for sign in str(one.label)) for one in question.options
    )


def _is_age(given: int) -> bool:
    return YOUNGEST_TYPED <= given <= OLDEST_TYPED


def _in_one(labels: Mapping[str, str], amount: int) -> str | None:
    """Return the code of the one option that takes in an amount; None where none does, or more than one."""
    fitting = [code for code, label in labels.items() if _takes_in(code, label, amount)]
    return fitting[0] if len(fitting) == 1 else None


def _takes_in(code: str, label: str, amount: int) -> bool:
    """Return whether an option takes in an amount, by its code ("under_11", "11_15", "75_over"), else by its label."""
    found = _BAND.fullmatch(code)
    if found is not None:
        low, high = int(found["low"]), found["high"]
        under, over = bool(found["under"]), bool(found["over"])
        at_least = code.endswith("_over")
    else:
        # "1 to 3 months", "More than 6 months": what a single number means stands in the code alone.
        ends = re.findall(r"\d+", label)
        if len(ends) not in (1, 2):
            return False
        low, high = int(ends[0]), ends[1] if len(ends) == 2 else None
        under, over, at_least = code.startswith("under_"), code.startswith("over_"), code.endswith("_over")
    if high is not None:
        return low <= amount <= int(high)
    return amount < low if under else amount > low if over else amount == low or (at_least and amount > low)


@cache
def _read() -> dict[str, dict[str, str]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _listed(name: str, language: str) -> list[str]:
    return [fold(words) for words in _read().get(language, {}).get(name, "").split(";") if words.strip()]


def _core(said: str, language: str) -> str:
    """Return what is left of a short message without the words that may stand around a command."""
    words = said.split()
    if len(words) > _LONGEST_WITH_WORDS_AROUND:
        return ""
    return " ".join(_without(said, frozenset(" ".join(_known("around", language)).split())))


@cache
def _cores(name: str, language: str) -> frozenset[str]:
    return frozenset(_core(words, language) for words in _known(name, language)) - {""}


@cache
def _known(name: str, language: str) -> frozenset[str]:
    return frozenset(_listed(name, SOURCE) + _listed(name, language))
