"""A survey with every type of question in three languages, invented answers, and files as four other tools write them.

Nobody's answers: all of it was made up for these tests.
"""

import csv
import io
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from openpyxl import Workbook
from sqlalchemy.orm import Session

from surveys import answers
from surveys.exchange import bringing
from surveys.exchange.loading import Verdict
from surveys.exchange.plan import Plan
from surveys.exchange.rows import rows
from surveys.models import ImportBatch, Survey, Translation
from surveys.progress import questions_of
from tests.factories.surveys import make_survey, option, question

LANGUAGES = {"en": "en", "pl": "pl", "ar": "ar", "english": "en", "polish": "pl", "polski": "pl"}
SEVERAL = ("crime", "litter", "drugs")
WORDS = {
    "en": {
        "agree": "Do you agree to take part?",
        "happy": "How happy are you with your local area?",
        "worries": "Which of these worry you most?",
        "used": "Which of these do you use?",
        "places": "How safe do you feel in these places?",
        "order": "What should come first?",
        "age": "How old are you?",
        "visits": "How often were you in a park last month?",
        "change": "Is it getting better?",
        "cause": "What do you think causes violence?",
        "area": "Where do you live?",
        "school": "Do you feel safe at school?",
    },
    "pl": {"happy": "Czy podoba Ci się Twoja okolica?", "cause": "Co Twoim zdaniem powoduje przemoc?"},
    "ar": {"happy": "ما مدى رضاك عن منطقتك؟", "cause": "ما الذي يسبب العنف برأيك؟"},
}
OPTIONS = {
    "pl": {
        "happy.very": "Bardzo",
        "happy.not": "Wcale nie",
        "worries.crime": "Przestępczość",
        "worries.litter": "Śmieci",
    },
    "ar": {"happy.very": "راض جدا", "happy.not": "غير راض", "worries.crime": "الجريمة", "worries.litter": "القمامة"},
}


def _worded(code: str, kind: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return question(code, kind, *options, text=WORDS["en"][code], **more)


def _named(code: str, label: str, **flags: bool) -> dict[str, Any]:
    return option(code, **flags) | {"label": label}


def everything(session: Session, **changes: Any) -> Survey:
    """A survey with one question of every type, routing, and translations."""
    prefer_not = _named("prefer_not", "Prefer not to say", outside_base=True)
    pages = [
        {"code": "agree", "title": "Before you start", "questions": [
            _worded("agree", "agreement", _named("yes", "I agree to take part"), required=True)]},
        {"code": "all", "title": "All types", "questions": [
            _worded("happy", "scale", _named("very", "Very happy", positive=True),
                    _named("fairly", "Fairly happy", positive=True), _named("not", "Not happy"), prefer_not,
                    required=True),
            _worded("worries", "up_to_n", _named("crime", "Crime"), _named("litter", "Litter and rubbish"),
                    _named("drugs", "Drugs, sold or taken"), _named("none", "None of these", exclusive=True),
                    settings={"most": 3}),
            _worded("used", "multiple", _named("parks", "Parks"), _named("library", "Library"), _named("gym", "Gym")),
            _worded("places", "grid", _named("safe", "Safe"), _named("unsafe", "Unsafe"),
                    settings={"rows": [{"code": "day", "label": "By day"}, {"code": "night", "label": "After dark"}]}),
            _worded("order", "ranking", _named("police", "More police"), _named("youth", "More for young people"),
                    _named("light", "More street lights")),
            _worded("age", "age_band", _named("under_16", "Under 16"), _named("16_19", "16 to 19"),
                    _named("65_over", "65+"), prefer_not),
            _worded("visits", "number", settings={"least": -5, "whole": False}),
            _worded("change", "closed_why", _named("better", "Better"), _named("worse", "Worse"),
                    settings={"why": "Why is that?"}),
            _worded("cause", "free_text", codebook_question="Q1"),
            _worded("area", "ward", _named("mill-hill", "Mill Hill"), _named("nw9", "NW9")),
            _worded("school", "single", _named("safe", "Safe"), _named("unsafe", "Unsafe"),
                    show_if={"question": "age", "any_of": ["under_16"]})]},
    ]  # fmt: skip
    survey = make_survey(session, "everything", pages=pages, **changes)
    for language, words in WORDS.items():
        if language != "en":
            for code, text in words.items():
                session.add(_translation("question", code, "text", language, text))
            for code, text in OPTIONS[language].items():
                session.add(_translation("option", code, "label", language, text))
    session.flush()
    return survey


def _translation(entity: str, code: str, field: str, language: str, text: str) -> Translation:
    return Translation(
        owner="everything", entity=entity, code=code, field=field, language=language, text=text, source_hash="x" * 64
    )


PEOPLE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("en", "web", {
        "happy": "very", "worries": ["crime", "drugs"], "used": ["parks", "gym"],
        "places": {"day": "safe", "night": "unsafe"}, "order": ["light", "police"], "age": "under_16",
        "visits": 2.5, "change": {"choice": "worse", "why": "=2+2, they said;\n\"it's fine\""},
        "cause": "First line\n\nsecond \u201cline\u201d, with \"quotes\"; | and 'more'", "area": "nw9",
        "school": "unsafe"}),
    ("ar", "kiosk", {
        "happy": "not", "cause": "لا يوجد شيء للشباب\nبعد المدرسة \u200fABC", "visits": -1, "age": "prefer_not",
        "places": {"night": "unsafe"}}),
    ("pl", "paper", {"happy": "fairly", "cause": "'nuda' i brak zajęć", "worries": ["none"], "visits": 0}),
    ("en", "chat", {"happy": "prefer_not", "cause": "(not asked)", "change": {"choice": None, "why": "-1"}}),
    ("en", "web", {"happy": "very", "order": ["youth", "light", "police"], "cause": "0123"}),
)  # fmt: skip


def answered(session: Session, survey: Survey) -> None:
    """Everybody of PEOPLE answers and sends."""
    for language, channel, said in PEOPLE:
        draft, _code = answers.start_draft(session, survey, language=language, channel=channel)
        answers.save(session, draft, "agree", "yes", alert=None)
        answers.save_all(session, draft, {code: answers.Given(value, None) for code, value in said.items()})
        assert {q.code for q in questions_of(session, draft)} >= said.keys()
        answers.submit(session, draft)


def csv_of(rows: Sequence[Sequence[Any]], *, separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """A CSV file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(rows: Sequence[Sequence[Any]], title: str = "Sheet1") -> bytes:
    """An XLSX file of these rows."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def smartsurvey() -> list[list[Any]]:
    """SmartSurvey: two lines of headings, a column for each option of several, the question's number in front."""
    several = "3. " + WORDS["en"]["worries"]
    grid = "4. " + WORDS["en"]["places"]
    return [
        ["UserID", "UserNo", "Name", "Email", "IP Address", "Started", "Ended", "Tracking Link",
         "1. " + WORDS["en"]["agree"], "2. " + WORDS["en"]["happy"], several, "", "", grid, "",
         "5. " + WORDS["en"]["cause"], "6. Anything about us?"],
        ["", "", "", "", "", "", "", "", "", "", "Crime", "Litter and rubbish", "Drugs, sold or taken", "By day",
         "After dark", "", ""],
        ["90001", 1, "Ann Example", "ann@example.org", "192.0.2.7", "03/11/2026 10:00:00", "03/11/2026 10:09:12", "web",
         "I agree to take part", "Very happy", "Crime", "", "Drugs, sold or taken", "Safe", "Unsafe",
         "Nothing to do,\nand no money", "no"],
        ["90002", 2, "", "", "192.0.2.8", "04/11/2026 11:00:00", "04/11/2026 11:02:00", "web",
         "I agree to take part", "Not happy", "", "", "", "", "", "", ""],
        ["90003", 3, "", "", "192.0.2.9", "04/11/2026 12:00:00", "", "web", "I agree to take part", "Very happy",
         "", "", "", "", "", "", ""],
    ]  # fmt: skip


def citizen_space() -> list[list[Any]]:
    """Citizen Space: the three standard questions, then titles; several answers with line ends or semicolons."""
    return [
        ["Response ID", "Submitted Date", "What is your name?", "What is your email address?",
         WORDS["en"]["happy"], WORDS["en"]["worries"], WORDS["en"]["change"],
         WORDS["en"]["change"] + " - Why is that?", WORDS["en"]["places"] + " - By day", WORDS["en"]["area"]],
        ["ANON-1111-A", "2026-11-03 10:09", "Bo Example", "bo@example.org", "Fairly happy",
         "Crime; Drugs, sold or taken", "Worse", "Fewer youth clubs", "Safe", "Mill Hill"],
        ["ANON-2222-B", "2026-11-04 09:00", "", "", "Not happy", "None of these", "Not Answered", "", "", "NW9 1AA"],
    ]  # fmt: skip


def microsoft_forms() -> list[list[Any]]:
    """Microsoft Forms: real dates, several answers each closed by a semicolon, a ranking likewise, rows as columns."""
    return [
        ["Id", "Start time", "Completion time", "Email", "Name", "Language", WORDS["pl"]["happy"],
         WORDS["en"]["worries"], WORDS["en"]["order"], "After dark", WORDS["en"]["visits"], WORDS["pl"]["cause"]],
        [1, datetime.fromisoformat("2026-11-03 10:00"),
         datetime.fromisoformat("2026-11-03 10:05"), "anonymous", "", "Polski (Polska)", "Bardzo",
         "Przestępczość;Śmieci;", "More street lights;More police;More for young people;", "Unsafe", 3,
         "Nuda i brak zajęć"],
        [2, datetime.fromisoformat("2026-11-04 10:00"),
         datetime.fromisoformat("2026-11-04 10:05"), "cy@example.org", "Cy Example",
         "English (United Kingdom)", "Fairly happy", "Drugs, sold or taken;", "", "", 1.5, "-1 light is not enough"],
    ]  # fmt: skip


def limesurvey() -> list[list[Any]]:
    """LimeSurvey: codes as headings, Y for a ticked option, "places" of a ranking, the language that was begun in."""
    return [
        ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr", "startdate", "happy",
         "worries[crime]", "worries[litter]", "worries[drugs]", "places[day]", "order[1]", "order[2]", "cause", "age"],
        [7, "2026-11-03 10:09:12", 3, "ar", 12345, "abc123", "192.0.2.1", "2026-11-03 10:00:00", "راض جدا",
         "Y", "", "Y", "safe", "light", "police", "لا يوجد شيء للشباب", "16 to 19"],
        [8, "", 1, "en", 12346, "", "192.0.2.2", "2026-11-03 11:00:00", "very", "", "", "", "", "", "", "", ""],
        [9, "2026-11-05 08:00:00", 3, "pl", 12347, "", "", "2026-11-05 07:50:00", "not", "N", "Y", "N/A", "", "", "",
         "Za mało świateł", "65+"],
    ]  # fmt: skip


def stored(session: Session, survey: Survey) -> list[dict[str, Any]]:
    """Every submission as plain values: what a round trip must keep."""
    session.expire_all()
    found = [row | {"answers": {c: {k: v for k, v in a.items() if k != "alert"} for c, a in row["answers"].items()}}
             for row in rows(session, survey)]  # fmt: skip
    return sorted(found, key=lambda row: row["reference"])


def bring(session: Session, batch: ImportBatch, plan: Plan, verdict: Verdict = lambda _text, _language: None) -> None:
    """Say yes to a plan and bring it in, in the session of a test."""
    bringing.ask(session, batch, plan.seal)
    bringing.run(lambda: nullcontext(session), batch.id, verdict, LANGUAGES, lambda _session, _batch: None)


def count(session: Session, table: Any) -> int:
    """How many rows a table has."""
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
