"""The shape of findings: typed values that may be published. Numbers, bases and codes, never sentences."""

from typing import NotRequired, TypedDict

from surveys.analysis.agreement import ReportAgreement
from surveys.analysis.kept_words import KeptWords
from surveys.analysis.missing import Missing
from surveys.analysis.published_waves import Measures
from surveys.analysis.statistics import Figure

ALL = "all"


class Row(TypedDict):
    """One theme or option with how many people of the base spoke of it or chose it."""

    code: str
    figure: Figure


class ThemeTable(TypedDict):
    """Themes of one audience (or "all"), most often first. ``uncoded``: real answers that fit no code."""

    audience: str
    base: Figure
    rows: list[Row]
    uncoded: Figure


class Group(TypedDict):
    """One of the five groups of SNA 4 with its themes, over everyone who answered."""

    group: str
    figure: Figure
    rows: list[Row]


class ClosedTable(TypedDict):
    """A closed question as one audience (or "all") answered it; a person may have chosen several options."""

    question: str
    audience: str
    base: Figure
    rows: list[Row]


class HeardRow(TypedDict):
    """A group of residents: its share among those who answered, among residents (whole percent), and a verdict.

    `verdict`: "fewer" or "more" than their share, "as_expected", or "too_few" to say.
    """

    code: str
    name: str
    figure: Figure
    residents_percent: int
    verdict: str


class Heard(TypedDict):
    """Who was heard by one property, beside who lives here (SNA table 1, or what staff put in its place)."""

    group: str
    source: str
    year: int
    base: Figure
    rows: list[HeardRow]


class DifferenceRow(TypedDict):
    """A theme that two sets of people really differ in. `test` is "chi_squared" or "fisher"; `p` is Holm's."""

    code: str
    first: Figure
    second: Figure
    points: int
    test: str
    p: float


class Differences(TypedDict):
    """How many themes were tested between two sets of people, and those that differ at p <= 0.05 after Holm."""

    tested: int
    rows: list[DifferenceRow]


class SinceWave(TypedDict):
    """The wave before: an earlier consultation's newest published version, its people and what changed."""

    consultation: str
    title: str
    number: int
    took_part: Figure
    differences: Differences


class CopyRow(TypedDict):
    """A theme with the copies of campaigns (as in the table of all), and without: over people without only copies."""

    code: str
    figure: Figure
    without: Figure


class WithoutCopies(TypedDict):
    """The themes whose count the copies of campaigns change, and how many people wrote something besides copies."""

    base: Figure
    rows: list[CopyRow]


class Findings(TypedDict):
    """What ``webapp/documents`` puts into words. Fields that are not required came with a later release."""

    consultation: str
    title: str
    made_at: str
    codebook: str
    minimum: int
    rounding: int
    took_part: Figure
    by: dict[str, dict[str, Figure]]
    themes: list[ThemeTable]
    groups: list[Group]
    quotations: list[str]
    coded_by_person_percent: int | None
    missing: Missing | None
    measures: Measures
    # Whether there are audiences of so few people that they are in no figure at all; and the moment (ISO) up to
    # which people were counted, when too few came after it.
    few: NotRequired[bool]
    until: NotRequired[str | None]
    events: NotRequired[dict[str, str]]
    closed: NotRequired[list[ClosedTable]]
    heard: NotRequired[list[Heard]]
    young_and_adults: NotRequired[Differences]
    since: NotRequired[SinceWave | None]
    agreement: NotRequired[ReportAgreement]
    copies: NotRequired[WithoutCopies | None]
    words: NotRequired[KeptWords]
    # How each survey asked, by slug (surveys.analysis.waves).
    modes: NotRequired[dict[str, str]]
