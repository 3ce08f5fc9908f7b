"""What a survey on paper says: questions, options and their numbers as the entry desk types them (surveys.papers)."""

from collections.abc import Mapping
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from directory.codes import COUNCIL_PHONE
from surveys import papers
from surveys.content import QuestionView, SurveyView, Words
from surveys.questions import TYPES
from webapp.documents import paper_routing as routing
from webapp.documents.leaflet_parts import Code, Part
from webapp.documents.leaflet_service import own
from webapp.documents.paper_parts import Group, NumberedOption, Paper, PaperQuestion, Told
from webapp.i18n import current_language, current_tag, default_language, languages

MOST_IN_TABLE = 5
"""Options of a grid that fit beside one another on A4."""
LONG_LIST = 16
"""From so many options on a list stands in columns; in large print never, for names would be broken."""


def of_survey(
    view: SurveyView,
    *,
    consultation: Words,
    address: str,
    give_back: str,
    until: date | None,
    large: bool,
) -> Paper:
    """Return a survey on paper, in the language of the view and of the page.

    In: the consultation's title, the address of the survey's start page, what the consultation says on where forms
    go back (empty: not confirmed), and its last day where there is one.
    """
    numbers = papers.numbers(view.questions)
    asked = {question.code: question for question in view.questions}
    groups = []
    for page in view.pages:
        shown = [question for question in page.questions if question.show_if is None or question.show_if["any_of"]]
        if shown:
            told = [_question(view, question, asked, numbers, large=large) for question in shown]
            groups.append(Group(part(page.title), told))
    code = papers.form_code(view.slug, view.version)
    return Paper(
        title=_("%(survey)s (on paper)", survey=view.title),
        heading=part(view.title),
        summary=part(view.summary),
        asks=_("The Safer Communities Partnership of the London Borough of Barnet asks. The consultation:")
        + f" {consultation}",
        notices=_notices(view),
        keep=[
            *[Told(part(one.heading), [part(one.body)]) for one in view.notices if one.layer == "short"],
            Told(own(_("On paper")), [own(text) for text in _on_paper()]),
            Told(own(_("How to give it back")), _give_back(give_back, until)),
            Told(own(_("Help now")), [own(line) for line in help_lines(view.audience)]),
        ],
        more=[Told(part(one.heading), [part(one.body)]) for one in view.notices if one.layer == "full"],
        code=Code(
            address,
            _("QR code that leads to this survey on the website"),
            _("You can answer on a phone or computer instead, in other languages too:"),
        ),
        groups=groups,
        ends=[
            Told(own(_("Thank you")), _give_back(give_back, until)),
        ],
        form=code,
        foot=_foot(view.audience),
        words={
            "keep": _("Keep this part"),
            "more": _("More about what happens with your answers"),
            "form": _("Fill in this part and give it back"),
            "how": _(
                "Use a pen and tick the boxes. You can leave any question out, except where it says that we need it. "
                "Please do not write your name, or anybody else's."
            ),
            "staff": _("For staff: reference"),
            "form_code": _("Form"),
        },
        site=_("Barnet front door to safety"),
        large=large,
        language=current_tag(),
        direction=current_language().direction,
    )


def part(words: Words) -> Part:
    """Return a text of a survey with the language that it really is in."""
    known = languages().get(words.language)
    return Part(words.text, words.language, known.direction if known else "ltr")


def help_lines(audience: str) -> list[str]:
    """Return whom to ring now, for an audience (domain.md §3)."""
    lines = [_("In danger now, or someone is hurt: ring 999"), _("A crime that is over, or is not urgent: ring 101")]
    if audience == "young_person":
        lines.append(_("A child or a teenager who wants to talk, any time: Childline 0800 1111"))
    lines.append(_("If things feel too hard and you want to talk, any time: Samaritans 116 123"))
    return lines


def _foot(audience: str) -> list[str]:
    last = _("Childline 0800 1111") if audience == "young_person" else _("Samaritans 116 123")
    return [_("In danger now: 999"), _("Not urgent: 101"), last]


def _notices(view: SurveyView) -> list[str]:
    found = []
    if view.state != "open":
        found.append(_("This survey is not open now. Forms that are given in now cannot be counted."))
    if any(words.state == "machine" for words in (view.title, *(question.text for question in view.questions))):
        found.append(_("A machine translated this. A person has yet to check it."))
    if current_tag() != default_language() and any(q.text.language != current_tag() for q in view.questions):
        found.append(_("Some of it is in English: nobody has translated it yet."))
    return found


def _on_paper() -> list[str]:
    return [
        _(
            "A return code is only for answers on the website. On paper there is none: your name is not on the form, "
            "so once you have given it in we cannot find it again to change it or take it back."
        ),
        _("Staff type what you ticked and wrote. It counts as any other answer."),
    ]


def _give_back(where: str, until: date | None) -> list[Part]:
    lines = []
    if where:
        lines += [own(_("Give it or send it to:")), Part(where, default_language(), "ltr")]
    else:
        lines.append(
            own(
                _(
                    "The council has yet to confirm where forms go. Ask whoever gave you this, or ring %(phone)s.",
                    phone=COUNCIL_PHONE,
                )
            )
        )
    if until:
        lines.append(own(_("The last day is %(date)s.", date=format_date(until, "long"))))
    else:
        lines.append(own(_("The last day is to be confirmed.")))
    return lines


def _question(
    view: SurveyView,
    question: QuestionView,
    asked: Mapping[str, QuestionView],
    numbers: Mapping[str, int],
    *,
    large: bool,
) -> PaperQuestion:
    kind = _kind(question, large=large)
    options = [NumberedOption(number, part(one.label)) for number, one in enumerate(question.options, start=1)]
    why = None
    if question.type == "closed_why":
        why = part(question.why) if question.why else own(_("Why?"))
    return PaperQuestion(
        number=numbers[question.code],
        kind=kind,
        text=part(question.text),
        hint=part(question.hint) if question.hint else None,
        how=_how(question, kind),
        only_if=routing.only_if(question, asked, numbers),
        options=options,
        columns=3 if len(options) >= LONG_LIST and not large else 1,
        rows=[part(row.label) for row in question.rows],
        lines=_lines(question, large=large),
        why=why,
        unit=part(question.unit) if question.unit else None,
        go_to=routing.go_to(numbers[question.code] - 1, view.questions, numbers),
        together=_fits(question, large=large),
    )


def _fits(question: QuestionView, *, large: bool) -> bool:
    """Whether a question surely fits on a page, by its lines: A4 has about 40 of them, 24 in large print."""
    wide = 36 if large else 80
    columns = 3 if len(question.options) >= LONG_LIST and not large else 1
    texts = [question.text.text, question.hint.text, *(row.label.text for row in question.rows)]
    sets = len(question.rows) if _kind(question, large=large) == "rows" else 1
    labels = [option.label.text for option in question.options] * sets
    lines = sum(1 + len(text) // wide for text in texts) + 4.0
    lines += sum(1 + len(text) * columns // wide for text in labels) / columns + 1.5 * _lines(question, large=large)
    return lines <= (20 if large else 34)


def _kind(question: QuestionView, *, large: bool) -> str:
    if question.type == "grid":
        return "table" if len(question.options) <= MOST_IN_TABLE and not large else "rows"
    return {"free_text": "lines", "number": "number", "ranking": "ranking"}.get(question.type, "ticks")


def _lines(question: QuestionView, *, large: bool) -> int:
    """How many lines to write on: more for a question of its own than for a "why?"."""
    if question.type == "free_text":
        return 6 if large else 7
    return 3 if question.type == "closed_why" else 0


def _how(question: QuestionView, kind: str) -> str:
    """What to do, in one line."""
    if question.type == "agreement":
        return (
            _("Tick the box. We need it: without it we may not keep your answers.")
            if question.required
            else _("Tick the box if you agree.")
        )
    limit = TYPES[question.type].limit(question)
    if kind == "ranking":
        told = ngettext(
            "Write 1 in the box of your first choice.",
            "Write 1 in the box of your first choice, 2 for the next, and so on, up to %(num)d.",
            limit or len(question.options),
        )
    elif kind in ("table", "rows"):
        told = _("Tick one box for each line.")
    elif kind == "lines":
        told = _("Write on the lines. If they are not enough, use another sheet and write the number of the question.")
    elif kind == "number":
        told = _("Write a number in digits.")
    else:
        told = _("Tick as many boxes as you like.") if limit is None else routing.how_many(limit)
    alone = [number for number, option in enumerate(question.options, start=1) if option.exclusive]
    if alone and limit != 1:
        told += " " + _("If you tick %(numbers)s, tick nothing else.", numbers=routing.either(alone))
    if question.required:
        told += " " + _("We need an answer to this one.")
    return told
