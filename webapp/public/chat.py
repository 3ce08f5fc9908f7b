"""The chat page: works without JavaScript, keeps what was said for this browser only, and forgets it soon."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from directory.localise import pairs, words_for
from directory.queries import services_by_slug
from webapp.chat import store
from webapp.chat.door import MOST_CHARACTERS, ConversationUnknown, end_conversation, take_turn
from webapp.chat.reply import Button
from webapp.chat.routes import button_route, payload
from webapp.extensions import db
from webapp.headers import from_another_site
from webapp.i18n import current_tag, languages

bp = Blueprint("chat", __name__, url_prefix="/<lang>")
# In the signed session: the conversation's name, and this browser's secret, without which nothing is shown.
COOKIE = "chat"
# Topics to begin with: (ROUTE, what stands on the button).
BEGINNINGS = (
    ("victim_support", _l("Something happened to me")),
    ("child_exploitation_worry", _l("I am worried about a child")),
    ("domestic_abuse", _l("Somebody at home hurts or scares me")),
    ("police_101", _l("I want to tell the police about a crime")),
    ("directory_browse", _l("I am looking for a service")),
)


class ChatForm(FlaskForm):
    """One message."""

    message = TextAreaField(
        _l("Your message"),
        widget=GovTextArea(),
        validators=[
            DataRequired(message=_l("Write a message first")),
            Length(max=MOST_CHARACTERS, message=_l("Your message must be 2,000 characters or fewer")),
        ],
    )


@dataclass(frozen=True)
class Card:
    """A service as the chat shows it, with the language that its words are really in."""

    slug: str
    name: str
    summary: str
    language: str
    phone: str


@bp.get("/chat")
def page() -> str:
    """The conversation so far, and a box for the next message."""
    return _page(ChatForm())


@bp.post("/chat")
def send() -> str | Response | tuple[str, int]:
    """Answer a message or a pressed button, then show the page anew (so that reloading sends nothing twice)."""
    pressed = request.form.get("press", "")
    form = ChatForm()
    if button_route(pressed):
        message = pressed
    elif form.validate_on_submit():
        message = (form.message.data or "").strip()
    else:
        return _page(form), 400
    name, browser = _mine()
    said = _title(pressed, name, browser) if message == pressed else message
    language = current_tag()
    try:
        answered = take_turn(db.session, message, language=language, conversation=name, browser=browser, said=said)
    except ConversationUnknown:
        # Too old, or ended elsewhere: nothing is lost by beginning anew.
        answered = take_turn(db.session, message, language=language, browser=browser, said=said)
    session[COOKIE] = [answered.conversation, browser]
    return redirect(url_for("chat.page", _anchor="latest"), code=303)


@bp.post("/chat/end")
def end() -> Response:
    """End the chat and delete what was said."""
    forget_chat()
    flash(_("The chat is deleted."))
    return redirect(url_for("chat.page"), code=303)


@bp.before_app_request
def leave_quickly() -> None:
    """Quick exit: what was said here is deleted on the server before the browser is sent away."""
    if request.endpoint == "home.leave" and not from_another_site():
        forget_chat()


def forget_chat() -> None:
    """Delete this browser's conversation, if it has one, here and in the bot."""
    name, _browser = _mine()
    session.pop(COOKIE, None)
    if name is not None:
        try:
            end_conversation(db.session, name)
        except Exception:
            # Leaving must never fail. What is left is unreadable to others and deleted within two hours.
            db.session.rollback()
            current_app.logger.exception("a conversation could not be deleted at once")


def _mine() -> tuple[str | None, str]:
    """Return this browser's conversation, if any, and its secret (a new one where it has none)."""
    kept = session.get(COOKIE)
    if isinstance(kept, list) and len(kept) == 2:
        return str(kept[0]), str(kept[1])
    return None, store.new_name()


def _title(pressed: str, name: str | None, browser: str) -> str:
    """Return what stood on the pressed button."""
    turns = store.history(db.session, name, browser) if name else []
    offered = [*_beginnings(), *(button for turn in turns for message in turn.messages for button in message.buttons)]
    return next((button.title for button in reversed(offered) if button.payload == pressed), _("A topic"))


def _beginnings() -> list[Button]:
    return [Button(str(title), payload(route), route) for route, title in BEGINNINGS]


def _page(form: ChatForm) -> str:
    name, browser = _mine()
    turns = store.history(db.session, name, browser) if name else []
    slugs = [slug for turn in turns for message in turn.messages for slug in message.services]
    return render_template(
        "public/chat/page.html",
        form=form,
        turns=turns,
        cards=_cards(slugs),
        beginnings=_beginnings(),
        rtl=[tag for tag, known in languages().items() if known.direction == "rtl"],
    )


def _cards(slugs: list[str]) -> dict[str, Card]:
    """Return the services that the replies name, by slug, in the page's language."""
    services = services_by_slug(db.session, sorted(set(slugs)))
    words = words_for(db.session, current_tag(), pairs(services))
    cards = {}
    for service in services:
        summary = words.text(service, "summary")
        phone = service.phones[0].number if service.phones else ""
        name = words.text(service, "name").value
        cards[service.slug] = Card(service.slug, name, summary.value, summary.language, phone)
    return cards
