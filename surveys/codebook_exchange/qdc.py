"""The codebook as QDC, the REFI-QDA codebook exchange format (qdasoftware.org), for other tools of analysis.

Themes are nested under their parents. The format knows a name and a description only: what else a theme has stands in
the description as lines "column: text", which people can read and which are read back. Ids come from the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5
from xml.etree import ElementTree
from xml.parsers import expat

from surveys.analysis.codebook_themes import ThemeData
from surveys.codebook_exchange.columns import Row, known, texts_of
from surveys.exchange.faults import FileError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
THEMES = UUID("7d0a3c1e-5e0b-5b0e-9a53-6b1f0c2d4e11")
"""The name space of our themes' ids: never changes, so that a code has the same id in every file."""
DEEPEST = 20


def guid(code: str) -> str:
    """The id of a theme."""
    return str(uuid5(THEMES, code))


def write(themes: Sequence[ThemeData]) -> bytes:
    """The themes as a QDC file; one that is retired cannot be given to text there either."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": "Front door to safety"})
    top = ElementTree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    there = {theme.code for theme in themes}

    def add(above: ElementTree.Element, theme: ThemeData, place: int) -> None:
        element = ElementTree.SubElement(
            above,
            f"{{{NAMESPACE}}}Code",
            {"guid": guid(theme.code), "name": theme.names["en"], "isCodable": str(not theme.retired).lower()},
        )
        ElementTree.SubElement(element, f"{{{NAMESPACE}}}Description").text = _description(theme, place)
        nest(element, theme.code)

    def nest(above: ElementTree.Element, parent: str | None) -> None:
        for place, theme in enumerate(themes):
            if (theme.parent if theme.parent in there else None) == parent:
                add(above, theme, place)

    nest(top, None)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _description(theme: ThemeData, place: int) -> str:
    lines = [f"order: {place + 1}"]
    for column, text in texts_of(theme).items():
        if column not in ("name_en", "parent", "retired"):
            lines += [f"{column}: {line}" for line in text.split("\n")]
    return "\n".join(lines)


@dataclass
class _Code:
    name: str
    codable: bool
    row: int
    key: str
    parent: _Code | None
    description: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Row]:
    """The codes of a QDC file in their order; lines of a description that are no column of ours are the definition.

    A code that is not codable is retired. A description of our own says everything that a theme has.

    Raises FileError: xml (with the line), dtd (a file that declares entities is not read), not_qdc, no_rows, too_deep.
    """
    codes = _codes(data)
    if not codes:
        raise FileError("no_rows")
    found = []
    for code in codes:
        columns = _columns("".join(code.description)) | {"name_en": code.name}
        columns["retired"] = "" if code.codable else "yes"
        found.append((code, columns))
    by_place = {id(code): columns for code, columns in found}
    for code, columns in found:
        columns["parent"] = "" if code.parent is None else _reference(code.parent, by_place[id(code.parent)])
    found.sort(key=lambda one: _order(one[1].pop("order", "")))
    return [Row(code.row, columns, whole="code" in columns, key=code.key) for code, columns in found]


def _reference(parent: _Code, columns: dict[str, str]) -> str:
    """How a child names its parent: by code where the file has codes, else by its place."""
    return columns.get("code") or parent.key


def _order(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 10**9


def _columns(description: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for line in description.splitlines():
        column, colon, text = line.strip().partition(":")
        if colon and (column == "order" or known(column)) and column not in ("name_en", "parent", "retired"):
            found.setdefault(column, []).append(text.strip())
        elif line.strip():
            found.setdefault("definition", []).append(line.strip())
    return {column: "\n".join(lines) for column, lines in found.items()}


def _codes(data: bytes) -> list[_Code]:
    """Every Code element, parents before children. Nothing outside the file is read and no entity is resolved."""
    parser = expat.ParserCreate(namespace_separator=" ")
    codes: list[_Code] = []
    above: list[_Code] = []
    path: list[str] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not path and (local != "CodeBook" or "QDA-XML" not in space):
            raise FileError("not_qdc")
        if len(path) > DEEPEST:
            raise FileError("too_deep", row=parser.CurrentLineNumber)
        if local == "Code" and path[-1] in ("Codes", "Code"):
            code = _Code(
                attributes.get("name", "").strip(),
                attributes.get("isCodable", "true").strip().lower() not in ("false", "0"),
                parser.CurrentLineNumber,
                f"#{len(codes)}",
                above[-1] if above else None,
            )
            codes.append(code)
            above.append(code)
        path.append(local)

    def ends(_name: str) -> None:
        if path.pop() == "Code" and above:
            above.pop()

    def says(text: str) -> None:
        if path[-2:] == ["Code", "Description"]:
            above[-1].description.append(text)

    def declares(*_given: object) -> None:
        raise FileError("dtd", row=parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = says, declares
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FileError("xml", row=error.lineno) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        if isinstance(error, FileError):
            raise
        raise FileError("xml") from error
    return codes
