"""People's checking: decisions, reservations, the blind sample, what was learned from corrections.

Revision ID: 0011_sample
Revises: 0010_codebook
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_sample"
down_revision = "0010_codebook"
branch_labels = None
depends_on = None


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables of surveys.analysis.desk_models."""
    op.create_table(
        "analysis_decision",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=True),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(36), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_decision"),
        _fk("analysis_decision", "coding_id", "analysis_coding"),
    )
    op.create_index("ix_analysis_decision_coding_id", "analysis_decision", ["coding_id"])
    op.create_index("ix_analysis_decision_made_by_kind", "analysis_decision", ["made_by", "kind"])
    op.create_table(
        "analysis_reservation",
        sa.Column("coding_id", sa.String(36), nullable=False),
        sa.Column("held_by", sa.String(36), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("coding_id", name="pk_analysis_reservation"),
        _fk("analysis_reservation", "coding_id", "analysis_coding"),
    )
    op.create_index("ix_analysis_reservation_held_by", "analysis_reservation", ["held_by"])
    op.create_table(
        "analysis_sample",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("consultation_slug", sa.String(80), nullable=False),
        sa.Column("per_question", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("coder", sa.String(36), nullable=False),
        sa.Column("drawn_by", sa.String(36), nullable=True),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_sample"),
    )
    op.create_index("ix_analysis_sample_consultation_slug", "analysis_sample", ["consultation_slug"])
    op.create_index("ix_analysis_sample_coder", "analysis_sample", ["coder"])
    op.create_table(
        "analysis_sample_answer",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("sample_id", sa.String(36), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=True),
        sa.Column("version", sa.String(40), nullable=True),
        sa.Column("coded_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_sample_answer"),
        _fk("analysis_sample_answer", "sample_id", "analysis_sample"),
        _fk("analysis_sample_answer", "answer_id", "survey_answer"),
        sa.UniqueConstraint("sample_id", "answer_id", name="uq_analysis_sample_answer_sample_id_answer_id"),
    )
    op.create_index("ix_analysis_sample_answer_answer_id", "analysis_sample_answer", ["answer_id"])
    op.create_table(
        "analysis_model",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("base", sa.String(16), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("learned_from", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(36), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_model"),
    )
    op.create_index("ix_analysis_model_fingerprint", "analysis_model", ["fingerprint"])
    op.create_index("ix_analysis_model_state", "analysis_model", ["state"])
    op.create_table(
        "analysis_training_row",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        sa.Column("model_id", sa.String(36), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("held_back", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_training_row"),
        _fk("analysis_training_row", "model_id", "analysis_model"),
        _fk("analysis_training_row", "answer_id", "survey_answer"),
        sa.UniqueConstraint("model_id", "answer_id", name="uq_analysis_training_row_model_id_answer_id"),
    )
    op.create_index("ix_analysis_training_row_answer_id", "analysis_training_row", ["answer_id"])


def downgrade() -> None:
    """Take them away."""
    for table in (
        "analysis_training_row",
        "analysis_model",
        "analysis_sample_answer",
        "analysis_sample",
        "analysis_reservation",
        "analysis_decision",
    ):
        op.drop_table(table)
