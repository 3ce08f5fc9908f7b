"""A theme as plain values, and how a version of the codebook is made of such values.

The shipped codebook.yaml, the database, the files of an import and the pages all speak of themes in this shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import yaml

from surveys.analysis.codebook import (
    NO_THEME,
    OTHER,
    PATH,
    Code,
    Codebook,
    Phrase,
    compile_phrase,
    read_phrase,
)

FAMILIES = ("causes", "safety", "actions", "challenges", "none")
BUILT_IN = frozenset({NO_THEME, OTHER})  # the coder itself gives these
TEXTS = ("definition", "takes_in", "leaves_out")


@dataclass(frozen=True)
class ThemeData:
    """One theme. ``phrases`` by language ("Q2: police" counts at that question only), ``bare`` by question or "any".

    ``retired`` is no longer given to answers; ``alone`` stands with no other theme.
    """

    code: str
    family: str
    names: dict[str, str]
    group: str | None = None
    parent: str | None = None
    retired: bool = False
    definition: str = ""
    takes_in: str = ""
    leaves_out: str = ""
    phrases: dict[str, list[str]] = field(default_factory=dict)
    bare: dict[str, list[str]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    finding_2023: str | None = None
    new_since_2023: bool = False
    alone: bool = False

    def values(self) -> dict[str, Any]:
        """Its fields by name."""
        return asdict(self)


FIELDS = tuple(ThemeData.__dataclass_fields__)


@dataclass(frozen=True)
class Theme(Code):
    """A code of a version with what the shipped codebook's have not."""

    retired: bool = False
    parent: str | None = None
    definition: str = ""
    examples: tuple[str, ...] = ()
    deciding: tuple[Phrase, ...] = ()  # the key phrases that the trained model never learned: these give the theme


@dataclass(frozen=True)
class Version(Codebook):
    """A version of the codebook, in force or not. Retired themes keep their place, so that old codes keep names."""

    number: int = 1

    @cached_property
    def deciding(self) -> Codebook:
        """Only the key phrases that give their theme by themselves, because no model has learned them."""
        return Codebook(
            self.version, self.groups, {code: replace(one, phrases=one.deciding) for code, one in self.themes.items()}
        )

    @property
    def given(self) -> dict[str, Theme]:
        """The themes that answers are given."""
        return {code: theme for code, theme in self.themes.items() if not theme.retired}

    @property
    def themes(self) -> dict[str, Theme]:
        """Every theme, the retired ones too."""
        return {code: theme for code, theme in self.codes.items() if isinstance(theme, Theme)}

    def group_codes(self, group: str) -> list[str]:
        """The codes of one group of SNA 4 that are given, in the codebook's order."""
        return [code for code, theme in self.given.items() if theme.group == group]


@lru_cache(maxsize=1)
def shipped() -> tuple[str, dict[str, dict[str, str]], tuple[ThemeData, ...]]:
    """The codebook that the product ships with: its label, the names of its groups, its themes."""
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    themes = tuple(
        ThemeData(
            code=row["code"],
            family=row["family"],
            names=row["name"],
            group=row.get("group"),
            takes_in=row["takes_in"],
            leaves_out=row["leaves_out"],
            phrases={tag: list(few) for tag, few in row["phrases"].items() if few},
            bare={question: list(few) for question, few in row.get("bare", {}).items() if few},
            finding_2023=row.get("finding_2023"),
            new_since_2023=bool(row.get("new_since_2023", False)),
            alone=bool(row.get("alone", False)),
        )
        for row in data["codes"]
    )
    return str(data["version"]), data["groups"], themes


def compiled(label: str, number: int, groups: Mapping[str, dict[str, str]], themes: Iterable[ThemeData]) -> Version:
    """A version ready to read answers with; a retired theme has no phrases any more."""
    learned = {theme.code: {text for few in theme.phrases.values() for text in few} for theme in shipped()[2]}
    codes: dict[str, Code] = {}
    for theme in themes:
        texts = [] if theme.retired else [text for few in theme.phrases.values() for text in few]
        bare = {} if theme.retired else theme.bare
        codes[theme.code] = Theme(
            code=theme.code,
            family=theme.family,
            group=theme.group,
            names=theme.names,
            takes_in=theme.takes_in,
            leaves_out=theme.leaves_out,
            finding_2023=theme.finding_2023,
            new_since_2023=theme.new_since_2023,
            alone=theme.alone,
            phrases=tuple(read_phrase(text) for text in texts),
            bare={question: tuple(compile_phrase(text) for text in few) for question, few in bare.items()},
            retired=theme.retired,
            parent=theme.parent,
            definition=theme.definition,
            examples=() if theme.retired else tuple(theme.examples),
            deciding=tuple(read_phrase(text) for text in texts if text not in learned.get(theme.code, ())),
        )
    return Version(version=label, groups=dict(groups), codes=codes, number=number)


def tidied(theme: ThemeData) -> ThemeData:
    """The theme with blanks tidied, doubles and empty entries gone."""
    return ThemeData(
        **theme.values()
        | {
            "names": {tag: " ".join(name.split()) for tag, name in theme.names.items() if name.strip()},
            "phrases": _lists(theme.phrases),
            "bare": _lists(theme.bare),
            "examples": _each_once(theme.examples),
            "group": theme.group or None,
            "parent": theme.parent or None,
        }
        | {name: "\n".join(line.strip() for line in getattr(theme, name).strip().splitlines()) for name in TEXTS}
    )


def _lists(lists: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    tidy = {key: _each_once(few) for key, few in lists.items()}
    return {key: few for key, few in tidy.items() if few}


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in (" ".join(one.split()) for one in texts) if text))
