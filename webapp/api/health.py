"""Is the product alive, and is every part of it ready?"""

from concurrent.futures import ThreadPoolExecutor

import httpx
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.extensions import db
from webapp.heartbeat import is_beating

bp = Blueprint("health", __name__)
BOT_TIMEOUT_SECONDS = 2


@bp.get("/healthz")
def healthz() -> Response:
    """Alive: the process answers."""
    return jsonify(status="alive")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Ready: database, bot and job worker each by name; 503 while one of them is not."""
    parts = {"database": _database(), "bot": _bot(), "jobs": is_beating()}
    ready = all(parts.values())
    words = {name: "ready" if up else "down" for name, up in parts.items()}
    body = jsonify(status="ready" if ready else "not ready", parts=words)
    return body, 200 if ready else 503


def _database() -> bool:
    try:
        return db.session.execute(text("SELECT 1")).scalar() == 1
    except SQLAlchemyError:
        return False


def _bot() -> bool:
    """Every Rasa process answers: each owns some conversations."""
    urls = current_app.config["SETTINGS"].rasa_urls
    if not urls:
        return False
    with ThreadPoolExecutor(len(urls)) as pool:
        return all(pool.map(_answers, urls))


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/", timeout=BOT_TIMEOUT_SECONDS).status_code == 200
    except httpx.HTTPError:
        return False
