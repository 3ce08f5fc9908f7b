"""A turn of a survey held by chat: where it stands, and what is asked next."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from directory.triage import Alert
from surveys import progress, queries
from surveys.content import SurveyView, survey_view
from surveys.models import Draft
from webapp.chat import survey_ends as ends
from webapp.chat import survey_say as say
from webapp.chat import survey_units as units
from webapp.chat.reply import Message
from webapp.chat.speaking import Speaking
from webapp.chat.survey_state import State
from webapp.chat.survey_units import Given, Unit
from webapp.documents.notices import with_notices

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """What a turn of a survey gives: messages, and where the survey is then (None: nowhere any more).

    `forget`: what was said before is to be deleted too. `alert`: what triage saw in an answer that is not stored.
    `worded`: somebody's own words were taken as an answer. `unread`: what was typed is no answer, nothing is stored.
    """

    messages: list[Message]
    state: State | None
    forget: bool = False
    alert: Alert | None = None
    worded: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Talk:
    """A turn of a talk in which a survey is under way. `aloud`: whether answers given before may be read back."""

    session: Session
    state: State
    speaking: Speaking
    aloud: bool
    # Read once a turn, and again after an answer: routing may ask for more then.
    _seen: dict[str, tuple[SurveyView, Given]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The return code, where it may be said again: with the talk's name alone nobody gets at the answers."""
        return self.state.code if self.aloud else ""

    @property
    def language(self) -> str:
        """The language of the talk."""
        return self.speaking.language

    def draft(self) -> Draft | None:
        """The draft, or None before agreeing."""
        return queries.draft_by_id(self.session, self.state.draft) if self.state.draft else None

    def seen(self) -> tuple[SurveyView, Given]:
        """The draft's own version in the talk's language, and what was answered."""
        if self.language not in self._seen:
            draft = self.session.get_one(Draft, self.state.draft)
            view = survey_view(self.session, draft.version_id, self.language)
            self._seen[self.language] = view, queries.draft_answers(self.session, draft)
        return self._seen[self.language]

    def at(self, **changes: object) -> "Talk":
        """The same talk elsewhere in the survey; what was answered is read anew."""
        return replace(self, state=replace(self.state, **changes), _seen={})  # type: ignore[arg-type]

    def unit(self) -> Unit | None:
        """What is open."""
        return units.find(*self.seen(), self.state.question, self.state.part) if self.state.draft else None


def begin(session: Session, slug: str, speaking: Speaking) -> Step:
    """Return the notice in short, and the agreement. Nothing is stored yet."""
    view = queries.current_survey(session, slug, speaking.language)
    if view is None or view.state != "open":
        return Step([say.offer(queries.open_surveys(session, speaking.language), speaking)], None)
    return Step(say.notice(with_notices(session, view, reachable=False), speaking), State(slug))


def resume(talk: Talk) -> Step:
    """Return what comes next, wherever the survey was left."""
    if not talk.state.draft:
        return begin(talk.session, talk.state.slug, talk.speaking)
    draft = talk.draft()
    if draft is None or draft.state != "open":
        return closed(talk)
    view, given = talk.seen()
    following = units.following(view, given, talk.state.passed, talk.state.redo)
    return check(talk) if following is None else ask(talk, following)


def ask(talk: Talk, unit: Unit) -> Step:
    """Return a question, and that it is open."""
    view, given = talk.seen()
    chosen = chosen_of(talk, unit)
    messages = say.question(view, unit, given, talk.language, chosen)
    return Step(messages, talk.state.asking(unit.question.code, unit.part))


def again(talk: Talk, unit: Unit, problem: str) -> Step:
    """Return a question again, below what was wrong with the answer."""
    step = ask(talk, unit)
    state = replace(talk.state, missed=talk.state.missed + 1, at="ask")
    first = replace(step.messages[0], text="\n".join(filter(None, [problem, step.messages[0].text])))
    return replace(step, messages=[first, *step.messages[1:]], state=state, unread=True)


def chosen_of(talk: Talk, unit: Unit) -> Sequence[str]:
    """Return the options of several that stand; none where the next one is to replace them."""
    answer = talk.seen()[1].get(unit.question.code)
    return answer.choices if unit.several and answer is not None and not talk.state.fresh else ()


def which(talk: Talk) -> Step:
    """Ask which answer is to be changed."""
    view, given = talk.seen()
    return Step(ends.which(view, given, talk.language), replace(talk.state, at="change"))


def check(talk: Talk, needed: Sequence[str] = ()) -> Step:
    """Return the answers to be looked over; what was left empty is pointed at once."""
    view, given = talk.seen()
    draft = talk.session.get_one(Draft, talk.state.draft)
    empty = [] if talk.state.looked else progress.find_missing(talk.session, draft).soft
    messages = ends.check(view, given, talk.language, aloud=talk.aloud, empty=empty, needed=needed)
    return Step(messages, replace(talk.state, at="check", looked=True, question="", part=""))


def closed(talk: Talk) -> Step:
    """Return that the survey takes nothing more."""
    return Step(
        [
            Message(
                _("This survey is closed") + "\n" + _("It takes no more answers. Thank you to everyone who took part.")
            )
        ],
        None,
    )


def lost(talk: Talk, error: SQLAlchemyError, again: Callable[[], Step]) -> Step:
    """Say that nothing was stored, and ask again."""
    # Its kind alone: the message of a database may name what was written.
    logger.error("an answer of the chat could not be stored: %s", type(error).__name__)
    step = again()
    sorry = Message(_("I could not save that, I am sorry. Please say it again."))
    return replace(step, messages=[sorry, *step.messages], state=replace(talk.state, at=talk.state.at))
