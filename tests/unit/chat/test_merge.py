"""Verdict and route: danger and its alert never come apart (contracts.md, ROUTE)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.triage import Verdict
from webapp.chat.merge import merge
from webapp.chat.routes import ROUTES

VERDICTS = [Verdict(), Verdict("caution", "soft"), Verdict("emergency", "hard"), Verdict("crisis", "hard")]


@given(st.sampled_from(VERDICTS), st.sampled_from([None, *sorted(ROUTES)]))
def test_danger_and_its_alert_never_come_apart(verdict: Verdict, route: str | None) -> None:
    lead = merge(verdict, route)
    assert (lead.route == "emergency_999") == (lead.alert == "emergency")
    assert (lead.route == "crisis_suicide") == (lead.alert == "crisis")


@pytest.mark.parametrize(("alert", "route"), [("emergency", "emergency_999"), ("crisis", "crisis_suicide")])
@given(st.sampled_from([None, *sorted(ROUTES)]))
def test_a_hard_verdict_leads_whatever_the_bot_thinks(alert: str, route: str, said: str | None) -> None:
    lead = merge(Verdict(alert, "hard"), said)  # type: ignore[arg-type]
    assert (lead.route, lead.alert) == (route, alert)


@given(st.sampled_from([None, *sorted(ROUTES - {"emergency_999", "crisis_suicide"})]))
def test_a_soft_verdict_keeps_the_route(route: str | None) -> None:
    assert merge(Verdict("caution", "soft"), route).route == route
    assert merge(Verdict("caution", "soft"), route).alert == "caution"
    assert merge(Verdict(), route).alert is None
