"""A small directory of invented services."""

from pathlib import Path

import pytest

from tests.factories.directory import SeedFolder


@pytest.fixture
def seed(tmp_path: Path) -> SeedFolder:
    """A seed of one service, to be added to and spoilt."""
    return SeedFolder(tmp_path)
