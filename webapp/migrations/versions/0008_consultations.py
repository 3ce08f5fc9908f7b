"""Consultations: what makes them fair, their waves, events and decisions.

Revision ID: 0008_consultations
Revises: 0007_post
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_consultations"
down_revision = "0007_post"
branch_labels = None
depends_on = None


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
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name="fk_consultation_consideration_consultation_id",
            ondelete="CASCADE",
        ),
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
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_consultation_event_consultation_id", ondelete="CASCADE"
        ),
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
        sa.ForeignKeyConstraint(
            ["consideration_id"],
            ["consultation_consideration.id"],
            name="fk_consultation_promise_consideration_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name="fk_consultation_promise_consultation_id",
            ondelete="CASCADE",
        ),
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
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_import_survey_id", ondelete="CASCADE"),
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
        sa.ForeignKeyConstraint(
            ["event_id"], ["consultation_event.id"], name="fk_survey_kiosk_event_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_kiosk_survey_id", ondelete="CASCADE"),
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
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_quota_survey_id", ondelete="CASCADE"),
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
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name="fk_survey_wave_survey_id", ondelete="SET NULL"),
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
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["consultation_promise.id"],
            name="fk_consultation_promise_change_promise_id",
            ondelete="CASCADE",
        ),
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
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["consultation_promise.id"],
            name="fk_consultation_promise_rating_promise_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation_promise_rating"),
        sa.UniqueConstraint(
            "promise_id", "day", "helped", name="uq_consultation_promise_rating_promise_id_day_helped"
        ),
    )
    op.create_table(
        "survey_wave_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=36), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("percent", sa.Float(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("printed_significant", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name="fk_survey_wave_measure_wave_id", ondelete="CASCADE"
        ),
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
        sa.ForeignKeyConstraint(
            ["draft_id"], ["survey_draft.id"], name="fk_survey_contact_left_draft_id", ondelete="CASCADE"
        ),
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
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["survey_submission.id"],
            name="fk_survey_second_entry_submission_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_survey_second_entry"),
        sa.UniqueConstraint("submission_id", name="uq_survey_second_entry_submission_id"),
    )

    op.add_column("consultation", sa.Column("can_change", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("reasons", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("options_considered", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("options_discarded", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("who_is_asked", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("equality", sa.Text(), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("decision_maker", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("decides_on", sa.Date(), nullable=True))
    op.add_column(
        "consultation", sa.Column("safeguarding_lead", sa.String(length=200), nullable=False, server_default="")
    )
    op.add_column("consultation", sa.Column("queue_hours", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("consultation", sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))

    op.add_column("survey", sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))

    op.add_column("survey_answer", sa.Column("number", sa.Float(), nullable=True))

    op.add_column("survey_draft", sa.Column("client_key", sa.String(length=64), nullable=True))
    op.add_column("survey_draft", sa.Column("event_id", sa.String(length=36), nullable=True))
    op.add_column("survey_draft", sa.Column("kiosk_id", sa.String(length=36), nullable=True))
    op.add_column("survey_draft", sa.Column("import_id", sa.String(length=36), nullable=True))
    op.add_column("survey_draft", sa.Column("entered_by", sa.String(length=36), nullable=True))
    op.create_index("ix_survey_draft_client_key", "survey_draft", ["client_key"], unique=True)
    op.create_index("ix_survey_draft_event_id", "survey_draft", ["event_id"], unique=False)
    op.create_index("ix_survey_draft_import_id", "survey_draft", ["import_id"], unique=False)

    op.add_column("survey_submission", sa.Column("seconds", sa.Integer(), nullable=True))
    op.add_column("survey_submission", sa.Column("duplicate_group", sa.String(length=36), nullable=True))
    op.add_column("survey_submission", sa.Column("marks", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_survey_submission_duplicate_group", "survey_submission", ["duplicate_group"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_survey_draft_client_key", table_name="survey_draft")
    op.drop_index("ix_survey_draft_event_id", table_name="survey_draft")
    op.drop_index("ix_survey_draft_import_id", table_name="survey_draft")
    op.drop_index("ix_survey_submission_duplicate_group", table_name="survey_submission")
    op.drop_column("survey_submission", "marks")
    op.drop_column("survey_submission", "duplicate_group")
    op.drop_column("survey_submission", "seconds")
    op.drop_column("survey_draft", "entered_by")
    op.drop_column("survey_draft", "import_id")
    op.drop_column("survey_draft", "kiosk_id")
    op.drop_column("survey_draft", "event_id")
    op.drop_column("survey_draft", "client_key")
    op.drop_column("survey_answer", "number")
    op.drop_column("survey", "settings")
    op.drop_column("consultation", "settings")
    op.drop_column("consultation", "queue_hours")
    op.drop_column("consultation", "safeguarding_lead")
    op.drop_column("consultation", "decides_on")
    op.drop_column("consultation", "decision_maker")
    op.drop_column("consultation", "equality")
    op.drop_column("consultation", "who_is_asked")
    op.drop_column("consultation", "options_discarded")
    op.drop_column("consultation", "options_considered")
    op.drop_column("consultation", "reasons")
    op.drop_column("consultation", "can_change")
    op.drop_table("survey_second_entry")
    op.drop_table("survey_contact_left")
    op.drop_table("survey_wave_measure")
    op.drop_table("consultation_promise_rating")
    op.drop_table("consultation_promise_change")
    op.drop_table("survey_wave")
    op.drop_table("survey_quota")
    op.drop_table("survey_kiosk")
    op.drop_table("survey_import")
    op.drop_table("consultation_promise")
    op.drop_table("consultation_event")
    op.drop_table("consultation_consideration")
