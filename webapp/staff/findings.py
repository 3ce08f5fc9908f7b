"""Quotations and reports: what leaves the analyst's desk for the public."""

from io import BytesIO

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from directory import drafts
from surveys import queries
from surveys.analysis import quoting, report
from surveys.analysis.changes import changes as what_moved
from surveys.analysis.models import Quotation, Report
from surveys.analysis.review import NotAllowed
from webapp.accounts import users
from webapp.accounts.access import requires
from webapp.documents import changes_words, findings_said, voice_files
from webapp.documents import voice as voice_words
from webapp.documents.lacking import what_is_missing
from webapp.documents.words import AUDIENCES, named_as_in, theme_name, tongue_of, translated
from webapp.extensions import db, writes
from webapp.staff.agreement import benchmark
from webapp.staff.analysis import PROBLEMS
from webapp.staff.baseline import current as current_baseline

bp = Blueprint("staff_findings", __name__, url_prefix="/staff/analysis")


def _quotations_page(refused: str | None = None, quotation_id: str = "") -> str:
    return render_template(
        "staff/analysis/quotations.html",
        proposed=quoting.listed(db.session, "proposed"),
        approved=quoting.listed(db.session, "approved"),
        problem=PROBLEMS[refused] if refused else None,
        problem_at=quotation_id,
        typed=request.form.get("words"),
        audiences=AUDIENCES,
        theme_name=theme_name,
        translated=translated,
        tongue_of=tongue_of,
    )


@bp.get("/quotations")
@requires("analyst", "administrator")
def quotations() -> str:
    """Quotations that wait for a decision, and those that were approved."""
    return _quotations_page()


@bp.post("/quotations/<quotation_id>")
@requires("analyst", "administrator")
def decide_quotation(quotation_id: str) -> BaseResponse | tuple[str, int]:
    """Approve (with more taken out), or reject, also one that had been approved."""
    quotation = db.session.get(Quotation, quotation_id)
    if quotation is None:
        abort(404)
    approve = request.form.get("decision") == "approve"
    try:
        quoting.decide(
            db.session, quotation, current_user.id, approve=approve, text=request.form.get("words") if approve else None
        )
    except NotAllowed as refused:
        if refused.code == "taken_back":
            flash(PROBLEMS[refused.code], "note")
            return redirect(url_for("staff_findings.quotations"))
        return _quotations_page(refused.code, quotation_id), 400
    users.record(db.session, current_user, f"quotation.{quotation.state}", quotation.id)
    flash(_("Approved. It goes into the next version.") if approve else _("Rejected. It is not public any more."))
    return redirect(url_for("staff_findings.quotations"))


@bp.get("/reports")
@requires("analyst", "administrator")
def reports() -> str:
    """Every version of every consultation's findings."""
    consultations = queries.all_consultations(db.session)
    return render_template(
        "staff/analysis/reports.html",
        reports=report.reports(db.session),
        consultations=consultations,
        titles={consultation.slug: consultation.title for consultation in consultations},
    )


@bp.post("/reports")
@requires("analyst", "administrator")
def make_draft() -> BaseResponse:
    """A draft of the findings as they stand now."""
    slug = request.form.get("consultation", "")
    chosen = next((one for one in queries.all_consultations(db.session) if one.slug == slug), None)
    if chosen is None:
        abort(404)
    version = report.make_draft(
        db.session,
        chosen,
        current_user.id,
        missing=what_is_missing(db.session),
        baseline=current_baseline(db.session),
        benchmark=benchmark(),
    )
    users.record(db.session, current_user, "report.drafted", version.id, number=version.number)
    return redirect(url_for("staff_findings.draft", report_id=version.id))


def _report_or_404(report_id: str) -> Report:
    found = report.report_by_id(db.session, report_id)
    if found is None:
        abort(404)
    return found


@bp.get("/reports/<report_id>")
@requires("analyst", "administrator")
def draft(report_id: str) -> str:
    """A version as the public sees it, or would see it."""
    version = _report_or_404(report_id)
    return render_template(
        "staff/analysis/report.html",
        version=version,
        **voice_words.shown_with(db.session, version, "en"),
        for_staff=True,
        findings=findings_said.findings(version)
        if version.state == "published" and current_user.roles & {"consultation_officer", "administrator"}
        else [],
        kinds=voice_files.KINDS,
        names={user.id: user.name for user in users.everyone(db.session)},
        may_check=version.made_by != current_user.id or drafts.self_approval(db.session),
        earlier=_earlier(version),
    )


@bp.post("/reports/<report_id>/check")
@requires("analyst", "administrator")
def check(report_id: str) -> BaseResponse:
    """A second person has read the draft; the council's setting can let it be the same one."""
    version = _report_or_404(report_id)
    try:
        report.check(db.session, version, current_user.id, self_approval=drafts.self_approval(db.session))
    except report.NotReady as refused:
        abort(403 if refused.code == "own" else 409)
    users.record(db.session, current_user, "report.checked", version.id, number=version.number)
    flash(_("Checked. It can be published now."))
    return redirect(url_for("staff_findings.draft", report_id=version.id))


@bp.post("/reports/<report_id>/publish")
@requires("analyst", "administrator")
def publish(report_id: str) -> BaseResponse:
    """Put a checked version before the public."""
    version = _report_or_404(report_id)
    try:
        report.publish(db.session, version, current_user.id)
    except report.NotReady:
        abort(409)
    users.record(db.session, current_user, "report.published", version.id, number=version.number)
    flash(_("Version %(number)s is public now.", number=version.number))
    return redirect(url_for("staff_findings.reports"))


def _earlier(version: Report) -> Report | None:
    return report.version_before(db.session, version.consultation_slug, version.number)


@bp.get("/reports/<report_id>/changes")
@requires("analyst", "administrator")
def changes(report_id: str) -> str:
    """What moved since the version before."""
    version = _report_or_404(report_id)
    earlier = _earlier(version)
    if earlier is None:
        abort(404)
    found = what_moved(earlier.findings, version.findings)
    events = {**(earlier.findings.get("events") or {}), **(version.findings.get("events") or {})}
    with named_as_in(version.findings):
        sheets = changes_words.sheets(db.session, found, events)
    return render_template(
        "staff/analysis/changes.html",
        version=version,
        earlier=earlier,
        title=version.findings["title"],
        found=found,
        sheets=sheets,
    )


@bp.get("/reports/<report_id>/document")
@requires("analyst", "administrator")
def document(report_id: str) -> BaseResponse:
    """The version as a Word document."""
    return _file(_report_or_404(report_id), "docx")


@bp.get("/reports/<report_id>/<kind>")
@requires("analyst", "administrator")
def export(report_id: str, kind: str) -> BaseResponse:
    """The version as a file; the coded answers have an address of their own."""
    if kind not in voice_files.KINDS:
        abort(404)
    return _file(_report_or_404(report_id), kind)


@bp.get("/reports/<report_id>/qdpx")
@requires("analyst", "administrator")
@writes
def coded_answers(report_id: str) -> BaseResponse:
    """The coded answers of a version, without names. Who takes them along is written down once the file is made."""
    version = _report_or_404(report_id)
    file = _file(version, "qdpx")
    users.record(db.session, current_user, "report.answers_taken", version.id, number=version.number)
    return file


def _file(version: Report, kind: str) -> BaseResponse:
    content = BytesIO(voice_files.make(db.session, version, kind, "en"))
    name = f"community-voice-{version.consultation_slug}-{version.number}.{kind}"
    return send_file(content, mimetype=voice_files.TYPES[kind], as_attachment=True, download_name=name)
