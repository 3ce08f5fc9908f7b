"""Withdrawn answers are known again when an old export comes back.

Revision ID: 0017_review
Revises: 0016_looked_for
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_review"
down_revision = "0016_looked_for"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: a keyed hash, no reference."""
    op.add_column("survey_draft", sa.Column("withdrawn_reference", sa.String(length=64), nullable=True))
    op.create_index("ix_survey_draft_withdrawn_reference", "survey_draft", ["withdrawn_reference"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_survey_draft_withdrawn_reference", table_name="survey_draft")
    op.drop_column("survey_draft", "withdrawn_reference")
