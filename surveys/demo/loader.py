"""Fills a demonstration's database with an invented consultation, by the functions that real answers go through.

Everyone starts a draft, agrees, answers, is judged by the triage, sends; then the coder codes, staff decide. Only
the moments are put back by some weeks afterwards: nobody can wait so long for a demonstration.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveys import answers, events
from surveys.analysis import coding
from surveys.columns import now
from surveys.consent import CONSENT_AGE, rule
from surveys.demo import crowd
from surveys.demo.desks import Staff, Wanted, fill_desks
from surveys.demo.people import Person, closed_answer, everyone, proportions
from surveys.models import Answer, Consultation, Draft, Event, Question, Submission, Survey
from surveys.progress import questions_of
from surveys.questions import is_shown

if TYPE_CHECKING:  # whoever loads the demonstration has the models already
    from surveys.analysis.coder import Coder
    from surveys.analysis.missing import Missing

SURVEYS = {
    "resident": "resident-2026",
    "young_person": "young-person-2026",
    "young_adult": "young-adult-2026",
    "professional": "professional-2026",
    "business": "business-2026",
}
# The key in the consultation's settings that says that its answers are invented.
MARK = "demonstration"
# Seconds that nobody is quicker than.
_SHORTEST = 150
Verdict = Callable[[str, str], str | None]
Progress = Callable[[str], None]


class NotEmpty(RuntimeError):
    """The database holds answers that are not the demonstration's: invented ones must never stand beside them."""


@dataclass(frozen=True)
class Loaded:
    """How many people, texts, disclosures and quotations the demonstration has now."""

    people: int
    texts: int
    disclosures: int
    quotations: int


class _Asked:
    """Questions by survey version. They are held: what nobody holds, a session fetches again for every person."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.held: dict[str, Sequence[Question]] = {}

    def of(self, draft: Draft) -> Sequence[Question]:
        """The questions of the draft's version, in order."""
        if draft.version_id not in self.held:
            self.held[draft.version_id] = questions_of(self.session, draft)
        return self.held[draft.version_id]


def load(
    session: Session,
    verdict: Verdict,
    coder: Coder,
    staff: Staff,
    progress: Progress | None = None,
    *,
    people: int | None = None,
    missing: Missing | None = None,
) -> Loaded | None:
    """Load the invented consultation; None when it is there already. Flushes.

    ``verdict`` is the triage: text and language in, alert code or None out. ``people``: so many in all languages
    (surveys.demo.crowd) in place of the small one's 400. ``missing`` is what help the directory lacks, for the
    published version. Raises NotEmpty.
    """
    say = progress or (lambda _words: None)
    if is_loaded(session):
        return None
    if session.scalar(sa.select(Submission.id).limit(1)) is not None:
        raise NotEmpty("there are answers already")
    consultation = _consultation(session)
    consultation.settings = {**consultation.settings, MARK: True}
    dice = random.Random(proportions()["seed"])  # noqa: S311 - the same invented people each time
    invented = everyone(dice) if people is None else crowd.everyone(dice, people)
    start = (now() - timedelta(days=proportions()["days"])).replace(hour=0, minute=0, second=0, microsecond=0)
    if consultation.opens_on is None:
        consultation.opens_on = start.date()
    surveys = {
        audience: session.scalars(sa.select(Survey).where(Survey.slug == slug)).one()
        for audience, slug in SURVEYS.items()
    }
    for survey in surveys.values():
        survey.opened_at = start
    held = [] if people is None else _events(session, consultation, invented, start, staff.analyst)
    say(f"{len(invented)} invented people answer")
    wanted, asked = Wanted(), _Asked(session)
    for number, person in enumerate(invented, start=1):
        event = None if person.event is None else held[person.event]
        _send(session, surveys[person.audience], person, dice, verdict, start, wanted, event, asked)
        if number % 500 == 0:
            say(f"{number} have answered")
    say("their answers are coded")
    coding.queue_alerts(session)
    texts = 0
    while taken := coding.code_pending(session, coder):
        texts += taken
    say("staff decide and publish")
    cases, quotations = fill_desks(session, consultation, wanted, staff, large=people is not None, missing=missing)
    return Loaded(len(invented), texts, cases, quotations)


def is_loaded(session: Session) -> bool:
    """Whether the demonstration was loaded here: it leaves a mark on the consultation."""
    return bool(_consultation(session).settings.get(MARK))


def _consultation(session: Session) -> Consultation:
    """The shipped consultation, to which all of the surveys belong."""
    return session.scalars(
        sa.select(Consultation)
        .join(Survey, Survey.consultation_id == Consultation.id)
        .where(Survey.slug == SURVEYS["resident"])
    ).one()


def _events(
    session: Session, consultation: Consultation, people: Sequence[Person], start: datetime, by: str
) -> list[Event]:
    """The invented events, in the order of crowd.yaml, with how many came."""
    came = Counter(person.event for person in people if person.event is not None)
    return [
        events.put(
            session,
            consultation,
            None,
            events.Given(
                kind=told["kind"],
                title=told["title"],
                held_on=(start + timedelta(days=told["day"])).date(),
                ward=told["ward"],
                audience=told["audience"],
                led_by="Invented team of the demonstration",
                attended=came[place],
            ),
            by=by,
        )
        for place, told in enumerate(crowd.shares()["events"])
    ]


def _send(
    session: Session,
    survey: Survey,
    person: Person,
    dice: random.Random,
    verdict: Verdict,
    start: datetime,
    wanted: Wanted,
    event: Event | None,
    asked: _Asked,
) -> None:
    """One person answers and sends; ``wanted`` learns which of the texts staff have something to do with."""
    draft, _code = answers.start_draft(session, survey, language=person.language, channel=person.channel)
    if event is not None:
        draft.event_id = event.id
        session.flush()  # saving locks the draft, which reads it again
    answers.save(session, draft, "agree", "yes", alert=None)
    answers.save_all(session, draft, _given(asked.of(draft), person, dice, verdict))
    answers.submit(session, draft)
    sent = list(session.scalars(sa.select(Answer).where(Answer.draft_id == draft.id)))
    _put_back(session, draft, sent, start + timedelta(days=person.day, seconds=person.second))
    for answer in sent:
        if state := person.quotation.get(answer.codebook_question or ""):
            wanted.quotations[answer.id] = state
        if answer.codebook_question in person.tells_of_harm:
            wanted.disclosures.append(answer.id)


def _given(
    questions: Sequence[Question], person: Person, dice: random.Random, verdict: Verdict
) -> dict[str, answers.Given]:
    """All that this person gives, by question, with the triage's verdict on each text."""
    given: dict[str, answers.Given] = {}
    ticked: dict[str, Sequence[str]] = {}
    for question in questions:
        text = person.texts.get(question.codebook_question or "")
        if text is not None:
            given[question.code] = answers.Given(text, verdict(text, person.language))
        elif question.type == "agreement" and question.show_if is not None:
            if is_shown(rule(question, CONSENT_AGE), ticked):
                given[question.code] = answers.Given("yes", None)
        elif question.type not in {"agreement", "free_text"} and is_shown(question.show_if, ticked):
            ticked[question.code] = _ticked(question, person, dice)
            given[question.code] = answers.Given(ticked[question.code], None)
    return given


def _ticked(question: Question, person: Person, dice: random.Random) -> Sequence[str]:
    """The options that this person chooses; none when it is left empty."""
    if question.code == "place":
        return [person.place] if person.place else []
    if question.code == "quote_permission":
        return [] if person.may_quote is None else ["yes" if person.may_quote else "no"]
    return closed_answer(dice, person.audience, question)


def _put_back(session: Session, draft: Draft, sent: Sequence[Answer], moment: datetime) -> None:
    """Date everything that a person sent to the day on which they are said to have sent it, after some minutes."""
    submission = session.scalars(sa.select(Submission).where(Submission.draft_id == draft.id)).one()
    submission.submitted_at = draft.updated_at = moment
    took = _SHORTEST + moment.second * 10 + 5 * sum(len((answer.text or "").split()) for answer in sent)
    draft.created_at = moment - timedelta(seconds=took)
    if submission.seconds is not None:  # a paper form takes no time that anybody measured
        submission.seconds = took
    for answer in sent:
        answer.answered_at = moment
    session.flush()
