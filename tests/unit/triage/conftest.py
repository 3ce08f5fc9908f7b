"""The trained triage."""

import os
from pathlib import Path

import pytest

from directory.triage import configure, ensure_model


@pytest.fixture(scope="session")
def models() -> Path:
    """Return a folder with the model that fits the training data: the one that all tests share."""
    folder = Path(os.environ["DATA_DIR"], "models")
    ensure_model(folder, progress=lambda line: None)
    return folder


@pytest.fixture
def triage(models: Path) -> None:
    """Let `assess` use the trained model."""
    configure(models)
