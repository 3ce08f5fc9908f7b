"""Surveys on paper: every question in every language, the numbers of the entry desk, routing in words, large print."""

import io
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pypdf import PdfReader

from surveys import papers, queries
from surveys.content import SurveyView
from surveys.models import Consultation, Question, Survey
from webapp.extensions import db

SLUGS = ("resident-2026", "young-person-2026", "young-adult-2026", "professional-2026", "business-2026")


def survey(slug: str, language: str = "en") -> SurveyView:
    found = queries.current_survey(db.session, slug, language)
    assert found is not None
    return found


def squeezed(text: str) -> str:
    """Letters alone: how lines are broken, and how Arabic letters are joined, is the typesetter's own."""
    return re.sub(r"[\W_]+", "", text).casefold()


def fetch(client: FlaskClient, path: str) -> tuple[PdfReader, str]:
    response = client.get(path)
    assert response.status_code == 200, path
    pdf = PdfReader(io.BytesIO(response.data))
    return pdf, " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def sizes(pdf: PdfReader) -> list[float]:
    found: list[float] = []

    def look(text: str, matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        if len(text.strip()) > 20:
            found.append(abs(size * text_matrix[0] * matrix[0]))

    for page in pdf.pages:
        page.extract_text(visitor_text=look)
    return sorted(found)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_paper_holds_every_question_and_option_in_its_language(
    client: FlaskClient, slug: str, language: str
) -> None:
    _pdf, text = fetch(client, f"/{language}/surveys/{slug}/paper.pdf")
    letters = squeezed(text)
    for number, question in enumerate(survey(slug, language).questions, start=1):
        assert squeezed(f"{number}. {question.text}") in letters
        assert [o.label.text for o in question.options if squeezed(o.label.text) not in letters] == []


def test_the_arabic_paper_holds_every_question(client: FlaskClient) -> None:
    pdf, text = fetch(client, "/ar/surveys/young-person-2026/paper.pdf")
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "ar"
    # The letters are there; their order on the line is from right to left.
    assert len(re.findall(r"[\u0600-\u06ff\ufb50-\ufeff]", text)) > 2000
    for question in survey("young-person-2026", "ar").questions:
        words = re.findall(r"[\u0621-\u064a]{3,}", question.text.text)
        assert words
        missing = [word for word in words if word not in text and word[::-1] not in text]
        assert len(missing) <= len(words) / 2, question.code


def test_an_address_beside_arabic_is_read_from_left_to_right(client: FlaskClient) -> None:
    pdf, _text = fetch(client, "/ar/surveys/young-person-2026/paper.pdf")
    pieces: list[tuple[float, float, str]] = []

    def look(text: str, matrix: Any, _text_matrix: Any, _font: Any, _size: float) -> None:
        pieces.append((matrix[5], matrix[4], text.strip()))

    for page in pdf.pages[:2]:
        page.extract_text(visitor_text=look)
    [line] = {y for y, _x, text in pieces if text.startswith("http")}
    shown = "".join(text for _x, text in sorted((x, text) for y, x, text in pieces if y == line))
    assert shown.endswith("/ar/surveys/young-person-2026")


@pytest.mark.parametrize("language", ["en", "pl", "ar"])
@pytest.mark.parametrize("large", ["", "?large=1"])
def test_it_can_be_listened_to_and_names_whom_to_ring(client: FlaskClient, language: str, large: str) -> None:
    pdf, text = download_form(client, f"/{language}/surveys/young-person-2026/paper.pdf{large}")
    root: Any = pdf.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp_metadata.stream.get_data()
    for page in pdf.pages:
        told = page.extract_text()
        assert "999" in told
        assert "101" in told
        assert "young-person-2026 / 1" in " ".join(told.split())
    assert "0800 1111" in text


def download_form(client: FlaskClient, path: str) -> tuple[PdfReader, str]:
    response = client.get(path)
    assert response.mimetype == "application/pdf"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.pdf"', response.headers["Content-Disposition"]), (
        response.headers["Content-Disposition"]
    )
    return fetch(client, path)


def test_large_print_is_large(client: FlaskClient) -> None:
    plain = sizes(fetch(client, "/en/surveys/resident-2026/paper.pdf")[0])
    large = sizes(fetch(client, "/en/surveys/resident-2026/paper.pdf?large=1")[0])
    assert large[len(large) // 2] >= 18
    assert large[0] >= 14
    assert plain[len(plain) // 2] < 13


def test_the_numbers_beside_the_boxes_are_those_that_the_entry_desk_reads(client: FlaskClient) -> None:
    _pdf, text = fetch(client, "/en/surveys/resident-2026/paper.pdf")
    for question in survey("resident-2026").questions:
        for number, option in enumerate(question.options, start=1):
            assert f"{number} {option.label}" in text, question.code
            wanted = [option.code] if question.type in papers.SEVERAL else option.code
            assert papers.read(question, {"": str(number)}) == wanted


def test_routing_is_told_in_words(client: FlaskClient) -> None:
    _pdf, text = fetch(client, "/en/surveys/young-person-2026/paper.pdf")
    assert "If you ticked 3, 4 or 5, go to question 4." in text
    assert "Only if you ticked 1, 2 or 6 at question 2." in text
    assert "Only if you ticked 1, 2, 3 or 6 at question 2." in text


def test_an_adult_is_asked_by_the_age_that_the_consultation_sets(client: FlaskClient) -> None:
    db.session.execute(sa.update(Consultation).values(settings={"consent_age": 18}))
    _pdf, text = fetch(client, "/en/surveys/young-person-2026/paper.pdf")
    assert "If you ticked 4 or 5, go to question 4." in text


def test_grids_rankings_and_numbers_have_their_boxes(client: FlaskClient) -> None:
    view = survey("resident-2026")
    grid = db.session.scalars(
        sa.select(Question).where(Question.code == "happy_area", Question.options.any(code="very_happy"))
    ).first()
    assert grid is not None
    rows = [{"code": "day", "label": "By day here"}, {"code": "night", "label": "After dark here"}]
    by_code = {"happy_area": ("grid", {"rows": rows}), "priorities": ("ranking", {"most": 4})}
    by_code["q1_causes"] = ("number", {"least": 0, "unit": "years lived here"})
    by_code["safe_parks"] = ("closed_why", {"why": "What makes it so?"})
    for code, (kind, settings) in by_code.items():
        db.session.execute(sa.update(Question).where(Question.code == code).values(type=kind, settings=settings))
    hangs = {"question": "happy_area", "any_of": ["night.very_unhappy", "night.fairly_unhappy"]}
    db.session.execute(sa.update(Question).where(Question.code == "family_friendly").values(show_if=hangs))
    db.session.expire_all()
    for large in ("", "?large=1"):
        _pdf, text = fetch(client, f"/en/surveys/{view.slug}/paper.pdf{large}")
        assert "By day here" in text
        assert "After dark here" in text
        assert "Tick one box for each line." in text
        assert "Only if at question 2 you ticked 3 or 4 beside “After dark here”." in text
        assert "2 for the next, and so on, up to 4." in text
        assert "years lived here" in text
        assert "What makes it so?" in text


def test_where_it_goes_back_to_is_what_the_consultation_says_and_nothing_else(client: FlaskClient) -> None:
    path = "/en/surveys/resident-2026/paper.pdf"
    _pdf, text = fetch(client, path)
    assert "The council has yet to confirm where forms go" in text
    assert "The last day is to be confirmed" in text
    db.session.execute(sa.update(Consultation).values(settings={"paper_return": "The desk of #panic[the library]"}))
    db.session.expire_all()
    _pdf, text = fetch(client, path)
    assert "Give it or send it to: The desk of #panic[the library]" in text
    assert "yet to confirm where forms go" not in text


def test_there_is_no_paper_of_what_takes_no_answers(client: FlaskClient) -> None:
    assert client.get("/en/surveys/nothing/paper.pdf").status_code == 404
    assert "paper.pdf" in client.get("/en/surveys/resident-2026").text
    db.session.execute(sa.update(Survey).where(Survey.slug == "resident-2026").values(state="closed"))
    db.session.expire_all()
    assert client.get("/en/surveys/resident-2026/paper.pdf").status_code == 404
    assert "paper.pdf" not in client.get("/en/surveys/resident-2026").text


def test_staff_print_it_before_the_survey_is_open_and_the_paper_says_so(client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, "consultation_officer")
    assert "/staff/paper/resident-2026/form.pdf?language=ar" in client.get("/staff/consultations/").text
    assert "/staff/paper/resident-2026/form.pdf?language=pl&amp;large=1" in client.get("/staff/paper/").text
    db.session.execute(sa.update(Survey).where(Survey.slug == "resident-2026").values(state="draft"))
    db.session.expire_all()
    pdf, _text = fetch(client, "/staff/paper/resident-2026/form.pdf?language=pl")
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "pl"
    _pdf, text = fetch(client, "/staff/paper/resident-2026/form.pdf")
    assert "This survey is not open now" in text
    assert client.get("/staff/paper/resident-2026/form.pdf?language=xx").status_code == 404


def test_the_desk_shows_the_number_and_the_form_that_stand_on_the_paper(client: FlaskClient, sign_in: Any) -> None:
    sign_in(client, "consultation_officer")
    page = client.get("/staff/paper/young-person-2026").text
    assert "young-person-2026 / 1" in page
    assert "2. How old are you?" in page
