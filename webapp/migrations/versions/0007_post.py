"""The post: mail that waits to be sent, and what people report as wrong.

Revision ID: 0007_post
Revises: 0006_directory_trust
"""

revision = "0007_post"
down_revision = "0006_directory_trust"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""


def downgrade() -> None:
    """Take them away."""
