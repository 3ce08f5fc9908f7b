"""A number that is its own name is said once."""

from flask.testing import FlaskClient


def test_999_is_not_said_twice_in_one_breath(client: FlaskClient) -> None:
    reply = client.post("/api/v1/chat", json={"message": "route:domestic_abuse", "language": "en"}).get_json()
    titles = [link["title"] for message in reply["messages"] for link in message.get("links", [])]
    assert "999" in titles
    assert "999: 999" not in str(reply)
