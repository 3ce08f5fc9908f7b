"""What makes the directory trusted: states, hours, places, drafts, requests to check, lists, unmet demand.

Revision ID: 0006_directory_trust
Revises: 0005_chat
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_directory_trust"
down_revision = "0005_chat"
branch_labels = None
depends_on = None


def new_columns() -> list["sa.Column[object]"]:
    """Return what a service gets; what stands there already takes the defaults."""
    return [
        sa.Column("status", sa.String(length=10), nullable=False, server_default="active"),
        sa.Column("status_note", sa.Text(), nullable=False, server_default=""),
        sa.Column("what_happens", sa.Text(), nullable=False, server_default=""),
        sa.Column("accessibility", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("access_note", sa.Text(), nullable=False, server_default=""),
        sa.Column("assurer", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("next_check", sa.Date(), nullable=True),
    ]


def upgrade() -> None:
    """Make the tables; `ended` becomes one of three states."""
    op.create_table(
        "directory_setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "postcode",
        sa.Column("code", sa.String(length=7), nullable=False),
        sa.Column("ward", sa.String(length=60), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "shortlist",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_shortlist_expires_at", "shortlist", ["expires_at"], unique=False)
    op.create_index("ix_shortlist_owner", "shortlist", ["owner"], unique=False)

    op.create_table(
        "unmet_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("need", sa.String(length=50), nullable=False),
        sa.Column("ward", sa.String(length=60), nullable=False),
        sa.Column("age_band", sa.String(length=10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("week", "source", "need", "ward", "age_band"),
    )
    op.create_index("ix_unmet_demand_week", "unmet_demand", ["week"], unique=False)

    op.create_table(
        "assurance_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("contact_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("last_reminder_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_assurance_request_service_id", "assurance_request", ["service_id"], unique=False)
    op.create_index("ix_assurance_request_state", "assurance_request", ["state"], unique=False)

    op.create_table(
        "change_draft",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_change_draft_service_id", "change_draft", ["service_id"], unique=False)
    op.create_index("ix_change_draft_state", "change_draft", ["state"], unique=False)

    op.create_table(
        "location",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location_type", sa.String(length=10), nullable=False),
        sa.Column("address_1", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("ward", sa.String(length=60), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("precision", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_location_service_id", "location", ["service_id"], unique=False)

    op.create_table(
        "provider_contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_provider_contact_service_id", "provider_contact", ["service_id"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("byday", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.String(length=5), nullable=True),
        sa.Column("closes_at", sa.String(length=5), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_schedule_service_id", "schedule", ["service_id"], unique=False)

    op.create_table(
        "shortlist_entry",
        sa.Column("shortlist_id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shortlist_id"], ["shortlist.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("shortlist_id", "service_id"),
    )
    op.create_table(
        "signposting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("logged_by", sa.String(length=36), nullable=False),
        sa.Column("need", sa.String(length=50), nullable=False),
        sa.Column("ward", sa.String(length=60), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("age_band", sa.String(length=10), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need"],
            ["need.code"],
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_signposting_logged_by", "signposting", ["logged_by"], unique=False)
    op.create_index("ix_signposting_logged_on", "signposting", ["logged_on"], unique=False)
    op.create_index("ix_signposting_need", "signposting", ["need"], unique=False)
    # Column by column, not as a batch: a batch makes the table anew, and on SQLite its children would go with it.
    for column in new_columns():
        op.add_column("service", column)
    service = sa.table("service", sa.column("status", sa.String), sa.column("ended", sa.Boolean))
    op.execute(service.update().where(service.c.ended.is_(sa.true())).values(status="ended"))
    op.drop_column("service", "ended")


def downgrade() -> None:
    """Take them away; whatever is not active counts as ended again."""
    op.add_column("service", sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false()))
    service = sa.table("service", sa.column("status", sa.String), sa.column("ended", sa.Boolean))
    op.execute(service.update().where(service.c.status != "active").values(ended=True))
    for column in reversed(new_columns()):
        op.drop_column("service", column.name)
    op.drop_table("signposting")
    op.drop_table("shortlist_entry")
    op.drop_table("schedule")
    op.drop_table("provider_contact")
    op.drop_table("location")
    op.drop_table("change_draft")
    op.drop_table("assurance_request")
    op.drop_table("unmet_demand")
    op.drop_table("shortlist")
    op.drop_table("postcode")
    op.drop_table("directory_setting")
