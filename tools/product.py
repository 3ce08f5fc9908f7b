"""What the product is made of: the commands of its parts, and what has to be done before they start."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tools import environments, stamps
from tools.console import ROOT, run, say, step
from tools.home import Home
from tools.part import Part

JOB_WORKERS = 2
# The same names as in webapp/workbench/place.py, which nothing here may import; a test holds them together.
KEPT_BACK = frozenset(
    "SECRET_KEY ENCRYPTION_KEYS DATABASE_URL REDIS_URL BOT_API_TOKEN".split()
    + "SMTP_PASSWORD TWILIO_AUTH_TOKEN CODER_TOKEN".split()
)
CONTENT = ("directory/seed", "directory/models.py", "surveys/seed", "surveys/models.py")


def flask(*words: str) -> list[str | Path]:
    """A command of the site's own command line."""
    return [environments.python(), "-m", "flask", "--app", "webapp", *words]


def prepare_database(place: Home, env: Mapping[str, str]) -> None:
    """Bring the database to the newest shape and load the content, where that is not done already."""
    log = place.logs / "prepare.log"
    if _newest_shape(place) is False:
        with step("Preparing the database"):
            run(flask("db", "upgrade"), "Preparing the database", env=env, log=log)
    value = stamps.digest([*(ROOT / name for name in CONTENT), _identity(place)])
    if not place.database or not stamps.fits("content.stamp", value, place.folder):
        with step("Loading the services, reporting routes and surveys"):
            run(flask("directory", "import"), "Loading the services", env=env, log=log)
            run(flask("surveys", "import"), "Loading the surveys", env=env, log=log)
        stamps.write("content.stamp", value, place.folder)


def _identity(place: Home) -> str:
    """Tells one database file from another that took its place, so that a restored one is loaded again."""
    return str(place.database.stat().st_ino) if place.database and place.database.exists() else "server"


def _newest_shape(place: Home) -> bool:
    """Whether the embedded database is migrated already; asking it ourselves saves a second at every start."""
    if not place.database or not place.database.exists():
        return False
    versions = (ROOT / "webapp" / "migrations" / "versions").glob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in versions]
    made = {found.group(1) for text in texts if (found := re.search(r'^revision\b.*=\s*"([^"]+)"', text, re.M))}
    used = {found.group(1) for text in texts if (found := re.search(r'^down_revision\b.*=\s*"([^"]+)"', text, re.M))}
    try:
        with closing(sqlite3.connect(f"file:{place.database}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.Error:
        return False
    return {row[0] for row in rows} == made - used


def fill_demo(place: Home, env: Mapping[str, str]) -> None:
    """Fill the demonstration's database with its invented consultation, once."""
    if stamps.fits("demo.stamp", _identity(place), place.folder):
        return
    with step("Inventing a consultation of 400 answers for the demonstration"):
        run(flask("demo"), "Inventing a consultation", env=env, log=place.logs / "prepare.log")
    stamps.write("demo.stamp", _identity(place), place.folder)


def make_administrator(place: Home, env: Mapping[str, str]) -> None:
    """Make the first administrator, where no account exists, and print the one-time password once."""
    if place.database and stamps.fits("staff.stamp", _identity(place), place.folder):
        return
    email = os.environ.get("ADMIN_EMAIL") or "admin@localhost.localdomain"
    words = ("staff", "create", "--if-none", "--email", email, "--name", "Administrator", "--role", "administrator")
    log = place.logs / "staff.log"
    try:
        said = run(flask(*words), "Making the first administrator", env=env, log=log, secret=True)
    finally:
        log.unlink(missing_ok=True)  # the password is printed once and stored nowhere
    stamps.write("staff.stamp", _identity(place), place.folder)
    if "password" in said.lower():
        say("\nThe first administrator (this is shown once; a new password is asked for at the first sign-in):")
        for line in said.strip().splitlines():
            say(f"    {line}")
        say()


def site(place: Home, env: Mapping[str, str]) -> Part:
    """The web server; how it serves is said in tools/serving.py."""
    command: list[str | Path] = [environments.python(), "-m", "gunicorn", "--config", "tools/serving.py"]
    command += ["--no-control-socket", "--bind", f"{place.host}:{place.port}", "webapp:create_app()"]
    part = Part("site", "The site", command, env, ROOT, place.logs / "site.log", ready=f"{place.inside}/healthz")
    part.greeting = f"The site answers: {place.address}   (Ctrl-C stops it)"
    return part


def job_worker(place: Home, env: Mapping[str, str]) -> Part:
    """The worker that codes answers and does whatever a request must not wait for."""
    command: list[str | Path] = [
        environments.python(),
        "-m",
        "huey.bin.huey_consumer",
        "webapp.jobs.jobs",
        "-k",
        "thread",
    ]
    # A worker that was killed leaves its locks behind, and a sweep would wait for them for ever.
    command += ["-w", str(JOB_WORKERS), "-q", "--flush-locks"]
    return Part("jobs", "The job worker", command, env, ROOT, place.logs / "jobs.log")


def bot_model(place: Home) -> list[str | Path]:
    """The command that trains the bot where no model fits; with `--check` it only says whether one does."""
    return [environments.bot_python(), "train.py", "--models", place.models / "bot"]


def bot_training(place: Home, env: Mapping[str, str]) -> Part:
    """The training of the bot, beside the running site and behind it in turn."""
    command = ["nice", "-n", "5", *bot_model(place)]
    log = place.logs / "bot-training.log"
    log.unlink(missing_ok=True)
    return Part("bot-training", "Training the bot", command, env, environments.BOT, log, once=True)


def bot_actions(place: Home, env: Mapping[str, str], port: int) -> Part:
    """The bot's actions, which ask the site for services and surveys."""
    own = bot_env(env) | {
        "COUNCIL_API_URL": place.inside,
        "COUNCIL_API_TOKEN": env["BOT_API_TOKEN"],
    }
    command: list[str | Path] = [environments.bot_python(), "serve_actions.py", "--port", str(port)]
    ready = f"http://127.0.0.1:{port}/health"
    return Part(
        "bot-actions", "What the bot can look up", command, own, environments.BOT, place.logs / "bot-actions.log", ready
    )


def bot_server(place: Home, env: Mapping[str, str], number: int, port: int, actions: int) -> Part:
    """One process of the bot; a conversation stays with one of them."""
    command: list[str | Path] = [environments.bot_python(), "serve.py", "--models", place.models / "bot"]
    command += ["--workbench", place.folder / "workbench", "--port", str(port), "--actions-port", str(actions)]
    own = bot_env(env) | {"BOT_API_TOKEN": env["BOT_API_TOKEN"]}
    if env.get("REDIS_URL"):
        own["REDIS_URL"] = env["REDIS_URL"]  # conversations only, encrypted and for half an hour
    title = "The bot" if number == 1 else f"The bot's process {number}"
    log = place.logs / f"bot-{number}.log"
    return Part(f"bot-{number}", title, command, own, environments.BOT, log, ready=f"http://127.0.0.1:{port}/")


def bot_env(env: Mapping[str, str]) -> dict[str, str]:
    """What the bot is given: neither the database nor the keys, only what its own command names."""
    return {name: value for name, value in env.items() if name not in KEPT_BACK}
