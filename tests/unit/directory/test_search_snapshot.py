"""A large directory is read by a job; searches never wait for it, and what the file gives is what the database gave."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory import snapshot, store
from directory.changes import touch
from directory.search import Search, search
from directory.seed.loader import load
from tests.factories.directory import SeedFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files, and a directory of more than one service counted as large; no snapshot held yet."""
    monkeypatch.setattr(snapshot, "SMALL", 0)
    monkeypatch.setattr(snapshot, "_held", snapshot._Held())
    return tmp_path / "search"


@pytest.fixture
def woken(folder: Path, session: Session, seed: SeedFolder) -> list[str]:
    """The seed is loaded, and how often the job was woken is counted."""
    calls: list[str] = []
    snapshot.configure(folder, lambda: calls.append("woken"))
    load(session, seed.root)
    return calls


def refresh(session: Session, folder: Path) -> bool:
    write = snapshot.stale(session, folder)
    return write is not None and write().exists()


def test_the_file_gives_the_same_answers(session: Session, seed: SeedFolder, folder: Path, woken: list[str]) -> None:
    seed.translate("pl", "safe-harbour", synonyms=["mąż mnie bije"])
    load(session, seed.root)
    wanted = [
        Search(q="hits me"),
        Search(q="maz mnie bije"),
        Search(q="parking"),
        Search(needs=("domestic_abuse",)),
        Search(),
    ]
    before = [search(session, one) for one in wanted]
    assert refresh(session, folder)
    snapshot._held.snapshots.clear()
    assert [search(session, one) for one in wanted] == before
    assert before[0].total == 1


def test_searches_go_on_with_the_copy_before_until_the_job_is_done(
    session: Session, seed: SeedFolder, folder: Path, woken: list[str]
) -> None:
    assert search(session, Search()).total == 1
    woken.clear()
    seed.service(slug="second", name="Second")
    load(session, seed.root)
    assert [search(session, Search()).total for _again in range(3)] == [1, 1, 1]
    assert woken == ["woken"]
    assert refresh(session, folder)
    assert search(session, Search()).total == 2


def test_there_is_nothing_to_do_twice(session: Session, folder: Path, woken: list[str]) -> None:
    assert refresh(session, folder)
    assert not refresh(session, folder)


def test_a_spoilt_file_is_passed_over(session: Session, folder: Path, woken: list[str]) -> None:
    assert refresh(session, folder)
    path = store.path_of(folder, snapshot.revision_of(session))
    path.write_bytes(path.read_bytes()[:1000])
    assert search(session, Search()).total == 1


def test_old_files_are_taken_away(session: Session, folder: Path, woken: list[str]) -> None:
    for _change in range(4):
        touch(session)
        assert refresh(session, folder)
    assert len(list(folder.iterdir())) == store.KEPT
