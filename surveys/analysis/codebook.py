"""The codebook: 45 codes with names, rules, groups and key phrases, read from codebook.yaml (source: codebook.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from surveys.analysis.text import Folded, fold, words

PATH = Path(__file__).with_name("codebook.yaml")
QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5")
MOST_CODES = 5  # codebook.md, general rules 1 and 7
NO_THEME = "no_theme"
OTHER = "other_not_safety"

# Words that do not keep an answer from being a bare one ("more police please").
_FILLER = frozenset(
    "the a an more just of some maybe probably really pls please i think mainly mostly because its it's definitely "
    "lol innit bruv tbh our my"
    " to chyba moze po prostu na pewno w jest sa ال من في يمكن اعتقد".split()
)
_RUN = re.compile(r"\w+")
_BEFORE, _AFTER = r"(?<!\w)", r"(?!\w)"
ANCHOR = 8  # letters of a phrase's beginning by which it is found
WORDS_KEPT, LONGEST_KEPT = 20_000, 40  # words remembered, and how long one may be
_ITEMS = re.compile(r"[,;/&+\n،؛•]+|\s+(?:and|or|i|oraz|و|n)\s+")


Spans = dict[str, list[tuple[int, int]]]
"""For each code the places (start, end in the folded text) that say it."""


@dataclass(frozen=True)
class Phrase:
    """A key phrase as a pattern over folded text; ``question`` limits it to one question."""

    pattern: re.Pattern[str]
    question: str | None
    anchors: frozenset[str]
    needs: tuple[str, ...] = ("",)
    """A text without any of these does not say it: told in no time, before the pattern is tried."""


@dataclass(frozen=True)
class Code:
    """One theme.

    ``group`` is one of the five of SNA 4 or None; ``finding_2023`` the finding of SNA 4 that it continues.
    """

    code: str
    family: str
    group: str | None
    names: dict[str, str]
    takes_in: str
    leaves_out: str
    finding_2023: str | None
    new_since_2023: bool
    alone: bool
    phrases: tuple[Phrase, ...]
    bare: dict[str, tuple[re.Pattern[str], ...]]

    def name(self, language: str) -> str:
        """Its name in the language, else in English."""
        return self.names.get(language) or self.names["en"]


@dataclass(frozen=True)
class Codebook:
    """A version of the codebook; ``groups`` has each group's names by language."""

    version: str
    groups: dict[str, dict[str, str]]
    codes: dict[str, Code]

    def group_codes(self, group: str) -> list[str]:
        """The codes of one group of SNA 4, in the codebook's order."""
        return [code.code for code in self.codes.values() if code.group == group]

    def group_name(self, group: str, language: str) -> str:
        """A group's name in the language, else in English."""
        return self.groups[group].get(language) or self.groups[group]["en"]

    def matches(self, folded: Folded, question: str) -> Spans:
        """For each code the places (start, end in the folded text) where a key phrase says it."""
        text = folded.text
        candidates: set[int] = set()
        for word in set(_RUN.findall(text)):
            candidates.update(self._begins(word))
        found: Spans = {}
        phrases = self._phrases
        for place in sorted(candidates):
            code, phrase = phrases[place]
            if phrase.question in (None, question) and any(need in text for need in phrase.needs):
                spans = [match.span() for match in phrase.pattern.finditer(text)]
                if spans:
                    found.setdefault(code, []).extend(spans)
        return found

    def __getstate__(self) -> dict[str, Any]:
        """Kept without what is only remembered to be quick."""
        return {name.name: getattr(self, name.name) for name in fields(self)}

    def _begins(self, word: str) -> tuple[int, ...]:
        """The places of the phrases that may begin at this word; remembered, because words come again."""
        found = self._begun.get(word)
        if found is None:
            found = tuple({place for start in _starts(word) for place in self._by_anchor.get(start, ())})
            if len(word) <= LONGEST_KEPT:
                if len(self._begun) >= WORDS_KEPT:
                    self._begun.clear()
                self._begun[word] = found
        return found

    @cached_property
    def _begun(self) -> dict[str, tuple[int, ...]]:
        return {}

    @cached_property
    def _phrases(self) -> list[tuple[str, Phrase]]:
        return [(code.code, phrase) for code in self.codes.values() for phrase in code.phrases]

    @cached_property
    def _by_anchor(self) -> dict[str, list[int]]:
        """Phrases by the letters they can begin with: of 1,500 only a handful is tried on a text."""
        index: dict[str, list[int]] = {}
        for place, (_code, phrase) in enumerate(self._phrases):
            for anchor in phrase.anchors:
                index.setdefault(anchor, []).append(place)
        return index

    def bare(self, folded: Folded, question: str) -> Spans | None:
        """Codes of an answer made only of bare words, each read at the question asked (general rule 2).

        None when any part of the answer is more than such a word.
        """
        items = list(_items(folded.text))
        if not items or len(items) > MOST_CODES + 1:
            return None
        found: Spans = {}
        for start, end in items:
            spoken = words(folded.text[start:end])
            whole = " ".join(spoken)
            plain = " ".join(word for word in spoken if word not in _FILLER) or whole
            any_bare = self._any_bare(question)
            if not (any_bare.fullmatch(plain) or any_bare.fullmatch(whole)):
                return None
            code = next(
                code.code
                for code in self.codes.values()
                for pattern in (*code.bare.get(question, ()), *code.bare.get("any", ()))
                if pattern.fullmatch(plain) or pattern.fullmatch(whole)
            )
            found.setdefault(code, []).append((start, end))
        return found

    def _any_bare(self, question: str) -> re.Pattern[str]:
        """All bare words of a question in one pattern: most answers fail it, and then none is tried by itself."""
        question = question if question in QUESTIONS else ""
        if question not in self._bare_patterns:
            patterns = [
                pattern.pattern.removeprefix(_BEFORE).removesuffix(_AFTER)
                for code in self.codes.values()
                for pattern in (*code.bare.get(question, ()), *code.bare.get("any", ()))
            ]
            self._bare_patterns[question] = re.compile("|".join(patterns) or r"(?!)")
        return self._bare_patterns[question]

    @cached_property
    def _bare_patterns(self) -> dict[str, re.Pattern[str]]:
        return {}


def _items(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for cut in [*_ITEMS.finditer(text), None]:
        end = cut.start() if cut else len(text)
        part = text[place:end]
        inner = part.strip(" .!?-'\"؟()")
        if words(inner):
            start = place + part.index(inner)
            yield start, start + len(inner)
        place = cut.end() if cut else end


def _tokens(phrase: str) -> list[str]:
    """Cut at spaces that are outside brackets."""
    tokens, depth, token = [], 0, ""
    for character in phrase:
        if character == " " and depth == 0:
            tokens.append(token)
            token = ""
            continue
        depth += (character == "(") - (character == ")")
        token += character
    return [part for part in [*tokens, token] if part]


def _piece(token: str) -> str:
    """One token of a phrase as a pattern: ``*`` ends a stem, brackets hold alternatives."""
    stem = r"\w*" if token.endswith("*") else ""
    token = token.removesuffix("*")
    if token.startswith("("):
        inner = token[1:-1].split("|")
        return "(?:" + "|".join(r"\W+".join(_piece(word) for word in part.split()) for part in inner) + ")" + stem
    prefix = "(?:[وفبلك]?(?:ال|ل)?)?" if re.match("[\u0600-\u06ff]", token) else ""
    return prefix + re.escape(token) + stem


def compile_phrase(phrase: str) -> re.Pattern[str]:
    """A key phrase as a pattern over folded text. Notation: ``stem*``, ``(this|that)``, ``maybe?``, ``skate ?park``."""
    out, separator = "", ""
    for token in _tokens(fold(phrase).text):
        if token.startswith("?"):
            token, separator = token[1:], separator and r"\W*"
        if token.endswith("?"):
            out += f"{separator}(?:{_piece(token[:-1])}" + r"\W+)?"
            separator = ""
            continue
        out += separator + _piece(token)
        separator = r"\W+"
    return re.compile(f"{_BEFORE}{out}{_AFTER}")


def _anchors(phrase: str) -> frozenset[str]:
    """The letters that a match can begin with, ANCHOR of them at most."""
    found: set[str] = set()
    for token in _tokens(fold(phrase).text):
        for start in token.lstrip("?(").rstrip("?*)").split("|"):
            found.add(re.split(r"\W", start.strip("*"))[0][:ANCHOR])
        if not token.endswith("?"):
            break
    return frozenset(found)


def _needs(phrase: str) -> tuple[str, ...]:
    """Letters of which some must be in a text that says the phrase: of its rarest-looking word after the first."""
    best: tuple[str, ...] = ("",)
    for token in _tokens(fold(phrase).text)[1:]:
        if token.endswith("?") or token.count("(") > 1:
            continue
        inner = token.removeprefix("?").removesuffix("*")
        ways = inner[1:-1].split("|") if inner.startswith("(") else [inner]
        needed = tuple((way.split() or [""])[0].strip("*") for way in ways)
        if min(map(len, needed)) > min(map(len, best)):
            best = needed
    return best


def _starts(word: str) -> set[str]:
    """The first letters of a word, one to ANCHOR of them; in Arabic also behind joined particles."""
    offsets = range(4) if "\u0600" <= word[0] <= "\u06ff" else range(1)
    return {word[offset : offset + size] for offset in offsets for size in range(1, ANCHOR + 1)}


def read_phrase(text: str) -> Phrase:
    """A key phrase as written; "Q2: police" counts at that question only."""
    head, colon, rest = text.partition(": ")
    if colon and head in QUESTIONS:
        return Phrase(compile_phrase(rest), head, _anchors(rest), _needs(rest))
    return Phrase(compile_phrase(text), None, _anchors(text), _needs(text))


def _code(row: dict[str, Any]) -> Code:
    return Code(
        code=row["code"],
        family=row["family"],
        group=row.get("group"),
        names=row["name"],
        takes_in=row["takes_in"],
        leaves_out=row["leaves_out"],
        finding_2023=row.get("finding_2023"),
        new_since_2023=bool(row.get("new_since_2023", False)),
        alone=bool(row.get("alone", False)),
        phrases=tuple(read_phrase(text) for texts in row["phrases"].values() for text in texts),
        bare={
            question: tuple(compile_phrase(text) for text in texts) for question, texts in row.get("bare", {}).items()
        },
    )


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The codebook that this version of the product ships with."""
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    codes = {row["code"]: _code(row) for row in data["codes"]}
    return Codebook(version=str(data["version"]), groups=data["groups"], codes=codes)
