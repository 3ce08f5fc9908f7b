"""What is read from the bot, and which payloads are buttons."""

import pytest

from webapp.chat.reply import Message, read_message, with_numbers_left_to_right
from webapp.chat.routes import ROUTES, button_route, payload


def test_there_are_the_routes_of_the_contract() -> None:
    assert len(ROUTES) == 39


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_a_buttons_payload_leads_back_to_its_route(route: str) -> None:
    assert button_route(payload(route)) == route


@pytest.mark.parametrize("typed", ["", "police_101", "route:", "route:x", "/route:police_101", "route:police_101 now"])
def test_typed_words_are_no_button(typed: str) -> None:
    assert button_route(typed) is None


def test_what_is_stored_reads_back_as_it_was() -> None:
    given = {
        "text": "Hello",
        "services": ["boost"],
        "buttons": [{"title": "T", "payload": "route:police_101", "route": "police_101"}],
        "links": [{"title": "101", "url": "tel:101"}],
    }
    message = read_message(given)
    assert message is not None
    assert message.as_json() == given
    assert Message("only words").as_json() == {"text": "only words"}


def test_telephone_numbers_keep_their_order_in_languages_that_run_right_to_left() -> None:
    shown = with_numbers_left_to_right(Message("اتصل 020 8359 2000 أو 999")).text
    assert shown == "اتصل \u2066020 8359 2000\u2069 أو 999"
    assert with_numbers_left_to_right(Message(shown)).text == shown


@pytest.mark.parametrize("given", [None, [], {}, {"text": 5}, "text"])
def test_what_is_no_message_is_none(given: object) -> None:
    assert read_message(given) is None
