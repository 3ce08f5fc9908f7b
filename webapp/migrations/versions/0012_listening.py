"""Proposed themes, campaigns, translations of answers by a person, and who is on duty for safeguarding.

Revision ID: 0012_listening
Revises: 0011_sample
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_listening"
down_revision = "0011_sample"
branch_labels = None
depends_on = None


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables of surveys.analysis.listening_models, and those of translations."""
    op.create_table(
        "analysis_translation",
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("language", sa.String(12), nullable=True),
        sa.Column("named_by", sa.String(36), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(36), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("answer_id", name="pk_analysis_translation"),
        _fk("analysis_translation", "answer_id", "survey_answer"),
    )
    op.add_column("analysis_quotation", sa.Column("translated_from", sa.String(12), nullable=True))
    _duty()
    _runs()


def _duty() -> None:
    op.create_table(
        "analysis_duty_turn",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("duty", sa.String(10), nullable=False),
        sa.Column("staff_id", sa.String(36), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("weekdays", sa.String(7), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("made_by", sa.String(36), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_duty_turn"),
    )
    op.create_table(
        "analysis_disclosure_notice",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("disclosure_id", sa.String(36), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_disclosure_notice"),
        _fk("analysis_disclosure_notice", "disclosure_id", "analysis_disclosure"),
        sa.UniqueConstraint("disclosure_id", "step", name="uq_analysis_disclosure_notice_disclosure_id_step"),
    )


def _runs() -> None:
    op.create_table(
        "analysis_listening_run",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("consultation_slug", sa.String(80), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.String(36), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_listening_run"),
    )
    op.create_index("ix_analysis_listening_run_consultation_slug", "analysis_listening_run", ["consultation_slug"])
    op.create_table(
        "analysis_theme_proposal",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("consultation_slug", sa.String(80), nullable=False),
        sa.Column("question", sa.String(2), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_theme_proposal"),
    )
    op.create_index("ix_analysis_theme_proposal_consultation_slug", "analysis_theme_proposal", ["consultation_slug"])
    op.create_index("ix_analysis_theme_proposal_state", "analysis_theme_proposal", ["state"])
    op.create_table(
        "analysis_proposal_answer",
        sa.Column("proposal_id", sa.String(36), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "answer_id", name="pk_analysis_proposal_answer"),
        _fk("analysis_proposal_answer", "proposal_id", "analysis_theme_proposal"),
        _fk("analysis_proposal_answer", "answer_id", "survey_answer"),
    )
    op.create_index("ix_analysis_proposal_answer_answer_id", "analysis_proposal_answer", ["answer_id"])
    op.create_table(
        "analysis_campaign",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("consultation_slug", sa.String(80), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_campaign"),
    )
    op.create_index("ix_analysis_campaign_consultation_slug", "analysis_campaign", ["consultation_slug"])
    op.create_table(
        "analysis_campaign_copy",
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("campaign_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name="pk_analysis_campaign_copy"),
        _fk("analysis_campaign_copy", "answer_id", "survey_answer"),
        _fk("analysis_campaign_copy", "campaign_id", "analysis_campaign"),
    )
    op.create_index("ix_analysis_campaign_copy_campaign_id", "analysis_campaign_copy", ["campaign_id"])


def downgrade() -> None:
    """Take them away again, the dependent ones first."""
    for table in (
        "analysis_campaign_copy",
        "analysis_campaign",
        "analysis_proposal_answer",
        "analysis_theme_proposal",
        "analysis_listening_run",
        "analysis_disclosure_notice",
        "analysis_duty_turn",
        "analysis_translation",
    ):
        op.drop_table(table)
    op.drop_column("analysis_quotation", "translated_from")
