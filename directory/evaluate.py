"""How good the search is: `python -m directory.evaluate` prints hit-at-3 and false hits, a row a language.

The queries in `evaluation/<lang>.jsonl` were written before the search was tuned, in several voices: a
frightened teenager (a), a parent who rambles (b), a formal elder (c), new to the language (d), mistyped (e),
slang (f), a professional (g), one word (h), a service's name a bit wrong (i), never the topic's own word (j),
an age or a place (k). They are kept apart: no synonym was made from them. The voice "old" was written after
an earlier tuning, so it is not part of the printed figures; the tests hold it as a floor. A query whose
`expect` is empty is about something that the directory does not hold.
"""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from directory.models import Base
from directory.queries import services_by_id
from directory.search import Search, search
from directory.seed.loader import load

QUERIES = Path(__file__).parent / "evaluation"
FIRST = 3
OLD = "old"


@dataclass
class Score:
    """The result for one language."""

    language: str
    asked: int = 0
    found: int = 0
    not_held: int = 0
    false: int = 0
    missed: list[str] = field(default_factory=list)


def evaluate(session: Session, folder: Path = QUERIES, *, old: bool = False) -> list[Score]:
    """Return the scores of the queries in `folder`, a language each: the independent voices, or the old one.

    A language without such queries has no score. A hit is one of the expected services among the first
    three that are shown: among the results, or, where none has a way in, among the nearest. A false hit is
    anything at all for what is not held.
    """
    scores = []
    for path in sorted(folder.glob("*.jsonl")):
        score = Score(path.stem)
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if (entry["voice"] == OLD) != old:
                continue
            result = search(session, Search(q=entry["query"]))
            shown = services_by_id(session, [hit.id for hit in (result.hits or result.nearest)[:FIRST]])
            good = bool({service.slug for service in shown} & set(entry["expect"]))
            if entry["expect"]:
                score.asked += 1
                score.found += good
            else:
                score.not_held += 1
                score.false += bool(shown)
                good = not shown
            if not good:
                score.missed.append(f"{entry['query']}  ->  {', '.join(s.slug for s in shown) or 'nothing'}")
        if score.asked or score.not_held:
            scores.append(score)
    return scores


def total(scores: list[Score]) -> Score:
    """Return the sum of `scores`, as one more row under the name "total"."""
    return Score(
        "total",
        asked=sum(score.asked for score in scores),
        found=sum(score.found for score in scores),
        not_held=sum(score.not_held for score in scores),
        false=sum(score.false for score in scores),
    )


def main() -> None:
    """Load the seed into memory, search it, print the table.

    The queries that missed are not printed, so that nobody tunes the search to them.
    """
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    lines = ["language  asked  hit at 3    not held  false hits"]
    with Session(engine) as session:
        load(session)
        scores = evaluate(session)
    for score in [*scores, total(scores)]:
        hits = f"{score.found} ({100 * score.found // max(score.asked, 1)}%)"
        lines.append(f"{score.language:8}  {score.asked:5}  {hits:10}  {score.not_held:8}  {score.false:10}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
