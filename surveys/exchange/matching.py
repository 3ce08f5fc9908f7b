"""Finds which question, option or row somebody's words mean: by code, or by the words in any language and version."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.content import SOURCE_LANGUAGE, QuestionView
from surveys.exchange.rows import versions_of
from surveys.models import Survey, Translation
from surveys.questions import TYPES

WHY, PLACE = "why", "#"
"""Parts of a question besides its options and rows: the words beside a closed question, a place of a ranking (#2)."""
_NUMBERED = re.compile(r"^\s*(?:q(?:uestion)?\s*)?\d{1,3}[a-z]?\s*[.):]\s*|^\s*q\d{1,3}[a-z]?\s+(?=\S)", re.I)
_BRACKETS = re.compile(r"^(.*?)\s*\[(.*)\]\s*$", re.S)
_CLOSE = 0.9
_COMMENTS = frozenset({"why", "comment", "comments", "why comment"})


def fold(text: str) -> str:
    """A text as it is compared: no capitals, accents of Arabic or punctuation; + is a word, for 65 is not 65+."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("+", " plus ").replace("&", " and ")
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Mn" and sign != "\u0640")
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


@dataclass
class Labels:
    """The words of one question folded, each with its code; words that mean two codes are left out."""

    question: QuestionView
    options: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, str | None] = field(default_factory=dict, repr=False)

    def option(self, text: str) -> str | None:
        """The option that a text means, or None. Thousands of rows say the same: each text is looked at once."""
        if text not in self._seen:
            code = any(text == option.code for option in self.question.options)
            self._seen[text] = text if code else self.options.get(fold(text)) or None
        return self._seen[text]

    def row(self, text: str) -> str | None:
        """The row of a grid that a text means, or None."""
        return text if any(text == row.code for row in self.question.rows) else self.rows.get(fold(text)) or None

    def part(self, text: str) -> str | None:
        """The part of the question that a column with this text in its heading holds, or None."""
        kind = self.question.type
        if kind == "grid":
            return self.row(text)
        if (
            TYPES[kind].has_text
            and TYPES[kind].needs_options
            and fold(text) in _COMMENTS | {fold(str(self.question.why))}
        ):
            return WHY
        if found := self.option(text):
            return found
        place = re.fullmatch(r"(?:rank|place|choice)?\s*(\d{1,2})", fold(text))
        if kind == "ranking" and place and 1 <= int(place[1]) <= len(self.question.options):
            return f"{PLACE}{int(place[1])}"
        return None


@dataclass
class Index:
    """All words of a survey: its newest questions by code, and codes by their folded words."""

    labels: dict[str, Labels]
    texts: dict[str, str]

    def target(self, heading: str) -> str:
        """What a column is by its heading: a question's code, "code.part", or "" when nothing is like it."""
        bare = _NUMBERED.sub("", heading)
        if "." in heading and heading.partition(".")[0] in self.labels and " " not in heading:
            code, _dot, rest = heading.partition(".")
            return heading if rest == WHY or self.labels[code].part(rest) else ""
        if found := self._question(heading) or self._question(bare):
            return found
        if brackets := _BRACKETS.match(bare):
            for outer, inner in ((brackets[1], brackets[2]), (brackets[2], brackets[1])):
                about = self._question(outer)
                if about and (part := self.labels[about].part(inner)):
                    return f"{about}.{part}"
        return self._begun(fold(bare)) or self._alone(bare) or self._near(fold(bare))

    def _question(self, text: str) -> str | None:
        said = fold(text)
        return self.texts.get(said) or self.texts.get(said.replace(" ", ""))

    def _begun(self, said: str) -> str:
        """A question's text with one of its parts behind it; the longest text wins."""
        for text in sorted(self.texts, key=len, reverse=True):
            if said.startswith(f"{text} "):
                code = self.texts[text]
                if part := self.labels[code].part(said[len(text) + 1 :]):
                    return f"{code}.{part}"
        return ""

    def _alone(self, text: str) -> str:
        """The words of a row, or of a "why?", that only one question has."""
        found = [f"{code}.{row}" for code, one in self.labels.items() if (row := one.rows.get(fold(text)))]
        found += [
            f"{code}.{WHY}"
            for code, one in self.labels.items()
            if one.question.why and fold(str(one.question.why)) == fold(text)
        ]
        return found[0] if len(found) == 1 else ""

    def _near(self, said: str) -> str:
        """A question whose text is nearly the same: a slip, a word more."""
        close = get_close_matches(said, [text for text in self.texts if " " in text], n=1, cutoff=_CLOSE)
        return self.texts[close[0]] if close else ""


def index(session: Session, survey: Survey) -> Index:
    """The words of every version of a survey, in every language that it has been translated to."""
    languages = session.scalars(
        sa.select(Translation.language)
        .where(Translation.owner == survey.slug)
        .distinct()
        .order_by(Translation.language)
    )
    newest: dict[str, Labels] = {}
    texts: dict[str, set[str]] = {}
    options: dict[tuple[str, str], set[str]] = {}
    rows: dict[tuple[str, str], set[str]] = {}
    for language in (SOURCE_LANGUAGE, *languages):
        for question in versions_of(session, survey, language).questions:
            newest.setdefault(question.code, Labels(question))
            for text in (question.code, fold(question.code).replace(" ", ""), str(question.text)):
                texts.setdefault(fold(text), set()).add(question.code)
            for option in question.options:
                for text in (option.code, str(option.label)):
                    options.setdefault((question.code, fold(text)), set()).add(option.code)
            for row in question.rows:
                for text in (row.code, str(row.label)):
                    rows.setdefault((question.code, fold(text)), set()).add(row.code)
    for (code, said), found in options.items():
        if said and len(found) == 1:
            newest[code].options[said] = next(iter(found))
    for (code, said), found in rows.items():
        if said and len(found) == 1:
            newest[code].rows[said] = next(iter(found))
    return Index(newest, {said: next(iter(codes)) for said, codes in texts.items() if said and len(codes) == 1})
