"""Notices of the safeguarding queue: which cases a mail tells of, what was not delivered, what staff have yet to hear.

Revision ID: 0019_undelivered
Revises: 0018_doubt
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_undelivered"
down_revision = "0018_doubt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was sent and told before counts as delivered and told."""
    op.add_column("post_mail", sa.Column("cases", sa.JSON(), nullable=True))
    op.add_column(
        "analysis_disclosure_notice",
        sa.Column("undelivered", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("analysis_disclosure_note", sa.Column("to_tell", sa.String(10), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("analysis_disclosure_note", "to_tell")
    op.drop_column("analysis_disclosure_notice", "undelivered")
    op.drop_column("post_mail", "cases")
