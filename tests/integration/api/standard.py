"""The standard's own schemas, read from beside the project: Open Referral UK 3.0 and HSDS 3.0 below it.

The project carries no copy of them. References are absolute addresses (UK) or names of files (HSDS); both
lead to the files that are there, and nothing is asked of the network.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parents[4] / "shared" / "hsds"
UK = "https://openreferraluk.org/specifications/3.0/schema/"
HSDS = "https://hsds.invalid/3.0/"

PAGE = {
    "total_items": int,
    "total_pages": int,
    "page_number": int,
    "size": int,
    "first_page": bool,
    "last_page": bool,
    "empty": bool,
    "contents": list,
}
"""The header of a page with its types: contracts.md wants all eight on every list."""

# jsonschema checks only the formats whose libraries are there: ours are checked always. A format says nothing
# of what is no text: that is for `type`.
formats = FormatChecker(formats=())


@formats.checks("uuid", raises=ValueError)
def _uuid(value: Any) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


@formats.checks("uri", raises=ValueError)
def _uri(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and parts.netloc) and not re.search(r"\s", value)


@formats.checks("email")
def _email(value: Any) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value))


@formats.checks("date-time", raises=ValueError)
def _date_time(value: Any) -> bool:
    if not isinstance(value, str):
        return True
    return "T" in value and datetime.fromisoformat(value).tzinfo is not None


class Standard:
    """Both standards, ready to hold an answer against."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        resources = []
        for base, name in ((UK, "oruk-3.0"), (HSDS, "hsds-3.0")):
            for path in sorted((folder / name / "schema").glob("*.json")):
                schema = json.loads(path.read_text(encoding="utf-8"))
                resources.append((base + path.name, Resource(contents=schema, specification=DRAFT202012)))
        self.registry: Registry[Any] = Registry().with_resources(resources)

    def faults(self, entity: str, value: Any, base: str = UK) -> list[str]:
        """Return what is wrong with a value, by the schema of an entity or list."""
        schema = {"$ref": f"{base}{entity}.json"}
        check = Draft202012Validator(schema, registry=self.registry, format_checker=formats)
        return [f"{fault.json_path}: {fault.message}" for fault in check.iter_errors(value)]

    def read(self, path: str) -> Any:
        """Return a sample of the standard's."""
        return json.loads((self.folder / path).read_text(encoding="utf-8"))


def faults_of_page(page: Any) -> list[str]:
    """Return what is wrong with the header of a page: a key amiss, a wrong type, or numbers that disagree."""
    found = [
        f"{key}: {page.get(key)!r}"
        for key, kind in PAGE.items()
        if type(page.get(key)) is not kind  # a bool must not pass for an int
    ]
    if found:
        return found
    agree = {
        "size": page["size"] == len(page["contents"]),
        "empty": page["empty"] == (not page["contents"]),
        "first_page": page["first_page"] == (page["page_number"] == 1),
        "last_page": page["last_page"] == (page["page_number"] >= page["total_pages"]),
        "total_items": page["total_items"] >= page["size"],
    }
    return [key for key, right in agree.items() if not right]


def empties(value: Any, path: str = "$") -> Iterator[str]:
    """Yield where a value holds null, an empty text, or an empty list or object, however deep."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from empties(part, f"{path}.{name}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from empties(part, f"{path}[{place}]")
    if value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip()):
        yield path


def identities(value: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Yield (what it is the id of, id) for every id below a value."""
    if isinstance(value, dict):
        if "id" in value:
            yield kind, value["id"]
        for name, part in value.items():
            yield from identities(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from identities(part, kind)
