"""A test client that looks at every page as a careful person would."""

import re
from typing import Any

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

from webapp.extensions import db
from webapp.i18n import site_languages

RTL = {"ar", "fa"}
LANDMARKS = {
    "section": "region",
    "region": "region",
    "nav": "nav",
    "navigation": "nav",
    "aside": "aside",
    "form": "form",
}


def inspect(html: str, path: str, policy: str) -> None:
    """Fail when the page is not one that we would show.

    Valid HTML, one h1, a title, language and direction, unique ids, labels that lead
    somewhere, landmarks with names of their own, a nonce on every inline script that fits the
    policy, no inline style.
    """
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        tree = parser.parse(html)
    except ParseError as error:
        line = parser.tokenizer.stream.position()[0]
        shown = "\n".join(html.splitlines()[max(0, line - 3) : line + 1])
        raise AssertionError(f"{path}: not valid HTML: {error} near line {line}:\n{shown}") from error
    root = tree if tree.tag == "html" else tree.find("html")
    lang, direction = root.get("lang"), root.get("dir")
    assert lang, f"{path}: the page does not say its language"
    expected = path.split("/")[1]
    if expected in site_languages():
        assert lang == expected, f"{path}: the page says that its language is {lang}"
    assert direction == ("rtl" if lang in RTL else "ltr"), f"{path}: direction {direction} for {lang}"
    headings = list(root.iter("h1"))
    assert len(headings) == 1, f"{path}: {len(headings)} h1 headings"
    assert "".join(headings[0].itertext()).strip(), f"{path}: the h1 is empty"
    title = "".join(root.find("head/title").itertext()).strip()
    assert title, f"{path}: the page has no title"
    assert not title.startswith("–"), f"{path}: the page has no title of its own"
    ids = [e.get("id") for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"{path}: ids used twice: {twice}"
    for label in root.iter("label"):
        target = label.get("for")
        assert target is None or target in ids, f"{path}: a label is for {target!r}, which is not there"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(attribute) or "").split():
                assert target in ids, f"{path}: {attribute} names {target!r}, which is not there"
        assert element.get("style") is None, f"{path}: an inline style, which the policy forbids"
        handlers = [name for name in element.attrib if name.startswith("on")]
        assert not handlers, f"{path}: inline handlers {handlers}, which the policy forbids"
        for attribute in ("src", "action"):
            target = element.get(attribute) or ""
            assert not re.match(r"(https?:)?//", target), f"{path}: a third party is asked: {target}"
    named = {choice for group in root.iter("fieldset") if _is_named(group) for choice in group.iter("input")}
    for choice in root.iter("input"):
        if choice.get("type") == "radio":
            assert choice in named, f"{path}: the choice {choice.get('name')!r} stands in no group with a legend"
    landmarks = _landmarks(root)
    alike = {one for one in landmarks if landmarks.count(one) > 1}
    assert not alike, f"{path}: landmarks that cannot be told apart: {alike}"
    for script in root.iter("script"):
        nonce = script.get("nonce")
        assert nonce, f"{path}: a script without a nonce"
        assert f"'nonce-{nonce}'" in policy, f"{path}: a script without this page's nonce"
    assert not re.search(r"\{[{%]", html), f"{path}: unrendered template code"
    assert not re.search(r"%\(\w+\)s", html), f"{path}: a placeholder was not filled in"


def _landmarks(root: Any) -> list[tuple[str, str]]:
    """What each named landmark is and is called, as somebody hears it who jumps from one to the next."""
    said = {e.get("id"): " ".join("".join(e.itertext()).split()) for e in root.iter() if isinstance(e.tag, str)}
    found = []
    for element in root.iter():
        role = LANDMARKS.get(element.get("role") or element.tag)
        name = " ".join(said[target] for target in (element.get("aria-labelledby") or "").split())
        name = element.get("aria-label") or name
        if role and name:
            found.append((role, name))
    return found


def _is_named(group: Any) -> bool:
    """Whether a group of fields says what it is about."""
    legend = group.find("legend")
    if legend is not None and "".join(legend.itertext()).strip():
        return True
    return bool(group.get("aria-labelledby") or group.get("aria-label"))


class InspectingClient(FlaskClient):
    """Inspects every HTML answer that it gets."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As Flask's, then look at the page.

        What the test did is committed first: it is what the request shall find, and SQLite has
        one writer. The request gets a context of its own, so that nothing on `g` survives it.
        """
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 307, 308}:
            inspect(
                response.get_data(as_text=True),
                response.request.path,
                response.headers.get("Content-Security-Policy", ""),
            )
        return response
