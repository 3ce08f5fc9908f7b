"""The talk: a survey held by chat, and requests to be rung.

Revision ID: 0013_talk
Revises: 0012_listening
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_talk"
down_revision = "0012_listening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table. Encrypted columns are plain text to the database."""
    op.add_column("chat_conversation", sa.Column("survey", sa.Text(), nullable=True))
    op.add_column("chat_conversation", sa.Column("call_back", sa.Text(), nullable=True))
    op.create_table(
        "post_call_back",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("called", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("best_time", sa.Text(), nullable=True),
        sa.Column("message", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("flag", sa.String(length=10), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("handled_by", sa.String(length=36), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_post_call_back_done_at", "post_call_back", ["done_at"], unique=False)
    op.create_index("ix_post_call_back_state", "post_call_back", ["state"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("post_call_back")
    op.drop_column("chat_conversation", "call_back")
    op.drop_column("chat_conversation", "survey")
