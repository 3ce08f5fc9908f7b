"""How good the search is: `python -m directory.evaluate` prints hit-at-3 and false hits, a row a language.

The queries in `evaluation/<lang>.jsonl` are kept apart: no synonym was made from them. A query whose
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


@dataclass
class Score:
    """The result for one language."""

    language: str
    asked: int = 0
    found: int = 0
    not_held: int = 0
    false: int = 0
    missed: list[str] = field(default_factory=list)


def evaluate(session: Session, folder: Path = QUERIES) -> list[Score]:
    """Return the scores of the queries in `folder`, a language each.

    A hit is one of the expected services among the first three that are shown: among the results, or,
    where none has a way in, among the nearest. A false hit is anything at all for what is not held.
    """
    scores = []
    for path in sorted(folder.glob("*.jsonl")):
        score = Score(path.stem)
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
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
        scores.append(score)
    return scores


def main() -> None:
    """Load the seed into memory, search it, print the table."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    lines = ["language  hit at 3        false hits"]
    with Session(engine) as session:
        load(session)
        for score in evaluate(session):
            hits = f"{score.found}/{score.asked} ({100 * score.found // max(score.asked, 1)}%)"
            lines.append(f"{score.language:8}  {hits:14}  {score.false}/{score.not_held}")
            lines += [f"          missed: {missed}" for missed in score.missed]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
