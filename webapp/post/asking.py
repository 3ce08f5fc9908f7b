"""The mails by which providers are asked: the question put by the directory, its link made and sent by the post."""

from datetime import date

from sqlalchemy.orm import Session

from directory import assurance
from directory.contacts import contacts
from directory.models import AssuranceRequest, Service
from webapp.i18n import site_languages
from webapp.post import letters, links, mail
from webapp.post.models import OutboxMail

PURPOSE = "assurance"


def ask(
    session: Session, service: Service, *, by: str, language: str, secret: str, site: str, today: date | None = None
) -> OutboxMail:
    """Ask a service's provider whether its record is still right; the mail waits in the outbox.

    In: who asks (opaque id), the mail's language, the key that signs links, the site's own address.
    Raises what `assurance.ask_provider` raises.
    """
    request, contact = assurance.ask_provider(session, service, by=by, today=today)
    subject, body = letters.assurance_letter(
        language, service=service.name, links=addresses(secret, site, request), expires_on=request.expires_on
    )
    return mail.queue(
        session, to=contact.email, subject=subject, body=body, kind="assurance", language=language, about=request.id
    )


def addresses(secret: str, site: str, request: AssuranceRequest) -> dict[str, str]:
    """Return the address of the provider's page in each language of the site."""
    token = links.sign(secret, PURPOSE, request.id)
    return {tag: f"{site.rstrip('/')}/{tag}/provider/{token}" for tag in site_languages()}


def asked_by(session: Session, secret: str, token: str) -> tuple[AssuranceRequest | None, bool]:
    """Return the question that a link names, if any, and whether the link is too old to say."""
    link = links.read(secret, PURPOSE, token)
    return (assurance.request_by_id(session, link.identity) if link.identity else None), link.expired


def remind(session: Session, secret: str, site: str | None, *, today: date | None = None) -> int:
    """Close questions whose time is over and remind the providers of the others; how many were reminded.

    Without `site` (no SITE_URL) a reminder leads to the page of the first mail. A question whose first mail
    has not left yet, or which has no contact any more, is not reminded of.
    """
    assurance.expire(session, today=today)
    reminded = 0
    due = assurance.reminders_due(session, today=today)
    earlier = mail.latest_about(session, [request.id for request in due])
    for request in due:
        before = earlier.get(request.id)
        service = session.get(Service, request.service_id)
        if before is None or before.state not in ("sent", "shown") or service is None:
            continue
        # The contact may have been exchanged since: whoever stands first now is the provider.
        contact = next((one for one in contacts(session, service) if one.email), None)
        if contact is None:
            continue
        found = addresses(secret, site, request) if site else letters.links_in(before.body)
        subject, body = letters.assurance_letter(
            before.language, service=service.name, links=found, expires_on=request.expires_on, reminder=True
        )
        mail.queue(
            session,
            to=contact.email,
            subject=subject,
            body=body,
            kind="assurance_reminder",
            language=before.language,
            about=request.id,
        )
        assurance.note_reminder(session, request)
        reminded += 1
    return reminded
