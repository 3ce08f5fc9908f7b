"""The way to be reached: looked at once when it cannot be one, not lost on the way, and the person's to change."""

import pytest

from tests.integration.surveys.test_contact import NUMBER, keep, left
from tests.integration.surveys.test_danger import EMERGENCY
from tests.integration.surveys.test_kiosk import begin, start  # noqa: F401  # a fixture and how it is used
from tests.support.forms import as_browser_sends

ODD = "This does not look like a phone number or an e-mail address"


def contacts():
    return [(one.contact, one.safe_to_ring) for one in left()]


@pytest.mark.parametrize("odd", ["not a phone", "123", "a@b", "sam_snap"])
def test_what_looks_like_no_number_and_no_address_is_asked_about_once(resident, odd):
    page = keep(resident, contact=odd, safe_to_ring="only_text")
    assert ODD in page.text
    assert page.text.index("Ring 999") < page.text.index(ODD)
    assert left() == []
    again = as_browser_sends(page.text).to_dict()
    assert (again["contact"], again["safe_to_ring"], again["q2_safety"]) == (odd, "only_text", EMERGENCY)
    assert ODD in resident.answer("safety", **again | {"contact": "another"}, keep="yes").text
    assert resident.answer("safety", **again, keep="yes").status_code == 302
    assert contacts() == [(odd, "only_text")]


@pytest.mark.parametrize(
    "fine", ["07700 900123", "+44 (0)7700-900 123", "٠٧٧٠٠٩٠٠١٢٣", "sam@example.org", "ask Sam: 020 7946 0000"]
)
def test_numbers_and_addresses_are_taken_at_once(resident, fine):
    assert keep(resident, contact=fine).status_code == 302
    assert contacts() == [(fine, "unknown")]


def test_changing_the_words_does_not_lose_it(resident):
    form = as_browser_sends(resident.answer("safety", q2_safety=EMERGENCY).text).to_dict()
    typed = form | {"contact": NUMBER, "safe_to_ring": "only_text"}
    changing = as_browser_sends(resident.answer("safety", **typed, keep="change").text).to_dict()
    switched = as_browser_sends(resident.answer("safety", "pl", **changing, switch="pl").text).to_dict()
    page = resident.answer("safety", **switched | {"q2_safety": EMERGENCY + " now"})
    again = as_browser_sends(page.text).to_dict()
    assert (again["contact"], again["safe_to_ring"]) == (NUMBER, "only_text")
    assert left() == []


def test_it_stands_there_when_the_page_comes_again_and_made_empty_it_is_gone(resident):
    keep(resident, contact="sam_snap", contact_meant="sam_snap", safe_to_ring="no")
    page = as_browser_sends(resident.answer("causes", q1_causes=EMERGENCY).text).to_dict()
    assert (page["contact"], page["safe_to_ring"]) == ("sam_snap", "no")
    assert resident.answer("causes", **page, keep="yes").status_code == 302
    assert contacts() == [("sam_snap", "no")]
    page = as_browser_sends(resident.answer("change", q3_actions=EMERGENCY).text).to_dict()
    resident.answer("change", **page | {"contact": ""}, keep="yes")
    assert left() == []


def test_the_check_page_tells_of_it_without_showing_it(resident):
    check = resident.path("/check")
    assert "You left a way to reach you" not in resident.client.get(check).text
    assert resident.client.get(resident.path("/contact")).location == check
    keep(resident, contact=NUMBER)
    page = resident.client.get(check).text
    assert "You left a way to reach you" in page
    assert "07700" not in page


def test_from_there_it_can_be_changed(resident):
    keep(resident, contact=NUMBER, safe_to_ring="yes")
    address = resident.path("/contact")
    form = as_browser_sends(resident.client.get(address).text).to_dict()
    assert (form["contact"], form["safe_to_ring"]) == (NUMBER, "yes")
    page = resident.client.post(address, data=form | {"contact": "sam_snap"})
    assert (page.status_code, ODD in page.text) == (400, True)
    form = as_browser_sends(page.text).to_dict()
    assert resident.client.post(address, data=form).location == resident.path("/check")
    assert contacts() == [("sam_snap", "yes")]


@pytest.mark.parametrize("how", [{"do": "remove"}, {"contact": " "}])
def test_from_there_it_can_be_removed(resident, how):
    keep(resident, contact=NUMBER)
    page = resident.client.post(resident.path("/contact"), data=how, follow_redirects=True).text
    assert "The way to reach you is removed" in page
    assert "You left a way to reach you" not in page
    assert left() == []


def test_once_sent_the_return_code_does_not_show_it_and_an_open_case_keeps_it(resident):
    keep(resident, contact=NUMBER)
    resident.client.post(resident.path("/check"))
    page = resident.client.post(resident.path("/change"), follow_redirects=True).text
    assert "You left a way to reach you" in page
    assert "07700" not in resident.client.get(resident.path("/contact")).text
    page = resident.client.post(resident.path("/contact"), data={"do": "remove"}, follow_redirects=True).text
    assert "so they keep it for now" in page
    assert contacts() == [(NUMBER, "unknown")]


def test_at_a_kiosk_too(client, start):  # noqa: F811
    begin(client, start)
    client.post(f"{start}questions/safety", data={"q2_safety": EMERGENCY, "keep": "yes", "contact": NUMBER})
    assert f'action="{start}contact"' in client.get(f"{start}check").text
    assert client.post(f"{start}contact", data={"do": "remove"}).location == f"{start}check"
    assert left() == []
