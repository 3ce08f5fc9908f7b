"""What the pages of the workbench call routes, states, and reasons for refusing."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.i18n import languages

# The bot's own titles of its topics (bot/replies.py, held the same by a test), and those that have no button.
ROUTES: dict[str, Any] = {
    "emergency_999": _l("I am in danger now"),
    "police_101": _l("Tell the police about a crime that is over"),
    "crimestoppers": _l("Tell what I know without my name"),
    "council_cst": _l("Noise, rubbish, drug dealing or trouble in my street"),
    "community_trigger": _l("I reported it again and again"),
    "hate_crime": _l("Hate because of who I am"),
    "domestic_abuse": _l("Somebody at home or a partner hurts me"),
    "sexual_violence_support": _l("Rape or sexual assault"),
    "victim_support": _l("Help after a crime"),
    "child_exploitation_worry": _l("I am worried about a child"),
    "crisis_suicide": _l("I do not want to live"),
    "mental_health": _l("Feeling low, anxious or unwell in my mind"),
    "youth_mentoring": _l("A mentor for a young person"),
    "youth_activities": _l("Things to do for young people"),
    "drugs_alcohol": _l("Drugs or alcohol"),
    "school_exclusion_help": _l("Trouble at school or exclusion"),
    "parenting_support": _l("Help as a parent"),
    "parent_champions": _l("Parent Champions"),
    "restorative_justice_mediation": _l("Ending a quarrel, or meeting who did it"),
    "housing_homelessness": _l("Housing or nowhere to stay"),
    "perpetrator_help": _l("I hurt somebody and want to stop"),
    "employment_training_mentoring_offenders": _l("Work or training after an offence"),
    "lgbtq_support": _l("LGBTQ+ support"),
    "faith_or_community_specific": _l("Help from my own community or faith"),
    "disability_sen_support": _l("Disability or special needs"),
    "prevent_radicalisation": _l("Somebody drawn to extremism"),
    "safe_spaces_womens_safety": _l("Women's safety and safe places"),
    "adult_at_risk": _l("An adult who is harmed or used by others"),
    "modern_slavery": _l("Forced work, or a home taken over"),
    "take_survey": _l("Have my say"),
    "survey_results": _l("What people said"),
    "directory_browse": _l("Find a service"),
    "who_are_you": _l("Who are you?"),
    "privacy": _l("What happens to what I type?"),
    "human_handover": _l("A person to talk to"),
    "language_switch": _l("Another language"),
    "greeting": _l("A greeting"),
    "thanks_bye": _l("Thanks, or goodbye"),
    "chitchat_oos": _l("Something the bot is not for"),
}
STATES: dict[str, Any] = {
    "proposed": _l("Waiting for a second person"),
    "approved": _l("Approved, not learned yet"),
    "learned": _l("Learned"),
    "rejected": _l("Rejected"),
    "withdrawn": _l("Withdrawn"),
}
ATTEMPTS: dict[str, Any] = {
    "waiting": _l("waits"),
    "training": _l("in training"),
    "in_force": _l("in use"),
    "refused": _l("refused: worse"),
    "failed": _l("failed"),
    "nothing_new": _l("nothing new"),
    "replaced": _l("replaced"),
    "rolled_back": _l("taken back"),
}
FORM_PROBLEMS: dict[str, Any] = {
    "unknown_language": _l("Choose a language."),
    "unknown_route": _l("Choose what people mean by it."),
    "empty": _l("Write at least one sentence."),
    "too_many": _l("This is too much at once. The most is 20 sentences."),
}
_SENTENCE_PROBLEMS: dict[str, Any] = {
    "too_long": _l("It is too long. The most is 300 letters."),
    "no_words": _l("There are no words in it."),
    "signs": _l("Leave brackets and unusual signs out."),
    "learned": _l("The bot has learned this one already."),
    "measured": _l("The bot is measured with this one, so it may not learn it."),
    "proposed": _l("Somebody has proposed this one already."),
    "twice": _l("It stands here twice."),
    "danger": _l("The danger check takes this for danger now and answers before the bot does. The bot must not learn "
                 "that it means something else."),
}  # fmt: skip
DECISIONS: dict[str, Any] = {
    "own": _l("You wrote this one. Another person has to approve it."),
    "not_own": _l("Only the person who wrote it can withdraw it before it is approved."),
    "decided": _l("Somebody has decided on this one already."),
}
NOT_NOW: dict[str, Any] = {
    "busy": _l("A training is on its way. Wait until it is done."),
    "nothing_new": _l("There is nothing new to learn."),
    "nothing_to_go_back_to": _l("Somebody has changed this meanwhile. Look again."),
    "no_bot": _l("The bot is not on this machine, so nothing can be trained here."),
}
_REASONS: dict[str, Any] = {
    "right": _l("fewer right at once"),
    "among": _l("fewer right among the three offered"),
    "danger": _l("less danger understood"),
    "incomparable": _l("the two were not measured on the same messages"),
    "no_bot": _l("the bot is not on this machine"),
    "not_trained": _l("the shipped bot is not trained yet"),
    "training": _l("the training ended with an error; its log is training.log in the workbench's folder"),
    "too_long": _l("the training took too long"),
    "changed": _l("something was changed while it trained"),
    "killed": _l("it was broken off again and again"),
}


def sentence_problem(code: str, detail: str) -> str:
    """Why a sentence is refused, in words."""
    if code == "personal":
        return _("Leave out what says who or where somebody is: %(found)s", found=detail)
    return str(_SENTENCE_PROBLEMS[code])


def reason(code: str) -> str:
    """Why a model was refused or an attempt failed, in words; a language's tag is one that got worse."""
    known = languages()
    if code in known:
        return _("worse in %(language)s", language=known[code].english_name)
    return str(_REASONS.get(code, code))
