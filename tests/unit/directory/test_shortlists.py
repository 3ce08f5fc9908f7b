"""Lists and their links: bounded, expiring, each champion's own."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory import shortlists
from directory.models import Service, Shortlist, ShortlistEntry
from directory.shortlists import LONGEST_NAME, MOST_LISTS, MOST_SERVICES, SHARE_DAYS, ListError

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def slugs(session: Session, count: int) -> list[str]:
    return list(session.scalars(select(Service.slug).order_by(Service.slug).limit(count)))


def names(session: Session, shortlist: Shortlist) -> list[str]:
    return [service.slug for service in shortlists.services_of(session, shortlist)]


def test_a_link_lives_its_days_and_not_a_second_more(seeded_session: Session) -> None:
    shortlist, token = shortlists.share(seeded_session, ["victim-support"], at=AT)
    last = AT + timedelta(days=SHARE_DAYS)
    found = shortlists.shared(seeded_session, token, at=last - timedelta(seconds=1))
    assert found is not None
    assert found.id == shortlist.id
    assert shortlists.shared(seeded_session, token, at=last) is None


def test_a_token_is_random_and_long_enough(seeded_session: Session) -> None:
    tokens = {shortlists.share(seeded_session, ["victim-support"])[1] for _ in range(20)}
    assert len(tokens) == 20
    # Six bits a letter: at least 128.
    assert all(len(token) * 6 >= 128 for token in tokens)


def test_a_shared_list_keeps_its_order_and_leaves_out_what_is_not_there(seeded_session: Session) -> None:
    shortlist, _token = shortlists.share(seeded_session, ["victim-support", "gone", "one-stop-shop"])
    assert names(seeded_session, shortlist) == ["victim-support", "one-stop-shop"]


def test_what_has_expired_is_deleted_when_the_next_list_is_shared(seeded_session: Session) -> None:
    shortlists.share(seeded_session, ["victim-support"], at=AT)
    mine = shortlists.create(seeded_session, "me", "For school")
    shortlists.make_link(seeded_session, mine, at=AT)
    later = AT + timedelta(days=SHARE_DAYS, seconds=1)
    fresh, _token = shortlists.share(seeded_session, ["one-stop-shop"], at=later)
    seeded_session.expire_all()
    assert {row.id for row in seeded_session.scalars(select(Shortlist))} == {mine.id, fresh.id}
    assert mine.token_hash is None
    assert len(seeded_session.scalars(select(ShortlistEntry)).all()) == 1


def test_a_list_is_bounded(seeded_session: Session) -> None:
    held = slugs(seeded_session, MOST_SERVICES + 1)
    with pytest.raises(ListError, match="full"):
        shortlists.with_service(seeded_session, held[:-1], held[-1])
    mine = shortlists.create(seeded_session, "me", "All")
    for slug in held[:-1]:
        shortlists.add(seeded_session, mine, slug)
    with pytest.raises(ListError, match="full"):
        shortlists.add(seeded_session, mine, held[-1])
    with pytest.raises(ListError, match="full"):
        shortlists.share(seeded_session, held)


def test_a_champion_has_so_many_lists_and_each_has_a_name(seeded_session: Session) -> None:
    with pytest.raises(ListError, match="name_missing"):
        shortlists.create(seeded_session, "me", " \x00 ")
    with pytest.raises(ListError, match="name_too_long"):
        shortlists.create(seeded_session, "me", "x" * (LONGEST_NAME + 1))
    for number in range(MOST_LISTS):
        shortlists.create(seeded_session, "me", f"List {number}")
    with pytest.raises(ListError, match="too_many_lists"):
        shortlists.create(seeded_session, "me", "One more")
    shortlists.create(seeded_session, "somebody else", "Hers")


def test_a_list_is_its_champions_own(seeded_session: Session) -> None:
    mine = shortlists.create(seeded_session, "me", "For school")
    assert shortlists.owned_list(seeded_session, "me", mine.id) is not None
    assert shortlists.owned_list(seeded_session, "somebody else", mine.id) is None
    assert shortlists.owned_list(seeded_session, "me", "\x00' or 1=1") is None


def test_a_champion_adds_takes_off_and_renames(seeded_session: Session) -> None:
    mine = shortlists.create(seeded_session, "me", "For school")
    for slug in ("one-stop-shop", "victim-support", "one-stop-shop"):
        shortlists.add(seeded_session, mine, slug)
    assert names(seeded_session, mine) == ["one-stop-shop", "victim-support"]
    shortlists.remove(seeded_session, mine, "one-stop-shop")
    shortlists.add(seeded_session, mine, "one-stop-shop")
    assert names(seeded_session, mine) == ["victim-support", "one-stop-shop"]
    shortlists.rename(seeded_session, mine, "  For  home ")
    assert mine.name == "For home"
    with pytest.raises(ListError, match="unknown_service"):
        shortlists.add(seeded_session, mine, "\ud800")


def test_a_new_link_ends_the_older_one_and_a_renewed_one_lives_on(seeded_session: Session) -> None:
    mine = shortlists.create(seeded_session, "me", "For school")
    assert shortlists.renew_link(seeded_session, mine, at=AT) is False
    old = shortlists.make_link(seeded_session, mine, at=AT)
    new = shortlists.make_link(seeded_session, mine, at=AT)
    assert shortlists.shared(seeded_session, old, at=AT) is None
    half = AT + timedelta(days=SHARE_DAYS - 1)
    assert shortlists.renew_link(seeded_session, mine, at=half) is True
    assert shortlists.shared(seeded_session, new, at=half + timedelta(days=SHARE_DAYS - 1)) is not None
    shortlists.end_link(seeded_session, mine)
    assert shortlists.shared(seeded_session, new, at=AT) is None
    assert shortlists.owned_list(seeded_session, "me", mine.id) is not None


def test_whether_a_link_lives_is_told_alike_by_rows_new_and_read(seeded_session: Session) -> None:
    mine = shortlists.create(seeded_session, "me", "For school")
    shortlists.make_link(seeded_session, mine, at=AT)
    for _fresh in range(2):
        assert shortlists.has_link(mine, at=AT)
        assert not shortlists.has_link(mine, at=AT + timedelta(days=SHARE_DAYS))
        seeded_session.expire_all()


def test_a_topic_has_doors_only_the_foremost_first(seeded_session: Session) -> None:
    found = shortlists.services_for(seeded_session, "domestic_abuse")
    assert found
    assert all(service.is_door and service.open_to != ["professionals"] for service in found)
    places = [service.needs.index("domestic_abuse") for service in found]
    assert places == sorted(places)
    seeded_session.execute(update(Service).values(status="paused"))
    assert shortlists.services_for(seeded_session, "domestic_abuse") == []
    assert shortlists.need_by_code(seeded_session, "\x00") is None
