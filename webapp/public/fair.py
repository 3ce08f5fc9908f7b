"""How a consultation is fair: what it is for, what can change, who decides, when, and what was decided."""

from flask import Blueprint, abort, render_template

from surveys import consent, fair, promised, promising, queries, retention, terms, wording
from surveys.content import Words
from surveys.models import Consultation
from webapp.documents import fair_words
from webapp.documents.notices import LAWFUL_BASES
from webapp.documents.words import CHANNELS, theme_name
from webapp.extensions import db
from webapp.forms.fields import tongue
from webapp.i18n import current_tag

bp = Blueprint("fair", __name__, url_prefix="/<lang>")


@bp.get("/consultations/<slug>")
def consultation(slug: str) -> str:
    """One consultation in plain words; 404 before any of its surveys has been opened."""
    found = fair.by_slug(db.session, slug)
    if found is None or all(survey.state == "draft" for survey in found.surveys):
        abort(404)
    texts = _texts(found)
    return render_template(
        "public/fair/consultation.html",
        consultation=found,
        title=texts["title"],
        points=[
            (name, heading, texts[name], fair.is_answer(getattr(found, name)))
            for name, heading in fair_words.PUBLIC_POINTS.items()
        ],
        missing=[
            _public_name(name) for name in fair.missing(db.session, found) if name not in {"channels", "questionnaires"}
        ],
        machine=any(words.state == "machine" for words in texts.values()),
        pilot=fair.is_pilot(found),
        lawful_basis=LAWFUL_BASES[terms.lawful_basis(found)],
        consent_age=consent.consent_age(found.settings) if _asks_the_young(found) else None,
        channels=[CHANNELS[code] for code in fair.channels(found)],
        surveys=[card for card in queries.open_surveys(db.session, current_tag()) if card.slug in _slugs(found)],
        is_open=any(survey.state == "open" for survey in found.surveys),
        minimum_days=fair.minimum_days(found),
        schedule=retention.schedule(db.session, found),
        considerations=promising.considerations(db.session, found),
        reports=promising.published_reports(db.session, found),
        promises=promised.published(db.session, current_tag(), fair.today(), consultation=found),
        states=fair_words.PROMISE_STATES,
        colours=fair_words.STATE_COLOURS,
        theme_name=theme_name,
        tongue=tongue,
    )


def _texts(found: Consultation) -> dict[str, Words]:
    rows = wording.rows_of(db.session, found.slug, "consultation", "", current_tag())
    return {name: wording.words(rows, name, text) for name, text in fair.english(found).items()}


def _asks_the_young(found: Consultation) -> bool:
    return any(survey.audience == "young_person" for survey in found.surveys)


def _slugs(found: Consultation) -> set[str]:
    return {survey.slug for survey in found.surveys}


def _public_name(point: str) -> str:
    return str(fair_words.PUBLIC_POINTS.get(point) or fair_words.STAFF_POINTS[point][0])
