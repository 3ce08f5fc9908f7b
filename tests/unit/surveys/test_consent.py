"""A responsible adult's agreement: who needs it, what waits for it, and that nobody is stuck."""

from dataclasses import dataclass
from typing import Any

import pytest

from surveys import answers, progress, queries
from surveys.answers import Given
from surveys.consent import may_be_under, rule
from surveys.errors import Incomplete, NotAnswerable


@pytest.fixture
def draft(seeded_session):
    survey = queries.survey_by_slug(seeded_session, "young-person-2026")
    made, _code = answers.start_draft(seeded_session, survey, language="en", channel="web")
    answers.save(seeded_session, made, "agree", "yes", alert=None)
    return made


def save(session, draft, question, value):
    return answers.save(session, draft, question, value, alert=None)


@pytest.mark.parametrize(
    ("band", "age", "under"),
    [
        ("under_11", 16, True),
        ("11_15", 16, True),
        ("16_18", 16, False),
        ("16_18", 18, True),
        ("11_15", 11, False),
        ("over_25", 16, False),
        ("prefer_not", 16, False),
    ],
)
def test_a_band_needs_it_when_it_holds_someone_younger(band, age, under):
    assert may_be_under(band, age) is under


@pytest.mark.parametrize("band", ["under_11", "11_15", "prefer_not"])
def test_below_the_age_nothing_more_is_taken_until_an_adult_agrees(seeded_session, draft, band):
    save(seeded_session, draft, "age_band", band)
    with pytest.raises(NotAnswerable) as refused:
        save(seeded_session, draft, "happy_area", "very_happy")
    assert refused.value.reason == "not_agreed"
    with pytest.raises(Incomplete) as incomplete:
        answers.submit(seeded_session, draft)
    assert incomplete.value.questions == ["adult_agrees"]
    assert progress.next_question(seeded_session, draft) == "adult_agrees"
    save(seeded_session, draft, "adult_agrees", "yes")
    assert save(seeded_session, draft, "happy_area", "very_happy")
    assert answers.submit(seeded_session, draft)


def test_the_age_cannot_be_left_out(seeded_session, draft):
    """Or a child would be past the question for the adult by saying nothing."""
    save(seeded_session, draft, "happy_area", "very_happy")
    with pytest.raises(Incomplete) as incomplete:
        answers.submit(seeded_session, draft)
    assert incomplete.value.questions == ["age_band"]


@pytest.mark.parametrize(("age", "asked"), [(16, []), (18, ["16_18", "prefer_not"])])
def test_who_would_rather_not_say_is_asked_only_where_somebody_needs_an_adult(age, asked):
    @dataclass
    class Question:
        type: str = "agreement"
        show_if: Any = None

    question = Question(show_if={"question": "age_band", "any_of": ["16_18", "prefer_not"]})
    assert rule(question, age)["any_of"] == asked


@pytest.mark.parametrize("band", ["16_18", "19_25"])
def test_from_the_age_on_people_agree_by_themselves(seeded_session, draft, band):
    save(seeded_session, draft, "age_band", band)
    assert save(seeded_session, draft, "happy_area", "very_happy")
    assert answers.submit(seeded_session, draft)


def test_a_wrong_age_can_be_put_right(seeded_session, draft):
    save(seeded_session, draft, "age_band", "11_15")
    assert save(seeded_session, draft, "age_band", "16_18")
    assert save(seeded_session, draft, "happy_area", "very_happy")


def test_an_agreement_that_is_no_longer_needed_is_not_kept(seeded_session, draft):
    save(seeded_session, draft, "age_band", "11_15")
    save(seeded_session, draft, "adult_agrees", "yes")
    save(seeded_session, draft, "age_band", "16_18")
    answers.submit(seeded_session, draft)
    assert "adult_agrees" not in queries.draft_answers(seeded_session, draft)


def test_a_whole_form_comes_in_one_go_with_the_agreement(seeded_session, draft):
    form = {"age_band": "11_15", "happy_area": "very_happy"}
    with pytest.raises(NotAnswerable):
        answers.save_all(seeded_session, draft, {code: Given(value, None) for code, value in form.items()})
    form["adult_agrees"] = "yes"
    assert answers.save_all(seeded_session, draft, {code: Given(value, None) for code, value in form.items()})


def test_the_age_is_a_setting_of_the_consultation(seeded_session, draft):
    consultation = queries.survey_by_slug(seeded_session, "young-person-2026").consultation
    consultation.settings = {**consultation.settings, "consent_age": 18}
    seeded_session.flush()
    save(seeded_session, draft, "age_band", "16_18")
    with pytest.raises(NotAnswerable):
        save(seeded_session, draft, "happy_area", "very_happy")
    rule = queries.current_survey(seeded_session, "young-person-2026", "en").question("adult_agrees").show_if
    assert rule["any_of"] == ["under_11", "11_15", "16_18", "prefer_not"]
