"""What the pages and commands of import and export call columns, kinds of files and faults."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.exchange.columns import TARGETS
from directory.exchange.faults import FileError, RowFault
from directory.exchange.writing import COLUMNS, OWN_SHEETS
from directory.rules import Fault
from webapp.documents import record_words as words

KINDS: dict[str, Any] = {
    "csv": _l("Table (CSV)"),
    "xlsx": _l("Spreadsheet (XLSX)"),
    "json": _l("Everything, for this product (JSON)"),
    "hsds": _l("Open Referral (HSDS JSON)"),
    "hsds-tabular": _l("Open Referral tables (HSDS tabular package, ZIP)"),
}
HINTS: dict[str, Any] = {
    "csv": _l("One row for each service. Opens in any spreadsheet. Can be brought back in."),
    "xlsx": _l("Services, phone numbers, hours and places on sheets of their own, with a data dictionary."),
    "json": _l("Services, organisations, needs and reporting routes. Nothing is lost."),
    "hsds": _l("What the public reads, in the standard that other directories understand."),
    "hsds-tabular": _l("The same as tables, with a description of each."),
}
ABSENT: dict[str, Any] = {
    "leave": _l("Leave them as they are"),
    "paused": _l("Pause them: people see that they have stopped for now"),
    "ended": _l("End them: people see that they are no more"),
}

_TARGETS: dict[str, Any] = {
    "id": _l("Id (UUID)"),
    "slug": _l("Address of its page"),
    "organisation": _l("Organisation (its code)"),
    "organisation_name": _l("Organisation (its name)"),
    "organisation_description": _l("Organisation: what it is"),
    "organisation_sector": _l("Organisation: sector"),
    "organisation_url": _l("Organisation: website"),
    "organisation_source": _l("Organisation: source"),
    "ages": _l("Age range, like 11-17 or 18+"),
    "focus": _l("Focus: preventative, reactive or both"),
    "hours": _l("Opening hours in words"),
    "place_address": _l("Address: street and number"),
    "place_city": _l("Address: town"),
    "place_postcode": _l("Address: postcode"),
    "assured_date": _l("Last checked on"),
    "basis": _l("How we know each of these"),
    "services": _l("Services"),
}

_FAULTS: dict[str, Any] = {
    "not_ages": _l("Write ages like 11-17, 11 to 17, 18+ or under 18"),
    "not_yes_or_no": _l("Write yes or no"),
    "not_a_part": _l("This part has no name that we know"),
    "not_a_postcode": _l("This is not a postcode"),
    "not_a_choice": _l("We do not know this word. Use one of the directory's own"),
    "row_twice": _l("This service is in the file already, in row %(row)s"),
    "refuge_opened": _l("A refuge cannot be opened to the public by an import"),
    "maybe_refuge": _l("This looks like a refuge, and the row says where it is. Take the place out, or add a column "
                       "Confidential that says yes or no"),
    "refuge_postcode": _l("There is a postcode in the text of a refuge. Take it out"),
    "zero_lost": _l("A phone number had lost its first 0. We put it back: please look"),
    "summary_made": _l("There is no summary. We took the first sentences of the description"),
    "taken_as_refuge": _l("It is called a refuge: its place is kept secret"),
    "term_not_known": _l("We have no need of this name: it is left out"),
    "area_not_known": _l("This area is not in Barnet: it is left out"),
    "guessed_encoding": _l("The file does not say how its letters are stored. We took it as Windows text: look at "
                           "names with accents and at quotation marks"),
}  # fmt: skip

_FILE: dict[str, Any] = {
    "empty": _l("The file is empty."),
    "no_rows": _l("The file has headings and no rows."),
    "too_large": _l("The file is too large. The most is 10 MB."),
    "too_large_inside": _l("The file is small, but huge when it is unpacked. It is not opened."),
    "path_inside": _l("The file holds parts with paths that lead out of it. It is not opened."),
    "encrypted": _l("The file is locked with a password. Save it without one."),
    "wrong_type": _l("This is no CSV, XLSX, JSON or ZIP file that we can read. Old .xls files: save them as .xlsx."),
    "not_xlsx": _l("This spreadsheet is damaged or not a real XLSX file. Save it again, or save it as CSV."),
    "not_a_package": _l("This ZIP file is no HSDS tabular package: it has no table services.csv that can be read."),
    "not_json": _l("This is not JSON that can be read."),
    "not_services": _l("This JSON holds no services, or one of them has no name."),
    "encoding": _l("The letters of this line cannot be read: two ways of storing them are mixed. Save it as UTF-8."),
    "bad_characters": _l("There is a sign here that no text may hold. Delete it and type the text again."),
    "bad_quotes": _l("A quotation mark is opened here and not closed as it should be."),
    "header_twice": _l("This heading is there twice. Give each column its own."),
    "header_again": _l("The headings are there again in the middle of the table. Delete this row."),
    "too_many_rows": _l("There are too many rows. The most is 20,000."),
    "too_many_columns": _l("There are too many columns. The most is 200."),
    "too_long": _l("This cell is too long."),
    "cell_without_heading": _l("This cell stands in a column without a heading."),
    "merged_cells": _l("Cells are merged here. Undo the merge and fill each cell, so that no row is read as empty."),
    "formula_without_value": _l("Here is a formula whose result was never saved. Open the file, save it, try again."),
    "formula_error": _l("A formula went wrong here."),
    "age_became_a_date": _l("The spreadsheet has made a date of an age range. Write it as text, like 11 to 17."),
    "bad_mapping": _l("The file with the mapping cannot be used."),
    "no_file": _l("Choose a file."),
    "too_many_for_a_page": _l("This file has more rows than a page can work through. Ask for it to be brought in by "
                              "command (docs/import.md)."),
}  # fmt: skip


def target_words(target: str) -> str:
    """Return what a column may stand for, in words."""
    return str(_TARGETS.get(target) or words.label(target))


def targets() -> dict[str, str]:
    """Return everything that a column may stand for, in words, in the order of a record."""
    return {target: target_words(target) for target in TARGETS}


def fault_words(fault: RowFault) -> str:
    """Return what is wrong in a row, in words."""
    if fault.code == "row_twice":
        return _("This service is in the file already, in row %(row)s", row=fault.value)
    known = _FAULTS.get(fault.code)
    if known is not None and (fault.code != "not_a_choice" or fault.value):
        return str(known)
    return words.fault_words(Fault(fault.field, fault.code))


def file_words(error: FileError) -> str:
    """Return why a file cannot be read, with row, column and what was found there."""
    place = []
    if error.row:
        place.append(_("row %(row)s", row=error.row))
    if error.column:
        place.append(_("column %(column)s", column=error.column))
    told = str(_FILE.get(error.code, _FILE["wrong_type"]))
    told = f"{', '.join(place)}: {told}" if place else told
    return f"{told} ({error.detail})" if error.detail else told


def dictionary() -> dict[str, tuple[str, str]]:
    """Return by column of our exports what it is and how it is written: the data dictionary of the spreadsheet."""
    return {name: (target_words(name), str(words.HINTS.get(name, ""))) for name in (*COLUMNS, *OWN_SHEETS)}
