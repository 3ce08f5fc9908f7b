"""How the server is started: no words of people in its log, and any token is understood."""

import logging
from pathlib import Path

import pytest
import serve
from rasa.__main__ import create_argument_parser
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


@pytest.mark.parametrize("token", ["-2abc", "--help", "abc"])
def test_rasa_understands_any_token(token: str) -> None:
    words = serve.command(Path("model.tar.gz"), 5005, token)
    told = create_argument_parser().parse_args(words[1:])
    assert told.auth_token == token
    assert told.enable_api


def test_without_a_token_rasas_own_api_is_off() -> None:
    told = create_argument_parser().parse_args(serve.command(Path("model.tar.gz"), 5005, "")[1:])
    assert not told.enable_api
