"""Where the bot's project is, and where its models lie: the shipped one, and those that the workbench made."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from webapp import config

# What the bot's commands must never hold: neither the database nor a key. tools/product.py has the same names.
KEPT_BACK = frozenset(
    "SECRET_KEY ENCRYPTION_KEYS DATABASE_URL REDIS_URL BOT_API_TOKEN".split()
    + "SMTP_PASSWORD TWILIO_AUTH_TOKEN CODER_TOKEN".split()
)
_SECONDS_TO_CHECK = 60


@dataclass(frozen=True)
class Place:
    """The bot's project (`bot`), the shipped models (`shipped_models`) and the workbench's own folder (`folder`)."""

    bot: Path
    shipped_models: Path
    folder: Path

    @property
    def python(self) -> Path:
        """The bot's own Python."""
        return self.bot / ".venv" / "bin" / "python"

    @property
    def is_there(self) -> bool:
        """Whether the bot's project and its environment are on this machine; a site alone cannot train."""
        return self.python.exists() and (self.bot / "workbench.py").is_file()

    @property
    def models(self) -> Path:
        """Folder of the models that were accepted."""
        return self.folder / "models"

    def model(self, attempt_id: str) -> Path:
        """The file of an accepted model."""
        return self.models / f"{attempt_id}.tar.gz"

    @property
    def current(self) -> Path:
        """What a process of the bot reads when it starts (bot/serve.py)."""
        return self.folder / "current.json"

    def shipped(self) -> Path | None:
        """The shipped model that fits this release; None while it is not trained. Asks the bot's own command."""
        command = [str(self.python), "train.py", "--models", str(self.shipped_models), "--check"]
        asked = subprocess.run(  # noqa: S603 - the bot's own program, nothing from outside
            command, cwd=self.bot, env=self.environment(), capture_output=True, text=True, timeout=_SECONDS_TO_CHECK
        )
        return Path(asked.stdout.strip()) if asked.returncode == 0 else None

    @staticmethod
    def environment() -> dict[str, str]:
        """What the bot's commands are given of our environment."""
        return {name: value for name, value in os.environ.items() if name not in KEPT_BACK}


def here() -> Place:
    """The place of this installation."""
    data = config.data_dir()
    return Place(config.bot_home(), data / "models" / "bot", data / "workbench")


def base_of(shipped: Path) -> str:
    """The fingerprint of the release that a shipped model was made of: its file's name."""
    return shipped.name.removesuffix(".tar.gz")
