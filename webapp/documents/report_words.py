"""The guided path of "What has happened?" in words: its questions, their answers and the hints to them."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

_NOTHING_CHOSEN = _l("Choose the answer that is closest")


@dataclass(frozen=True)
class Question:
    """A question, what helps to answer it, its answers by code, hints by the same codes, what to say to no answer."""

    asks: Any
    answers: dict[str, Any]
    hint: Any = ""
    hints: dict[str, Any] | None = None
    nothing_chosen: Any = _NOTHING_CHOSEN


QUESTIONS: dict[str, Question] = {
    "danger": Question(
        _l("Is someone in danger now?"),
        {
            "yes": _l("Yes, someone is in danger now"),
            "life": _l("Someone may end their own life, or cannot cope"),
            "no": _l("No, nobody is in danger now"),
        },
        hints={"yes": _l("Or a crime is happening now."), "life": _l("You, or someone you know.")},
        nothing_chosen=_l("Say if someone is in danger now"),
    ),
    "what": Question(
        _l("What is it about?"),
        {
            "home": _l("Someone at home, a partner, an ex or family hurts, scares or follows me"),
            "sexual": _l("Rape or something sexual that I did not want"),
            "child": _l("A child or young person is hurt, used or drawn in"),
            "adult": _l("An adult who needs care is hurt, cheated or used"),
            "hate": _l("Hate, because of who I am"),
            "crime": _l("A crime"),
            "unnamed": _l("I know something and never want to be named"),
            "nuisance": _l("Noise, rubbish, neighbours or groups that frighten people"),
            "again": _l("I reported it again and again and nothing changed"),
            "forced": _l("Someone is made to work, or their home was taken over"),
            "drugs": _l("Drugs or drink"),
            "extremism": _l("Someone is drawn to terrorism or extreme hate"),
            "own": _l("I hurt or frighten others and want to stop"),
            "other": _l("Something else, or I am not sure"),
        },
        hint=_l("Choose what is closest. It does not have to be exact."),
        hints={
            "home": _l("Also stalking, and being made to marry."),
            "sexual": _l("Now or long ago."),
            "child": _l("By an adult, a gang or online. Also if it is you."),
            "hate": _l("Race, faith, disability, sexuality or gender identity."),
            "crime": _l("Theft, a fight, a threat, damage. Also on trains."),
        },
    ),
    "home": Question(
        _l("Who needs the help?"),
        {
            "woman": _l("A woman"),
            "man": _l("A man"),
            "lgbt": _l("Someone who is lesbian, gay, bi, trans or queer"),
            "marriage": _l("Someone who is made to marry, or harmed in the name of honour"),
            "child": _l("A child or young person"),
            "someone": _l("I am worried about someone else"),
            "unsaid": _l("I would rather not say"),
        },
        hint=_l("There are numbers for different people. You can ring any of them."),
    ),
    "child": Question(
        _l("Who are you?"),
        {
            "me": _l("I am the child or young person"),
            "worried": _l("I am worried about a child"),
        },
    ),
    "hours": Question(
        _l("Is it a working day, in office hours?"),
        {
            "yes": _l("Yes"),
            "no": _l("No, it is evening, night, the weekend or a holiday"),
            "unsure": _l("I am not sure"),
        },
        hint=_l("The council has one number for the day and one for other times."),
    ),
    "hate": Question(
        _l("Who was the hate against?"),
        {
            "jewish": _l("Jewish people"),
            "muslim": _l("Muslim people"),
            "lgbt": _l("Lesbian, gay, bi, trans or queer people"),
            "disability": _l("Disabled people"),
            "other": _l("Others, or I would rather not say"),
        },
        hint=_l("There are groups that know your community. You can also go to the police."),
    ),
    "crime": Question(
        _l("Which is closest?"),
        {
            "now": _l("It is still going on"),
            "over": _l("It is over, and I want to tell the police"),
            "train": _l("It was on a train or at a station"),
            "unnamed": _l("I want to tell it and never be named"),
            "support": _l("I want help to get over it"),
        },
    ),
    "drugs": Question(
        _l("Which is closest?"),
        {
            "help": _l("I want help or facts, for me or someone close"),
            "dealing": _l("People deal drugs near me"),
            "used": _l("A child or young person is made to carry or sell drugs"),
            "taken": _l("Dealers have taken over someone's home"),
        },
    ),
    "extremism": Question(
        _l("Which is closest?"),
        {
            "threat": _l("I know of a plan or a threat"),
            "worried": _l("I am worried about someone"),
        },
    ),
    "other": Question(
        _l("What would help most?"),
        {
            "support": _l("Someone to talk to after a crime"),
            "crime": _l("To tell the police something that can wait"),
            "place": _l("To change something where I live"),
            "mind": _l("Someone to talk to, because I cannot cope"),
            "unsure": _l("I am not sure"),
        },
    ),
}
