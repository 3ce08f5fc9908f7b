"""The post: mail that waits to be sent, and what people report as wrong.

Revision ID: 0007_post
Revises: 0006_directory_trust
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_post"
down_revision = "0006_directory_trust"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Encrypted columns are plain text to the database."""
    op.create_table(
        "post_mail",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_post_mail_about", "post_mail", ["about"], unique=False)
    op.create_index("ix_post_mail_kind", "post_mail", ["kind"], unique=False)
    op.create_index("ix_post_mail_next_try", "post_mail", ["next_try"], unique=False)
    op.create_index("ix_post_mail_state", "post_mail", ["state"], unique=False)
    op.create_table(
        "post_problem",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_slug", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("flag", sa.String(length=10), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("handled_by", sa.String(length=36), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_post_problem_done_at", "post_problem", ["done_at"], unique=False)
    op.create_index("ix_post_problem_service_slug", "post_problem", ["service_slug"], unique=False)
    op.create_index("ix_post_problem_state", "post_problem", ["state"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("post_problem")
    op.drop_table("post_mail")
