"""Tables of the directory, named after HSDS 3.0. No foreign key leaves this base; staff appear only as an opaque id."""

from directory.models.base import CASCADE, LONDON, Base, local_day, now
from directory.models.people import Shortlist, ShortlistEntry, Signposting, UnmetDemand
from directory.models.places import Locality, Postcode, PostcodeDistrict, Ward
from directory.models.records import AssuranceRequest, ChangeDraft, DirectoryState, Metadata, Setting, Translation
from directory.models.routes import ReportingRoute, RouteContact
from directory.models.services import (
    Location,
    Need,
    Organization,
    Phone,
    ProviderContact,
    Schedule,
    Service,
    ServiceArea,
    ServiceLanguage,
    ServiceNeed,
)

__all__ = [
    "CASCADE",
    "LONDON",
    "AssuranceRequest",
    "Base",
    "ChangeDraft",
    "DirectoryState",
    "Locality",
    "Location",
    "Metadata",
    "Need",
    "Organization",
    "Phone",
    "Postcode",
    "PostcodeDistrict",
    "ProviderContact",
    "ReportingRoute",
    "RouteContact",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceLanguage",
    "ServiceNeed",
    "Setting",
    "Shortlist",
    "ShortlistEntry",
    "Signposting",
    "Translation",
    "UnmetDemand",
    "Ward",
    "local_day",
    "now",
]
