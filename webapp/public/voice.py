"""What people said: the published Community Voice."""

from flask import Blueprint, render_template

from surveys import fair
from surveys.analysis import report
from webapp.documents import voice as voice_words
from webapp.documents.words import AUDIENCES
from webapp.extensions import db
from webapp.i18n import current_tag

bp = Blueprint("voice", __name__, url_prefix="/<lang>")


@bp.get("/community-voice")
def community_voice() -> str:
    """The newest published version and 2023's findings; without a version, that there is none yet."""
    version = report.latest_published(db.session)
    rounds = fair.asking(db.session, current_tag())
    return render_template(
        "public/voice/community_voice.html",
        voice=voice_words.build(db.session, version, current_tag()) if version else None,
        baseline=voice_words.baseline_2023(),
        new_themes=voice_words.new_since_2023(),
        audience_words=AUDIENCES,
        waves_of=version.consultation_slug if version else (rounds[0][0] if rounds else None),
    )
