"""The training sentences: where they are, what they must look like, which model fits them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import yaml

Label = Literal["emergency", "crisis", "none"]
Kind = Literal["danger", "lookalike", "ordinary", "answer"]
LABELS: tuple[Label, ...] = ("emergency", "crisis", "none")
KINDS: tuple[Kind, ...] = ("danger", "lookalike", "ordinary", "answer")  # answer: to a question of a survey

HERE = Path(__file__).parent
DATA = HERE / "data"
EVALUATION = HERE / "evaluation"
OF_ONE_WRITER = 50
TOPICS = HERE.parents[1] / "bot" / "data" / "nlu"

# What the messages of the bot's topics are to the triage. Those of "harm", "distress" and "crime" may or may not tell
# of danger now, so they are neither danger nor none, but things of their own that the calibration weighs.
Group = Literal["emergency", "crisis", "none", "harm", "distress", "crime", "talk", "other"]
GROUPS: tuple[Group, ...] = (*LABELS, "harm", "distress", "crime", "talk", "other")
_GROUP_OF: dict[str, Group] = {
    "emergency_999": "emergency",
    "crisis_suicide": "crisis",
    **dict.fromkeys(("domestic_abuse", "sexual_violence_support", "modern_slavery"), "harm"),
    **dict.fromkeys(("adult_at_risk", "safe_spaces_womens_safety", "child_exploitation_worry"), "harm"),
    "mental_health": "distress",
    **dict.fromkeys(("police_101", "hate_crime", "crimestoppers", "victim_support"), "crime"),
    **dict.fromkeys(("council_cst", "community_trigger"), "crime"),
    **dict.fromkeys(("take_survey", "survey_results", "chitchat_oos"), "talk"),
}


@dataclass(frozen=True)
class Example:
    """One sentence with its label; `language` and `writer` come from the file's name."""

    text: str
    label: Label
    kind: Kind
    language: str
    writer: str


def read_examples(folder: Path) -> list[Example]:
    """Read every `<lang>_<writer>.jsonl` (or `<lang>.jsonl`) of a folder, in the order of names.

    Raises ValueError with file and line when a line is not a sentence with label and kind, or when
    label and kind contradict each other.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*.jsonl")):
        language, _, writer = path.stem.partition("_")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                found.append(_example(line, language, writer, f"{path.name}:{number}"))
    return found


@dataclass(frozen=True)
class Topical:
    """A message of one of the bot's topics, which the triage learns from too (docs/decisions/0012).

    `writer`: the lists of a topic stand one after the other and tell no names, so some lines together count as one.
    """

    text: str
    group: Group
    language: str
    writer: str

    @property
    def label(self) -> Label | None:
        """What it is to the triage for sure; None where it may or may not tell of danger now."""
        if self.group in ("emergency", "crisis"):
            return cast(Label, self.group)
        return None if self.group in ("harm", "distress", "crime") else "none"


def read_topics(folder: Path) -> list[Topical]:
    """Read every `<lang>/<route>.yml` of the bot's messages, in the order of names.

    Raises ValueError with the file when it is not Rasa's format.
    """
    found: list[Topical] = []
    for path in topic_files(folder):
        try:
            for part in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
                group = _GROUP_OF.get(part["intent"], "other")
                lines = [line.removeprefix("- ") for line in part["examples"].splitlines()]
                for number, line in enumerate(filter(None, lines)):
                    found.append(Topical(line, group, path.parent.name, f"{path.stem}{number // OF_ONE_WRITER}"))
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.parent.name}/{path.name}: not messages of a topic: {error}") from error
    return found


def topic_files(folder: Path) -> list[Path]:
    """The files that `read_topics` reads."""
    return sorted(folder.glob("*/*.yml"))


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a short hash of the files' names and contents: the key of the model that fits them."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _example(line: str, language: str, writer: str, where: str) -> Example:
    try:
        row = json.loads(line)
        text, label, kind = row["text"], row["label"], row["kind"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{where}: not an example: {error}") from error
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{where}: the text is empty")
    if label not in LABELS or kind not in KINDS or (kind == "danger") != (label != "none"):
        raise ValueError(f"{where}: label {label!r} and kind {kind!r} do not go together")
    return Example(text, cast(Label, label), cast(Kind, kind), language, writer)
