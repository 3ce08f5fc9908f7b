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

from directory.codes import UNKNOWN
from directory.rules import Fault
from directory.seed.schema import CLASSIFICATIONS
from webapp.forms import directory_sections as kinds
from webapp.forms import directory_words as words
from webapp.forms.directory_sections import BASIS_OF, Section
from webapp.forms.fields import Checkboxes, Radios, Select, TextArea, TextInput, typed

MOST_ROWS = 60
"""So many rows a list on a page may have."""

Choices = Mapping[str, Mapping[str, str]]
"""By field (organisation, needs, areas, ward, languages, reporting_route): values and their words."""


def basis_of(field: str, section: Section) -> str | None:
    """Return the classification whose basis is asked beside this field; None when there is none."""
    name = BASIS_OF.get(field, field)
    return name if name in CLASSIFICATIONS and section.code != "status" else None


def section_form(section: Section, choices: Choices, data: Mapping[str, Any], sent: MultiDict[str, str] | None) -> Any:
    """Return the form of a section: filled with `sent` when something was, else with `data` (see `form_data`)."""
    fields: dict[str, Any] = {}
    for field in section.fields:
        fields[field] = _field(field, choices)
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
        data[field] = _shown(field, values[field])
        basis = basis_of(field, section)
        if basis:
            data[f"basis_{basis}"] = values[f"basis.{basis}"]
    return data


def plain_values(section: Section, form: Any) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return what a form says as plain values, and for each list which of its rows on the page were kept.

    Rows with nothing in them are left out. What is no number stays as it was typed: the rules refuse it.
    """
    values: dict[str, Any] = {}
    places: dict[str, list[int]] = {}
    for field in section.fields:
        given = form[field].data
        if field in kinds.ROWS or field in kinds.LISTS:
            rows = [(place, _row(field, row)) for place, row in enumerate(given)]
            kept = [(place, row) for place, row in rows if _says_something(row)]
            values[field], places[field] = [row for _place, row in kept], [place for place, _row_ in kept]
        else:
            values[field] = _read(field, given)
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


def _pairs(codes: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, str(text)) for code, text in codes.items()]


def _text(label: str, hint: str = "", kind: str = "text", width: str = "") -> Any:
    """Return a field of one line; `kind` is an HTML input type, `width` a GOV.UK class."""
    extra: dict[str, Any] = {"type": kind}
    if width:
        extra["params"] = {"classes": width}
    return StringField(label, description=hint, widget=TextInput(), filters=[typed], render_kw=extra)


def _field(field: str, choices: Choices) -> Any:
    """Return the unbound WTForms field for a field of a service."""
    label, hint = words.label(field), str(words.HINTS.get(field, ""))
    if field in kinds.ROWS:
        return FieldList(FormField(_row_form(field, choices)), label, description=hint, max_entries=MOST_ROWS)
    if field in kinds.LISTS:
        one = SelectField(
            str(words.ROWS[field]),
            widget=Select(),
            choices=[("", _("Choose")), *_pairs(choices[field])],
            validate_choice=False,
        )
        return FieldList(one, label, description=hint, max_entries=MOST_ROWS)
    if field in kinds.NUMBERS:
        return _text(label, hint, width="govuk-input--width-3")
    if field in kinds.LINES:
        return _text(label, hint)
    if field in kinds.SELECTS:
        return SelectField(
            label,
            description=hint,
            widget=Select(),
            choices=[("", _("None") if field == "reporting_route" else _("Choose")), *_pairs(choices[field])],
            validate_choice=False,
        )
    if field in (*kinds.FLAGS, *kinds.YES_NO, *kinds.ONE_OF):
        codes = words.FLAG if field in kinds.FLAGS else words.YES_NO if field in kinds.YES_NO else words.CHOICES[field]
        return RadioField(label, description=hint, widget=Radios(), choices=_pairs(codes), validate_choice=False)
    if field in kinds.SEVERAL:
        codes = choices.get(field) or words.CHOICES[field]
        return SelectMultipleField(
            label, description=hint, widget=Checkboxes(), choices=_pairs(codes), validate_choice=False
        )
    rows = kinds.TALL.get(field, 4)
    return TextAreaField(label, description=hint, widget=TextArea(), filters=[typed], render_kw={"rows": rows})


def _row_form(field: str, choices: Choices) -> type[Form]:
    """Return the form of one row of a list."""
    parts: dict[str, Any] = {}
    for part in kinds.ROWS[field]:
        label = str(words.PARTS[part])
        if part == "all_hours":
            parts[part] = BooleanField(label, render_kw={"value": "y"})
        elif part == "byday":
            parts[part] = SelectMultipleField(
                label, widget=Checkboxes(), choices=_pairs(words.DAYS), validate_choice=False
            )
        elif part in words.CHOICES or part == "ward":
            codes = choices["ward"] if part == "ward" else words.CHOICES[part]
            first = [("", _("Not known"))] if part == "ward" else []
            parts[part] = SelectField(label, widget=Select(), choices=[*first, *_pairs(codes)], validate_choice=False)
        elif part in ("opens_at", "closes_at"):
            parts[part] = _text(label, kind="time", width="govuk-input--width-5")
        elif part in ("valid_from", "valid_to"):
            parts[part] = _text(label, kind="date", width="govuk-input--width-10")
        else:
            parts[part] = _text(label, width="govuk-input--width-20")
    return type("RowForm", (Form,), parts)


def _shown(field: str, value: Any) -> Any:
    """Return a plain value as the form's field holds it."""
    if field == "synonyms":
        return "\n".join(value)
    if field in kinds.FLAGS:
        return "yes" if value else "no"
    if field in kinds.UNKNOWN_WHEN_EMPTY and value == UNKNOWN:
        return ""
    if field in kinds.NUMBERS:
        return "" if value is None else str(value)
    if field in kinds.ROWS:
        return [{part: _as_typed(row.get(part)) for part in kinds.ROWS[field]} for row in value]
    return value


def _as_typed(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _read(field: str, given: Any) -> Any:
    """Return what a field of the form says as a plain value."""
    if field == "synonyms":
        return [line.strip() for line in (given or "").splitlines() if line.strip()]
    if field in kinds.FLAGS:
        return given == "yes"
    if field in kinds.SEVERAL:
        return list(given or [])
    text = (given or "").strip()
    if field in kinds.NUMBERS:
        return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text or None
    if field in kinds.UNKNOWN_WHEN_EMPTY:
        return text or UNKNOWN
    return text


def _row(field: str, row: Any) -> Any:
    """Return one row as a plain value."""
    if field in kinds.LISTS:
        return row or ""
    values: dict[str, Any] = {}
    for part in kinds.ROWS[field]:
        given = row.get(part)
        if part in ("latitude", "longitude"):
            text = (given or "").strip()
            values[part] = float(text) if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", text) else text or None
        elif part == "all_hours":
            values[part] = bool(given)
        elif part == "byday":
            values[part] = list(given or [])
        else:
            values[part] = given or ""
    return values


def _says_something(row: Any) -> bool:
    """Tell whether somebody wrote anything into a row; a list's first choice is no writing."""
    if not isinstance(row, dict):
        return bool(row)
    silent = ("kind", "location_type", "precision", "all_hours")
    return any(value not in ("", None, []) for part, value in row.items() if part not in silent)
