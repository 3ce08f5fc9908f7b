"""Whatever is sent to the directory's part of the API: a clear answer, in the shape that the API describes."""

import pytest
import schemathesis
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.transport import Response

FIELDS = (
    "q need age ward avoid spoken free self_referral open_to channel evenings women_only access distance unknown page "
    "per_page language"
).split()

ODD = st.sampled_from(
    [
        "\x00",
        "\ud800",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "\u202eevah\u202c",
        "x" * 10_000,
        "-1",
        "0",
        "300",
        "ten",
        "1e9",
        "1000000000",
        "nan",
        "٣",
        "NW9 5AA",
        "hendon",
        "step_free,bsl",
        "parking",
        "knife",
    ]
)

GENTLE = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@GENTLE
@given(query=st.dictionaries(st.sampled_from(FIELDS), st.one_of(ODD, st.text(max_size=40)), max_size=4))
def test_any_search_has_a_clear_answer(app: APIFlask, query: dict[str, str]) -> None:
    raw = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    response = app.test_client().get("/api/v1/services", query_string=raw)
    assert response.status_code in (200, 400)
    body = response.get_json()
    if response.status_code == 400:
        assert response.content_type == "application/problem+json"
        assert set(body["errors"]["query"]) <= set(FIELDS)
    else:
        assert body["total"] >= len(body["items"])


@pytest.mark.parametrize(
    "path", ["/services", "/services/{slug}", "/needs", "/wards", "/reporting-routes"], ids=lambda path: path[1:]
)
def test_the_directory_answers_as_its_description_says(app: APIFlask, path: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operation = schema[f"/api/v1{path}"]["GET"]

    @settings(GENTLE, max_examples=25)
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case) -> None:
        response: Response = case.call()
        assert response.status_code < 500
        # Which needs and places there are is in the directory, not in the description: others are refused.
        case.validate_response(response, excluded_checks=[schemathesis.checks.positive_data_acceptance])

    run()
