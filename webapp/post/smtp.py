"""Handing one letter to a mail server. No address and no word of it is in any error."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from webapp.config import MailServer

SECONDS = 20
"""How long the server may take for each step."""
SMTPS_PORT = 465


class MailFailed(RuntimeError):
    """A letter was not taken: `code` says why; `for_good` means that trying again cannot help."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.code, self.for_good = code, for_good


def send(server: MailServer, *, to: str, subject: str, body: str, language: str, identity: str) -> None:
    """Send one letter.

    In: the server, one address, the words, their language tag, and an id that stays the same when it is sent
    again (the Message-ID is made of it, so that a repeated letter can be known for one).
    Raises MailFailed: bad_address, refused, sign_in, no_encryption, unreachable, server_error.
    """
    letter = _letter(server, to=to, subject=subject, body=body, language=language, identity=identity)
    try:
        with _connect(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        raise MailFailed("refused", for_good=all(code >= 500 for code in codes)) from None
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused):
        # Settings can be mended: it is tried again.
        raise MailFailed("sign_in") from None
    except (smtplib.SMTPNotSupportedError, ssl.SSLError):
        raise MailFailed("no_encryption") from None
    except smtplib.SMTPResponseException as answer:
        raise MailFailed("server_error", for_good=answer.smtp_code >= 500) from None
    except smtplib.SMTPException:
        raise MailFailed("server_error") from None
    except OSError:
        raise MailFailed("unreachable") from None


def _letter(server: MailServer, *, to: str, subject: str, body: str, language: str, identity: str) -> EmailMessage:
    letter = EmailMessage()
    try:
        letter["From"] = server.sender
        letter["To"] = to
        letter["Subject"] = subject
    except ValueError:
        raise MailFailed("bad_address", for_good=True) from None
    if len(letter["To"].addresses) != 1 or not letter["To"].addresses[0].domain or letter["To"].defects:
        raise MailFailed("bad_address", for_good=True)
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{identity}@{_domain(server)}>"
    # Nobody's out-of-office note shall come back (RFC 3834).
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    # After the words: setting those clears every header of content.
    letter["Content-Language"] = language
    return letter


def _connect(server: MailServer) -> smtplib.SMTP:
    """Open the connection, encrypted unless the settings say otherwise; it names no machine of ours."""
    own_name = _domain(server)
    if server.port == SMTPS_PORT:
        return smtplib.SMTP_SSL(
            server.host, server.port, own_name, timeout=SECONDS, context=ssl.create_default_context()
        )
    connection = smtplib.SMTP(server.host, server.port, own_name, timeout=SECONDS)
    if server.starttls:
        try:
            connection.starttls(context=ssl.create_default_context())
        except BaseException:
            connection.close()
            raise
    return connection


def _domain(server: MailServer) -> str:
    return parseaddr(server.sender)[1].rpartition("@")[2] or "localhost"
