"""The talk: what help somebody looks for, for the directory's search while the bot is away.

Revision ID: 0016_looked_for
Revises: 0015_workbench
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_looked_for"
down_revision = "0015_workbench"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. An encrypted column is plain text to the database."""
    op.add_column("chat_conversation", sa.Column("looked_for", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("chat_conversation", "looked_for")
