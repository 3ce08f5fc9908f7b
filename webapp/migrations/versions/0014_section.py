"""The section: who checked a version, and when.

Revision ID: 0014_section
Revises: 0013_talk
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_section"
down_revision = "0013_talk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("analysis_report", sa.Column("checked_by", sa.String(36), nullable=True))
    op.add_column("analysis_report", sa.Column("checked_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Take them away; a version that was checked and not yet published is a draft again."""
    op.execute("UPDATE analysis_report SET state = 'draft' WHERE state = 'checked'")
    op.drop_column("analysis_report", "checked_at")
    op.drop_column("analysis_report", "checked_by")
