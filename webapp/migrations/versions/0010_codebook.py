"""The codebook as data: themes, versions and who changed them; how the program came to a code.

Revision ID: 0010_codebook
Revises: 0009_chat_language
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_codebook"
down_revision = "0009_chat_language"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "analysis_codebook",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("label", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_by", sa.String(36)),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("edited_by", sa.JSON, nullable=False),
        sa.Column("signed_by", sa.String(36)),
        sa.Column("signed_at", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_codebook"),
        sa.UniqueConstraint("number", name="uq_analysis_codebook_number"),
    )
    op.create_index("ix_analysis_codebook_state", "analysis_codebook", ["state"])
    op.create_table(
        "analysis_codebook_theme",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("family", sa.String(20), nullable=False),
        sa.Column("theme_group", sa.String(60)),
        sa.Column("parent", sa.String(60)),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("takes_in", sa.Text, nullable=False),
        sa.Column("leaves_out", sa.Text, nullable=False),
        sa.Column("phrases", sa.JSON, nullable=False),
        sa.Column("bare", sa.JSON, nullable=False),
        sa.Column("examples", sa.Text, nullable=False),
        sa.Column("finding_2023", sa.String(60)),
        sa.Column("new_since_2023", sa.Boolean, nullable=False),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_codebook_theme"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["analysis_codebook.id"],
            name="fk_analysis_codebook_theme_version_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("version_id", "code", name="uq_analysis_codebook_theme_version_id_code"),
    )
    op.add_column("analysis_code", sa.Column("basis", sa.String(8), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("analysis_code", "basis")
    op.drop_table("analysis_codebook_theme")
    op.drop_index("ix_analysis_codebook_state", "analysis_codebook")
    op.drop_table("analysis_codebook")
