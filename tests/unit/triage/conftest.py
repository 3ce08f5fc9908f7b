"""The trained triage: kept in pytest's cache between runs, since its file is named after its data."""

from pathlib import Path

import pytest

from directory.triage import configure, ensure_model


@pytest.fixture(scope="session")
def models(request: pytest.FixtureRequest) -> Path:
    """Return a folder with the model that fits the training data."""
    folder = Path(request.config.cache.mkdir("triage"))
    ensure_model(folder, progress=lambda line: None)
    return folder


@pytest.fixture
def triage(models: Path) -> None:
    """Let `assess` use the trained model."""
    configure(models)
