"""You said, we did, as a version of the Community Voice tells it."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from surveys import promised
from surveys.analysis.kept_words import KeptWords
from surveys.analysis.models import Report
from surveys.columns import local_day
from surveys.content import SOURCE_LANGUAGE, Words
from surveys.queries import all_consultations
from webapp.documents.words import Named


def promises(session: Session, version: Report, language: str) -> list[tuple[Named, Named]]:
    """What was said and what was decided or done about it by the time of the version, newest first.

    Versions made before these words were kept show them as they are now.
    """
    kept: KeptWords | None = version.findings.get("words")
    if kept is not None:
        return [(_kept(one["said"], language), _kept(one["done"], language)) for one in kept["promises"]]
    told = _told_now(session, version, language)
    return [(Named(said.text, said.language), Named(done.text, done.language)) for said, done in told]


def decided_since(session: Session, version: Report) -> bool:
    """Whether more is told now of what was decided or done than the version kept; what it keeps never changes."""
    kept: KeptWords | None = version.findings.get("words")
    if kept is None:
        return False
    then = [(one["said"]["en"], one["done"]["en"]) for one in kept["promises"]]
    return any((said.text, done.text) not in then for said, done in _told_now(session, version, SOURCE_LANGUAGE))


def _told_now(session: Session, version: Report, language: str) -> list[tuple[Words, Words]]:
    consultation = next((one for one in all_consultations(session) if one.slug == version.consultation_slug), None)
    if consultation is None:
        return []
    views = promised.published(session, language, local_day(), consultation=consultation)
    return [told for told in map(promised.said_and_done, views) if told is not None]


def _kept(texts: Mapping[str, str], language: str) -> Named:
    return Named(texts[language], language) if language in texts else Named(texts["en"], "en")
