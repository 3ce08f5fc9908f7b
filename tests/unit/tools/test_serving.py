"""What the web server writes into its log: no address of a person, no page's with what they looked for."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.console import ROOT
from tools.machine import free_ports
from tools.part import Part

APPLICATION = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/breaks":
        raise RuntimeError("broken on purpose")
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where gunicorn serves a small application as tools/serving.py says."""
    (tmp_path / "small.py").write_text(APPLICATION, encoding="utf-8")
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "gunicorn", "--config", "tools/serving.py", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--pythonpath", str(tmp_path), "small:application"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            part = Part("small", "", [], {}, ROOT, tmp_path / "x", ready=f"http://127.0.0.1:{port}/")
            for _ in range(600):
                if part.answers():
                    break
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(60)


def send(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        return connection.recv(4096)


def test_neither_addresses_nor_searches_reach_the_log(port: int, tmp_path: Path) -> None:
    broken = send(port, b"GET /breaks?q=my+husband+hits+me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"500" in broken
    unreadable = send(port, b"my husband hits me\r\n\r\n")
    assert b"400" in unreadable
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "broken on purpose" in log
    assert "could not be read" in log
    assert "husband" not in log
    assert "127.0.0.1" not in log
