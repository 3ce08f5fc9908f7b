"""The mapping's summary in words: the published figures beside the computed, the groupings, what is known and how."""

from collections.abc import Mapping

from flask_babel import format_decimal
from flask_babel import gettext as _

from directory.breakdowns import Basis, Breakdown
from directory.coverage import DropIns
from directory.summary import Figure, Summary
from webapp.documents import mapping_words as words
from webapp.documents.sheets import Sheet, Value


def sheets(summary: Summary, places: Mapping[str, str], drop_ins: DropIns) -> list[Sheet]:
    """Return every table of the summary; `places` are the names of the localities by slug."""
    return [
        figures(summary.figures),
        *(breakdown(one, places) for one in summary.breakdowns),
        drop_ins_by_place(drop_ins, places),
        bases(summary.bases),
    ]


def figures(of: list[Figure]) -> Sheet:
    """Return the published figures beside the computed ones."""
    return Sheet(
        "figures",
        _("Published and computed"),
        (
            _("Statement"),
            _("Source"),
            _("Published"),
            _("In the directory"),
            _("Difference"),
            _("Stated in a paper"),
            _("Inferred by us"),
            _("Not known"),
        ),
        [
            (
                str(words.STATEMENTS[figure.code]),
                figure.source,
                published(figure),
                computed(figure),
                difference(figure),
                *_rests_on(figure),
                figure.unknown,
            )
            for figure in of
        ],
        notes(),
    )


def _rests_on(figure: Figure) -> tuple[Value, Value]:
    """Return how many are stated and inferred; nothing where no basis is kept (the sector, the drop-ins)."""
    return (figure.stated, figure.inferred) if figure.stated or figure.inferred else ("", "")


def published(figure: Figure) -> str:
    """Return a figure as the paper prints it."""
    number = _("%(number)s%%", number=figure.published) if figure.unit == "percent" else str(figure.published)
    return _("%(number)s of %(base)s", number=number, base=figure.published_of) if figure.published_of else number


def computed(figure: Figure) -> str:
    """Return a figure as the directory gives it: services, and their share where the paper prints one."""
    if figure.code == "services":
        return str(figure.computed)
    count = _("%(number)s of %(base)s", number=figure.computed, base=figure.base)
    if figure.unit == "count" or figure.share.percent is None:
        return count
    shown = f"{count} ({_percent(figure.share.percent)})"
    if figure.of_all is not None and figure.of_all.percent is not None:
        shown += (
            "; "
            + _("%(number)s of all %(base)s", number=figure.of_all.computed, base=figure.of_all.base)
            + f" ({_percent(figure.of_all.percent)})"
        )
    return shown


def difference(figure: Figure) -> str:
    """Return by how much the two differ, in words when they are the same."""
    if figure.agrees:
        return _("none")
    if figure.difference is None:
        return _("cannot be said")
    sign = "+" if figure.difference > 0 else "−"
    number = format_decimal(abs(figure.difference))
    if figure.unit == "count":
        return f"{sign}{number}"
    return _("%(number)s points", number=f"{sign}{number}")


def notes() -> list[str]:
    """Return what must be known to read the two beside each other (SNA 5.1, domain.md 1)."""
    return [
        _(
            "The paper rounds unevenly: 30 of 53 is 56.6%% and stands there as 56%%; 19 of 53 is 35.8%% and stands"
            " there as 36%%. So two figures are the same here when they are less than one point apart."
        ),
        _(
            "66%% and 64%%, less the 36%% that are in both, make 94%%: about three services have neither focus."
            " So the focus is two separate yes or no facts."
        ),
        _(
            "The 36%% of statutory services with both is printed as “of the total projects”. It may be a share of"
            " the 30 or of the 53: both are given."
        ),
        _(
            "Who funds and who delivers are two facts. “Statutory” in the second half of the table is the sector"
            " of the record, which is also known where the funder is not."
        ),
        _("“Not known” may turn out either way, once somebody has asked."),
    ]


def breakdown(of: Breakdown, places: Mapping[str, str]) -> Sheet:
    """Return the services by one grouping."""
    names = {**words.GROUPS[of.dimension], **places} if of.dimension == "locality" else words.GROUPS[of.dimension]
    has_basis = any(row.stated or row.inferred for row in of.rows)
    return Sheet(
        of.dimension,
        str(words.DIMENSIONS[of.dimension]),
        (
            _("Group"),
            _("Services"),
            _("Share"),
            *((_("Stated in a paper"), _("Inferred by us")) if has_basis else ()),
        ),
        [
            (
                _("Not known") if row.code == "unknown" else str(names.get(row.code, row.code)),
                row.count,
                _percent(round(row.count * 100 / of.total, 1)) if of.total else "",
                *((row.stated, row.inferred) if has_basis else ()),
            )
            for row in of.rows
        ],
    )


def drop_ins_by_place(of: DropIns, places: Mapping[str, str]) -> Sheet:
    """Return where the universal youth drop-ins are, with what the paper says of it (SNA 5.2.3)."""
    rows = [(places.get(slug, slug), count) for slug, count in of.by_locality.items()]
    if of.elsewhere:
        rows.append((_("More than one part of Barnet"), of.elsewhere))
    return Sheet(
        "drop_ins",
        _("Where the youth drop-ins are"),
        (_("Part of Barnet"), _("Drop-ins")),
        rows,
        (
            _(
                "SNA 5.2.3: seven universal youth drop-ins, mostly in the West. Some young people do not feel safe"
                " crossing into another area, so a drop-in elsewhere may be none for them."
            ),
        ),
    )


def bases(of: list[Basis]) -> Sheet:
    """Return what each classification rests on."""
    return Sheet(
        "bases",
        _("Stated, inferred, not known"),
        (_("What the record says"), _("Stated in a paper"), _("Inferred by us"), _("Not known")),
        [(classification(one.classification), one.stated, one.inferred, one.unknown) for one in of],
    )


def classification(name: str) -> str:
    """Return what a classification of the records is called."""
    return _("Ages") if name == "ages" else str(words.FIELDS.get(name, name))


def _percent(value: float) -> str:
    return _("%(number)s%%", number=format_decimal(value))
