"""Consultations, surveys, drafts and answers; what people wrote is ciphertext from the start.

Revision ID: 0003_surveys
Revises: 0002_directory
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_surveys"
down_revision = "0002_directory"
branch_labels = None
depends_on = None


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(36), nullable=False)


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables of surveys.models."""
    _upgrade_content()
    _upgrade_answers()


def _upgrade_content() -> None:
    op.create_table(
        "consultation",
        _id(),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
        sa.UniqueConstraint("slug", name="uq_consultation_slug"),
    )
    op.create_table(
        "survey",
        _id(),
        sa.Column("consultation_id", sa.String(36), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        _fk("survey", "consultation_id", "consultation"),
        sa.UniqueConstraint("slug", name="uq_survey_slug"),
    )
    op.create_index("ix_survey_consultation_id", "survey", ["consultation_id"])
    op.create_index("ix_survey_audience", "survey", ["audience"])
    op.create_index("ix_survey_state", "survey", ["state"])
    op.create_table(
        "survey_version",
        _id(),
        sa.Column("survey_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_version"),
        _fk("survey_version", "survey_id", "survey"),
        sa.UniqueConstraint("survey_id", "number", name="uq_survey_version_survey_id_number"),
    )
    op.create_table(
        "survey_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(5), nullable=False),
        sa.Column("heading", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_notice"),
        _fk("survey_notice", "version_id", "survey_version"),
        sa.UniqueConstraint("version_id", "code", name="uq_survey_notice_version_id_code"),
    )
    op.create_table(
        "survey_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_page"),
        _fk("survey_page", "version_id", "survey_version"),
        sa.UniqueConstraint("version_id", "code", name="uq_survey_page_version_id_code"),
    )
    op.create_table(
        "survey_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("codebook_question", sa.String(2), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("soft_check", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("show_if", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_survey_question"),
        _fk("survey_question", "version_id", "survey_version"),
        _fk("survey_question", "page_id", "survey_page"),
        sa.UniqueConstraint("version_id", "code", name="uq_survey_question_version_id_code"),
    )
    op.create_index("ix_survey_question_page_id", "survey_question", ["page_id"])
    op.create_index("ix_survey_question_code", "survey_question", ["code"])
    op.create_table(
        "survey_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("positive", sa.Boolean(), nullable=False),
        sa.Column("outside_base", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_option"),
        _fk("survey_option", "question_id", "survey_question"),
        sa.UniqueConstraint("question_id", "code", name="uq_survey_option_question_id_code"),
    )
    op.create_table(
        "survey_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("entity", sa.String(20), nullable=False),
        sa.Column("code", sa.String(130), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("source_hash", sa.String(64), nullable=False),
        sa.Column("checked_by", sa.String(36), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_survey_translation"),
        sa.UniqueConstraint(
            "owner",
            "entity",
            "code",
            "field",
            "language",
            name="uq_survey_translation_owner_entity_code_field_language",
        ),
    )


def _upgrade_answers() -> None:
    op.create_table(
        "survey_draft",
        _id(),
        sa.Column("survey_id", sa.String(36), nullable=False),
        sa.Column("version_id", sa.String(36), nullable=False),
        sa.Column("return_code_hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_draft"),
        _fk("survey_draft", "survey_id", "survey"),
        _fk("survey_draft", "version_id", "survey_version"),
        sa.UniqueConstraint("return_code_hash", name="uq_survey_draft_return_code_hash"),
    )
    op.create_index("ix_survey_draft_survey_id", "survey_draft", ["survey_id"])
    op.create_index("ix_survey_draft_state", "survey_draft", ["state"])
    op.create_table(
        "survey_submission",
        _id(),
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("survey_id", sa.String(36), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_submission"),
        _fk("survey_submission", "draft_id", "survey_draft"),
        _fk("survey_submission", "survey_id", "survey"),
        sa.UniqueConstraint("draft_id", name="uq_survey_submission_draft_id"),
        sa.UniqueConstraint("reference", name="uq_survey_submission_reference"),
    )
    op.create_index("ix_survey_submission_survey_id", "survey_submission", ["survey_id"])
    op.create_index("ix_survey_submission_audience", "survey_submission", ["audience"])
    op.create_index("ix_survey_submission_submitted_at", "survey_submission", ["submitted_at"])
    op.create_table(
        "survey_answer",
        _id(),
        sa.Column("draft_id", sa.String(36), nullable=False),
        sa.Column("submission_id", sa.String(36), nullable=True),
        sa.Column("question_code", sa.String(60), nullable=False),
        sa.Column("codebook_question", sa.String(2), nullable=True),
        # Ciphertext (surveys.crypto.EncryptedText is Text to the database).
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("alert", sa.String(10), nullable=True),
        sa.Column("coding_state", sa.String(10), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answer"),
        _fk("survey_answer", "draft_id", "survey_draft"),
        _fk("survey_answer", "submission_id", "survey_submission"),
        sa.UniqueConstraint("draft_id", "question_code", name="uq_survey_answer_draft_id_question_code"),
    )
    op.create_index("ix_survey_answer_submission_id", "survey_answer", ["submission_id"])
    op.create_index("ix_survey_answer_question_code", "survey_answer", ["question_code"])
    op.create_index("ix_survey_answer_alert", "survey_answer", ["alert"])
    op.create_index("ix_survey_answer_coding", "survey_answer", ["coding_state", "submission_id"])
    op.create_table(
        "survey_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(36), nullable=False),
        sa.Column("option_code", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_choice"),
        _fk("survey_choice", "answer_id", "survey_answer"),
        sa.UniqueConstraint("answer_id", "option_code", name="uq_survey_choice_answer_id_option_code"),
    )
    op.create_index("ix_survey_choice_option_code", "survey_choice", ["option_code"])


def downgrade() -> None:
    """Drop them again, the dependent ones first."""
    for table in (
        "survey_choice",
        "survey_answer",
        "survey_submission",
        "survey_draft",
        "survey_translation",
        "survey_option",
        "survey_question",
        "survey_page",
        "survey_notice",
        "survey_version",
        "survey",
        "consultation",
    ):
        op.drop_table(table)
