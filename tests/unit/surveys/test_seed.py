"""The shipped surveys: complete, stable when loaded again, and refused with a reason when bad."""

import re
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import queries
from surveys.answers import save, start_draft
from surveys.changes import close_survey
from surveys.content import survey_view
from surveys.models import Option, Question, SurveyVersion, Translation
from surveys.seed import loader
from surveys.seed.reader import ContentError
from tests.factories.surveys import agree

SLUGS = ("resident-2026", "young-person-2026", "young-adult-2026", "professional-2026", "business-2026")
PEOPLE = SLUGS[:3]  # those that ask about the person


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped content, to be spoiled."""
    return shutil.copytree(loader.FOLDER, tmp_path / "seed")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def ids(session: Session) -> set[object]:
    return set(session.scalars(sa.select(Question.id))) | set(session.scalars(sa.select(Option.id)))


def test_loading_again_changes_nothing_and_keeps_what_staff_did(session):
    first = loader.load(session)
    assert (first.surveys, first.new_versions, first.new_waves) == (5, 5, 3)
    assert first.new_translations > 500
    before = ids(session)
    survey = queries.survey_by_slug(session, "resident-2026")
    close_survey(session, survey)
    second = loader.load(session)
    assert (second.new_versions, second.new_translations, second.new_waves) == (0, 0, 0)
    assert ids(session) == before
    assert survey.state == "closed"


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["pl", "ar"])
def test_every_word_but_the_names_of_places_is_translated(seeded_session, slug, language):
    view = queries.current_survey(seeded_session, slug, language)
    texts = [view.title, view.summary]
    texts += [text for notice in view.notices for text in (notice.heading, notice.body)]
    texts += [page.title for page in view.pages]
    for question in view.questions:
        texts += [question.text, question.hint] if question.hint else [question.text]
        if question.code != "place":
            texts += [option.label for option in question.options]
    assert {text.language for text in texts} == {language}
    assert {text.state for text in texts} == {"machine"}
    place = view.question("place")
    assert place.label_of("mill-hill").language == "en"
    assert place.label_of("outside").language == language


CODES = {"en": (r"\bcode\b", "online"), "pl": (r"\bkod", "przez internet"), "ar": ("رمز", "عبر الإنترنت")}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", CODES)
def test_a_code_is_promised_only_to_who_answers_online(seeded_session, slug, language):
    """The same notices and hints stand on paper, where nobody gets a code."""
    code, online = CODES[language]
    view = queries.current_survey(seeded_session, slug, language)
    told = [str(notice.body) for notice in view.notices]
    with_code = [text for text in told if re.search(code, text)]
    assert len(with_code) == 3
    for text in with_code:
        assert text.index(online) < re.search(code, text).start()
    assert [q.code for q in view.questions if q.code != "place" and re.search(code, str(q.hint or ""))] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_no_notice_says_that_people_check_everything(seeded_session, slug):
    view = queries.current_survey(seeded_session, slug, "en")
    told = {notice.code: str(notice.body) for notice in view.notices}
    assert "part of its work" in told["program"]
    assert "can read the answers" in told["who"]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", ["pl", "ar"])
def test_numbers_to_ring_survive_translation_and_read_in_order(seeded_session, slug, language):
    def numbers(code: str) -> list[str]:
        view = queries.current_survey(seeded_session, slug, code)
        return [n for notice in view.notices for n in re.findall(r"\d[\d\s]{6,}\d", str(notice.body))]

    assert numbers(language) == numbers("en") != []
    # With plain spaces a right-to-left line would show the groups of a number in reverse.
    assert all(" " not in number for number in numbers(language))


def test_a_language_without_translation_comes_in_english_and_says_so(seeded_session):
    view = queries.current_survey(seeded_session, "resident-2026", "so")
    assert view.title.language == "en"
    assert view.questions[0].text.state == "source"


def test_the_surveys_ask_what_the_baseline_measured(seeded_session):
    resident = queries.current_survey(seeded_session, "resident-2026", "en")
    young = queries.current_survey(seeded_session, "young-person-2026", "en")
    shared = {"happy_area", "family_friendly", "safe_parks", "top_concerns", "priorities", "causes", "influences"}
    for view in (resident, young):
        assert shared <= {question.code for question in view.questions}
        assert view.questions[0].type == "agreement"
        for code in ("top_concerns", "priorities", "causes", "influences"):
            assert view.question(code).settings == {"most": 3}
    free = {q.code: q.codebook_question for q in young.questions if q.type == "free_text"}
    assert free == {"q1_causes": "Q1", "q2_safety": "Q2", "q3_actions": "Q3", "q4_better": "Q4"}
    assert "q4_better" not in {q.code for q in resident.questions}
    assert {"safe_school_travel", "safety_concerns"} <= {q.code for q in young.questions}


def test_the_same_code_means_the_same_in_both_surveys(seeded_session):
    # Those who are asked live in different places and are of different ages; young people have fewer concerns to name.
    free = {"age_band", "top_concerns", "place"}
    resident, *others = (queries.current_survey(seeded_session, slug, "en") for slug in SLUGS)
    young = queries.current_survey(seeded_session, "young-person-2026", "en")
    for one in (resident, young):
        for question in one.questions:
            for other in filter(None, (view.question(question.code) for view in others)):
                assert (other.type, other.settings) == (question.type, question.settings)
                assert question.code in free or [o.code for o in other.options] == [o.code for o in question.options]


def test_there_are_24_wards_and_15_districts_to_choose_from(seeded_session):
    place = queries.current_survey(seeded_session, "resident-2026", "en").question("place")
    codes = [option.code for option in place.options]
    districts = [code for code in codes if re.fullmatch(r"[a-z]{1,2}\d+", code)]
    assert len(districts) == 15
    assert len(codes) == 24 + 15 + 2


@pytest.mark.parametrize("slug", PEOPLE)
def test_whoever_has_a_choice_about_themselves_can_decline(seeded_session, slug):
    view = queries.current_survey(seeded_session, slug, "en")
    codes = {"place", "age_band", "sex", "ethnic_group", "disability", "religion"}
    if slug != "young-person-2026":
        codes |= {"gender_same", "sexual_orientation", "pregnancy"}
    for code in codes:
        question = view.question(code)
        assert question.label_of("prefer_not")
        # By the age it is known whom an adult must agree for; "I'd rather not say" answers it.
        assert question.required == (code == "age_band" and slug == "young-person-2026")


def test_changed_words_make_a_new_version_and_drafts_keep_theirs(session, folder):
    loader.load(session, folder)
    survey = queries.survey_by_slug(session, "resident-2026")
    draft, _code = start_draft(session, survey, language="en", channel="web")
    old, new = "What is your sex?", "What is your sex, please?"
    edit(folder / "surveys/resident-2026.yaml", old, new)
    assert loader.load(session, folder).new_versions == 1
    assert queries.current_survey(session, "resident-2026", "en").version == 2
    assert str(queries.current_survey(session, "resident-2026", "en").question("sex").text) == new
    assert str(survey_view(session, draft.version_id, "en").question("sex").text) == old
    agree(session, draft)
    assert save(session, draft, "sex", "prefer_not", alert=None)
    # The Polish was made from other English: still shown, and marked.
    polish = queries.current_survey(session, "resident-2026", "pl").question("sex").text
    assert (polish.language, polish.state) == ("pl", "out_of_date")


def test_a_translation_that_a_person_checked_is_kept(session, folder):
    loader.load(session, folder)
    row = session.scalars(
        sa.select(Translation).where(
            Translation.owner == "resident-2026", Translation.language == "pl", Translation.entity == "survey"
        )
    ).first()
    row.text, row.state = "Poprawione", "checked"
    session.flush()
    assert loader.load(session, folder).new_translations == 0
    assert (row.text, row.state) == ("Poprawione", "checked")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("type: ward", "type: wardrobe", "type must be one of"),
        ("code: sex", "code: Sex!", "must be a code"),
        ("code: sex", "code: place", "place stands twice"),
        ("codebook_question: Q2", "codebook_question: Q9", "codebook_question must be one of"),
        ("settings: {most: 3}", "settings: {most: three}", "most must be a whole number"),
        ("settings: {most: 3}", "settings: {longest: 3}", "does not suit up_to_n"),
        ('{code: "no", label: "No"}', "{code: no, label: No}", "code must be a code"),
        ("audience: resident", "audience: martians", "audience must be one of"),
        ("minutes: 9", "minutes: 0", "minutes must be"),
        ("title: Your area", "titel: Your area", "unknown key titel"),
        ("title: Your area", "title: [", "not readable"),
        ("layer: short", "layer: deep", "layer must be one of"),
        ("{code: female, label: Female}", "{code: male, label: Female}", "option male stands twice"),
        ("type: age_band", "type: age_band\n        show_if: {question: sex, any_of: [male]}", "earlier question"),
        (
            "type: age_band",
            "type: age_band\n        show_if: {question: happy_area, any_of: [sad]}",
            "options of happy_area",
        ),
        ("type: age_band", "type: free_text\n        codebook_question: Q1", "no options"),
        ("consultation: community-voice-2026", "consultation: other-2026", "no consultation other-2026"),
        ("text: What is your sex?", 'text: ""', "text must be a text"),
        ("slug: resident-2026", "slug: resident-2026\nslug: again", "slug stands twice"),
    ],
)
def test_bad_content_is_refused_with_file_line_and_reason(session, folder, old, new, reason):
    path = folder / "surveys/resident-2026.yaml"
    edit(path, old, new)
    with pytest.raises(ContentError, match=re.escape(reason)) as error:
        loader.load(session, folder)
    assert re.match(r"resident-2026\.yaml, line \d+: ", str(error.value))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert 1 <= error.value.line <= len(lines) + 1
    assert session.scalar(sa.select(sa.func.count()).select_from(SurveyVersion)) == 0


def test_the_line_is_the_line(session, folder):
    path = folder / "surveys/resident-2026.yaml"
    edit(path, "audience: resident", "audience: martians")
    with pytest.raises(ContentError) as error:
        loader.load(session, folder)
    assert path.read_text(encoding="utf-8").splitlines()[error.value.line - 1] == "audience: martians"


def test_a_code_that_changes_its_type_is_refused(session, folder):
    loader.load(session, folder)
    edit(folder / "surveys/resident-2026.yaml", "type: age_band", "type: single")
    edit(folder / "surveys/young-person-2026.yaml", "type: age_band", "type: single")
    with pytest.raises(ContentError, match="give it a new code") as error:
        loader.load(session, folder)
    assert error.value.line > 1


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  sex:", "  gender:", "the English has no question gender text"),
        ("male:", "mail:", "the English has no option sex.mail label"),
        ("    hint: Możesz przerwać", "    tip: Możesz przerwać", "unknown key tip"),
    ],
)
def test_a_translation_of_something_that_is_not_there_is_refused(session, folder, old, new, reason):
    path = folder / "translations/pl/resident-2026.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index(old if old != "male:" else "      male:")
    path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(reason)) as error:
        loader.load(session, folder)
    assert str(error.value).startswith("resident-2026.yaml, line ")


def test_a_translation_of_no_survey_is_refused(session, folder):
    (folder / "translations/pl/other.yaml").write_text("title: x\n", encoding="utf-8")
    with pytest.raises(ContentError, match="no consultation or survey other"):
        loader.load(session, folder)


@pytest.mark.parametrize("slug", SLUGS)
def test_each_survey_is_short_open_and_asks_the_same_top_threes(seeded_session, slug):
    view = queries.current_survey(seeded_session, slug, "en")
    assert (view.state, view.questions[0].code, view.questions[-1].code) == ("open", "agree", "quote_permission")
    assert view.minutes < 10
    assert len(view.questions) <= 25
    assert {"q1_causes", "q3_actions", "causes", "influences", "priorities", "place"} <= {
        question.code for question in view.questions
    }
    assert {"why", "keep", "who", "danger", "choice", "lawful", "rights"} <= {notice.code for notice in view.notices}
