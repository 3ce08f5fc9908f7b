"""How the server is started: its log stays without people's words, whatever the machine's settings say."""

import logging

import pytest
import serve
from rasa.utils.common import configure_logging_and_warnings, update_sanic_log_level


def test_a_machine_set_to_debugging_does_not_make_the_bot_write_down_what_people_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("LOG_LEVEL_LIBRARIES", "DEBUG")
    for name, value in serve.environment(5055).items():
        monkeypatch.setenv(name, value)
    before = logging.getLogger().level, logging.getLogger("rasa").level
    try:
        configure_logging_and_warnings()
        update_sanic_log_level()
        assert not logging.getLogger("rasa").isEnabledFor(logging.DEBUG)
        assert not logging.getLogger("sanic.access").isEnabledFor(logging.INFO)
    finally:
        logging.getLogger().setLevel(before[0])
        logging.getLogger("rasa").setLevel(before[1])
