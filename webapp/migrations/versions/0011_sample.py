"""The blind sample: whose codes are compared with whose.

Revision ID: 0011_sample
Revises: 0010_codebook
"""

revision = "0011_sample"
down_revision = "0010_codebook"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""


def downgrade() -> None:
    """Take them away."""
