"""A survey's privacy notice as people read it: its own parts, with what holds for every survey of its consultation."""

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from surveys import fair, retention, terms
from surveys.content import NoticeView, SurveyView, Words
from webapp.i18n import current_tag

LAWFUL_BASES = {
    "public_task": _l("Public task: asking people about safety is part of the council's job"),
    "consent": _l("Consent: people agree, and can take it back"),
}
"""Why the law lets answers be kept, as staff choose it (surveys.terms)."""


def with_notices(session: Session, view: SurveyView, *, reachable: bool = True) -> SurveyView:
    """Return the survey with the parts of the notice as they hold for its consultation.

    Where the consultation's lawful basis is another than a public body's task, the questionnaire's own part on it is
    not true any more and gives way. `reachable`: somebody in danger can leave a way to be reached, which is told too;
    not so on paper and off line.
    """
    found, consultation = list(view.notices), fair.by_slug(session, view.consultation)
    if consultation is not None and terms.lawful_basis(consultation) == "consent":
        found = [_consent(one) if one.code == "lawful" else one for one in found]
    if reachable and consultation is not None:
        danger = next((place for place, one in enumerate(found) if one.code == "danger"), None)
        place = len(found) if danger is None else danger + 1
        found.insert(
            place,
            NoticeView(
                "contact",
                "short",
                _own(_("If you want someone to reach you")),
                _own(_reach(retention.contact_days(consultation))),
            ),
        )
    return replace(view, notices=found)


def _consent(notice: NoticeView) -> NoticeView:
    return replace(
        notice,
        heading=_own(_("Why we may use your answers")),
        body=_own(
            _(
                "You agree to it. The law calls this “consent”. If you answer online, you can take it back at any "
                "time: with your return code you can take back your answers."
            )
        ),
    )


def _reach(days: int) -> str:
    told = _(
        "If you write that someone is in danger, we ask how you could be reached. You can leave a phone number or an "
        "e-mail address, or nothing. Only staff who keep people safe see it. It is kept locked."
    )
    ends = ngettext(
        "It is deleted %(num)d day after they have dealt with it, and always together with your answers.",
        "It is deleted %(num)d days after they have dealt with it, and always together with your answers.",
        days,
    )
    return f"{told} {ends}"


def _own(text: str) -> Words:
    return Words(text, current_tag(), "source")
