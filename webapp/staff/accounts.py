"""Sign in, own password, and the people desk."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovPasswordInput,
    GovSubmitInput,
    GovTextInput,
)
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, SelectMultipleField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.accounts import users
from webapp.accounts.access import open_to_all, requires
from webapp.accounts.models import ROLES, User
from webapp.extensions import db

bp = Blueprint("staff_accounts", __name__, url_prefix="/staff")

ROLE_WORDS = {
    "analyst": _l("Analyst"),
    "editor": _l("Editor of the directory"),
    "consultation_officer": _l("Consultation officer"),
    "champion": _l("Parent champion"),
    "safeguarding_lead": _l("Safeguarding lead"),
    "administrator": _l("Administrator"),
}
PROBLEM_WORDS = {
    "email_taken": _l("There is an account with this e-mail already"),
    "email_invalid": _l("Enter an e-mail address, like name@example.org"),
    "unknown_role": _l("Choose at least one role"),
    "wrong_password": _l("That is not your password now"),
    "too_short": _l("The new password needs at least 12 characters"),
    "same_password": _l("Choose a password that you do not have now"),
}


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = StringField(
        _l("E-mail address"),
        widget=GovTextInput(),
        validators=[InputRequired(_l("Enter your e-mail address")), Length(max=254)],
    )
    password = PasswordField(
        _l("Password"),
        widget=GovPasswordInput(),
        validators=[InputRequired(_l("Enter your password")), Length(max=200)],
    )
    submit = SubmitField(_l("Sign in"), widget=GovSubmitInput())


class PasswordForm(FlaskForm):
    """The password of now, and a new one."""

    current = PasswordField(
        _l("Your password now"),
        widget=GovPasswordInput(),
        validators=[InputRequired(_l("Enter your password"))],
    )
    new = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters. Three words that do not belong together are good."),
        widget=GovPasswordInput(),
        validators=[InputRequired(_l("Enter a new password")), Length(max=200)],
    )
    submit = SubmitField(_l("Change password"), widget=GovSubmitInput())


class PersonForm(FlaskForm):
    """A new account."""

    name = StringField(
        _l("Name"), widget=GovTextInput(), validators=[InputRequired(_l("Enter a name")), Length(max=200)]
    )
    email = StringField(
        _l("E-mail address"),
        widget=GovTextInput(),
        validators=[InputRequired(_l("Enter an e-mail address")), Length(max=254)],
    )
    roles = SelectMultipleField(
        _l("Roles"), widget=GovCheckboxesInput(), choices=[SelectChoice(role, ROLE_WORDS[role]) for role in ROLES]
    )
    submit = SubmitField(_l("Make the account"), widget=GovSubmitInput())


def _safe_next() -> str:
    """Where to go after signing in: a staff page of ours, never another site."""
    asked = request.args.get("next", "")
    parts = urlsplit(asked)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/")
    return asked if ours and "\\" not in asked else url_for("staff_accounts.home")


def _let_in(user: User) -> None:
    login_user(user)
    # Made of the browser's address, which we keep nowhere; nothing of ours looks at it.
    session.pop("_id", None)
    session.permanent = True


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> str | BaseResponse | tuple[str, int]:
    """Let a member of staff in."""
    form = SignInForm()
    if form.validate_on_submit():
        user = users.sign_in(db.session, form.email.data or "", form.password.data or "")
        if user is not None:
            session.clear()
            _let_in(user)
            users.record(db.session, user, "account.signed_in", user.id)
            return redirect(_safe_next())
        form.email.errors = [
            _("The e-mail or the password is not right. After five tries the account waits 15 minutes.")
        ]
    return render_template("staff/accounts/sign_in.html", form=form), 400 if form.errors else 200


@bp.post("/sign-out")
@open_to_all
def sign_out() -> BaseResponse:
    """Sign out, on the server too."""
    if current_user.is_authenticated:
        users.sign_out(db.session, current_user)
    logout_user()
    session.clear()
    return redirect(url_for("staff_accounts.sign_in"))


@bp.get("/")
@requires(*ROLES)
def home() -> str:
    """The desks that are yours."""
    return render_template("staff/accounts/home.html", role_words=ROLE_WORDS)


@bp.route("/password", methods=["GET", "POST"])
@requires(*ROLES)
def change_password() -> str | BaseResponse | tuple[str, int]:
    """Choose a password of your own."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            users.change_password(db.session, current_user, form.current.data or "", form.new.data or "")
        except users.AccountError as error:
            field = form.current if error.code == "wrong_password" else form.new
            field.errors = [str(PROBLEM_WORDS[error.code])]
        else:
            _let_in(current_user._get_current_object())
            users.record(db.session, current_user, "account.password_changed", current_user.id)
            flash(_("Your password is changed."))
            return redirect(url_for("staff_accounts.home"))
    return render_template("staff/accounts/password.html", form=form), 400 if form.errors else 200


@bp.route("/people", methods=["GET", "POST"])
@requires("administrator")
def people() -> str | tuple[str, int]:
    """Everyone with an account, and a form for a new one."""
    form = PersonForm()
    made, password = None, None
    if form.validate_on_submit():
        try:
            made, password = users.create(
                db.session,
                email=form.email.data or "",
                name=form.name.data or "",
                roles=form.roles.data or [],
            )
        except users.AccountError as error:
            field = form.roles if error.code == "unknown_role" else form.email
            field.errors = [str(PROBLEM_WORDS[error.code])]
        else:
            users.record(db.session, current_user, "account.created", made.id, roles=sorted(made.roles))
            form = PersonForm(formdata=None)
    page = render_template(
        "staff/accounts/people.html",
        form=form,
        people=users.everyone(db.session),
        role_words=ROLE_WORDS,
        made=made,
        password=password,
    )
    return page, 400 if form.errors else 200


@bp.post("/people/<user_id>/active")
@requires("administrator")
def set_active(user_id: str) -> BaseResponse:
    """Close an account, or open it again; nobody closes their own."""
    user = db.session.get(User, user_id)
    if user is None:
        abort(404)
    if user.id == current_user.id:
        flash(_("You cannot close your own account."), "note")
    else:
        active = request.form.get("active") == "yes"
        users.set_active(db.session, user, active)
        users.record(db.session, current_user, "account.active_set", user.id, active=active)
    return redirect(url_for("staff_accounts.people"))


@bp.get("/audit")
@requires("administrator")
def audit() -> str:
    """Who did what, newest first."""
    names = {user.id: user.name for user in users.everyone(db.session)}
    return render_template("staff/accounts/audit.html", entries=users.recent(db.session), names=names)
