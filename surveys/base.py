"""The declarative base of surveys and of surveys.analysis, and the codes that rows carry."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

# Who a survey asks (domain.md §4): the same words as the codebook and the analysis use.
AUDIENCES = ("resident", "young_person", "professional", "business")
# How an answer reached us; set by who calls, never by the request body (contracts.md).
CHANNELS = ("web", "kiosk", "chat", "api", "paper", "event", "import", "staff")
# What the triage said of a free text (contracts.md); None is "nothing".
ALERTS = ("emergency", "crisis", "caution")
# Those of them that belong in the safeguarding queue at once.
URGENT = ("emergency", "crisis")
# not_needed: closed question. pending: waits for the coding job once it is submitted.
CODING_STATES = ("not_needed", "pending", "coded", "failed")
SURVEY_STATES = ("draft", "open", "closed")
# changing: the copy in which sent answers are changed (surveys.changing).
# expired: never sent, and emptied when its time was over (surveys.retention).
DRAFT_STATES = ("open", "submitted", "changing", "withdrawn", "expired")
# A mark of a submission: the field that people do not see was filled in.
HONEYPOT = "honeypot"
TRANSLATION_STATES = ("machine", "checked", "out_of_date")


def new_id() -> str:
    """A random id of 36 characters (122 bits), safe to hand out."""
    return str(uuid.uuid4())


class Base(DeclarativeBase):
    """The declarative base of surveys and of surveys.analysis."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
