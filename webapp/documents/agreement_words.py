"""How far program and people agree, in plain words: the section's warning, and a line of its method."""

from typing import Any

from flask_babel import gettext as _

from surveys.analysis.agreement import falls_short


def warning(findings: dict[str, Any]) -> list[str]:
    """What readers must know before they read on; nothing when program and people agree often enough."""
    found = findings.get("agreement")
    if not falls_short(found):
        return []
    if found is None or found["machine_human"] is None:
        return [
            _("A program sorted what people wrote into themes, and too few answers have been checked independently."),
            _("Read the themes as a first sorting: the order may change."),
        ]
    return [
        _(
            "A program sorted what people wrote into themes. A person who did not see its work agreed with it less"
            " often than we ask for: %(share)s out of 100, and we ask for %(benchmark)s.",
            share=round(100 * found["machine_human"]),
            benchmark=round(100 * found["benchmark"]),
        ),
        _("Read the themes as a first sorting: the order may change."),
    ]


def method(findings: dict[str, Any]) -> list[str]:
    """What was measured, for the part on method; nothing where nothing was."""
    found = findings.get("agreement")
    if not found or found["machine_human"] is None:
        return []
    lines = [
        _(
            "A person gave themes to %(number)s answers drawn by chance, without seeing the program's. They agreed"
            " %(share)s out of 100 (F1 per answer; 100 is the same themes each time).",
            number=found["n"],
            share=round(100 * found["machine_human"]),
        )
    ]
    if found["human_human"] is not None:
        lines.append(
            _("Two people agreed with each other %(share)s out of 100.", share=round(100 * found["human_human"]))
        )
    if found.get("left_out"):
        lines.append(themes_left_out())
    return lines


def themes_left_out() -> str:
    """That some themes are in no figure of agreement, for pages of staff and public alike."""
    return _(
        "The list of themes changed in between, so only themes that stand in both versions of the list are compared."
    )
