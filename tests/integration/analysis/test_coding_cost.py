"""What coding and the sweep ask of the database does not grow with the answers that are there already."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys.analysis import coding, translating
from surveys.analysis.codebook_versions import current
from surveys.analysis.coded import Coded
from surveys.analysis.models import AnswerCode, Coding
from surveys.models import Answer
from tests.factories.analysis import send


class Says:
    """Reads the same of every answer, as a coder would."""

    def __init__(self, version: str) -> None:
        self.version = version

    def under(self, book):
        return self

    def code_many(self, answers):
        return [
            Coded(
                lang="en",
                themes=["police_presence", "cctv_more"],
                evidence={"police_presence": ["police"]},
                confidence={"police_presence": 0.9, "cctv_more": 0.8},
                sentiment="neutral",
                pii=[],
                disclosure=False,
                nonsense=False,
                disclosure_signs=[],
                version=self.version,
            )
            for _answer in answers
        ]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are run meanwhile, those of many rows once."""
    told: list[str] = []
    engine = session.get_bind()

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        told.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def selects(told: list[str]) -> int:
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in told)


@pytest.mark.parametrize("again", [False, True])
def test_coding_asks_as_often_for_many_as_for_few(seeded_session, again):
    said = Says(current(seeded_session).version + "+x")
    asked = []
    for number in (2, 12):
        for _ in range(number):
            send(seeded_session, {"Q3": "more police"})
        if again:
            coding.code_pending(seeded_session, said)
            seeded_session.execute(
                sa.update(Answer).where(Answer.coding_state == "coded").values(coding_state="pending")
            )
        seeded_session.expunge_all()
        with counted(seeded_session) as told:
            assert coding.code_pending(seeded_session, said) >= number
        asked.append(selects(told))
    assert asked[0] == asked[1]


def test_the_machines_new_reading_replaces_its_old_one_and_a_named_language_stays(seeded_session):
    send(seeded_session, {"Q3": "more police"})
    coding.code_pending(seeded_session, Says("1"))
    found = seeded_session.scalars(sa.select(Coding)).one()
    translating.name_language(seeded_session, found, "pl", "a", known=frozenset({"pl"}))
    seeded_session.execute(sa.update(Answer).values(coding_state="pending").where(Answer.id == found.answer_id))
    coding.code_pending(seeded_session, Says("2"))
    seeded_session.expire_all()
    assert (found.version, found.language, found.sentiment) == ("2", "pl", "not_assessed")
    assert [code.version for code in seeded_session.scalars(sa.select(AnswerCode))] == ["2", "2"]


def test_the_sweep_reads_only_what_is_not_queued_yet(seeded_session):
    for _ in range(3):
        send(seeded_session, {"Q2": "he is coming"}, alert="emergency")
    assert coding.queue_alerts(seeded_session) == 3
    send(seeded_session, {"Q2": "he is here"}, alert="crisis")
    seeded_session.expunge_all()
    read: list[str] = []

    def note(row, _context):
        read.append(row.id)

    sa.event.listen(Answer, "load", note)
    try:
        assert coding.queue_alerts(seeded_session) == 1
    finally:
        sa.event.remove(Answer, "load", note)
    assert len(read) == 1
