"""Secrets, ports and room: what set-up refuses, it refuses in one line."""

import re
import socket
import stat
from pathlib import Path

import pytest

from tools import machine
from tools.console import Problem, cause
from tools.home import Home, home, lock, make_secrets, rasa_processes, read_secrets, settings
from tools.product import KEPT_BACK, bot_env
from webapp import config
from webapp.workbench import place as workbench_place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("SECRET_KEY", "ENCRYPTION_KEYS", "BOT_API_TOKEN", "DATABASE_URL", "SITE_URL", "INSECURE_COOKIES"):
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path, "127.0.0.1", 8000, demo=False)


def test_secrets_are_made_once_and_for_their_owner_alone(place: Home) -> None:
    make_secrets(place)
    path = place.folder / "secrets.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = read_secrets(place)
    assert set(first) == {"SECRET_KEY", "ENCRYPTION_KEYS", "BOT_API_TOKEN"}
    make_secrets(place)
    assert read_secrets(place) == first


def test_a_data_folder_that_was_there_already_is_closed_to_other_people(place: Home) -> None:
    place.folder.chmod(0o755)
    lock(place).close()
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700


def test_two_installations_share_no_secret(place: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", "127.0.0.1", 8000, demo=False)
    other.folder.mkdir()
    make_secrets(place)
    make_secrets(other)
    assert not set(read_secrets(place).values()) & set(read_secrets(other).values())


def test_a_lost_key_is_never_replaced_while_answers_need_it(place: Home) -> None:
    assert place.database
    place.database.write_bytes(b"")
    with pytest.raises(Problem, match="nobody can read what people wrote"):
        make_secrets(place)


def test_a_secret_from_the_environment_wins_and_is_not_written(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from outside")
    make_secrets(place)
    assert "SECRET_KEY" not in read_secrets(place)
    assert settings(place)["SECRET_KEY"] == "from outside"


def test_cookies_need_https_only_where_it_is(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(place)["INSECURE_COOKIES"] == "1"
    monkeypatch.setenv("SITE_URL", "https://safety.example.org")
    assert settings(place)["INSECURE_COOKIES"] == ""


def test_one_product_a_data_folder(place: Home) -> None:
    with lock(place), pytest.raises(Problem, match="running already"):
        lock(place)


@pytest.mark.parametrize("given", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_said(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", given)
    with pytest.raises(Problem, match="PORT is"):
        home()


def test_a_taken_port_is_one_line_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {port} is taken .* PORT={port + 1} make run"):
            machine.need_port("127.0.0.1", port)


def test_a_full_disk_is_said_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"The disk is full: the data folder needs \d+"):
        machine.need_room(tmp_path / "not" / "yet", 1e18, "the data folder")


def test_a_missing_compiler_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(Problem, match="C compiler is missing"):
        machine.need_compiler()


def test_a_shim_that_only_knows_an_error_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shim = tmp_path / "shims" / "python3.10"
    real = tmp_path / "pyenv" / "versions" / "3.10.13" / "bin" / "python3.10"
    older = tmp_path / "pyenv" / "versions" / "3.10.2" / "bin" / "python3.10"
    for path, script in ((shim, "exit 127"), (real, "echo /newest"), (older, "echo /older")):
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(shim.parent))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    assert machine.python_of("3.10") == Path("/newest")


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("npm error code ENOSPC\nnpm error no space", "the disk is full"),
        ("error: failed to fetch x\n  Caused by: dns error: failed to lookup", "network cannot be reached"),
        ("error: command 'gcc' failed: No such file or directory", "a C compiler is missing"),
        ("warming up\nerror: no such option --frob\nbye", "error: no such option --frob"),
        ("", "it said nothing"),
    ],
)
def test_what_programs_say_becomes_one_plain_cause(said: str, meaning: str) -> None:
    assert meaning in cause(said)


def test_the_bot_is_one_process_unless_more_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_PROCESSES", raising=False)
    assert rasa_processes() == 1
    monkeypatch.setenv("RASA_PROCESSES", "3")
    assert rasa_processes() == 3


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", "1000"])
def test_a_number_of_processes_that_cannot_be_is_refused_by_its_name(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("RASA_PROCESSES", wrong)
    with pytest.raises(Problem, match="RASA_PROCESSES"):
        rasa_processes()


def test_no_secret_of_the_site_reaches_the_bot() -> None:
    """Whatever setting is a secret stays out of the bot's environment, which a training and a web server share."""
    named = re.findall(r'"([A-Z_]+)"', Path(config.__file__).read_text(encoding="utf-8"))
    secrets = {name for name in named if re.search(r"SECRET|KEYS|PASSWORD|TOKEN|DATABASE|REDIS", name)}
    assert {"SMTP_PASSWORD", "TWILIO_AUTH_TOKEN", "CODER_TOKEN", "SECRET_KEY", "BOT_API_TOKEN"} <= secrets
    assert secrets <= KEPT_BACK
    assert KEPT_BACK == workbench_place.KEPT_BACK
    assert bot_env(dict.fromkeys(secrets, "x") | {"PATH": "p"}) == {"PATH": "p"}
