"""What the analysis makes of answers: codes, disclosures, quotations, reports.

Revision ID: 0004_analysis
Revises: 0003_surveys
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_analysis"
down_revision = "0003_surveys"
branch_labels = None
depends_on = None


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables of surveys.analysis.models."""
    op.create_table(
        "analysis_coding",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("sentiment", sa.String(12), nullable=False),
        sa.Column("nonsense", sa.Boolean(), nullable=False),
        sa.Column("disclosure", sa.Boolean(), nullable=False),
        sa.Column("pii", sa.Text(), nullable=False),
        sa.Column("lowest_confidence", sa.Float(), nullable=True),
        sa.Column("coded_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_coding"),
        _fk("analysis_coding", "answer_id", "survey_answer"),
        sa.UniqueConstraint("answer_id", name="uq_analysis_coding_answer_id"),
    )
    op.create_table(
        "analysis_code",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("given_by", sa.String(36), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_code"),
        _fk("analysis_code", "coding_id", "analysis_coding"),
        sa.UniqueConstraint("coding_id", "source", "code", name="uq_analysis_code_coding_id_source_code"),
    )
    op.create_index("ix_analysis_code_code", "analysis_code", ["code"])
    op.create_table(
        "analysis_disclosure",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("found_by", sa.String(10), nullable=False),
        sa.Column("alert", sa.String(10), nullable=True),
        sa.Column("signs", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("claimed_by", sa.String(36), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("closed_by", sa.String(36), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_disclosure"),
        _fk("analysis_disclosure", "answer_id", "survey_answer"),
        sa.UniqueConstraint("answer_id", name="uq_analysis_disclosure_answer_id"),
    )
    op.create_index("ix_analysis_disclosure_state", "analysis_disclosure", ["state"])
    op.create_index("ix_analysis_disclosure_found_at", "analysis_disclosure", ["found_at"])
    op.create_table(
        "analysis_disclosure_note",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("disclosure_id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(36), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_disclosure_note"),
        _fk("analysis_disclosure_note", "disclosure_id", "analysis_disclosure"),
    )
    op.create_index("ix_analysis_disclosure_note_disclosure_id", "analysis_disclosure_note", ["disclosure_id"])
    op.create_table(
        "analysis_quotation",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("code", sa.String(60), nullable=True),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proposed_by", sa.String(36), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_quotation"),
        _fk("analysis_quotation", "answer_id", "survey_answer"),
    )
    op.create_index("ix_analysis_quotation_answer_id", "analysis_quotation", ["answer_id"])
    op.create_index("ix_analysis_quotation_state", "analysis_quotation", ["state"])
    op.create_table(
        "analysis_report",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("consultation_slug", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(36), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(36), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_report"),
        sa.UniqueConstraint("consultation_slug", "number", name="uq_analysis_report_consultation_slug_number"),
    )
    op.create_index("ix_analysis_report_consultation_slug", "analysis_report", ["consultation_slug"])
    op.create_index("ix_analysis_report_state", "analysis_report", ["state"])


def downgrade() -> None:
    """Take them away again, the dependent ones first."""
    for table in (
        "analysis_report",
        "analysis_quotation",
        "analysis_disclosure_note",
        "analysis_disclosure",
        "analysis_code",
        "analysis_coding",
    ):
        op.drop_table(table)
