"""The codebook as data: themes, versions and who changed them.

Revision ID: 0010_codebook
Revises: 0009_chat_language
"""

revision = "0010_codebook"
down_revision = "0009_chat_language"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""


def downgrade() -> None:
    """Take them away."""
