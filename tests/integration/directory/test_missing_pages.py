"""What is missing: the mapping's figures, coverage and unmet demand, as staff and the public see them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from flask.testing import FlaskClient

from directory import demand, queries
from directory.changes import touch
from directory.models import local_day
from webapp.extensions import db

SignIn = Callable[[FlaskClient, str], Any]
BOM = "\ufeff"


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.get_data(as_text=True)
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def test_every_figure_stands_beside_what_was_published(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    page = client.get("/staff/directory/mapping").get_data(as_text=True)
    for words in ("66% of 53", "83% of 30", "17 of 53 (32.1%)", "−3.7 points", "30 of 53 is 56.6%", "make 94%"):
        assert words in page, words
    rows = rows_of(client, "/staff/directory/mapping/figures.csv")
    assert len(rows) == 15
    both = next(row for row in rows if row["Statement"] == "Statutory: both")
    assert both["Published"] == "36% of 30"
    assert "of all 53" in both["In the directory"]


def test_a_changed_record_changes_the_figures(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")

    def preventative() -> str:
        rows = rows_of(client, "/staff/directory/mapping/figures.csv")
        return next(row["In the directory"] for row in rows if row["Statement"] == "With a preventative focus")

    before = preventative()
    record = next(one for one in queries.all_services(db.session) if one.preventative == "yes")
    record.preventative = "no"
    touch(db.session)
    assert preventative() != before


@pytest.mark.parametrize("code", ["locality", "sector", "focus", "domain", "approach", "reach", "funding_end"])
def test_each_grouping_counts_every_service_once(client: FlaskClient, sign_in: SignIn, code: str) -> None:
    sign_in(client, "analyst")
    rows = rows_of(client, f"/staff/directory/mapping/{code}.csv")
    assert sum(int(row["Services"]) for row in rows) == 53
    assert rows[-1]["Group"] == "Not known"


def test_the_document_holds_figures_coverage_and_demand(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "editor")
    demand.record(db.session, "search", ["lgbtq"], "", 15, today=local_day())
    answer = client.get("/staff/directory/mapping/document")
    document = Document(io.BytesIO(answer.data))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert {"The mapping's figures", "Coverage", "Unmet demand", "What nobody is known to serve"} <= set(headings)
    first = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert ["With a preventative focus", "SNA 5.1", "66% of 53"] in [row[:3] for row in first]
    last = [cell.text for cell in document.tables[-1].rows[1].cells]
    assert last[1:] == ["1", "1", "1", "0", "0"]


def test_a_name_that_looks_like_a_formula_stays_a_word(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    queries.needs(db.session)[0].name = "=1+1"
    touch(db.session)
    rows = rows_of(client, "/staff/coverage/matrix.csv")
    assert rows[0]["Need"] == "'=1+1"


def test_coverage_shows_a_place_and_what_nobody_serves(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    page = client.get("/staff/coverage/?place=west").get_data(as_text=True)
    assert "Services that people can get into: West" in page
    rows = rows_of(client, "/staff/coverage/matrix.csv")
    assert len(rows) == 28 * 6 * 4
    assert client.get("/staff/coverage/?place=nowhere%00").status_code == 200
    assert client.get("/staff/coverage/no-such.csv").status_code == 404
    assert client.get("/staff/directory/mapping/no-such.csv").status_code == 404


def test_the_map_says_in_words_what_it_draws(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    page = client.get("/staff/coverage/map?need=youth_activities&age=11-15").get_data(as_text=True)
    assert page.count("app-map__tile ") == 24
    assert page.count('<th scope="row"') == 24


def test_a_refuge_is_on_no_map_and_in_no_part(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    [refuge] = [one for one in queries.all_services(db.session) if one.confidential_location]
    for other in queries.all_services(db.session):
        if other is not refuge:
            other.way_in_known = False
    # Even where a record was spoilt.
    refuge.way_in_known, refuge.open_to = True, ["public"]
    refuge.area_links[0].area = "hendon"
    touch(db.session)
    rows = [row for row in rows_of(client, "/staff/coverage/matrix.csv") if row["Code"] == refuge.needs[0]]
    counted = {
        row["Place"]
        for row in rows
        if any(int(row[name]) for name in ("Services for all these ages", "For some of these ages", "Ages not known"))
    }
    assert counted == {"All of Barnet"}
    page = client.get(f"/staff/coverage/map?need={refuge.needs[0]}").get_data(as_text=True)
    assert page.count("app-map__tile--level-0") == 24
    rows = rows_of(client, "/staff/directory/mapping/locality.csv")
    assert next(row["Services"] for row in rows if row["Group"] == "West") == "5"


def test_unmet_demand_stands_beside_what_there_is(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "analyst")
    assert "Nothing has been counted yet." in client.get("/staff/coverage/demand").get_data(as_text=True)
    for _ in range(7):
        demand.record(db.session, "search", ["lgbtq"], "hendon", 15, today=local_day())
    for _ in range(3):
        demand.record(db.session, "chat", ["lgbtq"], "mill-hill", 30, today=local_day())
    demand.record(db.session, "search", ["parenting"], "edgware", None, today=local_day())
    rows = rows_of(client, "/staff/coverage/demand.csv")
    wards = {row["Ward"]: row["Last 52 weeks"] for row in rows if row["Code"] == "lgbtq" and row["Row"] == "ward"}
    # The seven would give the three away, for their sum is told.
    assert wards == {"Hendon": "not told", "Mill Hill": "under 5"}
    assert [row["Row"] for row in rows if row["Code"] == "parenting"] == ["all"]
    assert rows[0]["Code"] == "lgbtq"
    assert (rows[0]["Last 4 weeks"], rows[0]["Services"]) == ("10", "0")
    page = client.get("/staff/coverage/demand?need=parenting").get_data(as_text=True)
    assert "too few to split" in page
    assert "Edgware" not in page


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
def test_the_public_reads_what_there_is_and_what_is_not_known(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/mapping").get_data(as_text=True)
    assert f"/{language}/services?need=parenting" in page
    assert "53" in page
    assert "020 8359 2000" in page


def test_the_public_page_is_found_from_about(client: FlaskClient) -> None:
    assert "/en/mapping" in client.get("/en/about").get_data(as_text=True)
