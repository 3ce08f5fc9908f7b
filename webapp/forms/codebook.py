"""The form of one theme of the codebook: its fields for every language that has something, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from surveys.analysis.codebook_rules import Fault
from surveys.analysis.codebook_themes import BUILT_IN, FAMILIES, ThemeData
from surveys.analysis.language import LANGUAGES
from webapp.documents import codebook_words as words
from webapp.documents import words as codes
from webapp.forms.fields import Select, TextArea, TextInput, typed
from webapp.i18n import languages, site_languages

_BARE = _l("One a line, with the question before it: Q2: police. “any:” is for every question.")
_PHRASES = _l("One a line. A star ends a stem: drug*. (this|that) is a choice. Q2: police counts at question 2 only.")
_EXAMPLES = _l(
    "One a line, written by you. Never copy what a person wrote: somebody could be known by it. "
    "For a theme that you add, they decide together with the key phrases."
)


def _area(field: str, hint: Any = "") -> StringField:
    return StringField(words.FIELDS[field], description=hint, filters=[typed], widget=TextArea())


class ThemeForm(FlaskForm):
    """One theme; ``theme_form`` adds a name and key phrases for each language."""

    family = SelectField(words.FIELDS["family"], widget=Select())
    group = SelectField(words.FIELDS["group"], widget=Select())
    parent = SelectField(
        words.FIELDS["parent"], description=_l("For a theme that says more exactly what a wider one says."),
        widget=Select(),
    )  # fmt: skip
    definition = _area("definition")
    takes_in = _area("takes_in")
    leaves_out = _area("leaves_out")
    bare = _area("bare", _BARE)
    examples = _area("examples", _EXAMPLES)
    seen = HiddenField()

    names: list[str]
    phrases: list[str]


def theme_form(theme: ThemeData | None, others: Sequence[ThemeData], groups: Sequence[str], seen: int = 0) -> ThemeForm:
    """The form with its choices, filled from the theme; for a new one empty."""
    present = theme or ThemeData(code="", family="actions", names={})
    named = list(dict.fromkeys([*site_languages(), *present.names]))
    spoken = list(dict.fromkeys([*LANGUAGES, *present.phrases]))
    fields: dict[str, Any] = {
        f"name_{tag}": StringField(
            f"{words.FIELDS['names']}: {words.language_name(tag)}", filters=[typed], widget=TextInput(),
            render_kw={"params": {"attributes": _tongue(tag)}},
        )
        for tag in named
    } | {
        f"phrases_{tag}": StringField(
            f"{words.FIELDS['phrases']}: {words.language_name(tag)}", filters=[typed], widget=TextArea(),
            render_kw={"params": {"attributes": _tongue(tag)}},
        )
        for tag in spoken
    }  # fmt: skip
    form: ThemeForm = type("OneTheme", (ThemeForm,), fields)(data=_data(present, seen))
    form.names, form.phrases = named, spoken
    form["phrases_en"].description = _PHRASES
    families = [code for code in FAMILIES if code != "none" or present.code in BUILT_IN]
    none = SelectChoice("", _l("None"))
    form.family.choices = [SelectChoice(code, codes.FAMILIES[code]) for code in families]
    form.group.choices = [none, *(SelectChoice(code, codes.group_name(code).text) for code in groups)]
    form.parent.choices = [none, *(SelectChoice(one.code, own_name(one)) for one in _possible(present, others))]
    return form


def own_name(theme: ThemeData) -> str:
    """A theme's name in the page's language, else in English; of a draft, whose themes may not be in force."""
    return theme.names.get(codes.current_tag()) or theme.names.get("en") or theme.code


def _possible(theme: ThemeData, others: Sequence[ThemeData]) -> list[ThemeData]:
    return [
        one for one in others
        if one.code == theme.parent or (one.code != theme.code and one.code not in BUILT_IN and not one.retired)
    ]  # fmt: skip


def _tongue(tag: str) -> dict[str, str]:
    known = languages().get(tag)
    return {"lang": tag, "dir": known.direction if known else "auto"}


def _data(theme: ThemeData, seen: int) -> dict[str, Any]:
    return (
        {name: getattr(theme, name) for name in ("family", "definition", "takes_in", "leaves_out")}
        | {"group": theme.group or "", "parent": theme.parent or "", "seen": str(seen)}
        | {"examples": "\n".join(theme.examples)}
        | {"bare": "\n".join(f"{question}: {text}" for question, few in theme.bare.items() for text in few)}
        | {f"name_{tag}": name for tag, name in theme.names.items()}
        | {f"phrases_{tag}": "\n".join(few) for tag, few in theme.phrases.items()}
    )


def read(form: ThemeForm, before: ThemeData | None) -> tuple[ThemeData, list[Fault]]:
    """What the form says, on what the theme has besides; and lines that cannot be read."""
    faults: list[Fault] = []
    bare: dict[str, list[str]] = {}
    for line in filter(str.strip, (form.bare.data or "").splitlines()):
        question, colon, phrase = line.partition(":")
        if not colon:
            faults.append(Fault("bare", "no_question", line[:60]))
        bare.setdefault(question.strip(), []).append(phrase)
    base = before or ThemeData(code="", family="", names={})
    return (
        replace(
            base,
            family=form.family.data or "",
            group=form.group.data or None,
            parent=form.parent.data or None,
            names={tag: form[f"name_{tag}"].data or "" for tag in form.names},
            definition=form.definition.data or "",
            takes_in=form.takes_in.data or "",
            leaves_out=form.leaves_out.data or "",
            phrases={tag: (form[f"phrases_{tag}"].data or "").splitlines() for tag in form.phrases},
            bare=bare,
            examples=(form.examples.data or "").splitlines(),
        ),
        faults,
    )


def put_faults(form: ThemeForm, faults: Sequence[Fault]) -> list[dict[str, str]]:
    """Write the faults beside their fields; gives the entries of the summary above them."""
    places: Mapping[str, str] = {"code": "name_en", "retired": "family"}
    problems = []
    for fault in faults:
        stem, _dot, tag = fault.field.partition(".")
        name = f"{'name' if stem == 'names' else stem}_{tag}" if tag else places.get(stem, stem)
        told = words.fault_of_field(fault)
        if name in form:
            form[name].errors = [*form[name].errors, told]
        problems.append({"text": f"{words.field_name(fault.field)}: {told}", "href": f"#{name}"})
    return problems
