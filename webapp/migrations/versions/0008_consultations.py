"""Consultations: what makes them fair, their waves, events and decisions.

Revision ID: 0008_consultations
Revises: 0007_post
"""

revision = "0008_consultations"
down_revision = "0007_post"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""


def downgrade() -> None:
    """Take them away."""
