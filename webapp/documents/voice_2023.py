"""What people said in 2023 (SNA 4), with names: what the Community Voice compares with."""

from dataclasses import dataclass

from surveys.analysis import baseline
from webapp.documents.words import Named, book, group_name, theme_name


@dataclass(frozen=True)
class Baseline:
    """What was said in 2023, in the paper's order."""

    took_part: list[Named]
    causes: list[Named]
    causes_young: list[Named]
    influences: list[Named]
    safe: list[Named]
    groups: list[tuple[Named, list[Named]]]
    professionals: list[Named]


def baseline_2023() -> Baseline:
    """SNA 4's findings of 2023 with names in the page's language."""
    return Baseline(
        took_part=[theme_name(code) for code in baseline.TOOK_PART],
        causes=[theme_name(code) for code in baseline.CAUSES_ALL],
        causes_young=[theme_name(code) for code in baseline.CAUSES_YOUNG_PEOPLE],
        influences=[theme_name(code) for code in baseline.INFLUENCES_ON_YOUNG_PEOPLE],
        safe=[theme_name(code) for code in baseline.FEEL_SAFE_YOUNG_PEOPLE],
        groups=[
            (group_name(group), [theme_name(code) for code in codes]) for group, codes in baseline.ASKED_FOR.items()
        ],
        professionals=[theme_name(code) for code in baseline.PROFESSIONALS],
    )


def new_since_2023() -> list[Named]:
    """Themes that the codebook has gained since."""
    return [theme_name(code.code) for code in book().given.values() if code.new_since_2023]
