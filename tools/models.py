"""The models that the site trains: which there are, whether one fits today's data, how it is trained.

The domains name each model's file by a hash of what it was made from and never use one that does not fit; the stamps
here only save loading the domains at every start. The bot's model is its own affair (bot/train.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools import environments, stamps
from tools.console import ROOT, run, step
from tools.home import Home
from tools.part import Part


@dataclass(frozen=True)
class Trained:
    """One model: the beginning of its file's name, what is said meanwhile, its sources, and the code that trains it."""

    name: str
    title: str
    sources: tuple[str, ...]
    code: str

    def _value(self) -> str:
        return stamps.digest([*(ROOT / source for source in self.sources), ROOT / "uv.lock"])

    def fits(self, place: Home) -> bool:
        """Whether a model that fits today's data is there."""
        there = any(path.suffix != ".stamp" for path in place.models.glob(f"{self.name}-*"))
        return there and stamps.fits(f"{self.name}.stamp", self._value(), place.models)

    def trained(self, place: Home) -> None:
        """Remember that it was trained from today's data."""
        stamps.write(f"{self.name}.stamp", self._value(), place.models)


TRIAGE = Trained(
    "triage",
    "Training the triage, which tells whether somebody is in danger now",
    ("directory/triage", "bot/data/nlu"),
    "import os, pathlib; from directory.triage import ensure_model;"
    "ensure_model(pathlib.Path(os.environ['DATA_DIR'], 'models'))",
)
CODER = Trained(
    "coder",
    "Training what codes the answers",
    ("surveys/analysis",),
    "from surveys.analysis.coder import Coder; Coder.load(progress=print)",
)


def train_now(place: Home, model: Trained, env: Mapping[str, str]) -> None:
    """Train a model that the site may not be without, and wait for it; nothing where one fits."""
    if model.fits(place):
        return
    with step(model.title):
        run([environments.python(), "-c", model.code], model.title, env=env, log=_log(place, model))
    model.trained(place)


def training(place: Home, model: Trained, env: Mapping[str, str]) -> Part:
    """The training of a model beside the running site, as a part that runs once."""
    command: list[str | Path] = ["nice", "-n", "5", environments.python(), "-c", model.code]
    return Part(f"{model.name}-training", model.title, command, env, ROOT, _log(place, model), once=True)


def _log(place: Home, model: Trained) -> Path:
    return place.logs / f"{model.name}-training.log"
