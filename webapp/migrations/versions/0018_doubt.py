"""How many mistakes are to be expected in an answer's themes: the review desk gives the most doubtful first.

Revision ID: 0018_doubt
Revises: 0017_review
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_doubt"
down_revision = "0017_review"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; an answer that was coded before has none until it is coded again."""
    op.add_column("analysis_coding", sa.Column("doubt", sa.Float(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("analysis_coding", "doubt")
