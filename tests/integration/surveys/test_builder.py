"""The builder: change, preview, translate, publish, copy, and files in and out."""

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from surveys import queries
from surveys.building import files, work
from surveys.models import Draft, Survey, SurveyVersion, Translation
from surveys.seed.loader import content_hash
from tests.integration.surveys.conftest import Person
from webapp.accounts.models import AuditEntry
from webapp.extensions import db

DESK = "/staff/builder/"
SLUG = "resident-2026"


@pytest.fixture
def officer(client: FlaskClient, sign_in: Any) -> FlaskClient:
    sign_in(client, "consultation_officer")
    return client


def survey(slug: str = SLUG) -> Survey:
    db.session.rollback()
    db.session.expire_all()
    return queries.survey_by_slug(db.session, slug)


def copy(slug: str = SLUG) -> work.Work:
    return work.work_of(db.session, survey(slug))


def codes(slug: str = SLUG) -> list[str]:
    return [question["code"] for page in copy(slug).content["pages"] for question in page["questions"]]


def post(client: FlaskClient, path: str, slug: str = SLUG, **data: Any) -> Any:
    answer = client.post(f"{DESK}{slug}/{path}", data={"revision": copy(slug).revision} | data)
    # The test client puts what is large into a file, and leaves that to the garbage collector.
    answer.request.environ["wsgi.input"].close()
    return answer


def change(client: FlaskClient, what: str, code: str, do: str, slug: str = SLUG, **data: Any) -> Any:
    return post(client, "change", slug, what=what, code=code, do=do, **data)


def add(client: FlaskClient, kind: str, page: str, slug: str = SLUG, **data: Any) -> Any:
    return post(client, "questions/new", slug, type=kind, page=page, do="save", **data)


def test_a_question_is_added_moved_changed_and_deleted(officer):
    assert officer.get(f"{DESK}{SLUG}").status_code == 200
    made = add(
        officer, "single", "area", text="Do you feel heard?", option_label=["Yes", "No", ""], option_code=["", "", ""],
        option_exclusive="1", option_positive="0",
    )  # fmt: skip
    assert made.status_code == 302, made.text
    question = next(q for p in copy().content["pages"] for q in p["questions"] if q["code"] == "do_you_feel_heard")
    assert [(o["code"], o["positive"], o["exclusive"]) for o in question["options"]] == [
        ("yes", True, False),
        ("no", False, True),
    ]
    before = codes()
    change(officer, "question", "do_you_feel_heard", "up")
    place = before.index("do_you_feel_heard")
    assert codes().index("do_you_feel_heard") == place - 1
    change(officer, "question", "do_you_feel_heard", "send", page="about_you")
    assert codes().index("do_you_feel_heard") > place
    post(officer, "questions/do_you_feel_heard", do="save", text="Do you feel listened to?", option_label=["Yes", "No"],
         option_code=["yes", "no"])  # fmt: skip
    assert "Do you feel listened to?" in officer.get(f"{DESK}{SLUG}").text
    change(officer, "question", "do_you_feel_heard", "delete")
    assert "do_you_feel_heard" not in codes()
    assert not copy().changed


def test_people_see_a_change_when_it_is_published_and_drafts_keep_their_version(officer, app):
    early = Person(app.test_client(), SLUG).begin()
    change(officer, "page", "area", "rename", title="Where you live now")
    assert "Where you live now" not in early.look("area").text
    assert db.session.query(SurveyVersion).join(Survey).filter(Survey.slug == SLUG).count() == 1
    published = post(officer, "publish")
    assert published.status_code == 302, published.text
    assert "Where you live now" not in early.look("area").text
    assert early.answer("area", happy_area="very_happy").status_code == 302
    late = Person(app.test_client(), SLUG).begin()
    assert "Where you live now" in late.look("area").text
    db.session.rollback()
    numbers = {draft.version.number for draft in db.session.query(Draft).join(Survey).filter(Survey.slug == SLUG)}
    assert numbers == {1, 2}
    assert not copy().changed
    done = {entry.action for entry in db.session.query(AuditEntry)}
    assert {"survey.page_rename", "survey.published"} <= done


def test_two_officers_do_not_undo_each_other_unseen(officer):
    revision = copy().revision
    change(officer, "page", "area", "rename", title="First")
    stale = officer.post(
        f"{DESK}{SLUG}/change",
        data={"revision": revision, "what": "page", "code": "area", "do": "rename", "title": "Second"},
    )
    assert stale.status_code == 400
    assert "A colleague changed this survey" in stale.text
    assert copy().content["pages"][1]["title"] != "Second"


def test_a_question_that_others_hang_on_cannot_go_behind_them_or_away(officer):
    slug = "young-person-2026"
    for answer in (
        change(officer, "question", "age_band", "delete", slug),
        change(officer, "question", "age_band", "send", slug, page="quoting"),
    ):
        assert answer.status_code == 400
        assert "is asked only after an answer to “age_band”" in answer.text
    forward = post(
        officer, "questions/age_band", slug, do="save", text="How old are you?", show_on="safe_school_travel",
        show_any="very_safe", option_label=["Young"], option_code=["young"],
    )  # fmt: skip
    assert forward.status_code == 400
    assert codes(slug).index("age_band") < codes(slug).index("safe_school_travel")


def test_a_published_code_keeps_its_type_and_meaning_and_may_be_reworded(officer):
    taken = add(officer, "number", "area", "young-person-2026", text="How happy?", code="quote_permission")
    assert taken.status_code == 400
    assert "taken by another question" in taken.text
    change(officer, "question", "happy_area", "delete")
    again = add(officer, "number", "area", text="How happy, in numbers?", code="happy_area")
    assert again.status_code == 400
    assert "was published as another type" in again.text
    assert "How happy, in numbers?" in again.text
    work.discard(db.session, survey())
    db.session.commit()
    present = next(q for p in copy().content["pages"] for q in p["questions"] if q["code"] == "happy_area")
    labels = {"option_label": [o["label"] for o in present["options"]]}
    labels["option_code"] = [o["code"] for o in present["options"]]
    flags = {"option_outside_base": [str(i) for i, o in enumerate(present["options"]) if o["outside_base"]]}
    good = [str(i) for i, o in enumerate(present["options"]) if o["positive"]]
    turned = post(officer, "questions/happy_area", do="save", text="Happy?", **labels, **flags, option_positive="4")
    assert turned.status_code == 400
    assert "published with another meaning" in turned.text
    reworded = post(officer, "questions/happy_area", do="save", text="Happy?", **labels, **flags, option_positive=good)
    assert reworded.status_code == 302, reworded.text


def test_a_survey_goes_out_as_a_file_and_comes_in_again_the_same(officer):
    add(officer, "grid", "area", text="How safe?", code="safe_times", option_label=["Safe", "Unsafe"],
        option_code=["safe", "unsafe"], row_label=["By day", "At night"], row_code=["day", "night"])  # fmt: skip
    add(officer, "number", "area", text="How many years?", code="years_here", least="0", most="99", unit="years")
    file = officer.get(f"{DESK}{SLUG}/survey.yaml")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{SLUG}.yaml"'
    built = copy().content
    assert files.read_file(file.text, ["pl", "ar"]).content == built
    post(officer, "discard")
    assert "safe_times" not in codes()
    read = post(officer, "import", file=(io.BytesIO(file.data), "survey.yaml"))
    assert read.status_code == 302, read.text
    assert content_hash(copy().content) == content_hash(built)
    post(officer, "publish")
    newest = work.newest_version(db.session, survey())
    assert (newest.number, newest.content_hash) == (2, content_hash(built))


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"slug: [", "Line "),
        (BOMB.encode(), "Line 2"),
        (b"\xff\xfe\x00", "not a text file in UTF-8"),
        (b"a" * 1_000_001, "Line 1: longer than 1000000 characters"),
        (b"a" * 2_000_001, "2 MB or less"),
        (b"slug: a\nstate: \x07", "Line 2: a character"),
        (b"[" * 5000, "Line 1"),
        (b"slug: " + b"9" * 5000, "Line 1"),
        (b"!!python/object/apply:os.system [ls]", "Line 1"),
        (b"", "Line 1"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_line_and_reason_and_changes_nothing(officer, body, said):
    before = copy()
    answer = post(officer, "import", file=(io.BytesIO(body), "survey.yaml"))
    assert answer.status_code == 400
    assert said in answer.text
    assert copy() == before


def test_a_file_becomes_a_survey_of_another_consultation_with_its_words_and_its_quotas(officer):
    officer.post(f"{DESK}{SLUG}/quotas", data={"place|outside": "7"})
    file = officer.get(f"{DESK}{SLUG}/survey.yaml").data
    officer.post(f"{DESK}new-consultation", data={"title": "Voice 2027", "purpose": "To ask again."})
    asked = {"slug": "residents-2027", "consultation": "voice-2027"}
    both = officer.post(f"{DESK}new-survey", data=asked | {"source": SLUG, "file": (io.BytesIO(file), "survey.yaml")})
    assert "not both" in both.text
    wrong = officer.post(f"{DESK}new-survey", data=asked | {"file": (io.BytesIO(b"slug: [\n"), "survey.yaml")})
    assert (wrong.status_code, "Line 2" in wrong.text) == (400, True)
    assert queries.survey_by_slug(db.session, "residents-2027") is None
    made = officer.post(f"{DESK}new-survey", data=asked | {"file": (io.BytesIO(file), "survey.yaml")})
    assert made.status_code == 302, made.text
    assert copy("residents-2027").content["title"] == copy().content["title"]
    arabic = officer.get(f"{DESK}residents-2027/preview?language=ar&page=area").text
    assert str(queries.current_survey(db.session, SLUG, "ar").question("happy_area").text) in arabic
    assert re.search(r'name="place\|outside"[^>]*value="7"', officer.get(f"{DESK}residents-2027/quotas").text)


def test_a_file_of_five_megabytes_is_refused(officer):
    large = post(officer, "import", file=(io.BytesIO(b"a: b\n" * 1_000_000), "survey.yaml"))
    assert large.status_code == 413
    assert "<h1" in large.text


def test_a_file_with_one_wrong_line_names_it(officer):
    text = officer.get(f"{DESK}{SLUG}/survey.yaml").text
    wrong = text.replace("type: age_band", "type: horoscope", 1)
    line = next(n for n, one in enumerate(wrong.splitlines(), 1) if "horoscope" in one)
    answer = post(officer, "import", file=(io.BytesIO(wrong.encode()), "survey.yaml"))
    assert f"Line {line}: type must be one of" in answer.text
    other = text.replace(f"slug: {SLUG}", "slug: somewhere-else", 1)
    assert "of another survey (somewhere-else)" in post(
        officer, "import", file=(io.BytesIO(other.encode()), "survey.yaml")
    ).text  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        {"text": "x" * 10_000, "option_label": ["A"], "option_code": ["a"]},
        {"text": "Many?", "option_label": [f"Answer {i}" for i in range(500)], "option_code": [""] * 500},
        {"text": "Twice?", "option_label": ["A", "B"], "option_code": ["a", "a"]},
        {"text": "Bad code?", "option_label": ["A"], "option_code": ["A b!"]},
        {"text": "No answers?"},
        {"text": "", "option_label": ["A"], "option_code": ["a"]},
        {"text": "\x00", "option_label": ["A"], "option_code": ["a"]},
    ],
)
def test_what_cannot_be_a_question_is_refused_and_stays_in_the_form(officer, data):
    before = copy()
    answer = add(officer, "single", "area", **data)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert copy() == before


@pytest.mark.parametrize(
    ("kind", "left", "told"),
    [
        ("single", {"text": ""}, "Write the question."),
        ("single", {"option_label": ["", ""]}, "Write the answers that people choose from."),
        ("single", {"option_label": ["Safe", "safe "]}, "“safe” stands twice"),
        ("grid", {"row_label": "", "row_code": ""}, "Write the lines"),
        ("free_text", {"codebook_question": ""}, "Choose the question of the codebook"),
    ],
)
def test_what_is_left_out_of_a_question_is_told_in_the_words_of_the_form(officer, kind, left, told):
    whole = {"text": "How safe is it?", "option_label": ["Safe", "Not safe"], "option_code": ["", ""]}
    whole |= {"row_label": "At noon", "row_code": "", "codebook_question": "Q2"}
    before = codes()
    refused = add(officer, kind, "area", **(whole | left))
    assert refused.status_code == 400
    assert told in refused.text
    assert codes() == before
    assert add(officer, kind, "area", **whole).status_code == 302


def test_the_questions_of_the_codebook_are_named_where_one_is_chosen(officer):
    page = officer.get(f"{DESK}{SLUG}/questions/new?type=free_text&page=area").text
    assert "Q1: What causes violence" in page


def test_odd_characters_do_no_harm(officer):
    made = add(officer, "single", "area", text="<b>Bold\x00?</b> ثثث", code="odd", option_label=["A\x00"],
               option_code=["a"])  # fmt: skip
    assert made.status_code == 302, made.text
    shown = officer.get(f"{DESK}{SLUG}").text
    assert "&lt;b&gt;Bold?&lt;/b&gt;" in shown
    file = officer.get(f"{DESK}{SLUG}/survey.yaml").text
    half = file.replace("<b>Bold?</b> ثثث", '"half \\ud800 and nothing \\0"').encode()
    assert post(officer, "import", file=(io.BytesIO(half), "survey.yaml")).status_code == 302
    assert "half \N{REPLACEMENT CHARACTER} and nothing" in officer.get(f"{DESK}{SLUG}").text
    assert officer.get(f"{DESK}{SLUG}/preview?page=area").status_code == 200


def test_the_preview_is_in_every_language_and_marks_what_is_english(officer):
    page = officer.get(f"{DESK}{SLUG}/preview?language=ar&page=area").text
    assert re.search(r'class="app-preview" lang="ar" dir="rtl"', page)
    view = queries.current_survey(db.session, SLUG, "ar")
    assert str(view.question("happy_area").text) in page
    assert "texts are not in Arabic yet" not in page
    languages = re.findall(r'<option value="([\w-]+)"[^>]*lang=', page)
    assert len(languages) == 13
    for tag in languages:
        assert officer.get(f"{DESK}{SLUG}/preview?language={tag}").status_code == 200
    somali = officer.get(f"{DESK}{SLUG}/preview?language=so&page=area").text
    assert "texts are not in Somali yet" in somali
    assert '<html lang="en"' in somali
    assert re.search(r'fieldset[^>]*lang="en"', somali)


def test_translations_are_kept_checked_and_fall_out_of_date(officer):
    key = "t|question|happy_area|text"
    saved = officer.post(
        f"{DESK}{SLUG}/translations",
        data={"language": "so", "part": "area", key: "Ma ku faraxsan tahay?", "checked": "question|happy_area|text"},
    )
    assert saved.status_code == 302, saved.text
    assert "Ma ku faraxsan tahay?" in officer.get(f"{DESK}{SLUG}/preview?language=so&page=area").text
    row = db.session.query(Translation).filter_by(owner=SLUG, language="so").one()
    assert (row.state, row.field) == ("checked", "text")
    content = copy().content
    next(q for p in content["pages"] for q in p["questions"] if q["code"] == "happy_area")["text"] = "All well here?"
    work.keep(db.session, survey(), content, copy().revision)
    db.session.commit()
    page = officer.get(f"{DESK}{SLUG}/translations?language=so&part=area").text
    assert "Out of date: 1" in page
    post(officer, "publish")
    db.session.expire_all()
    assert db.session.query(Translation).filter_by(owner=SLUG, language="so").one().state == "out_of_date"
    unknown = officer.post(f"{DESK}{SLUG}/translations", data={"language": "so", "t|question|nothing|text": "x"})
    assert unknown.status_code == 400


def test_a_new_consultation_and_a_copy_of_the_last_wave(officer):
    made = officer.post(f"{DESK}new-consultation", data={"title": "Voice 2027", "purpose": "To ask again."})
    assert made.location.endswith("consultation=voice-2027")
    copied = officer.post(
        f"{DESK}new-survey",
        data={"title": "Residents 2027", "slug": "residents-2027", "consultation": "voice-2027", "source": SLUG},
    )
    assert copied.status_code == 302, copied.text
    assert codes("residents-2027") == codes(SLUG)
    assert survey("residents-2027").state == "draft"
    arabic = officer.get(f"{DESK}residents-2027/preview?language=ar&page=area").text
    assert str(queries.current_survey(db.session, SLUG, "ar").question("happy_area").text) in arabic
    assert officer.get("/en/surveys/residents-2027").status_code == 404
    assert "Residents 2027" in officer.get(DESK).text
    again = officer.post(f"{DESK}new-consultation", data={"title": "Voice 2027", "purpose": "To ask again."})
    assert again.status_code == 400
    assert "taken" in again.text


def test_an_empty_survey_begins_with_agreement_and_a_page_without_questions_is_not_published(officer):
    officer.post(f"{DESK}new-survey", data={"title": "Small", "consultation": "community-voice-2026"})
    assert codes("small") == ["agree"]
    change(officer, "page", "", "add", "small", title="Only page")
    refused = post(officer, "publish", "small")
    assert refused.status_code == 400
    assert "A page has no question" in refused.text
    add(officer, "free_text", "only_page", "small", text="What else?", codebook_question="Q5")
    refused = post(officer, "publish", "small")
    assert refused.status_code == 400
    assert "Add a notice that is read first" in refused.text
    told = {"heading": "What we keep", "body": "What you write, locked.", "do": "save"}
    post(officer, "notices/new", "small", layer="full", **told)
    assert post(officer, "publish", "small").status_code == 400
    post(officer, "notices/new", "small", layer="short", **told)
    assert post(officer, "publish", "small").status_code == 302
    assert queries.current_survey(db.session, "small", "en").version == 1


def test_a_survey_that_asks_for_no_agreement_is_not_published(officer):
    first = copy().content["pages"][0]
    assert [question["code"] for question in first["questions"]] == ["agree"]
    assert change(officer, "page", first["code"], "delete").status_code == 302
    refused = post(officer, "publish")
    assert refused.status_code == 400
    assert "People have to agree before they answer" in refused.text
    assert "agree" in [q.code for q in queries.current_survey(db.session, SLUG, "en").questions]


def test_an_analyst_reads_and_changes_nothing(client, sign_in):
    sign_in(client, "analyst")
    page = client.get(f"{DESK}{SLUG}").text
    assert "Delete" not in page
    assert client.get(f"{DESK}{SLUG}/preview").status_code == 200
    assert change(client, "page", "area", "delete").status_code == 403
    assert post(client, "publish").status_code == 403
