"""No word for people stands within an f-string: what collects the words for the catalogues does not see it there.

It would stay English in every language, and the gate on the catalogues would pass.
"""

import ast

from tests.house.test_sizes import ROOT, python_files

TRANSLATING = {"_", "_l", "_n", "N_", "gettext", "lazy_gettext", "ngettext", "pgettext", "npgettext"}


def hidden_words(source: str) -> list[int]:
    """The lines of a module at which a word that is to be translated is called for within an f-string."""
    return [
        call.lineno
        for part in ast.walk(ast.parse(source))
        if isinstance(part, ast.FormattedValue)
        for call in ast.walk(part)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in TRANSLATING
    ]


def test_a_word_in_an_fstring_is_found() -> None:
    hidden = """
a = f"{_('Which number?')} {kept}"
b = f"{gettext('Yes') if yes else ''}"
c = f"{shown(ngettext('%(num)d day', '%(num)d days', days))}"
"""
    assert hidden_words(hidden) == [2, 3, 4]
    assert hidden_words("a = _('Which number?') + f' {kept}'\nb = f'{words}'\n") == []


def test_no_word_for_people_stands_in_an_fstring() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files()
        if "tests" not in path.parts  # they look words up, and have none of their own
        for line in hidden_words(path.read_text(encoding="utf-8"))
    ]
    assert not found, "in no catalogue, so English in every language: " + ", ".join(found)
