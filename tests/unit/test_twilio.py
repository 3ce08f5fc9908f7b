"""Twilio's signature and its XML, against the examples that its documentation and its own libraries publish."""

from xml.etree import ElementTree

import pytest

from webapp.api.twilio import is_signed, response, signature

ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"


@pytest.mark.parametrize(
    ("caller", "published"),
    [("+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="), ("+14158675310", "GvWf1cFY/Q7PnoempGyD5oXAezc=")],
)
def test_the_published_examples_come_out(caller: str, published: str) -> None:
    fields = {"To": "+18005551212", "From": caller, "Digits": "1234", "Caller": caller, "CallSid": "CA1234567890ABCDE"}
    assert signature("12345", ADDRESS, fields.items()) == published
    assert is_signed(published, "12345", ADDRESS, fields.items())
    for wrong in ("", "é", published.lower()):
        assert not is_signed(wrong, "12345", ADDRESS, fields.items())
    assert not is_signed(published, "12345", ADDRESS.replace("https", "http"), fields.items())


def test_the_reply_is_xml_whatever_stands_in_it() -> None:
    texts = ["<b> & \u2066999\u2069", "bell \x07, half a sign \ud800", "سلام 🙂"]
    root = ElementTree.fromstring(response(texts).encode())
    assert [message.text for message in root] == [texts[0], "bell , half a sign ", texts[2]]
    assert list(ElementTree.fromstring(response([]))) == []
