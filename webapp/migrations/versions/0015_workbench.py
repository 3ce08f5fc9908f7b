"""The workbench: proposed training sentences and models that were tried.

Revision ID: 0015_workbench
Revises: 0014_section
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_workbench"
down_revision = "0014_section"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "workbench_sentence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("route", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spelling", sa.String(length=64), nullable=False),
        sa.Column("caution", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_workbench_sentence_spelling", "workbench_sentence", ["spelling"], unique=False)
    op.create_index("ix_workbench_sentence_state", "workbench_sentence", ["state"], unique=False)
    op.create_table(
        "workbench_attempt",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("base", sa.String(length=16), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("rolled_back_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_workbench_attempt_asked_at", "workbench_attempt", ["asked_at"], unique=False)
    op.create_index("ix_workbench_attempt_state", "workbench_attempt", ["state"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("workbench_attempt")
    op.drop_table("workbench_sentence")
