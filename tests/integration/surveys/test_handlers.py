"""Every type of question has a handler, and every problem its words."""

import re
from pathlib import Path

import surveys.questions
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
    source = Path(surveys.questions.__file__).read_text(encoding="utf-8")
    problems = set(re.findall(r'"(too_\w+|exclusive|unknown_\w+|one_only)"', source))
    assert len(problems) == 6
    with app.test_request_context("/en/"):
        words = {p: problem_words(InvalidAnswer(p, most=3, longest=10, length=11)) for p in problems}
    assert len(set(words.values())) == 6
    assert "11" in words["too_long"]
    assert "3" in words["too_many"]
