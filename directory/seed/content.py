"""Gathers the seed's files into one checked whole: each file by its format, then all of them together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from directory.codes import BOROUGH
from directory.seed import places_schema, schema, words_schema
from directory.seed.reader import Document, Problem, SeedError, check, check_list, read

M = TypeVar("M", bound=BaseModel)


@dataclass
class Words:
    """The translations of one language, by slug or code."""

    services: dict[str, words_schema.ServiceWords] = field(default_factory=dict)
    needs: dict[str, words_schema.NeedWords] = field(default_factory=dict)
    organisations: dict[str, words_schema.OrganisationWords] = field(default_factory=dict)
    routes: dict[str, words_schema.RouteWords] = field(default_factory=dict)


@dataclass
class Content:
    """Everything that the seed holds, checked."""

    organisations: list[schema.OrganisationSeed] = field(default_factory=list)
    needs: list[schema.NeedSeed] = field(default_factory=list)
    services: list[schema.ServiceSeed] = field(default_factory=list)
    routes: list[schema.RouteSeed] = field(default_factory=list)
    places: places_schema.PlacesSeed = field(
        default_factory=lambda: places_schema.PlacesSeed(localities=[], wards=[], districts=[])
    )
    district_wards: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)


class _Gatherer:
    """Reads file after file and keeps every fault, so that a writer sees them all at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.where: dict[tuple[str, str], tuple[Document, int | None]] = {}

    def read(self, path: Path) -> Document | None:
        """Read a file; None (and a fault kept) when it cannot be."""
        try:
            return read(path, self.root)
        except SeedError as error:
            self.problems += error.problems
            return None

    def list_of(self, model: type[M], name: str, key: str) -> list[M]:
        """Read `<name>.yaml` and the files of the folder `<name>`, each a list of `model`."""
        found: list[M] = []
        paths = [self.root / f"{name}.yaml", *sorted((self.root / name).glob("*.yaml"))]
        for path in paths:
            document = self.read(path) if path.is_file() else None
            if document is None:
                continue
            for index, entry in enumerate(check_list(model, document, self.problems)):
                self.unique(name, getattr(entry, key), document, index)
                found.append(entry)
        return found

    def unique(self, kind: str, key: str, document: Document, index: int | None) -> None:
        """Remember where a key stands; a second one is a fault."""
        if (kind, key) in self.where:
            first = self.where[kind, key][0].file
            self.problems.append(document.problem(f"{key} is already in {first}", _at(index)))
        else:
            self.where[kind, key] = (document, index)

    def fault(self, kind: str, key: str, name: str, reason: str) -> None:
        """Keep a fault of the field `name` of a record that was read earlier."""
        document, index = self.where[kind, key]
        self.problems.append(document.problem(f"{name}: {reason}", (*_at(index), name)))

    def mapping_of(self, model: type[M], path: Path) -> dict[str, M]:
        """Read a file (and the folder of the same name) that maps codes to `model`."""
        found: dict[str, M] = {}
        for part in [path, *sorted(path.with_suffix("").glob("*.yaml"))]:
            document = self.read(part) if part.is_file() else None
            if document is None:
                continue
            if not isinstance(document.data, dict):
                self.problems.append(document.problem("must map codes to their words"))
                continue
            for key, data in document.data.items():
                entry = check(model, document, data, (key,), self.problems)
                if entry is not None:
                    found[str(key)] = entry
        return found


def _at(index: int | None) -> tuple[int, ...]:
    return () if index is None else (index,)


def gather(root: Path) -> Content:
    """Read and check the whole seed below `root`.

    Raises SeedError with every fault (file, line, reason); then nothing may be loaded.
    """
    gatherer = _Gatherer(root)
    content = Content(
        organisations=gatherer.list_of(schema.OrganisationSeed, "organisations", "slug"),
        needs=gatherer.list_of(schema.NeedSeed, "needs", "code"),
        routes=gatherer.list_of(schema.RouteSeed, "routes", "route"),
    )
    for path in sorted((root / "services").glob("*.yaml")):
        document = gatherer.read(path)
        if document is None:
            continue
        service = check(schema.ServiceSeed, document, document.data, (), gatherer.problems)
        if service is not None:
            gatherer.unique("services", service.slug, document, None)
            content.services.append(service)
            if service.slug != path.stem:
                reason = f"slug: {service.slug} is in a file of another name"
                gatherer.problems.append(document.problem(reason, ("slug",)))
    _gather_places(gatherer, root, content)
    _gather_words(gatherer, root, content)
    _check_together(gatherer, content)
    if gatherer.problems:
        raise SeedError(gatherer.problems)
    return content


def _gather_places(gatherer: _Gatherer, root: Path, content: Content) -> None:
    """Read places.yaml and the wards of the postcode districts."""
    path = root / "places.yaml"
    document = gatherer.read(path) if path.is_file() else None
    if document is not None:
        places = check(places_schema.PlacesSeed, document, document.data, (), gatherer.problems)
        content.places = places or content.places
    wards = {ward.slug for ward in content.places.wards}
    districts = {district.code for district in content.places.districts}
    localities = {locality.slug for locality in content.places.localities}
    for index, ward in enumerate(content.places.wards):
        if ward.locality not in localities and document is not None:
            reason = f"locality: {ward.locality} is not a locality"
            gatherer.problems.append(document.problem(reason, ("wards", index, "locality")))
    for entry in gatherer.list_of(places_schema.DistrictWardsSeed, "district_wards", "district"):
        if entry.district not in districts:
            gatherer.fault("district_wards", entry.district, "district", "is not in places.yaml")
        for ward_slug in entry.wards:
            if ward_slug not in wards:
                gatherer.fault("district_wards", entry.district, "wards", f"{ward_slug} is not a ward")
        content.district_wards[entry.district] = entry.wards


def _gather_words(gatherer: _Gatherer, root: Path, content: Content) -> None:
    """Read translations/<lang>/; what is translated must exist in English."""
    slugs = {service.slug for service in content.services}
    known: dict[str, Iterable[str]] = {
        "needs": {need.code for need in content.needs},
        "organisations": {entry.slug for entry in content.organisations},
        "routes": {route.route for route in content.routes},
    }
    for folder in sorted(path for path in (root / "translations").glob("*") if path.is_dir()):
        words = Words(
            needs=gatherer.mapping_of(words_schema.NeedWords, folder / "needs.yaml"),
            organisations=gatherer.mapping_of(words_schema.OrganisationWords, folder / "organisations.yaml"),
            routes=gatherer.mapping_of(words_schema.RouteWords, folder / "routes.yaml"),
        )
        for kind, codes in known.items():
            file = (folder / f"{kind}.yaml").relative_to(root).as_posix()
            for code in getattr(words, kind).keys() - set(codes):
                gatherer.problems.append(Problem(file, 1, f"{code} is not in {kind}.yaml"))
        for path in sorted((folder / "services").glob("*.yaml")):
            document = gatherer.read(path)
            if document is None:
                continue
            if path.stem not in slugs:
                gatherer.problems.append(document.problem(f"there is no service {path.stem}"))
            entry = check(words_schema.ServiceWords, document, document.data, (), gatherer.problems)
            if entry is not None:
                words.services[path.stem] = entry
        content.words[folder.name] = words


def _check_together(gatherer: _Gatherer, content: Content) -> None:
    """Hold the records to one another: what one names must be there."""
    organisations = {entry.slug for entry in content.organisations}
    needs = {need.code for need in content.needs}
    routes = {route.route for route in content.routes}
    slugs = {service.slug for service in content.services}
    areas = {BOROUGH} | {ward.slug for ward in content.places.wards}
    areas |= {locality.slug for locality in content.places.localities}
    for service in content.services:
        if service.organisation not in organisations:
            reason = f"{service.organisation} is not in organisations.yaml"
            gatherer.fault("services", service.slug, "organisation", reason)
        for code in service.needs:
            if code not in needs:
                gatherer.fault("services", service.slug, "needs", f"{code} is not in needs.yaml")
        for area in service.areas:
            if area not in areas:
                gatherer.fault("services", service.slug, "areas", f"{area} is not in places.yaml")
        if service.reporting_route and service.reporting_route not in routes:
            reason = f"{service.reporting_route} is not in routes.yaml"
            gatherer.fault("services", service.slug, "reporting_route", reason)
    for route in content.routes:
        if route.service is not None and route.service not in slugs:
            gatherer.fault("routes", route.route, "service", f"there is no service {route.service}")
