"""What a browser would send of a page's form."""

import html5lib
from werkzeug.datastructures import MultiDict


def as_browser_sends(html: str, index: int = -1) -> "MultiDict[str, str]":
    """The fields of the form with the most of them (or the one at `index`), as they are filled in; no button."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    found = [_fields(form) for form in tree.iter("form")]
    return found[index] if index >= 0 else max(found, key=len)


def _fields(form: object) -> "MultiDict[str, str]":
    data: MultiDict[str, str] = MultiDict()
    for element in form.iter():  # type: ignore[attr-defined]  # an element of html5lib's tree
        name, kind = element.get("name"), element.get("type", "text")
        if not name:
            continue
        if element.tag == "textarea":
            data.add(name, (element.text or "").replace("\n", "\r\n"))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), options[0])
            data.add(name, chosen.get("value", ""))
        elif element.tag == "input" and (kind not in ("checkbox", "radio") or element.get("checked") is not None):
            data.add(name, element.get("value", ""))
    return data
