"""The forms of the directory's editing: made from a section's fields, read into plain values, faults put back.

A list is edited as rows. "Add another" and "Remove" are submit buttons: the form comes back with what was
typed and one row more or less, so nothing needs JavaScript and nothing is lost.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from directory.rules import Fault
from directory.seed.schema import CLASSIFICATIONS
from webapp.documents import record_words as words
from webapp.forms import directory_reading as reading
from webapp.forms import directory_sections as kinds
from webapp.forms.directory_sections import BASIS_OF, Section
from webapp.forms.fields import Checkboxes, Radios, Select, TextArea, TextInput, typed

MOST_ROWS = 60
"""So many rows a list on a page may have."""

_NO_BASIS = ("need", "organisation", "route", "contacts")

Choices = Mapping[str, Mapping[str, str]]
"""By field (organisation, needs, areas, ward, languages, reporting_route): values and their words."""


def basis_of(field: str, section: Section) -> str | None:
    """Return the classification whose basis is asked beside this field; None when there is none."""
    name = BASIS_OF.get(field, field)
    return name if name in CLASSIFICATIONS and section.code not in _NO_BASIS else None


def drawn_as(section: Section) -> dict[str, str]:
    """Return how a template draws each field: `rows`, `list`, `choice` (a group with a legend) or `box`."""
    groups = (*kinds.FLAGS, *kinds.YES_NO, *kinds.ONE_OF, *kinds.SEVERAL)
    return {
        field: "rows"
        if field in kinds.ROWS
        else "list"
        if field in kinds.LISTS
        else "choice"
        if field in groups
        else "box"
        for field in section.fields
    }


def section_form(section: Section, choices: Choices, data: Mapping[str, Any], sent: MultiDict[str, str] | None) -> Any:
    """Return the form of a section: filled with `sent` when something was, else with `data` (see `form_data`)."""
    fields: dict[str, Any] = {}
    for field in section.fields:
        fields[field] = _field(field, section, choices)
        basis = basis_of(field, section)
        if basis:
            fields[f"basis_{basis}"] = RadioField(
                words.label(f"basis.{basis}"), widget=Radios(), choices=_pairs(words.BASIS), validate_choice=False
            )
    form_class = type("SectionForm", (FlaskForm,), fields)
    return form_class(formdata=sent, data=dict(data))


def form_data(section: Section, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values (by field; `basis.<classification>` too) as a form holds them."""
    data: dict[str, Any] = {}
    for field in section.fields:
        data[field] = reading.shown(field, values[field])
        basis = basis_of(field, section)
        if basis:
            data[f"basis_{basis}"] = values[f"basis.{basis}"]
    return data


def plain_values(
    section: Section, form: Any, present: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return what a form says as plain values, and for each list which of its rows on the page were kept.

    Ticked boxes come in the order of the page: where they are the same as those `present`, they keep that order.

    Rows with nothing in them are left out. What is no number stays as it was typed: the rules refuse it.
    """
    values: dict[str, Any] = {}
    places: dict[str, list[int]] = {}
    for field in section.fields:
        given = form[field].data
        if field in kinds.ROWS or field in kinds.LISTS:
            rows = [(place, reading.row(field, row)) for place, row in enumerate(given)]
            kept = [(place, row) for place, row in rows if reading.says_something(row)]
            values[field], places[field] = [row for _place, row in kept], [place for place, _row_ in kept]
        else:
            values[field] = reading.read(field, given)
            before = (present or {}).get(field)
            if field in kinds.SEVERAL and before is not None and sorted(before) == sorted(values[field]):
                values[field] = before
        basis = basis_of(field, section)
        if basis:
            values[f"basis.{basis}"] = form[f"basis_{basis}"].data or ""
    return values, places


def rearrange(section: Section, form: Any, asked: str) -> dict[str, Any]:
    """Return the form's data after "add phones", "remove phones 1" or "up needs 2" was pressed."""
    data: dict[str, Any] = {field: form[field].data for field in form.data if field != "csrf_token"}
    match = re.fullmatch(r"(add|remove|up) ([a-z_]+)(?: (\d{1,3}))?", asked)
    if match is None or match[2] not in (*kinds.ROWS, *kinds.LISTS) or match[2] not in section.fields:
        return data
    what, field, place = match[1], match[2], int(match[3] or 0)
    rows = list(data[field])
    if what == "add" and len(rows) < MOST_ROWS:
        rows.append("" if field in kinds.LISTS else {})
    elif what == "remove" and place < len(rows):
        del rows[place]
    elif what == "up" and 0 < place < len(rows):
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    data[field] = rows
    return data


def put_faults(form: Any, faults: Iterable[Fault], places: Mapping[str, list[int]]) -> list[dict[str, str]]:
    """Put faults at their fields; returns the lines of the error summary, each with where it leads."""
    summary = []
    for fault in faults:
        text = words.fault_words(fault)
        name = fault.field.replace("basis.", "basis_")
        target = form._fields.get(name)
        if target is None:
            summary.append({"text": f"{words.label(fault.field)}: {text}"})
            continue
        anchor = name
        if isinstance(target, FieldList):
            target, anchor = _part(target, fault, places.get(name, []))
        if target is not None:
            target.errors = [text]
        summary.append({"text": f"{words.label(fault.field)}: {text}", "href": f"#{anchor}"})
    return summary


def _part(rows: Any, fault: Fault, places: list[int]) -> tuple[Any, str]:
    """Return the input of a list that a fault is about, and its id; the list itself without one."""
    if fault.row is None or fault.row >= len(places):
        return (rows, f"{rows.name}-list")
    entry = rows[places[fault.row]]
    if isinstance(entry, FormField):
        names = list(entry.form._fields)
        name = fault.part if fault.part in names else names[0]
        return entry.form[name], f"{entry.name}-{name}"
    return entry, entry.name


def _pairs(codes: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(code, str(text)) for code, text in codes.items()]


def _nothing(field: str) -> SelectChoice:
    return SelectChoice("", _("None") if field == "reporting_route" else _("Choose"))


def _text(label: str, hint: str = "", kind: str = "text", width: str = "") -> Any:
    """Return a field of one line; `kind` is an HTML input type, `width` a GOV.UK class."""
    extra: dict[str, Any] = {"type": kind}
    if width:
        extra["params"] = {"classes": width}
    return StringField(label, description=hint, widget=TextInput(), filters=[typed], render_kw=extra)


def _field(field: str, section: Section, choices: Choices) -> Any:
    """Return the unbound WTForms field for a field of a service."""
    label = words.label(field)
    hint = str(words.HINTS.get(f"{section.code}.{field}", words.HINTS.get(field, "")))
    if field in kinds.ROWS:
        return FieldList(FormField(_row_form(field, choices)), label, description=hint, max_entries=MOST_ROWS)
    if field in kinds.LISTS:
        one = SelectField(
            str(words.ROWS[field]),
            widget=Select(),
            choices=[SelectChoice("", _("Choose")), *_pairs(choices[field])],
            validate_choice=False,
        )
        return FieldList(one, label, description=hint, max_entries=MOST_ROWS)
    if field in kinds.NUMBERS:
        return _text(label, hint, width="govuk-input--width-3")
    if field in kinds.LINES:
        return _text(label, hint, kind="date" if field == "assured_date" else "text")
    if field in kinds.SELECTS:
        return SelectField(
            label,
            description=hint,
            widget=Select(),
            choices=[
                SelectChoice("", _("None") if field == "reporting_route" else _("Choose")),
                *_pairs(choices[field]),
            ],
            validate_choice=False,
        )
    if field in (*kinds.FLAGS, *kinds.YES_NO, *kinds.ONE_OF):
        codes = words.FLAG if field in kinds.FLAGS else words.YES_NO if field in kinds.YES_NO else words.CHOICES[field]
        return RadioField(label, description=hint, widget=Radios(), choices=_pairs(codes), validate_choice=False)
    if field in kinds.SEVERAL:
        options = choices.get(field) or words.CHOICES[field]
        return SelectMultipleField(
            label, description=hint, widget=Checkboxes(), choices=_pairs(options), validate_choice=False
        )
    box = {"params": {"rows": kinds.TALL.get(field, 4)}}
    return TextAreaField(label, description=hint, widget=TextArea(), filters=[typed], render_kw=box)


def _row_form(field: str, choices: Choices) -> type[Form]:
    """Return the form of one row of a list."""
    parts: dict[str, Any] = {}
    for part in kinds.ROWS[field]:
        label = str(words.PARTS.get(f"{field}.{part}", words.PARTS[part]))
        if part == "all_hours":
            parts[part] = BooleanField(label, render_kw={"value": "y"})
        elif part == "byday":
            parts[part] = SelectMultipleField(
                label, widget=Checkboxes(), choices=_pairs(words.DAYS), validate_choice=False
            )
        elif part in words.CHOICES or part == "ward":
            codes = choices["ward"] if part == "ward" else words.CHOICES[part]
            first = [SelectChoice("", _("Not known"))] if part == "ward" else []
            parts[part] = SelectField(label, widget=Select(), choices=[*first, *_pairs(codes)], validate_choice=False)
        elif part in ("note", "for_whom"):
            parts[part] = TextAreaField(label, widget=TextArea(), filters=[typed], render_kw={"params": {"rows": 2}})
        elif part in ("opens_at", "closes_at"):
            parts[part] = _text(label, kind="time", width="govuk-input--width-5")
        elif part in ("valid_from", "valid_to"):
            parts[part] = _text(label, kind="date", width="govuk-input--width-10")
        else:
            parts[part] = _text(label, width="govuk-input--width-20")
    return type("RowForm", (Form,), parts)
