"""The types of question, one small class each. Use them through surveys.questions.

Adding a type is one class and one entry in TYPES (and a handler of the same name in webapp/forms).
"""

from surveys.question_types.base import QuestionType
from surveys.question_types.choices import AgeBand, Agreement, Multiple, Ranking, Scale, Single, UpToN, Ward
from surveys.question_types.grid import Grid
from surveys.question_types.numbers import Number
from surveys.question_types.words import ClosedWhy, FreeText

TYPES: dict[str, QuestionType] = {
    "agreement": Agreement(),
    "single": Single(),
    "multiple": Multiple(),
    "up_to_n": UpToN(),
    "scale": Scale(),
    "grid": Grid(),
    "ranking": Ranking(),
    "number": Number(),
    "free_text": FreeText(),
    "closed_why": ClosedWhy(),
    "ward": Ward(),
    "age_band": AgeBand(),
}
