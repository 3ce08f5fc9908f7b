"""What the pages and commands of the codebook call fields, kinds of change, faults and reasons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.history import Difference, difference
from surveys.analysis import codebook_rules as rules
from surveys.analysis.codebook_changes import FieldChange
from surveys.codebook_exchange.files import MOST_BYTES
from surveys.exchange.faults import FileError, RowFault
from webapp.documents.words import FAMILIES, group_name, theme_name
from webapp.i18n import languages

FIELDS: dict[str, Any] = {
    "code": _l("Code"),
    "names": _l("Name"),
    "name": _l("Name"),
    "family": _l("What it is about"),
    "group": _l("Group in the report"),
    "parent": _l("Part of"),
    "retired": _l("Retired"),
    "definition": _l("What it means"),
    "takes_in": _l("Takes in"),
    "leaves_out": _l("Leaves out"),
    "phrases": _l("Key phrases"),
    "bare": _l("Words that are a whole answer"),
    "examples": _l("Approved examples"),
    "finding_2023": _l("Finding of 2023"),
    "new_since_2023": _l("New since 2023"),
    "alone": _l("Stands alone"),
}
KINDS: dict[str, Any] = {
    "added": _l("New"),
    "removed": _l("Taken out"),
    "retired": _l("Retired"),
    "restored": _l("Given again"),
    "changed": _l("Changed"),
}
FORMATS: dict[str, Any] = {
    "csv": _l("Table (CSV)"),
    "json": _l("JSON, for programs"),
    "qdc": _l("QDC, for NVivo, MAXQDA, ATLAS.ti and Taguette"),
}
PROBLEMS: dict[str, Any] = {
    "draft_exists": _l("There is a draft already. Sign it off or throw it away first."),
    "not_a_draft": _l("This draft was signed off or thrown away meanwhile."),
    "unknown": _l("This theme is not in the draft any more."),
    "changed_meanwhile": _l(
        "Somebody else changed this while you wrote. Read what it is now, then save again or give way."
    ),
    "too_many": _l("A codebook has 300 themes at most."),
    "in_use": _l("Answers may have this theme. Retire it instead."),
    "built_in": _l("The program itself gives this one. It cannot be retired."),
    "nothing_changed": _l("Nothing is different from the version in force."),
    "own": _l("You wrote some of this. Another person has to sign it off."),
    "note_missing": _l("Say what this version changes, and why."),
    "note_too_long": _l("The note is too long: 2,000 characters at most."),
}
_FAULTS: dict[str, Any] = {
    "bad_code": _l("A code has small letters, digits and _ only, and begins with a letter."),
    "no_name": _l("Give it a name in English."),
    "name_taken": _l("Another theme has this name: %(text)s"),
    "too_long": _l("This is too long: %(text)s"),
    "too_many": _l("There are too many."),
    "unknown": _l("Choose one from the list."),
    "bad_language": _l("This is no language that we know: %(text)s"),
    "bad_phrase": _l("The brackets do not fit in: %(text)s"),
    "too_broad": _l("This would fit nearly every answer: %(text)s"),
    "bad_question": _l("Begin each line with Q1: to Q5:, or any: – not %(text)s"),
    "no_question": _l("Begin each line with Q1: to Q5:, or any: – not %(text)s"),
    "personal_data": _l("Somebody could be known by this. Change or take out: %(text)s"),
    "circle": _l("A theme cannot be part of itself."),
    "built_in": _l("The program itself gives this one. It cannot be retired."),
    "twice": _l("This theme is in the file twice: %(text)s"),
    "unknown_column": _l("This column is none of ours: %(text)s"),
    "not_yes_or_no": _l("Write yes, or leave it empty: %(text)s"),
}
_MOST = {"names": rules.LONGEST_NAME, "phrases": rules.LONGEST_PHRASE, "examples": rules.LONGEST_EXAMPLE}
_FILE: dict[str, Any] = {
    "no_file": _l("Choose a file."),
    "too_large": _l("The file is too large: %(most)s MB at most."),
    "empty": _l("The file is empty."),
    "wrong_type": _l("This is not a CSV, JSON or QDC file."),
    "not_json": _l("The JSON is broken."),
    "not_codebook": _l("There is no codebook in it: a table needs a column “code” or “name_en”."),
    "unknown_column": _l("A column is none of ours."),
    "no_rows": _l("There are no themes in it."),
    "too_many_rows": _l("There are too many themes in it: 300 at most."),
    "xml": _l("The XML is broken."),
    "dtd": _l("The file declares a document type. Such files can do harm, so we do not read them."),
    "not_qdc": _l("This XML is not a codebook (QDC)."),
    "too_deep": _l("The themes are nested too deep."),
    "bad_value": _l("There is something else than text."),
    "bad_characters": _l("There are characters in it that no text has."),
    "encoding": _l("The characters are of two kinds. Save the file as UTF-8."),
    "bad_quotes": _l("A quotation mark is opened here and not closed as it should be."),
    "too_long": _l("A cell is too long."),
    "too_many_columns": _l("There are too many columns."),
    "cell_without_heading": _l("A cell has no heading above it."),
}


def field_name(field: str) -> str:
    """A field as people read it; one of a language or a question with that in brackets."""
    stem, dot, part = field.partition(".")
    name = str(FIELDS.get(stem, stem))
    return _("%(field)s (%(part)s)", field=name, part=language_name(part)) if dot else name


def change_of(field: FieldChange) -> Difference:
    """What differs in a field, its codes as names."""
    return difference(_value(field.field, field.before), _value(field.field, field.after))


def _value(field: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "family":
        return str(FAMILIES.get(value, value or ""))
    if field in ("group", "parent") and value:
        return (group_name if field == "group" else theme_name)(value).text
    return value or ([] if isinstance(value, list) else "")


def language_name(tag: str) -> str:
    """The language in its own words; a question or anything else as it is."""
    return languages()[tag].name if tag in languages() else tag


def fault_words(code: str, text: str = "") -> str:
    """What is wrong with a value, and the piece that is."""
    return str(_FAULTS[code]) % {"text": text} if code in _FAULTS else code


def fault_of_field(fault: rules.Fault) -> str:
    """What is wrong in a field of the form; for a length with the most that it may have."""
    if fault.code == "too_long":
        most = _MOST.get(fault.field.partition(".")[0], rules.LONGEST_TEXT)
        return _("This is too long: %(most)s characters at most. %(text)s", most=most, text=fault.text).strip()
    return fault_words(fault.code, fault.text)


def row_words(fault: RowFault) -> str:
    """A fault of a file's row: which column, and why."""
    return f"{_column_name(fault.column)}: {fault_words(fault.code, fault.value)}"


def _column_name(column: str) -> str:
    stem, _sign, tag = column.partition("_")
    return field_name(f"{stem}.{tag}") if stem in ("name", "phrases") and tag else field_name(column)


def file_words(error: FileError) -> str:
    """Why a file cannot be read, and where."""
    told = str(_FILE.get(error.code, _FILE["wrong_type"])) % {"most": MOST_BYTES // 1024 // 1024}
    where = [_("Row %(number)s", number=error.row)] if error.row else []
    return " ".join([told, *(f"({part})" for part in [*where, *filter(None, [error.column])])])
