"""The directory: services, places, reporting routes, translations and their history.

Revision ID: 0002_directory
Revises: 0001_accounts
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_directory"
down_revision = "0001_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the directory's tables."""
    op.create_table(
        "directory_metadata",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_type", sa.String(length=20), nullable=False),
        sa.Column("resource_id", sa.String(length=50), nullable=False),
        sa.Column("field_name", sa.String(length=50), nullable=False),
        sa.Column("previous_value", sa.Text(), nullable=False),
        sa.Column("replacement_value", sa.Text(), nullable=False),
        sa.Column("last_action_type", sa.String(length=20), nullable=False),
        sa.Column("last_action_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_directory_metadata_resource_id", "directory_metadata", ["resource_id"], unique=False)
    op.create_table(
        "directory_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "directory_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_type", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.String(length=50), nullable=False),
        sa.Column("field", sa.String(length=50), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("seed_hash", sa.String(length=64), nullable=True),
        sa.Column("checked_by", sa.String(length=36), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entity_type", "entity_id", "field", "language"),
    )
    op.create_index("ix_directory_translation_language", "directory_translation", ["language"], unique=False)
    op.create_table(
        "locality",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "need",
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("seed_hashes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("seed_hashes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "postcode_district",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("wards", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("who_for", sa.Text(), nullable=False),
        sa.Column("way_in", sa.Text(), nullable=False),
        sa.Column("way_in_known", sa.Boolean(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("ages_known", sa.Boolean(), nullable=False),
        sa.Column("cost", sa.String(length=10), nullable=False),
        sa.Column("cost_note", sa.Text(), nullable=False),
        sa.Column("open_to", sa.JSON(), nullable=False),
        sa.Column("self_referral", sa.String(length=10), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("women_only", sa.String(length=10), nullable=False),
        sa.Column("preventative", sa.String(length=10), nullable=False),
        sa.Column("reactive", sa.String(length=10), nullable=False),
        sa.Column("domain", sa.String(length=30), nullable=False),
        sa.Column("approach", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("funder", sa.String(length=200), nullable=False),
        sa.Column("funded_statutory", sa.String(length=10), nullable=False),
        sa.Column("deliverer", sa.String(length=200), nullable=False),
        sa.Column("delivered_statutory", sa.String(length=10), nullable=False),
        sa.Column("funding_end", sa.String(length=20), nullable=False),
        sa.Column("temporary_funding", sa.String(length=10), nullable=False),
        sa.Column("reach", sa.String(length=20), nullable=False),
        sa.Column("cohort", sa.String(length=200), nullable=False),
        sa.Column("drop_in", sa.Boolean(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("audience_under_25_or_adults", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("ring", sa.String(length=40), nullable=False),
        sa.Column("confidential_location", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("reporting_route", sa.String(length=50), nullable=True),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed_hashes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("ix_service_last_modified", "service", ["last_modified"], unique=False)
    op.create_index("ix_service_organization_id", "service", ["organization_id"], unique=False)
    op.create_table(
        "ward",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("locality", sa.String(length=60), nullable=False),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["locality"],
            ["locality.slug"],
        ),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "phone",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("all_hours", sa.Boolean(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_phone_service_id", "phone", ["service_id"], unique=False)
    op.create_table(
        "reporting_route",
        sa.Column("code", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("for_what", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("when_closed", sa.Text(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("service_slug", sa.String(length=100), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("seed_hashes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_slug"],
            ["service.slug"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "service_area",
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "area"),
    )
    op.create_table(
        "service_language",
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "language"),
    )
    op.create_table(
        "service_need",
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("need", sa.String(length=50), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need"],
            ["need.code"],
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "need"),
    )
    op.create_index("ix_service_need_need", "service_need", ["need"], unique=False)
    op.create_table(
        "route_contact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("route", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("text", sa.String(length=100), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("all_hours", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("for_whom", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["route"], ["reporting_route.code"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_route_contact_route", "route_contact", ["route"], unique=False)


def downgrade() -> None:
    """Take the directory's tables away again."""
    op.drop_index("ix_route_contact_route", table_name="route_contact")
    op.drop_table("route_contact")
    op.drop_index("ix_service_need_need", table_name="service_need")
    op.drop_table("service_need")
    op.drop_table("service_language")
    op.drop_table("service_area")
    op.drop_table("reporting_route")
    op.drop_index("ix_phone_service_id", table_name="phone")
    op.drop_table("phone")
    op.drop_table("ward")
    op.drop_index("ix_service_organization_id", table_name="service")
    op.drop_index("ix_service_last_modified", table_name="service")
    op.drop_table("service")
    op.drop_table("postcode_district")
    op.drop_table("organization")
    op.drop_table("need")
    op.drop_table("locality")
    op.drop_index("ix_directory_translation_language", table_name="directory_translation")
    op.drop_table("directory_translation")
    op.drop_table("directory_state")
    op.drop_index("ix_directory_metadata_resource_id", table_name="directory_metadata")
    op.drop_table("directory_metadata")
