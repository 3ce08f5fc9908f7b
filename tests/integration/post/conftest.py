"""A real mail server on this machine, and a service whose provider can be written to."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from directory import queries
from directory.models import ProviderContact, Service
from webapp.extensions import db

SLUG = "victim-support"


class Postbox:
    """Keeps what arrives; refuses addresses of example.net, and everything while `grumpy`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.grumpy = False

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address.endswith("@example.net"):
            return "550 no such person"
        if self.grumpy:
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


class PostOffice:
    """The server: it can be opened and shut, and keeps its port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.box = Postbox()
        self._controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def shut(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None


@pytest.fixture
def shut_office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A mail server that the settings name and that is down."""
    office = PostOffice()
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", str(office.port))
    monkeypatch.setenv("SMTP_STARTTLS", "0")
    monkeypatch.setenv("MAIL_FROM", "Front door <front.door@example.org>")
    yield office
    office.shut()


@pytest.fixture
def office(shut_office: PostOffice) -> PostOffice:
    """A mail server that is up."""
    shut_office.open()
    return shut_office


@pytest.fixture
def service(app: Any) -> Service:
    """A service with a contact."""
    found = queries.service_by_slug(db.session, SLUG)
    assert found is not None
    db.session.add(ProviderContact(id="c1", service_id=found.id, role="manager", email="team@example.org"))
    db.session.commit()
    return found
