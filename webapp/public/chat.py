"""The chat page: works without JavaScript, keeps what was said for this browser only, and forgets it soon."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from markupsafe import Markup, escape
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from directory.codes import SOURCE_LANGUAGE
from webapp.chat import ringing, speaking, store, survey_door
from webapp.chat.door import MOST_CHARACTERS, ConversationUnknown, end_conversation, is_too_long, take_turn
from webapp.chat.reply import Button, Reply, isolated_parts
from webapp.chat.routes import button_route, button_wish, payload
from webapp.chat.survey_state import HELP, KEEP, MINE
from webapp.extensions import db
from webapp.headers import from_another_site
from webapp.i18n import current_tag, languages
from webapp.public.chat_cards import cards_of

bp = Blueprint("chat", __name__, url_prefix="/<lang>")
# In the signed session: the conversation's name, and this browser's secret, without which nothing is shown.
COOKIE = "chat"
TOO_LONG = _l("Your message must be 2,000 characters or fewer")
# Topics to begin with: (ROUTE, what stands on the button).
BEGINNINGS = (
    ("victim_support", _l("Something happened to me")),
    ("child_exploitation_worry", _l("I am worried about a child")),
    ("domestic_abuse", _l("Somebody at home hurts or scares me")),
    ("police_101", _l("I want to tell the police about a crime")),
    ("directory_browse", _l("I am looking for a service")),
    ("take_survey", _l("Have my say")),
)


class ChatForm(FlaskForm):
    """One message."""

    message = TextAreaField(
        _l("Your message"),
        widget=GovTextArea(),
        validators=[
            DataRequired(message=_l("Write a message first")),
            Length(max=MOST_CHARACTERS, message=TOO_LONG),
        ],
    )


@bp.get("/chat")
def page() -> str:
    """The conversation so far, and a box for the next message. `?speak=` begins it in a language without pages."""
    return _page(ChatForm())


@bp.post("/chat")
def send() -> str | Response | tuple[str, int]:
    """Answer a message or a pressed button, then show the page anew (so that reloading sends nothing twice)."""
    button = request.form.get("press", "")
    form = ChatForm()
    if is_too_long(button):
        form.message.errors = [TOO_LONG]
        return _page(form), 400
    if (
        button_route(button)
        or button_wish(button)
        or speaking.pressed(button)
        or survey_door.is_button(button)
        or ringing.is_button(button)
    ):
        message = button
    elif form.validate_on_submit():
        message = (form.message.data or "").strip()
    else:
        return _page(form), 400
    name, browser = _mine()
    told: dict[str, Any] = {
        "language": current_tag(),
        "chosen": _wished(),
        "browser": browser,
        "said": _title(button, name, browser) if message == button else message,
    }
    try:
        answered = take_turn(db.session, message, conversation=name, **told)
    except ConversationUnknown:
        # Too old, or ended elsewhere: nothing is lost by beginning anew.
        answered = take_turn(db.session, message, **told)
    session[COOKIE] = [answered.conversation, browser]
    if answered.reply.kept is not None:
        # What was written stands in a button of this very page and is stored nowhere: no redirect could show it.
        return _page(ChatForm(formdata=None), only_now=answered.reply)
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
    carrying = {KEEP: _("Yes, keep it"), MINE: _("It is my answer"), HELP: _("I want help")}
    for prefix, title in carrying.items():
        if pressed.startswith(prefix):
            return title
    turns = store.history(db.session, name, browser) if name else []
    offered = [*_beginnings(), *(button for turn in turns for message in turn.messages for button in message.buttons)]
    return next((button.title for button in reversed(offered) if button.payload == pressed), _("A topic"))


def _beginnings() -> list[Button]:
    return [Button(str(title), payload(route), route) for route, title in BEGINNINGS]


def _page(form: ChatForm, *, only_now: Reply | None = None) -> str:
    """Return the page: around the talk in the page's language, the talk itself in its own.

    `only_now`: the last reply as it was given, where the store has another one in its place.
    """
    name, browser = _mine()
    turns = store.history(db.session, name, browser) if name else []
    if only_now is not None and turns:
        turns[-1] = replace(turns[-1], messages=only_now.messages)
    known = store.spoken(db.session, name, browser) if name else None
    wished = _wished()
    tongue = wished or speaking.begin(known, current_tag()).language
    with force_locale(languages()[tongue].babel_locale):
        # Escaped by its own template: marked as markup, so that the one around it leaves it as it is.
        talk = Markup(  # noqa: S704
            render_template(
                "public/chat/talk.html",
                form=form,
                turns=turns,
                cards=cards_of(db.session, turns),
                beginnings=_beginnings(),
                spoken=languages()[tongue],
                wished=wished,
                languages=languages(),
                notes={turn.language: _machine_note(turn.language) for turn in turns},
            )
        )
    return render_template("public/chat/page.html", form=form, talk=talk, spoken=languages()[tongue])


def _wished() -> str | None:
    """Return the language that a link or a form on this page asks for, if it is one of ours."""
    tag = request.values.get("speak", "")
    return tag if tag in languages() else None


def _machine_note(tag: str) -> str:
    """Return, in a language, that a machine made its words; "" where the foot of the page says so, and for English."""
    if tag in (SOURCE_LANGUAGE, current_tag()):
        return ""
    with force_locale(languages()[tag].babel_locale):
        return _("A machine translated this. A person has yet to check it. If something is not clear, ring and ask.")


@bp.app_template_filter()
def in_its_language(text: str, spoken: str) -> Markup:
    """Return a text of a reply in `spoken` as markup: English within it is marked as such, numbers keep their order."""
    marked = Markup("")
    for part, isolated in isolated_parts(text):
        if not isolated:
            marked += escape(part)
        elif spoken != SOURCE_LANGUAGE and any(letter.isalpha() for letter in part):
            marked += Markup('<span lang="en" dir="ltr">{}</span>').format(part)
        else:
            marked += Markup('<bdi dir="ltr">{}</bdi>').format(part)
    return marked
