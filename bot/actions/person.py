"""A person to talk to: asked for, or because the bot does not understand."""

from typing import Any

from catalogue import pick
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from replies import A_PERSON, NO_DATA, REPORT_PAGE, Reply, lead, link, reply

from actions import council_api
from actions.contacts import contact_lines, contact_links
from actions.turn import Turn, read_turn

# The council's switchboard stands in this reporting route (domain.md §3): the person to turn to for everything else.
A_PERSONS_ROUTE = "council_cst"


async def a_person(turn: Turn, route: str | None = "human_handover") -> Reply:
    """Return the last stage: somebody to ring."""
    text = pick(A_PERSON, turn.language, turn.said)
    try:
        contacts = (await council_api.reporting_routes(turn.language)).get(A_PERSONS_ROUTE) or {}
    except council_api.SiteUnavailable:
        return reply(f"{text}\n{pick(NO_DATA, turn.language, turn.said)}", route)
    links = [*contact_links(contacts, turn.language), link(REPORT_PAGE, "report", turn.language)]
    return reply(f"{text}\n{contact_lines(contacts, turn.language)}", route, links=links)


class ActionHuman(Action):
    """Somebody asked for a person."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say it."""
        dispatcher.utter_message(json_message=await human(read_turn(tracker)))
        return []


async def human(turn: Turn) -> Reply:
    """Return whom to ring to talk to a person: the council, and Victim Support, who answer at all hours."""
    text = lead("human_handover", turn.language, turn.said)
    try:
        routes = await council_api.reporting_routes(turn.language)
    except council_api.SiteUnavailable:
        return reply(f"{text}\n{pick(NO_DATA, turn.language, turn.said)}", "human_handover")
    both = [routes.get(name) or {} for name in ("council_cst", "victim_support")]
    lines = "\n".join(contact_lines(contacts, turn.language) for contacts in both)
    links = [found for contacts in both for found in contact_links(contacts, turn.language)]
    return reply(f"{text}\n{lines}", "human_handover", links=[*links, link(REPORT_PAGE, "report", turn.language)])
