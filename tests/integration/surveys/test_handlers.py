"""Every type of question has a handler, and every problem its words."""

import re
from pathlib import Path

import surveys.question_types
from surveys.models import AUDIENCES as AUDIENCE_CODES
from surveys.models import CHANNELS as CHANNEL_CODES
from surveys.models import SURVEY_STATES as STATE_CODES
from surveys.questions import TYPES, InvalidAnswer
from webapp.forms.handlers import HANDLERS
from webapp.forms.words import AUDIENCES, CHANNELS, SURVEY_STATES, problem_words


def test_every_type_of_question_has_its_handler():
    assert set(HANDLERS) == set(TYPES)


def test_every_code_has_words():
    assert set(AUDIENCES) == set(AUDIENCE_CODES)
    assert set(CHANNELS) == set(CHANNEL_CODES)
    assert set(SURVEY_STATES) == set(STATE_CODES)


def test_every_problem_is_put_into_words_of_its_own(app):
    folder = Path(surveys.question_types.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    problems = set(re.findall(r'InvalidAnswer\("(\w+)"', source)) | {"one_only", "too_many"}
    # A page cannot send anything but text into a box for text; only the API can, and has its own words.
    problems -= {"not_text"}
    assert len(problems) == 11
    with app.test_request_context("/en/"):
        words = {p: problem_words(InvalidAnswer(p, most=3, longest=10, length=11)) for p in problems}
    assert len(set(words.values())) == 11
    assert "11" in words["too_long"]
    assert "3" in words["too_many"]
