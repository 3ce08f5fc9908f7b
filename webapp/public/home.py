"""The first page, the pages about the site, and the quick exit."""

from flask import Blueprint, Response, redirect, render_template, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response as BaseResponse

from directory import shortlists
from surveys import retention
from webapp.chat import privacy as privacy_of_chat
from webapp.chat import store
from webapp.headers import from_another_site
from webapp.i18n import best_match
from webapp.post import mail, problems

bp = Blueprint("home", __name__)
# A page that anyone may have open; the design system sends people to the weather too.
SAFE_PAGE = "https://www.bbc.co.uk/weather"


@bp.get("/")
def root() -> BaseResponse:
    """Send to the best language."""
    response = redirect(url_for("home.index", lang=best_match()))
    response.headers["Vary"] = "Accept-Language"
    return response


@bp.get("/<lang>/")
def index() -> str:
    """Home: what do you need?"""
    return render_template("public/home/index.html")


@bp.get("/<lang>/privacy")
def privacy() -> str:
    """What is kept, why, and for how long."""
    kept = {
        "chat": privacy_of_chat.how_long(store.LIFE),
        "drafts": retention.DRAFT_DAYS,
        "contacts": retention.CONTACT_DAYS,
        "lists": shortlists.SHARE_DAYS,
        "problems": problems.KEPT.days,
        "mail": mail.KEPT.days,
    }
    return render_template("public/home/privacy.html", kept=kept)


@bp.get("/<lang>/accessibility")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("public/home/accessibility.html")


@bp.get("/<lang>/about")
def about() -> str:
    """What this site is, and what is still to be confirmed."""
    return render_template("public/home/about.html")


@bp.get("/leave")
def leave() -> Response | BaseResponse:
    """Quick exit: forget this visit on the server and in the browser, then show the weather."""
    if from_another_site():
        # Another site that loads this address must not wipe what a person has here.
        return redirect(SAFE_PAGE, code=303)
    logout_user()
    session.clear()
    response = redirect(SAFE_PAGE, code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@bp.get("/robots.txt")
def robots() -> Response:
    """Search engines may read the public pages, not the staff's."""
    return Response("User-agent: *\nDisallow: /staff\nDisallow: /leave\n", mimetype="text/plain")
