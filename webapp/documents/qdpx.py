"""A coded consultation as a REFI-QDA project (.qdpx), for NVivo, MAXQDA and ATLAS.ti (qdasoftware.org, standard 1.0).

A zip with `project.qde` (XML) and a text for each answer. Positions count characters from nought; an end is behind
the last one. The same data give the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from surveys.analysis.codebook import Code
from surveys.analysis.project import CodedText, guid

NAMESPACE = "urn:QDA-XML:project:1.0"
FIXED = (1980, 1, 1, 0, 0, 0)
CODERS = ("machine", "person")
_QUESTION = guid("variable", "question")
_AUDIENCE = guid("variable", "audience")


def write(
    name: str,
    texts: Sequence[CodedText],
    codes: Iterable[Code],
    families: Mapping[str, str],
    moment: datetime,
    description: str = "",
) -> bytes:
    """The project as a file. `families` names the groups that codes hang under; `moment` is its only date.

    `description` says what the codings in it are.
    """
    when = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    ElementTree.register_namespace("", NAMESPACE)
    project = ElementTree.Element(
        _tag("Project"),
        {
            "name": name,
            "origin": "Barnet front door to safety",
            "creatingUserGUID": guid("user", "machine"),
            "creationDateTime": when,
        },
    )
    users = ElementTree.SubElement(project, _tag("Users"))
    for coder in CODERS:
        ElementTree.SubElement(users, _tag("User"), {"guid": guid("user", coder), "name": coder})
    _codebook(project, list(codes), families)
    variables = ElementTree.SubElement(project, _tag("Variables"))
    for identity, title in ((_QUESTION, "question"), (_AUDIENCE, "audience")):
        ElementTree.SubElement(variables, _tag("Variable"), {"guid": identity, "name": title, "typeOfVariable": "Text"})
    sources = ElementTree.SubElement(project, _tag("Sources"))
    for number, text in enumerate(texts, 1):
        _source(sources, text, f"{text.question or 'answer'} {number:05}", when)
    if description:
        ElementTree.SubElement(project, _tag("Description")).text = description
    ElementTree.indent(project)
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        _put(archive, "project.qde", ElementTree.tostring(project, encoding="utf-8", xml_declaration=True))
        for text in texts:
            _put(archive, f"sources/{text.guid}.txt", text.text.encode("utf-8"))
    return made.getvalue()


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(ZipInfo(name, FIXED), content, ZIP_DEFLATED)


def _codebook(project: ElementTree.Element, codes: list[Code], families: Mapping[str, str]) -> None:
    holder = ElementTree.SubElement(ElementTree.SubElement(project, _tag("CodeBook")), _tag("Codes"))
    for family, title in families.items():
        parent = ElementTree.SubElement(
            holder, _tag("Code"), {"guid": guid("family", family), "name": title, "isCodable": "false"}
        )
        for code in (one for one in codes if one.family == family):
            child = ElementTree.SubElement(
                parent,
                _tag("Code"),
                {"guid": guid("code", code.code), "name": code.names["en"], "isCodable": "true"},
            )
            ElementTree.SubElement(child, _tag("Description")).text = " ".join(
                part for part in (code.code, code.takes_in, code.leaves_out) if part
            )


def _source(sources: ElementTree.Element, text: CodedText, name: str, when: str) -> None:
    source = ElementTree.SubElement(
        sources,
        _tag("TextSource"),
        {
            "guid": text.guid,
            "name": name,
            "plainTextPath": f"internal://{text.guid}.txt",
            "creatingUser": guid("user", "machine"),
            "creationDateTime": when,
        },
    )
    for number, mark in enumerate(text.marks):
        by = {"creatingUser": guid("user", mark.by), "creationDateTime": when}
        selection = ElementTree.SubElement(
            source,
            _tag("PlainTextSelection"),
            {
                "guid": guid("selection", text.guid, str(number)),
                "name": f"{mark.start},{mark.end}",
                "startPosition": str(mark.start),
                "endPosition": str(mark.end),
                **by,
            },
        )
        coding = ElementTree.SubElement(
            selection, _tag("Coding"), {"guid": guid("coding", text.guid, str(number)), **by}
        )
        ElementTree.SubElement(coding, _tag("CodeRef"), {"targetGUID": guid("code", mark.code)})
    for variable, value in ((_QUESTION, text.question), (_AUDIENCE, text.audience)):
        held = ElementTree.SubElement(source, _tag("VariableValue"))
        ElementTree.SubElement(held, _tag("VariableRef"), {"targetGUID": variable})
        ElementTree.SubElement(held, _tag("TextValue")).text = value
