"""Typed settings, read once from the environment.

What is not in the environment may stand in ``$DATA_DIR/secrets.env`` (written by
the set-up, readable by its owner alone), so that ``uv run flask --app webapp …``
works beside a running product. Safe in production by default: no secret has a
default, cookies are for HTTPS unless a setting says otherwise.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class SettingsError(RuntimeError):
    """A setting is missing or cannot be read; the message names it and says what to do."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in (SMTP). Without a user there is no sign-in; STARTTLS unless it is switched off."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    sender: str


@dataclass(frozen=True)
class SecondReader:
    """Who is asked for the themes of answers beside the coder that ships (docs/coding.md), and for how many seconds."""

    url: str
    token: str = field(repr=False)
    timeout: float


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    data_dir: Path
    database_url: str
    secret_key: str
    encryption_keys: str
    bot_api_token: str
    rasa_urls: tuple[str, ...]
    redis_url: str | None
    site_url: str | None
    insecure_cookies: bool
    demo: bool
    mail: MailServer | None = None
    # The secret that the provider of SMS and WhatsApp signs with; None: no such channel (docs/channels.md).
    twilio_auth_token: str | None = field(default=None, repr=False)
    coder: SecondReader | None = None


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of everything that the product writes: database, jobs, models, secrets."""
    return Path(environ.get("DATA_DIR") or "var").resolve()


def bot_home(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the bot's own project: beside ours unless ``BOT_HOME`` names another; it need not be there."""
    return Path(environ.get("BOT_HOME") or Path(__file__).resolve().parent.parent / "bot").resolve()


def database_url(environ: Mapping[str, str] = os.environ) -> str:
    """The SQLAlchemy URL: ``DATABASE_URL``, or the embedded SQLite file in the data folder."""
    url = environ.get("DATABASE_URL") or f"sqlite:///{data_dir(environ) / 'frontdoor.db'}"
    # Hosting platforms hand out the short form; SQLAlchemy wants the driver named.
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    return url


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    In: the environment (tests hand in their own). Out: ``Settings``.
    Raises ``SettingsError`` naming the first secret that is missing.
    """
    values = _secrets_file(data_dir(environ)) | dict(environ)

    def secret(name: str) -> str:
        if not values.get(name):
            raise SettingsError(
                f"{name} is not set. Run `make run` once to have one made, or set it in the environment."
            )
        return values[name]

    def flag(name: str) -> bool:
        return values.get(name, "").lower() in {"1", "true", "yes"}

    return Settings(
        data_dir=data_dir(environ),
        database_url=database_url(values),
        secret_key=secret("SECRET_KEY"),
        encryption_keys=secret("ENCRYPTION_KEYS"),
        bot_api_token=secret("BOT_API_TOKEN"),
        rasa_urls=tuple(u for u in values.get("RASA_URLS", "").split(",") if u),
        redis_url=values.get("REDIS_URL") or None,
        site_url=values.get("SITE_URL") or None,
        insecure_cookies=flag("INSECURE_COOKIES"),
        demo=flag("DEMO"),
        mail=_mail_server(values),
        twilio_auth_token=values.get("TWILIO_AUTH_TOKEN") or None,
        coder=_second_reader(values),
    )


def _mail_server(values: Mapping[str, str]) -> MailServer | None:
    """The server for mail, or None when no ``SMTP_HOST`` is set: then nothing is sent.

    Raises ``SettingsError`` for a port that is no number, or without an address to send from.
    """
    host = values.get("SMTP_HOST", "").strip()
    if not host:
        return None
    port = values.get("SMTP_PORT") or "587"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError("SMTP_PORT is not a port number.")
    sender = values.get("MAIL_FROM", "").strip()
    if "@" not in sender:
        raise SettingsError("MAIL_FROM is not set: mail needs an address that it comes from.")
    return MailServer(
        host=host,
        port=int(port),
        user=values.get("SMTP_USER", ""),
        password=values.get("SMTP_PASSWORD", ""),
        starttls=values.get("SMTP_STARTTLS", "1").lower() in {"1", "true", "yes"},
        sender=sender,
    )


def _second_reader(values: Mapping[str, str]) -> SecondReader | None:
    """None unless ``CODER_URL`` is set: then nothing that people wrote leaves the house.

    Raises ``SettingsError`` for an address without encryption that is not this machine, or a time that is no number.
    """
    url = values.get("CODER_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}):
        raise SettingsError("CODER_URL must begin with https:// (http:// only for this machine).")
    try:
        timeout = float(values.get("CODER_TIMEOUT") or 20)
    except ValueError as error:
        raise SettingsError("CODER_TIMEOUT is not a number of seconds.") from error
    if not 0 < timeout <= 120:
        raise SettingsError("CODER_TIMEOUT must be more than 0 and at most 120 seconds.")
    return SecondReader(url, values.get("CODER_TOKEN", ""), timeout)


def _secrets_file(folder: Path) -> dict[str, str]:
    """``NAME=value`` lines of the secrets file; nothing when there is none."""
    path = folder / "secrets.env"
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}
