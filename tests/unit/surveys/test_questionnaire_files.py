"""A questionnaire goes out as a file and comes into another consultation: the same in every language, or refused."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import queries, quotas
from surveys.building import edits, files, wording, work
from surveys.building.content import view_of
from surveys.models import Quota, Survey, Translation
from surveys.questions import TYPES
from surveys.seed.reader import ContentError
from tests.unit.surveys.test_seed import SLUGS

TAGS = ("pl", "ar")
BY = "00000000-0000-0000-0000-000000000001"
SAID = {"slug", "consultation", "state"}  # what a survey of another consultation has of its own


@pytest.fixture
def session(seeded_session: Session) -> Session:
    return seeded_session


def survey_of(session: Session, slug: str) -> Survey:
    found = queries.survey_by_slug(session, slug)
    assert found is not None
    return found


def copied(session: Session, text: str) -> Survey:
    """A survey of a new consultation that is made of a file."""
    home = work.new_consultation(session, "next-wave", "Next wave", "To ask again.")
    document = files.read_file(text, TAGS)
    made = files.new_from_file(session, home, "copy", document.content["title"], document, BY)
    session.expire_all()
    return made


def exported(session: Session, survey: Survey) -> str:
    return files.to_file(files.document_of(session, survey))


def told(session: Session, survey: Survey) -> dict[str, Any]:
    """All that a person of any language, and the desk, is shown of a survey."""
    content = work.work_of(session, survey).content
    limits = session.scalars(sa.select(Quota).where(Quota.survey_id == survey.id))
    return {
        "content": {key: value for key, value in content.items() if key not in SAID},
        "shown": {tag: view_of(session, content, tag).pages for tag in ("en", *TAGS)},
        "notices": {tag: view_of(session, content, tag).notices for tag in ("en", *TAGS)},
        "titles": {tag: (view.title, view.summary) for tag in TAGS for view in [view_of(session, content, tag)]},
        "words": {tag: wording.pairs(session, content, tag) for tag in TAGS},
        "quotas": {(row.question_code, row.option_code): row.target for row in limits},
    }


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What is not the same; names alone, since the difference of two whole questionnaires fills many screens."""
    return [key for key in one if one[key] != other[key]]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_shipped_questionnaire_is_the_same_in_another_consultation(session, slug):
    survey = survey_of(session, slug)
    content = work.work_of(session, survey).content
    place = next(q for q in edits.questions_of(content) if q["code"] == "place")
    quotas.put(session, survey, {("place", place["options"][0]["code"]): 40, ("place", "outside"): 7})
    # One text that a person has read, one whose English was changed since.
    title = "survey||title"
    for tag in TAGS:
        words = {pair.name: pair.text for pair in wording.pairs(session, content, tag)}
        wording.put(session, content, tag, {title: words[title]}, {title}, BY)
    page = content["pages"][1]
    kept = work.keep(session, survey, edits.put_page(content, f"{page['title']} now", page["code"]), 0)
    assert work.publish(session, survey, kept.revision)

    text = exported(session, survey)
    made = copied(session, text)
    before, after = told(session, survey), told(session, made)
    assert differing(before, after) == []
    states = [pair.state for pair in after["words"]["ar"]]
    assert (states.count("checked"), states.count("out_of_date")) == (1, 1)
    assert after["quotas"]["place", "outside"] == 7
    assert (made.state, made.slug) == ("draft", "copy")
    again = exported(session, made).splitlines()
    assert [line for line in again if line not in text.splitlines()] == [
        "slug: copy",
        "consultation: next-wave",
        *(["state: draft"] if survey.state != "draft" else []),
    ]
    assert len(again) == len(text.splitlines())


def test_every_type_of_question_with_all_that_it_can_be_told_comes_back(session):
    options = [{"code": "yes", "label": "Yes"}, {"code": "1", "label": "No: never", "exclusive": True}]
    options = [dict.fromkeys(("exclusive", "positive", "outside_base"), False) | one for one in options]
    settings: dict[str, dict[str, Any]] = {
        "up_to_n": {"most": 2},
        "ranking": {"most": 2},
        "free_text": {"longest": 300},
        "closed_why": {"longest": 300, "why": "Why? # say"},
        "number": {"least": 0, "most": 9.5, "usual_most": 5, "whole": False, "unit": "hours"},
        "grid": {"rows": [{"code": "no", "label": "At night"}, {"code": "day", "label": "By day"}]},
    }
    survey = survey_of(session, "resident-2026")
    content = work.work_of(session, survey).content
    page = content["pages"][1]["code"]
    for kind in sorted(TYPES.keys() - {"agreement", "ward"}):
        question = {
            "code": f"new_{kind}",
            "type": kind,
            "text": f"A {kind}: “yes” or 'no'?\nTwo lines.",
            "hint": "- a hint",
            "codebook_question": "Q5" if TYPES[kind].has_text else None,
            "required": True,
            "soft_check": not TYPES[kind].needs_options,
            "settings": settings.get(kind, {}),
            "show_if": {"question": "happy_area", "any_of": ["very_happy"]},
            "options": options if TYPES[kind].needs_options else [],
        }
        content = edits.put_question(content, page, question)
    content = edits.set_words(content, settings={"mode": "mixed", "sampling": "quota", "lawful_basis": "Public task"})
    kept = work.keep(session, survey, content, 0)
    given = {
        "question|new_closed_why|why": "لماذا؟",
        "question|new_number|unit": "ساعات",
        "row|new_grid.no|label": "ليلا",
        "option|new_single.1|label": "أبدا " * 60,  # longer than an English answer may be
    }
    assert wording.put(session, kept.content, "ar", given, {"row|new_grid.no|label"}, BY) == 4
    made = copied(session, exported(session, survey))
    assert differing(told(session, survey), told(session, made)) == []


def test_a_file_takes_the_place_of_words_and_quotas_and_says_nothing_of_other_languages(session):
    survey = survey_of(session, "resident-2026")
    quotas.put(session, survey, {("place", "outside"): 7})
    text = exported(session, survey)
    kept = told(session, survey)
    content = work.work_of(session, survey).content
    quotas.put(session, survey, {("place", "edgware"): 9})
    wording.put(session, content, "pl", {"survey||title": "", "survey||summary": "Inaczej"}, set(), BY)
    wording.put(session, content, "so", {"survey||title": "Cinwaan"}, set(), BY)
    files.replace_from_file(session, survey, files.read_file(text, TAGS), 0, BY)
    session.expire_all()
    assert differing(told(session, survey), kept) == []
    assert view_of(session, content, "so").title.text == "Cinwaan"

    # A file of questions alone, such as one written by hand, leaves both as they are.
    alone = text[: text.index("\ntranslations:")].replace("quotas:\n  place:\n    outside: 7\n", "") + "\n"
    files.replace_from_file(session, survey, files.read_file(alone, TAGS), 1, BY)
    session.expire_all()
    assert differing(told(session, survey), kept) == []


def test_another_title_than_the_files_is_not_shown_under_the_old_ones_translation(session):
    document = files.read_file(exported(session, survey_of(session, "resident-2026")), TAGS)
    home = work.new_consultation(session, "next-wave", "Next wave", "To ask again.")
    made = files.new_from_file(session, home, "copy", "Residents 2027", document, BY)
    view = view_of(session, work.work_of(session, made).content, "ar")
    assert (view.title.text, view.title.language, view.summary.language) == ("Residents 2027", "en", "ar")


def test_who_vouched_for_words_is_kept_when_the_file_says_the_same(session):
    survey = survey_of(session, "resident-2026")
    content = work.work_of(session, survey).content
    title = wording.pairs(session, content, "pl")[1]
    wording.put(session, content, "pl", {title.name: title.text}, {title.name}, "somebody-else")
    files.replace_from_file(session, survey, files.read_file(exported(session, survey), TAGS), 0, BY)
    vouched = sa.select(Translation.checked_by).where(Translation.owner == survey.slug, Translation.state == "checked")
    assert session.scalars(vouched).all() == ["somebody-else"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  place:\n", "  nowhere:\n", "no question nowhere with the option outside"),
        ("    outside: 7", "    moon: 7", "no question place with the option moon"),
        ("    outside: 7", "    outside: 0", "outside must be a whole number from 1 to 999999"),
        ("    outside: 7", "    outside: many", "outside must be a whole number from 1 to 999999"),
        ("quotas:\n  place:\n    outside: 7", "quotas:\n  - place", "quotas must be keys and values"),
        ("translations:\n  ar:", "translations:\n  xx:", "translations need one of the languages ar, pl"),
        ("translations:\n  ar:\n", "translations:\n  ar:\n    colour: red\n", "unknown key colour"),
        ("    title: ", "    titel: ", "unknown key titel"),
        ("      happy_area:\n", "      happy_place:\n", "the English has no question.happy_place.text"),
        ("          very_happy: ", "          joyful: ", "the English has no option.happy_area.joyful.label"),
        ("\n  pl:\n", "\n  pl:\n    checked: [survey.titel]\n", "survey.titel is no text of this language"),
        ("\n  pl:\n", "\n  pl:\n    checked: [survey.title, survey.title]\n", "or stands twice"),
        ("\n  pl:\n", "\n  pl:\n    checked: yes\n", "checked must be a list"),
        ("\n  pl:\n", "\n  pl: {}\n  pl:\n", "pl stands twice"),
    ],
)
def test_one_wrong_line_is_named(session, old, new, reason):
    survey = survey_of(session, "resident-2026")
    quotas.put(session, survey, {("place", "outside"): 7})
    good = exported(session, survey)
    # The English has some of these lines too: what is about translations is spoilt after their heading.
    place = good.index(old, good.index("\ntranslations:") if old not in good[:4000] else 0)
    text = good[:place] + new + good[place + len(old) :]
    with pytest.raises(ContentError) as refused:
        files.read_file(text, TAGS)
    assert reason in refused.value.reason
    first = good.count("\n", 0, place) + 1
    assert refused.value.line in range(first, first + new.count("\n") + 2)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (BOMB, 2, "write it out"),
        ("slug: a\nquotas: &q {}\ntranslations: *q\n", 3, "write it out"),
        ("slug: a\nsecrets: 1\n", 2, "unknown key secrets"),
        ("a" * 5_000_000, 1, "longer than 1000000 characters"),
        ("slug: a\n\ntitle: \x07", 3, "a character that no text file should have"),
        ("slug: a\nslug: b", 2, "slug stands twice"),
        ("slug: !!python/object/apply:os.system [ls]", 1, "not readable"),
        ("{" * 3000, 1, "not readable"),
        ("- a\n- b\n", 1, "expected keys and values"),
    ],
)
def test_what_is_no_questionnaire_is_refused_with_its_line(text, line, reason):
    with pytest.raises(ContentError) as refused:
        files.read_file(text, TAGS)
    assert (refused.value.line, reason in refused.value.reason) == (line, True), refused.value
