"""The chat: conversations for a short while, and what was said in them, encrypted.

Revision ID: 0005_chat
Revises: 0004_analysis
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_chat"
down_revision = "0004_analysis"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the chat's tables."""
    op.create_table(
        "chat_conversation",
        sa.Column("name_hash", sa.String(64), primary_key=True),
        sa.Column("browser_hash", sa.String(64), nullable=True),
        sa.Column("last_lead", sa.String(20), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_chat_conversation_seen_at", "chat_conversation", ["seen_at"])
    op.create_table(
        "chat_turn",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            "conversation",
            sa.String(64),
            sa.ForeignKey("chat_conversation.name_hash", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
    )
    op.create_index("ix_chat_turn_conversation", "chat_turn", ["conversation"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("chat_turn")
    op.drop_table("chat_conversation")
