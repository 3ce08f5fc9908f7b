"""Reads a query: which languages it may be in, which words tell something, and what mistyped ones mean.

Nobody is asked for their language. Short queries fool language detectors, so the words themselves
decide: languages that know most of them are tried, and false friends of the others are passed over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory import lexicon
from directory.index import UNKNOWN_WEIGHT, Index
from directory.text import MOST_TOKENS, tokens

LIKELY = 0.75
"""A language is tried if it knows at least this part of what the best one knows of a query."""

SAYS_NOTHING, IS_WORD, IS_STEM = 0.8, 1.0, 0.6
"""What it counts for a language when it has a word among those that say nothing, as written, or by its stem."""


@dataclass
class Term:
    """One word of a query: as it was typed, what it was read as, and what it is indexed under."""

    typed: str
    word: str
    keys: tuple[int, ...]
    weight: float


@dataclass
class Reading:
    """The telling words of a query, the keys of those that say little, and what is not held."""

    terms: list[Term] = field(default_factory=list)
    general: set[int] = field(default_factory=set)
    is_general: bool = False
    """It has words that say too little, whether or not any record has them."""
    outside: str | None = None

    @property
    def corrected(self) -> dict[str, str]:
        """Return the words that were read as others, by what was typed."""
        return {term.typed: term.word for term in self.terms if term.word != term.typed}


SILENT = ("h", "k", "w")
"""First letters that are not heard, or dropped in speech, and so left out in writing: nife, rong, urt."""


class Reader:
    """Reads queries by what an index knows."""

    def __init__(self, index: Index) -> None:
        self.index = index
        empty = {word for language in lexicon.languages() for word in _little(language)}
        self._spellings: dict[str, list[str]] = {}
        for word in index.words:
            if len(word) >= 4 and word not in empty:
                self._spellings.setdefault(word[0], []).append(word)

    def read(self, query: str) -> Reading:
        """Return what a query says."""
        typed = tokens(query)[:MOST_TOKENS]
        likely = self.languages(typed)
        found = Reading()
        outside = self._outside(typed, likely)
        seen: set[str] = set()
        for position, token in enumerate(typed):
            if position in outside:
                found.outside = found.outside or outside[position]
                found.terms.append(Term(token, token, (), UNKNOWN_WEIGHT))
            elif any(token in lexicon.vocabulary(language).generic for language in likely):
                found.is_general = True
                found.general.update(self._keys(token, likely))
            elif token not in seen and not any(token in lexicon.vocabulary(one).stop for one in likely):
                seen.add(token)
                found.terms.append(self._term(token, likely))
        return found

    def languages(self, typed: Sequence[str]) -> list[str]:
        """Return the languages that know most of the words, all of them when none knows any."""
        known = {}
        for language in lexicon.languages():
            words, bit = lexicon.vocabulary(language), lexicon.bit(language)
            known[language] = 0.0
            for token in typed:
                if self.index.words.get(token, 0) & bit:
                    known[language] += IS_WORD
                elif token in words.stop or token in words.generic:
                    known[language] += SAYS_NOTHING
                elif lexicon.key(token, language) in self.index.keys:
                    known[language] += IS_STEM
        best = max(known.values(), default=0.0)
        return [language for language, count in known.items() if count >= LIKELY * best]

    def _outside(self, typed: Sequence[str], likely: Iterable[str]) -> dict[int, str]:
        """Return the places in a query of words for what the directory does not hold, with their codes."""
        found: dict[int, str] = {}
        for language in likely:
            stem = lexicon.vocabulary(language).stem
            for start, end, code in lexicon.not_held_at([stem(token) for token in typed], language):
                for position in range(start, end):
                    found.setdefault(position, code)
        return found

    def _term(self, token: str, likely: Sequence[str]) -> Term:
        """Return a word with what it is indexed under: in a likely language, in another, or its spelling mended."""
        keys = self._keys(token, likely) or self._keys(token, lexicon.languages())
        word = token
        if not keys and (near := self._near(token, likely)):
            word, keys = near, self._keys(near, likely) or self._keys(near, lexicon.languages())
        weight = max((self.index.rarity(one) for one in keys), default=UNKNOWN_WEIGHT)
        return Term(token, word, keys, weight)

    def _keys(self, word: str, languages: Iterable[str]) -> tuple[int, ...]:
        """Return the keys of a word in the languages that have it."""
        candidates = (lexicon.key(word, language) for language in languages)
        return tuple(dict.fromkeys(self.index.keys[one] for one in candidates if one in self.index.keys))

    def _near(self, token: str, likely: Iterable[str]) -> str | None:
        """Return the known word that a mistyped one most likely is, if any is near enough.

        The first letter is hardly ever mistyped, only left out where it is not heard; holding to it keeps
        "lights" from becoming "fights".
        """
        length = len(token)
        if length < 4 or length > 40 or token.isdigit():
            return None
        bits = sum(lexicon.bit(language) for language in likely)
        known = [word for word in self._spellings.get(token[0], ()) if self.index.words[word] & bits]
        if length == 4:
            known = [word for word in known if len(word) == 5 and (word[-1] == token[-1] or word.startswith(token))]
        if unheard := [letter + token for letter in SILENT if self.index.words.get(letter + token, 0) & bits]:
            return unheard[0]
        best = process.extractOne(token, known, scorer=OSA.distance, score_cutoff=1 if length < 8 else 2)
        if best is None and length > 8:
            # "councling": a long word that begins right may be further off.
            alike = [word for word in known if word.startswith(token[:4])]
            best = process.extractOne(token, alike, scorer=OSA.distance, score_cutoff=3)
        return best[0] if best else None


def _little(language: str) -> frozenset[str]:
    """Return the words of a language that say nothing or too little."""
    words = lexicon.vocabulary(language)
    return words.stop | words.generic
