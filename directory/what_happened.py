"""The guided path of "What has happened?": questions, answers, and the reporting route each answer leads to.

A table of codes, read from top to bottom; the words for them are in webapp/documents/report_words.py.
Routes, and whom they name for whom, are those of domain.md 3. Danger is asked first, always.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class End:
    """A reporting route, and which of its contacts fit this answer best (by name), the best first.

    `also` are routes worth knowing besides.
    """

    route: str
    best: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Next:
    """Another question comes first."""

    question: str


FIRST: Final = "danger"
"""The question that every path begins with."""

_EMERGENCY = End("emergency_999")
_REFUGE = "National helpline (Refuge)"
_CHILDLINE = End("child_exploitation_worry", best=("Childline", "Runaway Helpline"))
_TEAM = "Barnet Council Community Safety Team"

QUESTIONS: Final[dict[str, dict[str, End | Next]]] = {
    "danger": {
        "yes": _EMERGENCY,
        "life": End("crisis_suicide"),
        "no": Next("what"),
    },
    "what": {
        "home": Next("home"),
        "sexual": End("sexual_violence_support", best=("Rape Crisis",), also=("victim_support",)),
        "child": Next("child"),
        "adult": End("adult_at_risk", best=("Barnet Council adult social care",)),
        "hate": Next("hate"),
        "crime": Next("crime"),
        "unnamed": End("crimestoppers"),
        "nuisance": End("council_cst", best=(_TEAM,), also=("community_trigger",)),
        "again": End("community_trigger", best=(_TEAM,)),
        "forced": End("modern_slavery", best=("Modern Slavery Helpline",)),
        "drugs": Next("drugs"),
        "extremism": Next("extremism"),
        "own": End("perpetrator_help", best=("Respect",)),
        "other": Next("other"),
    },
    "home": {
        "woman": End("domestic_abuse", best=(_REFUGE,)),
        "man": End("domestic_abuse", best=("Helpline for men",), also=("victim_support",)),
        "lgbt": End("domestic_abuse", best=("Galop",), also=("victim_support",)),
        "marriage": End("domestic_abuse", best=("Karma Nirvana",)),
        "child": _CHILDLINE,
        "someone": End("domestic_abuse", best=(_REFUGE, "Clare's Law, through the police")),
        "unsaid": End("domestic_abuse"),
    },
    "child": {
        "me": _CHILDLINE,
        "worried": Next("hours"),
    },
    "hours": {
        "yes": End("child_exploitation_worry", best=("Barnet MASH, the front door for worries about a child",)),
        "no": End("child_exploitation_worry", best=("Barnet Council out-of-hours team",)),
        "unsure": End(
            "child_exploitation_worry",
            best=("Barnet MASH, the front door for worries about a child", "Barnet Council out-of-hours team"),
        ),
    },
    "hate": {
        "jewish": End("hate_crime", best=("Community Security Trust",)),
        "muslim": End("hate_crime", best=("Tell MAMA",)),
        "lgbt": End("hate_crime", best=("Galop",), also=("victim_support",)),
        "disability": End("hate_crime", best=("Barnet Mencap hate crime reporting centres",)),
        "other": End("hate_crime", best=("Police 101", "True Vision"), also=("victim_support",)),
    },
    "crime": {
        "now": _EMERGENCY,
        "over": End("police_101", best=("Police 101",), also=("victim_support",)),
        "train": End("police_101", best=("British Transport Police",), also=("victim_support",)),
        "unnamed": End("crimestoppers"),
        "support": End("victim_support"),
    },
    "drugs": {
        "help": End("drugs_alcohol"),
        "dealing": End("crimestoppers", also=("police_101", "council_cst")),
        "used": End("child_exploitation_worry"),
        "taken": End("modern_slavery", best=("Modern Slavery Helpline",)),
    },
    "extremism": {
        "threat": End("prevent_radicalisation", best=("999", "Anti-terrorist line")),
        "worried": End("prevent_radicalisation", best=("ACT Early", "Prevent in Barnet")),
    },
    "other": {
        "support": End("victim_support"),
        "crime": End("police_101", best=("Police 101",)),
        "place": End("council_cst", best=(_TEAM,)),
        "mind": End("crisis_suicide"),
        "unsure": End("council_cst", best=(_TEAM,), also=("police_101", "victim_support")),
    },
}


@dataclass(frozen=True)
class Stand:
    """How far somebody has come: what was answered, and the next question or the end.

    `given` holds the answers that lead here, in order; what was sent besides is left out.
    """

    given: dict[str, str]
    question: str
    end: End | None

    @property
    def number(self) -> int:
        """Which question this is, from 1."""
        return len(self.given) + 1


def follow(answers: Mapping[str, str]) -> Stand:
    """Follow the answers (code of a question to code of an answer) as far as they lead.

    An answer that is none of its question's leaves the person at that question.
    """
    given: dict[str, str] = {}
    question = FIRST
    while (answer := answers.get(question)) in QUESTIONS[question]:
        given[question] = answer
        step = QUESTIONS[question][answer]
        if isinstance(step, End):
            return Stand(given, question, step)
        question = step.question
    return Stand(given, question, None)


def paths(question: str = FIRST) -> Iterator[tuple[dict[str, str], End]]:
    """Return every way through the table: its answers in order, and where it ends."""
    for answer, step in QUESTIONS[question].items():
        if isinstance(step, End):
            yield {question: answer}, step
        else:
            for rest, end in paths(step.question):
                yield {question: answer, **rest}, end
