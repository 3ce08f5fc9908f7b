"""A fuzzer asks the feed whatever its own description allows, and what it does not (schemathesis)."""

from typing import Any

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode

PATHS = [
    path
    for name in ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
    for path in (f"/{name}", f"/{name}/{{id}}")
]


def test_the_description_is_valid(app: APIFlask) -> None:
    described = app.test_client().get("/api/hsds/openapi.json").get_json()
    validate(described)
    assert set(described["paths"]) == {"/", *PATHS}


# The base takes nothing, so that nothing can be asked of it wrongly.
@pytest.mark.parametrize(
    ("path", "mode"),
    [(path, GenerationMode.POSITIVE) for path in ["/", *PATHS]] + [(path, GenerationMode.NEGATIVE) for path in PATHS],
)
def test_it_answers_as_described(app: APIFlask, path: str, mode: GenerationMode) -> None:
    feed = schemathesis.openapi.from_wsgi("/api/hsds/openapi.json", app)

    @given(case=feed[path]["GET"].as_strategy(generation_mode=mode))
    @settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        case.call_and_validate()

    ask()
