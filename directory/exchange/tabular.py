"""The HSDS tabular data package: a zip of CSV tables and its datapackage.json (HSDS 3.0), written and read."""

import csv
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from directory.exchange import archive as archives
from directory.exchange.cells import defused, plain
from directory.exchange.delimited import read_csv
from directory.exchange.faults import FileError

Values = dict[str, Any]

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "organizations": ("organization", ("id", "name", "description", "website")),
    "services": (
        "service",
        (
            "id",
            "organization_id",
            "name",
            "description",
            "url",
            "email",
            "status",
            "application_process",
            "fees_description",
            "eligibility_description",
            "minimum_age",
            "maximum_age",
            "assured_date",
            "alert",
            "last_modified",
        ),
    ),
    "locations": ("location", ("id", "location_type", "name", "description", "latitude", "longitude")),
    "service_at_locations": ("service_at_location", ("id", "service_id", "location_id")),
    "addresses": (
        "address",
        ("id", "location_id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
    ),
    "accessibility": ("accessibility", ("id", "location_id", "description", "details")),
    "phones": ("phone", ("id", "service_id", "contact_id", "number", "type", "description")),
    "contacts": ("contact", ("id", "organization_id", "service_id", "name", "title", "email")),
    "schedules": (
        "schedule",
        (
            "id",
            "service_id",
            "valid_from",
            "valid_to",
            "freq",
            "byday",
            "description",
            "opens_at",
            "closes_at",
            "notes",
        ),
    ),
    "service_areas": ("service_area", ("id", "service_id", "name", "description")),
    "languages": ("language", ("id", "service_id", "name", "code")),
    "cost_options": (
        "cost_option",
        ("id", "service_id", "option", "currency", "amount", "amount_description"),
    ),
    "funding": ("funding", ("id", "service_id", "source")),
    "attributes": ("attribute", ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity")),
    "taxonomies": ("taxonomy", ("id", "name", "description")),
    "taxonomy_terms": (
        "taxonomy_term",
        ("id", "code", "name", "description", "taxonomy", "language", "taxonomy_id"),
    ),
}
"""The tables: the object of HSDS that a row is, and the columns that we have something for."""

_ALSO_CALLED = {
    "service_at_location": "service_at_locations",
    "services_at_location": "service_at_locations",
    "services_at_locations": "service_at_locations",
    "fundings": "funding",
    "accessibilities": "accessibility",
    "accessibility_for_disabilities": "accessibility",
} | {entity: name for name, (entity, _columns) in TABLES.items()}


class Package:
    """Writes services, given whole as HSDS nests them, into tables; only files grow, not memory."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, IO[str]] = {}
        self._writers: dict[str, Any] = {}
        self._seen: set[tuple[str, str]] = set()
        self.folder = folder
        for name, (_entity, columns) in TABLES.items():
            self._files[name] = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            self._writers[name] = csv.DictWriter(
                self._files[name], columns, extrasaction="ignore", lineterminator="\r\n"
            )
            self._writers[name].writeheader()

    def row(self, table: str, values: Values, **more: str) -> None:
        """Write one row, once however often it is told (an organisation of many services)."""
        identity = str(values.get("id", ""))
        if table in ("organizations", "locations", "taxonomies", "taxonomy_terms", "attributes", "addresses"):
            if (table, identity) in self._seen:
                return
            self._seen.add((table, identity))
        texts = {name: part for name, part in {**values, **more}.items() if not isinstance(part, dict | list)}
        self._writers[table].writerow({name: defused(_cell(part)) for name, part in texts.items()})

    def service(self, values: Values) -> None:
        """Write a service and all that belongs to it."""
        identity = values["id"]
        self.row("services", values)
        if organization := values.get("organization"):
            self.row("organizations", organization)
            self._attributes(organization)
        for name in ("phones", "schedules", "service_areas", "languages", "cost_options", "funding", "contacts"):
            for part in values.get(name, []):
                # The feed says of an area more than its name under the UK profile's word.
                self.row(name, {"description": part.get("service_area"), **part}, service_id=identity)
        for contact in values.get("contacts", []):
            for phone in contact.get("phones", []):
                self.row("phones", phone, contact_id=contact["id"])
        for spot in values.get("service_at_locations", []):
            self.row("service_at_locations", spot)
            location = spot["location"]
            self.row("locations", location)
            for name in ("addresses", "accessibility"):
                for part in location.get(name, []):
                    self.row(name, part, location_id=location["id"])
        self._attributes(values)

    def _attributes(self, values: Values) -> None:
        for attribute in values.get("attributes", []):
            self.row("attributes", attribute)

    def close(self) -> None:
        """Finish the tables."""
        for file in self._files.values():
            file.close()


def write(target: IO[bytes], services: Iterable[Values], terms: Iterable[tuple[Values, Iterable[Values]]]) -> None:
    """Write the package of these services and of the taxonomies with their terms."""
    with TemporaryDirectory() as name:
        package = Package(Path(name))
        try:
            for taxonomy, inner in terms:
                package.row("taxonomies", taxonomy)
                for term in inner:
                    package.row("taxonomy_terms", term)
            for service in services:
                package.service(service)
        finally:
            package.close()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("datapackage.json", json.dumps(_datapackage(), indent=2))
            for table in TABLES:
                archive.write(package.folder / f"{table}.csv", f"{table}.csv")


def _datapackage() -> Values:
    """Return the descriptor: a resource for every table, with its columns."""
    return {
        "name": "human_services_data",
        "title": "Human Services Data Specification",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "homepage": "https://docs.openreferral.org",
        "resources": [
            {
                "name": entity,
                "path": f"{table}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "profile": "tabular-data-resource",
                "schema": {
                    "primaryKey": "id",
                    "fields": [{"name": column, "type": _TYPES.get(column, "string")} for column in columns],
                },
            }
            for table, (entity, columns) in TABLES.items()
        ],
    }


_TYPES = {
    "minimum_age": "number",
    "maximum_age": "number",
    "latitude": "number",
    "longitude": "number",
    "amount": "number",
    "assured_date": "date",
}


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def read(data: bytes) -> list[Values]:
    """Return the services of a package, nested as HSDS JSON nests them. Raises FileError."""
    archive = archives.opened(data, "not_a_package")
    tables: dict[str, list[Values]] = {}
    for name in archive.namelist():
        stem, dot, kind = name.rsplit("/", 1)[-1].rpartition(".")
        table = _ALSO_CALLED.get(stem.lower(), stem.lower())
        if dot and kind.lower() == "csv" and table in TABLES:
            tables[table] = _rows(archives.unpacked(archive, name, "not_a_package"), name)
    if "services" not in tables:
        raise FileError("not_a_package", detail="services.csv")
    return _nested(tables)


def _rows(data: bytes, name: str) -> list[Values]:
    try:
        found = read_csv(data, strict=True)
    except FileError as error:
        if error.code in ("no_rows", "empty"):
            return []
        raise FileError(
            error.code, row=error.row, column=f"{name} {error.column}".strip(), detail=error.detail
        ) from error
    return [{column: plain(cell) for column, cell in row.items() if cell != ""} for _number, row in found.records()]


def _nested(tables: dict[str, list[Values]]) -> list[Values]:
    def by(table: str, parent: str) -> defaultdict[str, list[Values]]:
        found: defaultdict[str, list[Values]] = defaultdict(list)
        for row in tables.get(table, []):
            found[row.get(parent, "")].append(row)
        return found

    def one(table: str) -> dict[str, Values]:
        return {row.get("id", ""): row for row in tables.get(table, [])}

    taxonomies, terms = one("taxonomies"), one("taxonomy_terms")
    for term in terms.values():
        term.setdefault("taxonomy", taxonomies.get(term.get("taxonomy_id", ""), {}).get("name", ""))
    links = by("attributes", "link_id")
    for rows in links.values():
        for row in rows:
            row["taxonomy_term"] = terms.get(row.get("taxonomy_term_id", ""), {})
    organizations, locations = one("organizations"), one("locations")
    for organization in organizations.values():
        organization["attributes"] = links[organization.get("id", "")]
    addresses = by("addresses", "location_id")
    for location in locations.values():
        location["addresses"] = addresses[location.get("id", "")]
        for part in ("latitude", "longitude"):
            location[part] = _number(location.get(part))
    contact_phones, spots = by("phones", "contact_id"), by("service_at_locations", "service_id")
    parts = {name: by(name, "service_id") for name in
             ("phones", "schedules", "service_areas", "languages", "cost_options", "funding", "contacts")}  # fmt: skip
    for rows in parts["contacts"].values():
        for contact in rows:
            contact["phones"] = contact_phones[contact.get("id", "")]
    for rows in parts["cost_options"].values():
        for option in rows:
            option["amount"] = _number(option.get("amount"))
    for rows in spots.values():
        for spot in rows:
            spot["location"] = locations.get(spot.get("location_id", ""))
    services = []
    for service in tables["services"]:
        identity = service.get("id", "")
        services.append(
            {
                **service,
                **{name: found[identity] for name, found in parts.items()},
                "service_at_locations": spots[identity],
                "attributes": links[identity],
                "organization": organizations.get(service.get("organization_id", "")),
            }
        )
    return services


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
