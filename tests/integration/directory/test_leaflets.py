"""Leaflets: a PDF that says what the page says, can be listened to, and gives no refuge away."""

import io
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update

from directory.models import Location, Schedule, Service, Shortlist, local_day, now
from directory.shortlists import MOST_SERVICES
from webapp.documents import leaflet
from webapp.extensions import db

VICTIM_SUPPORT = "08 08 16 89 111"


def download(client: FlaskClient, path: str) -> tuple[PdfReader, str]:
    """The PDF and its text on one line."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.mimetype == "application/pdf"
    assert "private" in response.headers["Cache-Control"]
    name = re.fullmatch(r'attachment; filename="([a-z0-9-]+\.pdf)"', response.headers["Content-Disposition"])
    assert name, response.headers["Content-Disposition"]
    pdf = PdfReader(io.BytesIO(response.data))
    return pdf, " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def put_by(client: FlaskClient, *slugs: str) -> None:
    for slug in slugs:
        assert client.post("/en/list/add", data={"slug": slug}).status_code == 303


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
@pytest.mark.parametrize("large", ["", "?large=1"])
def test_a_leaflet_can_be_listened_to_and_says_the_number_unbroken(
    client: FlaskClient, language: str, large: str
) -> None:
    pdf, text = download(client, f"/{language}/services/victim-support/leaflet.pdf{large}")
    root: Any = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Victim Support"
    assert VICTIM_SUPPORT in text
    assert "999" in text
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp_metadata.stream.get_data()


def test_a_leaflet_in_english_says_when_it_was_made_and_to_ring_first(client: FlaskClient) -> None:
    _pdf, text = download(client, "/en/services/victim-support/leaflet.pdf")
    assert "Ring before you go" in text
    assert "was put together on" in text
    assert "http://localhost/en/services/victim-support" in text


def test_large_print_is_large(client: FlaskClient) -> None:
    pdf, _text = download(client, "/en/services/victim-support/leaflet.pdf?large=1")
    sizes: list[float] = []

    def look(text: str, matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        # typst sets text of size 1 and scales: what counts is all of it together.
        if len(text.strip()) > 20:
            sizes.append(abs(size * text_matrix[0] * matrix[0]))

    pdf.pages[0].extract_text(visitor_text=look)
    body = sorted(sizes)[len(sizes) // 2]
    assert body >= 18


def test_the_name_of_the_file_says_what_and_in_which_language(client: FlaskClient) -> None:
    for path, name in (
        ("/ar/services/victim-support/leaflet.pdf", "victim-support-ar.pdf"),
        ("/pl/services/victim-support/leaflet.pdf?large=1", "victim-support-pl-large.pdf"),
        ("/en/needs/domestic_abuse/leaflet.pdf", "domestic-abuse-en.pdf"),
    ):
        assert name in client.get(path).headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/services/nothing-here/leaflet.pdf",
        "/en/services/%00/leaflet.pdf",
        "/en/services/%ED%A0%80/leaflet.pdf",
        "/en/needs/nothing_here/leaflet.pdf",
        "/en/needs/%00/leaflet.pdf",
        "/en/needs/" + "x" * 3000 + "/leaflet.pdf",
        "/en/lists/" + "a" * 32 + "/leaflet.pdf",
        "/xx/services/victim-support/leaflet.pdf",
    ],
)
def test_no_leaflet_of_what_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_leaflet_of_an_empty_list_leads_to_the_list(client: FlaskClient) -> None:
    response = client.get("/en/list/leaflet.pdf")
    assert response.status_code == 302
    assert response.location == "/en/list"


def test_thirty_services_fit_on_a_leaflet(client: FlaskClient) -> None:
    slugs = list(db.session.scalars(select(Service.slug).order_by(Service.slug).limit(MOST_SERVICES)))
    put_by(client, *slugs)
    _pdf, text = download(client, "/en/list/leaflet.pdf")
    names = db.session.scalars(select(Service.name).where(Service.slug.in_(slugs)))
    assert [name for name in names if " ".join(name.split()) not in text] == []


def test_the_leaflet_of_a_shared_list_leads_to_it_until_it_ends(client: FlaskClient, app: Any) -> None:
    put_by(client, "victim-support")
    address = client.post("/en/list/share").location
    _pdf, text = download(app.test_client(), f"{address}/leaflet.pdf")
    assert f"http://localhost{address}" in text.replace(" ", "")
    assert VICTIM_SUPPORT in text
    db.session.execute(update(Shortlist).values(expires_at=now() - timedelta(minutes=1)))
    assert client.get(f"{address}/leaflet.pdf").status_code == 404


def test_what_has_ended_says_so_and_names_who_is_there_instead(client: FlaskClient) -> None:
    db.session.execute(update(Service).where(Service.slug == "solace-advocacy").values(status="ended"))
    _pdf, text = download(client, "/en/services/solace-advocacy/leaflet.pdf")
    assert "this has ended" in text
    assert "You can turn to these now" in text
    put_by(client, "solace-advocacy")
    _pdf, text = download(client, "/en/list/leaflet.pdf")
    assert "this has ended" in text


def test_a_topic_names_those_who_help_and_never_one_that_is_shut(client: FlaskClient) -> None:
    _pdf, before = download(client, "/en/needs/domestic_abuse/leaflet.pdf")
    name = db.session.scalar(select(Service.name).where(Service.slug == "one-stop-shop"))
    assert name
    assert name in before
    db.session.execute(update(Service).where(Service.slug == "one-stop-shop").values(status="ended"))
    _pdf, after = download(client, "/en/needs/domestic_abuse/leaflet.pdf")
    assert name not in after


def test_no_leaflet_tells_where_a_refuge_is(client: FlaskClient) -> None:
    refuge = db.session.scalars(select(Service).where(Service.confidential_location)).one()
    # Even what should never have been written down stays off the paper.
    db.session.add(
        Location(
            id="l",
            service_id=refuge.id,
            name="Rose House",
            location_type="physical",
            address_1="12 Hidden Lane",
            city="London",
            postal_code="NW4 1AA",
            ward="hendon",
            sort_order=0,
        )
    )
    put_by(client, refuge.slug)
    shared = client.post("/en/list/share").location
    paths = [f"/en/services/{refuge.slug}/leaflet.pdf", "/en/list/leaflet.pdf", f"{shared}/leaflet.pdf"]
    for path in [*paths, *(f"/en/needs/{need}/leaflet.pdf" for need in refuge.needs)]:
        _pdf, text = download(client, path)
        assert not re.search(r"Rose House|Hidden Lane|NW4|Hendon", text), path
    _pdf, text = download(client, paths[0])
    assert "stays secret" in text


def test_words_that_look_like_markup_are_words(client: FlaskClient) -> None:
    odd = '#panic("x") *bold* [link] $x$ <tag> \\ = heading // gone'
    db.session.execute(update(Service).where(Service.slug == "victim-support").values(description=odd, who_for="\x0bx"))
    _pdf, text = download(client, "/en/services/victim-support/leaflet.pdf")
    assert "".join(odd.split()) in "".join(text.split())


def test_without_letters_for_a_language_the_page_says_so_instead_of_printing_boxes(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = leaflet.BUILT_FONTS if any(leaflet.BUILT_FONTS.glob("*.ttf")) else leaflet.SYSTEM_FONTS
    for name in ("Regular", "Bold"):
        shutil.copy(next(built.glob(f"NotoSans[-_]*{name}.ttf")), tmp_path)
    monkeypatch.setattr(leaflet, "BUILT_FONTS", tmp_path)
    leaflet._fonts.cache_clear()
    try:
        assert client.get("/en/services/victim-support/leaflet.pdf").status_code == 200
        assert client.get("/ar/services/victim-support/leaflet.pdf").status_code == 501
        # A name in letters that no font has: neither boxes nor a crash.
        db.session.execute(update(Service).where(Service.slug == "victim-support").values(name="支援"))
        response = client.get("/en/services/victim-support/leaflet.pdf")
        assert response.status_code == 501
        assert "cannot be made" in response.get_data(as_text=True)
    finally:
        leaflet._fonts.cache_clear()


def test_a_leaflet_says_when_a_service_is_open_and_when_it_is_shut(client: FlaskClient) -> None:
    service = db.session.scalars(select(Service).where(Service.slug == "one-stop-shop")).one()
    soon = local_day() + timedelta(days=10)
    db.session.add_all(
        [
            Schedule(
                id="s1",
                service_id=service.id,
                kind="opening",
                byday=["TU"],
                opens_at="09:30",
                closes_at="13:00",
                sort_order=0,
            ),
            Schedule(
                id="s2", service_id=service.id, kind="closure", byday=[], valid_from=soon, valid_to=soon, sort_order=1
            ),
        ]
    )
    _pdf, text = download(client, "/en/services/one-stop-shop/leaflet.pdf")
    assert re.search(r"Tuesday: 09:30\D+13:00", text)
    assert "Shut on these days" in text


def test_a_search_for_a_topic_offers_its_leaflet(client: FlaskClient) -> None:
    page = client.get("/en/services?need=domestic_abuse").get_data(as_text=True)
    assert 'href="/en/needs/domestic_abuse/leaflet.pdf"' in page
    assert "/leaflet.pdf" not in client.get("/en/services?q=knife").get_data(as_text=True)
