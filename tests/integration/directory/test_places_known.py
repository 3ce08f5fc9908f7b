"""The names of places that a message is read with are not asked of the database with every message."""

from sqlalchemy import event
from sqlalchemy.orm import Session

from directory.understanding import known_places, understand


def test_names_of_places_are_read_once_for_many_messages(seeded_session: Session) -> None:
    first = known_places(seeded_session)
    asked: list[str] = []
    event.listen(seeded_session.get_bind(), "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    again = known_places(seeded_session, {"polish": "pl"})
    assert asked == []
    assert again.wards == first.wards
    assert understand("a club in Burnt Oak, NW9, that speaks polish", again).place == "burnt-oak"
    assert again.languages == {"polish": "pl"}
    assert first.languages == {}
