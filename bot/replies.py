"""Every word that the bot itself says, in English, marked for the catalogues. No number and no service stands here.

`N_` marks only; the translation is looked up when the reply is made. Several variants of one reply are there so that
the same sentence is never said twice running.
"""

from collections.abc import Iterable
from typing import Any

from catalogue import pick, translate


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a text for extraction and return it as it is."""
    return text


Reply = dict[str, Any]

# Replies that need no data, by route.
FIXED: dict[str, tuple[str, ...]] = {
    "greeting": (
        N_("Hello. I can help you find support and say who to tell about a crime or a worry. What has happened?"),
        N_("Hello again. Tell me in your own words what you need, or choose a topic."),
    ),
    "thanks_bye": (
        N_("You are welcome. Come back at any time. Take care of yourself."),
        N_("I am glad to help. I am here at any hour."),
    ),
    "chitchat_oos": (
        N_("I cannot help with that, I am sorry. I can find services in Barnet, and say who to tell about a crime."),
        N_("That is outside what I know. I know about staying safe in Barnet and who can help."),
    ),
    "who_are_you": (
        N_(
            "I am a computer program, not a person. I find services in Barnet and give the right number to ring. "
            "I can get things wrong, and nobody reads this chat live."
        ),
        N_("I am the chat helper of this site, a program. I can find services and say who to ring or tell."),
    ),
    "privacy": (
        # How long what was typed is kept is said by the site, which keeps it (webapp.chat.privacy).
        N_("You do not have to give your name. Please do not type names or addresses."),
        N_("Nobody reads this chat live. You can read more on our privacy page."),
    ),
    "language_switch": (
        N_("Yes, you can use other languages. Choose one here."),
        N_("Here are the languages that I know."),
    ),
    "take_survey": (
        N_("Thank you for wanting to have your say. You can answer here, and you do not have to give your name."),
        N_("The survey is here. You can stop at any time and go on later."),
    ),
    "survey_results": (
        N_("What people in Barnet said, and what was done about it, is on this page."),
        N_("You can read what people told us here."),
    ),
    "directory_browse": (
        N_("You can look through every service here. I can also look for you: tell me what it is about."),
        N_("The whole list of services is here."),
    ),
}

# Pages of the site, by route: (title, path under the language).
PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "chitchat_oos": ((N_("All services"), "services"), (N_("Report a worry or a crime"), "report")),
    "take_survey": (
        (N_("Survey for residents"), "surveys/resident-2026"),
        (N_("Survey for young people"), "surveys/young-person-2026"),
    ),
    "survey_results": ((N_("Community Voice"), "community-voice"),),
    "directory_browse": ((N_("All services"), "services"),),
    "privacy": ((N_("Privacy"), "privacy"),),
}

# Topics offered as buttons, by route.
OFFERS: dict[str, tuple[str, ...]] = {
    "greeting": ("directory_browse", "police_101", "take_survey"),
    "chitchat_oos": ("directory_browse", "police_101", "human_handover"),
    "who_are_you": ("directory_browse", "police_101", "human_handover"),
}

# What a route is called on a button.
TITLES: dict[str, str] = {
    "emergency_999": N_("I am in danger now"),
    "police_101": N_("Tell the police about a crime that is over"),
    "crimestoppers": N_("Tell what I know without my name"),
    "council_cst": N_("Noise, rubbish, drug dealing or trouble in my street"),
    "community_trigger": N_("I reported it again and again"),
    "hate_crime": N_("Hate because of who I am"),
    "domestic_abuse": N_("Somebody at home or a partner hurts me"),
    "sexual_violence_support": N_("Rape or sexual assault"),
    "victim_support": N_("Help after a crime"),
    "child_exploitation_worry": N_("I am worried about a child"),
    "crisis_suicide": N_("I do not want to live"),
    "mental_health": N_("Feeling low, anxious or unwell in my mind"),
    "youth_mentoring": N_("A mentor for a young person"),
    "youth_activities": N_("Things to do for young people"),
    "drugs_alcohol": N_("Drugs or alcohol"),
    "school_exclusion_help": N_("Trouble at school or exclusion"),
    "parenting_support": N_("Help as a parent"),
    "parent_champions": N_("Parent Champions"),
    "restorative_justice_mediation": N_("Ending a quarrel, or meeting who did it"),
    "housing_homelessness": N_("Housing or nowhere to stay"),
    "perpetrator_help": N_("I hurt somebody and want to stop"),
    "employment_training_mentoring_offenders": N_("Work or training after an offence"),
    "lgbtq_support": N_("LGBTQ+ support"),
    "faith_or_community_specific": N_("Help from my own community or faith"),
    "disability_sen_support": N_("Disability or special needs"),
    "prevent_radicalisation": N_("Somebody drawn to extremism"),
    "safe_spaces_womens_safety": N_("Women's safety and safe places"),
    "adult_at_risk": N_("An adult who is harmed or used by others"),
    "modern_slavery": N_("Forced work, or a home taken over"),
    "take_survey": N_("Have my say"),
    "survey_results": N_("What people said"),
    "directory_browse": N_("Find a service"),
    "who_are_you": N_("Who are you?"),
    "privacy": N_("What happens to what I type?"),
    "human_handover": N_("A person to talk to"),
    "language_switch": N_("Another language"),
}

# The first sentence of a reply that gives contacts or services, by route.
LEADS: dict[str, str] = {
    "emergency_999": N_("If you or somebody else is in danger now, ring 999."),
    "crisis_suicide": N_("I am glad you told me. You do not have to be alone with this. Please talk to somebody now."),
    "police_101": N_("If it is over, or nobody is in danger now, you can tell the police like this."),
    "crimestoppers": N_("You can tell what you know and never be named."),
    "council_cst": N_("That wears people down. The council's Community Safety Team deals with it."),
    "community_trigger": N_(
        "If you reported it again and again and it goes on, you can ask for the case to be reviewed."
    ),
    "hate_crime": N_(
        "I am sorry. Nobody should be treated like that for who they are. You can report it, also small things."
    ),
    "domestic_abuse": N_("I am sorry. It is not your fault, and you do not have to leave to get help."),
    "sexual_violence_support": N_(
        "I am sorry that this happened. It was not your fault. You decide what happens next."
    ),
    "victim_support": N_("I am sorry that happened to you. You can get help, whether you told the police or not."),
    "child_exploitation_worry": N_("It is right to say something. You do not have to be sure."),
    "adult_at_risk": N_("It is right to say something. You do not have to be sure."),
    "modern_slavery": N_("Nobody may force a person to work or take over their home. You can get help."),
    "perpetrator_help": N_("Asking for help with this is a strong step."),
    "drugs_alcohol": N_("You can get help with drugs or alcohol, for yourself or for somebody you care about."),
    "prevent_radicalisation": N_("It is right to say something early. It is about keeping somebody safe."),
    "mental_health": N_("I am sorry that it is so hard. These people can help."),
    "youth_mentoring": N_("A mentor is an adult who has time for a young person. Here is who offers that."),
    "youth_activities": N_("Here are places and things to do for young people."),
    "school_exclusion_help": N_("Trouble at school can be put right. Here is who can help you and the school."),
    "parenting_support": N_("Being a parent is hard at times. Here is who can help."),
    "parent_champions": N_("Parent Champions are parents who help other parents to find support."),
    "restorative_justice_mediation": N_("Talking with help in the middle can end a quarrel or mend harm."),
    "housing_homelessness": N_("I am sorry. A safe place to live matters first. Here is who can help."),
    "employment_training_mentoring_offenders": N_(
        "A record does not have to be the end. Here is help towards work or training."
    ),
    "lgbtq_support": N_("You are welcome as you are. Here is who can help."),
    "faith_or_community_specific": N_("Some services know your community or faith well. Here they are."),
    "disability_sen_support": N_("Here is help for disabled people, and for special needs."),
    "safe_spaces_womens_safety": N_("Everybody should feel safe going out. Here is what there is."),
    "human_handover": N_("You can talk to a person. Here is who to ring."),
}
AGAIN = (N_("Here it is again."), N_("Once more, this is what I have on that."))

# Sentences around what was found.
FOR_AGE = N_("I looked for age %(age)s.")
NEAR_PLACE = N_("I looked near %(place)s.")
# What leads a reply about a need within a route (actions.topics.WITHIN).
LEADS_WITHIN: dict[str, str] = {
    "money_food": N_("Running out of food or money is frightening, and you did right to ask. Here is who can help."),
}
TELL_ME_MORE = N_("Tell me an age, or the first half of a postcode, and I can look closer.")
NEAREST = N_("Nothing that I know fits all of that. These come nearest.")
NOTHING = N_("I know no service that fits that, I am sorry.")
SEE_ALL = N_("See all of these services")
ALL_HOURS = N_("at all hours")
HOURS_UNKNOWN = N_("hours to be confirmed")
REPORT_PAGE = N_("All numbers and ways to report")
NO_DATA = (
    N_("I cannot reach the list of services just now. The numbers on this page still work."),
    N_("The list is still out of reach. Please use the numbers on this page, or try again in a minute."),
)  # fmt: skip

# When the bot is not sure.
OFFER = (
    N_("I want to get this right. Is it one of these? If not, say it in other words."),
    N_("I am still not sure. Is it about one of these?"),
)
OFFER_STRANGE = (
    N_("I do not understand that, or I do not know the language yet. Is it one of these?"),
    N_("I still do not understand. You can choose one of these."),
)
SEARCHED = (
    N_("I looked for your words in the directory. Is one of these right?"),
    N_("This is what the directory has for your words."),
)
A_PERSON = (
    N_("I do not understand, I am sorry. A person can help better. You can ring:"),
    N_("Let us not go round in circles. Please talk to a person:"),
)
DEFAULT_OFFERS = ("directory_browse", "police_101", "human_handover")


def button(route: str, language: str) -> dict[str, str]:
    """Return the button that stands for a route; its payload is what the channel sends back when it is pressed."""
    return {"title": translate(TITLES[route], language), "payload": f"route:{route}", "route": route}


def link(title: str, path: str, language: str) -> dict[str, str]:
    """Return a link to a page of the site in the language."""
    return {"title": translate(title, language), "url": f"/{language}/{path}"}


def reply(text: str, route: str | None, **parts: Any) -> Reply:
    """Return a reply as the site reads it: text, route, services, buttons, links (and why, looked_for)."""
    return {"text": text, "route": route, "services": [], "buttons": [], "links": []} | parts


def fixed_reply(route: str, language: str, said: Iterable[str]) -> Reply | None:
    """Return the reply of a route that needs no data, or None for a route that has none."""
    if route not in FIXED:
        return None
    return reply(
        pick(FIXED[route], language, said),
        route,
        buttons=[button(offer, language) for offer in OFFERS.get(route, ())],
        links=[link(title, path, language) for title, path in PAGES.get(route, ())],
    )


def lead(route: str, language: str, said: Iterable[str]) -> str:
    """Return the first sentence for a route, another one where it was just said."""
    return pick((LEADS[route], *AGAIN), language, said)
