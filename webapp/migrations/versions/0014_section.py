"""The section: checked by whom, and what a version changed.

Revision ID: 0014_section
Revises: 0013_talk
"""

revision = "0014_section"
down_revision = "0013_talk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""


def downgrade() -> None:
    """Take them away."""
