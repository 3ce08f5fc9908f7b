"""The trained coder, kept in pytest's cache so that only a change of data or code trains it anew."""

import pytest

from surveys.analysis.coder import Coder


@pytest.fixture(scope="session")
def coder(pytestconfig: pytest.Config) -> Coder:
    """The coder as it ships."""
    return Coder.load(pytestconfig.cache.mkdir("analysis-models"))
