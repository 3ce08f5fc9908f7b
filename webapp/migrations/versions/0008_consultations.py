"""Consultations: what makes them fair, their waves, events and decisions.

Revision ID: 0008_consultations
Revises: 0007_post
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008_consultations"
down_revision = "0007_post"
branch_labels = None
depends_on = None


NEW_COLUMNS: list[tuple[str, str, sa.types.TypeEngine[Any], str | None]] = [
    ("consultation", "can_change", sa.Text(), ""),
    ("consultation", "reasons", sa.Text(), ""),
    ("consultation", "options_considered", sa.Text(), ""),
    ("consultation", "options_discarded", sa.Text(), ""),
    ("consultation", "who_is_asked", sa.Text(), ""),
    ("consultation", "equality", sa.Text(), ""),
    ("consultation", "decision_maker", sa.String(length=200), ""),
    ("consultation", "decides_on", sa.Date(), None),
    ("consultation", "safeguarding_lead", sa.String(length=200), ""),
    ("consultation", "queue_hours", sa.String(length=200), ""),
    ("consultation", "settings", sa.JSON(), "{}"),
    ("survey", "settings", sa.JSON(), "{}"),
    ("survey_answer", "number", sa.Float(), None),
    ("survey_draft", "client_key", sa.String(length=64), None),
    ("survey_draft", "event_id", sa.String(length=36), None),
    ("survey_draft", "kiosk_id", sa.String(length=36), None),
    ("survey_draft", "import_id", sa.String(length=36), None),
    ("survey_draft", "entered_by", sa.String(length=36), None),
    ("survey_submission", "seconds", sa.Integer(), None),
    ("survey_submission", "duplicate_group", sa.String(length=36), None),
    ("survey_submission", "marks", sa.JSON(), "[]"),
]
"""Table, column, type, and what stands in it for rows that are there already; None: it may be empty."""


def belongs(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """Return the constraint by which a column names a row of another table, named as the models name it."""
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}", ondelete=ondelete)


def upgrade() -> None:
    """Make the tables, and columns with defaults for what is there already."""
    op.create_table(
        "consultation_consideration",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("considered_on", sa.Date(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=36), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        belongs("consultation_consideration", "consultation_id", "consultation", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_consideration"),
    )
    op.create_index(
        "ix_consultation_consideration_consultation_id", "consultation_consideration", ["consultation_id"], unique=False
    )
    op.create_table(
        "consultation_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("ward", sa.String(length=60), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("led_by", sa.String(length=200), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        belongs("consultation_event", "consultation_id", "consultation", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_event"),
    )
    op.create_index("ix_consultation_event_consultation_id", "consultation_event", ["consultation_id"], unique=False)
    op.create_table(
        "consultation_promise",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("consideration_id", sa.String(length=36), nullable=True),
        sa.Column("theme", sa.String(length=60), nullable=True),
        sa.Column("you_said", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("wards", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        belongs("consultation_promise", "consideration_id", "consultation_consideration", "SET NULL"),
        belongs("consultation_promise", "consultation_id", "consultation", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_promise"),
    )
    op.create_index(
        "ix_consultation_promise_consultation_id", "consultation_promise", ["consultation_id"], unique=False
    )
    op.create_index("ix_consultation_promise_published_at", "consultation_promise", ["published_at"], unique=False)
    op.create_index("ix_consultation_promise_state", "consultation_promise", ["state"], unique=False)
    op.create_index("ix_consultation_promise_year", "consultation_promise", ["year"], unique=False)
    op.create_table(
        "survey_import",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=False),
        sa.Column("tool", sa.String(length=30), nullable=False),
        sa.Column("header_hash", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("waiting", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        belongs("survey_import", "survey_id", "survey", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_import"),
    )
    op.create_index("ix_survey_import_header_hash", "survey_import", ["header_hash"], unique=False)
    op.create_index("ix_survey_import_survey_id", "survey_import", ["survey_id"], unique=False)
    op.create_table(
        "survey_kiosk",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        belongs("survey_kiosk", "event_id", "consultation_event", "SET NULL"),
        belongs("survey_kiosk", "survey_id", "survey", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_kiosk"),
        sa.UniqueConstraint("token_hash", name="uq_survey_kiosk_token_hash"),
    )
    op.create_index("ix_survey_kiosk_survey_id", "survey_kiosk", ["survey_id"], unique=False)
    op.create_table(
        "survey_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=False),
        sa.Column("question_code", sa.String(length=60), nullable=False),
        sa.Column("option_code", sa.String(length=60), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        belongs("survey_quota", "survey_id", "survey", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_quota"),
        sa.UniqueConstraint(
            "survey_id", "question_code", "option_code", name="uq_survey_quota_survey_id_question_code_option_code"
        ),
    )
    op.create_table(
        "survey_wave",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("sampling", sa.String(length=20), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("survey_id", sa.String(length=36), nullable=True),
        belongs("survey_wave", "survey_id", "survey", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_wave"),
        sa.UniqueConstraint("series", "code", name="uq_survey_wave_series_code"),
    )
    op.create_table(
        "consultation_promise_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        belongs("consultation_promise_change", "promise_id", "consultation_promise", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_promise_change"),
    )
    op.create_index(
        "ix_consultation_promise_change_promise_id", "consultation_promise_change", ["promise_id"], unique=False
    )
    op.create_table(
        "consultation_promise_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("helped", sa.String(length=10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        belongs("consultation_promise_rating", "promise_id", "consultation_promise", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_promise_rating"),
        sa.UniqueConstraint("promise_id", "day", "helped", name="uq_consultation_promise_rating_promise_id_day_helped"),
    )
    op.create_table(
        "survey_wave_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.Float(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("printed_significant", sa.Boolean(), nullable=True),
        belongs("survey_wave_measure", "wave_id", "survey_wave", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_wave_measure"),
        sa.UniqueConstraint("wave_id", "measure", name="uq_survey_wave_measure_wave_id_measure"),
    )
    op.create_table(
        "survey_contact_left",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("safe_to_ring", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        belongs("survey_contact_left", "draft_id", "survey_draft", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_contact_left"),
    )
    op.create_index("ix_survey_contact_left_draft_id", "survey_contact_left", ["draft_id"], unique=False)
    op.create_table(
        "survey_second_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("different", sa.JSON(), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        belongs("survey_second_entry", "submission_id", "survey_submission", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_second_entry"),
        sa.UniqueConstraint("submission_id", name="uq_survey_second_entry_submission_id"),
    )

    for table, name, kind, default in NEW_COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_index("ix_survey_draft_client_key", "survey_draft", ["client_key"], unique=True)
    op.create_index("ix_survey_draft_event_id", "survey_draft", ["event_id"], unique=False)
    op.create_index("ix_survey_draft_import_id", "survey_draft", ["import_id"], unique=False)
    op.create_index("ix_survey_submission_duplicate_group", "survey_submission", ["duplicate_group"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_survey_draft_client_key", table_name="survey_draft")
    op.drop_index("ix_survey_draft_event_id", table_name="survey_draft")
    op.drop_index("ix_survey_draft_import_id", table_name="survey_draft")
    op.drop_index("ix_survey_submission_duplicate_group", table_name="survey_submission")
    for table, name, _kind, _default in reversed(NEW_COLUMNS):
        op.drop_column(table, name)
    for table in (
        "survey_second_entry",
        "survey_contact_left",
        "survey_wave_measure",
        "consultation_promise_rating",
        "consultation_promise_change",
        "survey_wave",
        "survey_quota",
        "survey_kiosk",
        "survey_import",
        "consultation_promise",
        "consultation_event",
        "consultation_consideration",
    ):
        op.drop_table(table)
