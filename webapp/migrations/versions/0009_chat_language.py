"""The chat: the language that somebody chose for a talk, kept apart from the page's.

Revision ID: 0009_chat_language
Revises: 0008_consultations
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_chat_language"
down_revision = "0008_consultations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("chat_conversation", sa.Column("language", sa.String(8), nullable=True))
    op.add_column("chat_conversation", sa.Column("page_language", sa.String(8), nullable=True))
    op.add_column("chat_conversation", sa.Column("asked", sa.String(8), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("chat_conversation", "asked")
    op.drop_column("chat_conversation", "page_language")
    op.drop_column("chat_conversation", "language")
