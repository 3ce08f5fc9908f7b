"""Every route, asked for as every role, against the written matrix (access.yaml)."""

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from webapp.accounts.models import ROLES

MATRIX = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text(encoding="utf-8"))
VALUES = {"lang": "en", "slug": "victim-support", "route": "police_101", "page": 1}


def allowed(endpoint: str) -> set[str] | None:
    """Roles that may open the endpoint; None when everyone may. The exact name beats a pattern."""
    named = [(pattern, who) for who, patterns in MATRIX.items() for pattern in patterns]
    fitting = [(pattern, who) for pattern, who in named if fnmatch(endpoint, pattern)]
    assert fitting, f"{endpoint} is not in access.yaml: who may open it?"
    _pattern, who = max(fitting, key=lambda pair: len(pair[0].rstrip("*")))
    if who == "everyone":
        return None
    return set(ROLES) if who == "any_role" else set(who.split())


def address(app: Any, rule: Rule) -> str:
    """An address of the rule, its unknown values filled with something that is not there."""
    values = {name: VALUES.get(name, "1") for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values, _external=False)


def turned_away(client: FlaskClient, path: str, method: str) -> str | None:
    """ "sign in" or "not yours" when the door stays shut, else None."""
    response = client.open(path, method=method)
    if response.status_code in {302, 303} and "/staff/sign-in" in response.location:
        return "sign in"
    return "not yours" if response.status_code == 403 else None


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_door_opens_to_its_roles_and_to_nobody_else(
    app: Any, sign_in: Callable[..., Any], role: str | None
) -> None:
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        who = allowed(rule.endpoint)
        for method in sorted(rule.methods & {"GET", "POST"}):
            client = app.test_client()
            if role is not None:
                sign_in(client, role)
            answer = turned_away(client, address(app, rule), method)
            if who is None or (role is not None and role in who):
                # Signing out sends everyone to the sign-in page: that is its work.
                expected = "sign in" if rule.endpoint == "staff_accounts.sign_out" else None
            else:
                expected = "sign in" if role is None else "not yours"
            if answer != expected:
                wrong.append(f"{method} {rule.rule} as {role}: {answer}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_nothing_of_staff_lies_outside_the_staff_pages(app: Any) -> None:
    outside = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if allowed_or_everyone(rule.endpoint) is not None and not rule.rule.startswith("/staff")
    ]
    assert outside == []


def allowed_or_everyone(endpoint: str) -> set[str] | None:
    return None if endpoint == "static" else allowed(endpoint)
