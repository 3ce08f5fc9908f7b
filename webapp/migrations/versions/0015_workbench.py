"""The workbench: proposed training sentences and models that were tried.

Revision ID: 0015_workbench
Revises: 0014_section
"""

revision = "0015_workbench"
down_revision = "0014_section"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""


def downgrade() -> None:
    """Take them away."""
