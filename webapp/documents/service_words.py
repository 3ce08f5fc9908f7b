"""Whom a service takes and what it costs, in words: on the pages, and on the chat's cards in all its languages.

A module of its own, because translations/chat.cfg names whole files: what stands here is translated for the chat too.
"""

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.models import Service


def ages(service: Service) -> str | None:
    """Return whom a service takes by age, in words; None when that is not known."""
    low, high = service.minimum_age, service.maximum_age
    if not service.ages_known:
        return None
    if low is None and high is None:
        return _("All ages")
    if low is None:
        return ngettext("Up to %(num)d year old", "Up to %(num)d years old", high)
    if high is None:
        return _("%(age)s and over", age=low)
    return _("%(low)s to %(high)s years old", low=low, high=high)


def cost(service: Service) -> str | None:
    """Return what a service costs, in words; None when that is not known."""
    return {"free": _("Free"), "paid": _("You pay for it")}.get(service.cost)
