"""A consultation's dashboard, who is missing and weights, put into words. Staff read them: counts are exact."""

from collections.abc import Mapping

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.analysis.census import BaselineError, Category
from surveys.analysis.representation import MINIMUM, Representation, Row, Shares
from surveys.analysis.weighting import MINIMUM_BASE, Refused, Weighted
from surveys.dashboard import Dashboard
from webapp.documents.charts import Bar, BarChart, LineChart, counted
from webapp.documents.sheets import Sheet
from webapp.documents.words import AUDIENCES, category_name

TITLES = {
    "audience": _l("By audience"),
    "channel": _l("By channel"),
    "language": _l("By language"),
    "ward": _l("By ward or postcode district"),
}
MARKS = {
    "honeypot": _l("Filled a field that people do not see"),
    "over_quota": _l("Came when a quota was full"),
    "second_entry": _l("Paper form that is typed twice"),
}
GROUPS = {"sex": _l("Sex"), "age": _l("Age"), "ethnic_group": _l("Ethnic group")}
UNIVERSES = {"all residents": _l("all residents")}
VERDICTS = {
    "fewer": _l("Fewer than their share"),
    "more": _l("More than their share"),
    "as_expected": _l("About their share"),
    "too_few": _l("Too few to say"),
}
# What to do about a gap: by group, then by category or by the first age of its band; "" is any other.
ADVICE = {
    "sex": {
        "female": _l("Ask parent champions, children's centres and women's groups to hold a session."),
        "male": _l("Ask sports clubs, workplaces and faith groups to hold a session with men."),
        "": _l("Ask groups that know them to hold a session."),
    },
    "age": {
        "0": _l("Ask youth workers and schools to hold a session that young people trust."),
        "20": _l("Ask colleges, employers and youth workers to share the survey, and put it in the chat."),
        "25": _l("Take the survey to ward meetings, workplaces and school gates, with a code to scan."),
        "75": _l("Take paper and large print to places where older people meet, and offer to write for them."),
        "": _l("Ask people who work with this age to hold a session."),
    },
    "ethnic_group": {
        "": _l("Ask community and faith groups whom they trust to hold a session, in their languages."),
    },
}
REFUSED = {
    "nothing_chosen": _l("Choose at least one group to weight by."),
    "not_residents": _l("The baseline is of residents. Professionals and businesses have no baseline to weight to."),
    "bands_do_not_fit": _l("The baseline's age bands do not fit the ages that this survey asks."),
    "too_few": _l("Fewer than %(least)s people can have a weight: %(base)s. Weights would make chance look like fact."),
    "empty_cells": _l("Nobody answered from: %(where)s. No weight can stand for people who are not there."),
    "too_many_cells": _l("These groups together make too many combinations."),
    "does_not_converge": _l("No weights fit all of these groups at once. Too many combinations have nobody in them."),
}
PROBLEMS = {
    "nothing": _l("Choose a file"),
    "too_large": _l("The file is larger than 200 kB. A baseline is a short list."),
    "not_utf8": _l("The file is not plain text in UTF-8. Save it again as UTF-8."),
    "not_yaml": _l("The file cannot be read. Send a YAML or CSV file of the form that you can fetch here."),
    "not_a_list": _l("A list is expected here"),
    "missing": _l("Something is missing"),
    "not_text": _l("A short text is expected here"),
    "not_a_number": _l("A whole number is expected here"),
    "negative": _l("A number is below zero"),
    "no_years": _l("There is no year"),
    "no_groups": _l("There is no group"),
    "one_category": _l("A group needs two categories or more"),
    "missing_year": _l("A category has no count for a year"),
    "wrong_sum": _l("The categories of a group do not add up to the universe"),
    "twice": _l("Something stands twice"),
    "gap_in_ages": _l("The age bands leave a gap, overlap, or have no open end"),
}


def days(found: Dashboard) -> LineChart:
    """Answers by day."""
    return LineChart(
        "days",
        _("Answers by day"),
        (_("Day"), _("Answers")),
        [(format_date(day, "medium"), number) for day, number in found.days],
    )


def splits(found: Dashboard, wards: Mapping[str, str]) -> list[BarChart]:
    """Answers by audience, channel, language and place; `wards` gives names by slug."""
    charts = []
    for name, title in TITLES.items():
        rows = found.by["place" if name == "ward" else name]
        named = [(category_name(name, key, dict(wards)), number) for key, number in rows]
        charts.append(counted(name, str(title), (str(title), _("Answers"), _("Share")), named))
    return charts


def completion(found: Dashboard) -> Sheet:
    """Each survey: begun, sent, taken back, unsent, and how long it took."""
    rows = [
        (
            one.title,
            one.started,
            one.sent,
            one.withdrawn,
            one.unsent,
            "–" if one.percent is None else f"{one.percent:.0f}%",
            "–" if one.minutes is None else f"{one.minutes:.1f}",
            one.brought,
        )
        for one in found.completion
    ]
    return Sheet(
        "completion",
        _("From begun to sent"),
        (
            _("Survey"),
            _("Begun"),
            _("Sent"),
            _("Taken back"),
            _("Not sent yet"),
            _("Sent of begun"),
            _("Median minutes"),
            _("Typed in or brought in"),
        ),
        rows,
        (_("Begun and minutes count where somebody answered on a screen: not paper, events or imports."),),
    )


def stops(found: Dashboard) -> BarChart:
    """Where those who have not sent stand: their last answer."""
    titles = {one.survey: one.title for one in found.completion}
    return BarChart(
        "stops",
        _("Where people stop"),
        (_("The last question they answered"), _("Not sent yet")),
        [
            Bar(": ".join([titles[one.survey], one.text or _("No question answered")]), one.drafts, (one.drafts,))
            for one in found.stops
        ],
    )


def marked(found: Dashboard) -> Sheet:
    """What is marked, and never dropped."""
    rows: list[tuple[str, int]] = [(_("Nearly the same as another"), found.duplicates)]
    rows += [(str(MARKS.get(mark, mark)), number) for mark, number in found.marks]
    note = _(
        "%(number)s groups of answers that are nearly the same. They count like all others.",
        number=found.duplicate_groups,
    )
    return Sheet(
        "marks",
        _("Answers with a mark"),
        (_("Mark"), _("Answers")),
        rows,
        (note,),
    )


def group_name(shares: Shares) -> str:
    """The name of a group of the baseline."""
    return str(GROUPS.get(shares.group.code, shares.group.code))


def missing(found: Representation, shares: Shares) -> BarChart:
    """One group: share among answers beside share among residents, with the base and who is out of it."""
    universe = str(UNIVERSES.get(found.year.of, found.year.of))
    notes = [
        _(
            "Answers: %(base)s people. Residents: %(universe)s, %(of)s, %(year)s.",
            base=f"{shares.base:,}",
            universe=f"{found.year.universe:,}",
            of=universe,
            year=found.year.year,
        ),
        _(
            "Not in these shares: %(unsaid)s prefer not to say, %(empty)s not asked or left empty.",
            unsaid=shares.unsaid,
            empty=shares.unanswered,
        ),
    ]
    if shares.unfit:
        notes.append(_("%(number)s gave an answer that fits none of these.", number=shares.unfit))
    if shares.misfits:
        names = ", ".join(str(AUDIENCES[audience]) for audience in shares.misfits)
        notes.append(_("These bands do not fit the ages we ask: %(names)s. Read them as a rough guide.", names=names))
    if shares.group.note:
        notes.append(shares.group.note)
    return BarChart(
        f"missing-{shares.group.code}",
        group_name(shares),
        (group_name(shares), _("People"), _("Of answers"), _("Of residents"), _("Points"), _("What it says")),
        [_missing_bar(row) for row in shares.rows],
        notes,
    )


def _missing_bar(row: Row) -> Bar:
    said = str(VERDICTS[row.verdict])
    here = f"{row.residents_percent:.1f}%"
    if row.percent is None or row.low is None or row.high is None or row.points is None:
        return Bar(row.name, 0, (0, "–", here, "–", said), reference=row.residents_percent)
    share = _("%(share)s%% (%(low)s to %(high)s)", share=round(row.percent), low=round(row.low), high=round(row.high))
    return Bar(
        row.name,
        row.percent,
        (row.count, share, here, f"{row.points:+.1f}", said),
        low=row.low,
        high=row.high,
        reference=row.residents_percent,
    )


def advice(found: Representation) -> list[tuple[str, str]]:
    """For each gap, the largest first: who is missing and what to do about it."""
    gaps = [
        (row.points or 0, shares, row, category)
        for shares in found.groups
        for row, category in zip(shares.rows, shares.group.categories, strict=True)
        if row.verdict == "fewer"
    ]
    gaps.sort(key=lambda gap: gap[0])
    return [
        (
            _(
                "%(group)s, %(name)s: %(points)s points under their share",
                group=group_name(shares),
                name=row.name,
                points=f"{-points:.0f}" if points <= -1 else "<1",
            ),
            _advice_for(shares.group.code, category),
        )
        for points, shares, row, category in gaps
    ]


def _advice_for(group: str, category: Category) -> str:
    table = ADVICE.get(group, {"": _l("Ask groups that know them to hold a session.")})
    key = category.code
    if category.first_age is not None:
        known = [int(age) for age in table if age and int(age) <= category.first_age]
        key = str(max(known, default=""))
    return str(table.get(key, table[""]))


def refusal(refused: Refused) -> str:
    """Why there are no weights."""
    text = str(REFUSED[refused.code])
    return text % {"least": MINIMUM_BASE, "base": refused.base, "where": ", ".join(refused.where)}


def weighted(one: Weighted) -> Sheet:
    """One question, unweighted and weighted side by side."""

    def span(ends: tuple[float, float]) -> str:
        return _("%(low)s%% to %(high)s%%", low=round(ends[0]), high=round(ends[1]))

    rows = [
        (
            line.label,
            line.count,
            f"{line.percent:.1f}%",
            span(line.interval),
            "–" if line.weighted is None else f"{line.weighted:.1f}%",
            "–" if line.weighted_interval is None else span(line.weighted_interval),
        )
        for line in one.lines
    ]
    return Sheet(
        f"weighted-{one.question}",
        one.text,
        (_("Answer"), _("People"), _("Unweighted"), _("Interval"), _("Weighted"), _("Interval, weighted")),
        rows,
        (
            _(
                "Base %(base)s; with a weight %(weighted)s; effective base %(left)s.",
                base=one.base,
                weighted=one.weighted_base,
                left=round(one.effective_base),
            ),
        ),
    )


def problem(fault: BaselineError) -> str:
    """What is wrong with a baseline file, and where."""
    text = str(PROBLEMS[fault.code])
    return f"{text}: {fault.where}" if fault.where else text


def judged_from() -> str:
    """From how many people on a share is judged."""
    return _("Under %(least)s people we do not judge a share.", least=MINIMUM)
