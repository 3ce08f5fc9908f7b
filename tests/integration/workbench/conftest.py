"""A bot's project as the workbench's job meets it: a stand-in whose commands are quick and do what they are told."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from webapp.workbench.place import Place

TRAIN = """
import pathlib, sys
release = pathlib.Path("release").read_text().strip()
model = pathlib.Path(sys.argv[sys.argv.index("--models") + 1], release + ".tar.gz")
print(model)
raise SystemExit(0 if model.exists() else 1)
"""
# It says first which model it was told to compare with, what to learn, and what it could see of our environment.
WORKBENCH = """
import json, os, pathlib, sys, time
given = lambda name: pathlib.Path(sys.argv[sys.argv.index(name) + 1])
plan = json.loads(pathlib.Path("plan.json").read_text())
rows = [json.loads(line) for line in given("--sentences").read_text().splitlines()]
pathlib.Path("asked.json").write_text(json.dumps(
    {"now": given("--now").name, "rows": rows, "environment": sorted(os.environ)}))
while pathlib.Path("wait").exists():
    time.sleep(0.02)
out = given("--out")
out.mkdir(parents=True)
(out / "figures.json").write_text(json.dumps(plan["told"] | {"base": pathlib.Path("release").read_text()}))
(out / "model.tar.gz").write_text(json.dumps([row["text"] for row in rows]))
raise SystemExit(plan["code"])
"""


def side(en: tuple[int, int], pl: tuple[int, int], danger: int = 5) -> dict[str, Any]:
    """Figures of a model: right at once and among three, of 100 English and 50 Polish messages; 6 of danger."""
    languages = {
        tag: {"n": n, "right": right, "among": among, "answered": 0, "answered_right": 0}
        for tag, n, (right, among) in (("en", 100, en), ("pl", 50, pl))
    }
    return {"languages": languages, "danger": {"n": 6, "right": danger}}


SAME = side((90, 97), (44, 48))


class StandIn:
    """A folder with the commands of the bot's project; `plan` says what the next training gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        python = folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)
        (folder / "train.py").write_text(TRAIN)
        (folder / "workbench.py").write_text(WORKBENCH)
        (folder / "evaluation").mkdir()
        (folder / "evaluation" / "en.jsonl").write_text('{"text": "Any football near Burnt Oak?", "route": "x"}\n')
        nlu = folder / "data" / "nlu" / "en"
        nlu.mkdir(parents=True)
        (nlu / "greeting.yml").write_text("nlu:\n- intent: greeting\n  examples: |\n    - hiya, you there\n")
        self.models = folder / "shipped"
        self.models.mkdir()
        self.release("first")
        self.plan(SAME)

    def release(self, name: str) -> None:
        """Let the project be this release, its shipped model trained."""
        (self.folder / "release").write_text(name)
        (self.models / f"{name}.tar.gz").write_text("[]")

    def plan(self, after: dict[str, Any], *, before: dict[str, Any] = SAME, code: int = 0) -> None:
        """Say what the next training measures, and how it ends."""
        told = {"seconds": 2.0, "before": before, "after": after}
        (self.folder / "plan.json").write_text(json.dumps({"told": told, "code": code}))

    @property
    def asked(self) -> dict[str, Any]:
        """What the last training was told."""
        return dict(json.loads((self.folder / "asked.json").read_text()))


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The bot's project of this test; ask for it before `client`."""
    made = StandIn(tmp_path / "bot")
    monkeypatch.setenv("BOT_HOME", str(made.folder))
    return made


@pytest.fixture
def place(stand_in: StandIn, tmp_path: Path) -> Place:
    return Place(stand_in.folder, stand_in.models, tmp_path / "workbench")


@pytest.fixture
def sessions(session: Session) -> Callable[[], AbstractContextManager[Session]]:
    """As jobs have them, but one for all."""

    @contextmanager
    def same() -> Iterator[Session]:
        yield session
        session.commit()
        session.expire_all()

    return same
