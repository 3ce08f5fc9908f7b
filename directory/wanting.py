"""What somebody was looking for who found nothing: need codes guessed from a search, the words left behind."""

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.codes import UNKNOWN
from directory.demand import MOST_NEEDS
from directory.filters import Search
from directory.index import Index
from directory.models import Need
from directory.search import Result
from directory.snapshot import Snapshot, snapshot

BEST_ROWS = 5
"""So many records that speak of the words are asked what they are for."""


def is_unmet(wanted: Search, result: Result) -> bool:
    """Say whether a search is one for help that found none.

    Not one for what the directory does not hold (parking), nor one that asks for no help in particular
    (filters of language or cost alone), nor a later page of the same search.
    """
    return bool(wanted.page == 1 and not result.total and not result.outside and (wanted.needs or wanted.q.strip()))


def needs_wanted(session: Session, wanted: Search) -> list[str]:
    """Return the needs that a search is about, at most MOST_NEEDS codes.

    Those that were chosen; else those whose phrases the words say in full; else what the records that speak of
    the words are there for; else only UNKNOWN. Two small queries.
    """
    if wanted.needs:
        return list(wanted.needs)[:MOST_NEEDS]
    held = snapshot(session)
    # In the order in which the index numbers them (`directory.entries`).
    codes = [need.code for need in session.scalars(select(Need).order_by(Need.sort_order))]
    return _said(held, codes, wanted.q) or _of_rows(held, wanted.q) or [UNKNOWN]


def _said(held: Snapshot, codes: list[str], query: str) -> list[str]:
    """Return the needs of which a whole phrase is in the query, the most telling first; with or without services."""
    index: Index = held.text.index
    reading = held.text.reader.read(query)
    counts = np.zeros(len(index.lengths), np.int32)
    for key in {one for term in reading.terms for one in term.keys} | reading.general:
        counts[index.phrases_of[key]] += 1
    weights: dict[str, float] = {}
    for phrase in np.flatnonzero((counts == index.lengths) & (counts > 0)):
        for target in index.targets[int(phrase)].tolist():
            if target < 0 and -1 - target < len(codes):
                code = codes[-1 - target]
                weights[code] = max(weights.get(code, 0.0), float(index.weights[phrase]))
    best = max(weights.values(), default=0.0)
    told = sorted((code for code in weights if weights[code] >= best / 2), key=lambda code: -weights[code])
    return told[:MOST_NEEDS]


def _of_rows(held: Snapshot, query: str) -> list[str]:
    """Return the foremost needs of the records that match the query best."""
    found = held.text.find(query)
    if found.general or not len(found.rows):
        return []
    best = found.rows[np.argsort(-found.scores[found.rows], kind="stable")][:BEST_ROWS].tolist()
    foremost = [code for row in best for code, places in held.facts.needs.items() if places[row] == 0]
    return list(dict.fromkeys(foremost))[:MOST_NEEDS]
