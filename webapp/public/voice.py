"""What people said: the published Community Voice, its short versions, and what changed in it."""

from flask import Blueprint, Response, abort, current_app, render_template

from surveys import fair
from surveys.analysis import report
from surveys.analysis.changes import changes as what_moved
from surveys.analysis.models import Report
from webapp.documents import changes_words, leaflet_files, voice_2023, voice_did, voice_short
from webapp.documents import voice as voice_words
from webapp.documents.leaflet import LeafletImpossible, make_summary
from webapp.documents.words import named_as_in, translated
from webapp.extensions import db
from webapp.i18n import current_tag

bp = Blueprint("voice", __name__, url_prefix="/<lang>")


@bp.get("/community-voice")
def community_voice() -> str:
    """The newest published version and 2023's findings; without a version, that there is none yet."""
    version = report.latest_published(db.session)
    rounds = fair.asking(db.session, current_tag())
    shown = voice_words.shown_with(db.session, version, current_tag()) if version else {"voice": None}
    return render_template(
        "public/voice/community_voice.html",
        **{**shown, "folded": True},
        short=voice_short.in_short(version.findings) if version else [],
        baseline=voice_2023.baseline_2023(),
        new_themes=voice_2023.new_since_2023(),
        earlier=_before(version) if version else None,
        decided_since=voice_did.decided_since(db.session, version) if version else False,
        waves_of=version.consultation_slug if version else (rounds[0][0] if rounds else None),
    )


@bp.get("/community-voice/young-people")
def young_people() -> str:
    """The young people's version: short, in their words, of what young people themselves said."""
    version = _published_or_404()
    short = voice_short.young(version.findings)
    quotations = report.quotations_of(db.session, version) if short else []
    return render_template(
        "public/voice/young_people.html",
        short=short,
        quotations=[one for one in quotations if one.audience == voice_short.YOUNG],
        translated=translated,
    )


@bp.get("/community-voice/changes")
def changes() -> str:
    """What moved between the newest published version and the one before it."""
    version = _published_or_404()
    earlier = _before(version)
    if earlier is None:
        abort(404)
    found = what_moved(earlier.findings, version.findings)
    events = {**(earlier.findings.get("events") or {}), **(version.findings.get("events") or {})}
    with named_as_in(version.findings):
        sheets = changes_words.sheets(db.session, found, events)
    return render_template(
        "public/voice/changes.html",
        version=version,
        earlier=earlier,
        found=found,
        sheets=sheets,
    )


@bp.get("/community-voice/summary.pdf")
def leaflet() -> Response | tuple[str, int]:
    """One page to print and hand out."""
    version = _published_or_404()
    told = voice_short.leaflet(version, leaflet_files.site_url("voice.community_voice"))
    try:
        made = make_summary(told)
    except LeafletImpossible:
        current_app.logger.warning("a summary in %s could not be made: letters are missing", told["language"])
        return render_template("public/lists/no_leaflet.html"), 501
    name = f"community-voice-{version.consultation_slug}-{version.number}-{told['language']}.pdf"
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _published_or_404() -> Report:
    version = report.latest_published(db.session)
    if version is None:
        abort(404)
    return version


def _before(version: Report) -> Report | None:
    return report.version_before(db.session, version.consultation_slug, version.number)
