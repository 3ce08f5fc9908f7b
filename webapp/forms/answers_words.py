"""What the pages and commands of import and export of answers call columns, tools, faults and reasons."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.exchange import shapes
from surveys.exchange.faults import FileError, RowFault
from surveys.exchange.matching import PLACE, WHY, Index
from surveys.questions import InvalidAnswer
from webapp.forms.words import CHANNELS, problem_words
from webapp.i18n import languages

TOOLS: dict[str, Any] = {
    "own": _l("Our own export"),
    "smartsurvey": "SmartSurvey",
    "citizen_space": "Citizen Space",
    "microsoft_forms": "Microsoft Forms",
    "limesurvey": "LimeSurvey",
    "other": _l("Another table"),
}
FORMATS: dict[str, Any] = {
    "xlsx": _l("Spreadsheet (XLSX)"),
    "csv": _l("Table (CSV)"),
    "sav": _l("SPSS (SAV)"),
    "json": _l("JSON lines"),
}
HINTS: dict[str, Any] = {
    "xlsx": _l("One row for each person; the data dictionary is on a second sheet. Can be brought back in."),
    "csv": _l("The same as a ZIP with two CSV files. Can be brought back in."),
    "sav": _l("Numbers with labels, and each kind of missing answer told apart, as a ZIP with the data dictionary."),
    "json": _l("For programs: one line for each person, as a ZIP with the data dictionary. Can be brought back in."),
}
CHOICES: dict[str, Any] = {
    "import": CHANNELS["import"],
    "web": CHANNELS["web"],
    "paper": CHANNELS["paper"],
    "event": CHANNELS["event"],
    "file": _l("As the file says"),
}
LEFT: dict[str, Any] = {
    "not_sent": _l("The person never sent the answers: there is no date of sending"),
    "not_agreed": _l("The person did not agree to take part"),
    "nothing_said": _l("Nothing was answered"),
    "withdrawn": _l("The person has taken these answers back"),
}
STATES: dict[str, Any] = {"loaded": _l("brought in"), "undone": _l("taken back")}
REFUSED: dict[str, Any] = {
    "wrong_state": _l("This was done before, or the file was thrown away."),
    "survey_draft": _l("This survey was never open. Answers can be brought into a survey that is open or closed."),
    "changed": _l("Something has changed meanwhile. Look again."),
    "gone": _l("The file is no longer here: it waits for a day. Hand it in again."),
    "broke": _l("The last run broke off. Begin it again."),
    "not_ready": _l("There are errors, or nothing is new. Nothing was brought in."),
    "open_case": _l("It cannot be taken back: safeguarding staff have a case from these answers."),
    "quoted": _l("It cannot be taken back: words of these answers have been put forward as a quotation."),
    "decided": _l("It cannot be taken back: somebody has set themes of these answers by hand."),
    "typed_again": _l("It cannot be taken back: one of these forms was typed a second time."),
    "reported": _l("It cannot be taken back: a report that counts these answers has been made since."),
}

_SPECIAL: dict[str, Any] = {
    shapes.IDENTITY: _l("Number of the answer in the other tool"),
    shapes.STARTED: _l("Begun on (not kept)"),
    shapes.ENDED: _l("Sent on"),
    shapes.LANGUAGE: _l("Language"),
    shapes.CHANNEL: _l("Channel"),
    shapes.VERSION: _l("Version of the questionnaire"),
}
_FAULTS: dict[str, Any] = {
    "not_an_option": _l("These words are none of the options. Say what they mean, or change the file"),
    "not_a_tick": _l("Write Y where the option was chosen, and nothing where it was not"),
    "not_a_place": _l("Write the place as a number, like 1"),
    "row_not_named": _l("Say which row of the question this column is"),
    "not_in_version": _l("This version of the survey does not have this question"),
    "not_a_date": _l("This is not a date that we can read. Write it like 2026-11-30 14:05"),
    "date_out_of_range": _l("This date is in the future, or long ago"),
    "guessed_dates": _l("The dates do not show whether the day or the month comes first. We took the day"),
    "guessed_encoding": _l("The file does not say how its letters are stored. We took it as Windows text: look at "
                           "words with accents and at quotation marks"),
    "routed_away": _l("Not kept: with the other answers of this person, this question is not asked"),
    "other_language": _l("We do not know this language. We took the one that you chose"),
    "same_number_other_answer": _l("This number was brought in before with another answer. Number the rows anew, or "
                                   "leave this column out"),
    "other_version": _l("There is no such version of the survey here. We took the newest"),
}  # fmt: skip
_FILE: dict[str, Any] = {
    "no_file": _l("Choose a file."),
    "no_survey": _l("Choose the survey that the answers belong to."),
    "empty": _l("The file is empty."),
    "no_rows": _l("The file has headings and no rows."),
    "gone": _l("The file is no longer here: it waits for a day. Hand it in again."),
    "too_large": _l("The file is too large. The most is 10 MB."),
    "too_large_inside": _l("The file is small, but huge when it is unpacked. It is not opened."),
    "path_inside": _l("The file holds parts with paths that lead out of it. It is not opened."),
    "encrypted": _l("The file is locked with a password. Save it without one."),
    "wrong_type": _l("This is no CSV or XLSX file, and no export from here. Old .xls files: save them as .xlsx."),
    "not_xlsx": _l("This spreadsheet is damaged or not a real XLSX file. Save it again, or save it as CSV."),
    "not_json": _l("This is not JSON that can be read."),
    "not_answers": _l("This JSON is not an export of answers from here."),
    "encoding": _l("The letters of this line cannot be read: two ways of storing them are mixed. Save it as UTF-8."),
    "bad_characters": _l("There is a sign here that no text may hold. Delete it and type the text again."),
    "bad_quotes": _l("A quotation mark is opened here and not closed as it should be."),
    "too_many_rows": _l("There are too many rows. The most is 20,000."),
    "too_many_columns": _l("There are too many columns. The most is 600."),
    "too_long": _l("This cell is too long."),
    "cell_without_heading": _l("This cell stands in a column without a heading."),
    "formula_without_value": _l("Here is a formula whose result was never saved. Open the file, save it, try again."),
    "merged_cells": _l("Cells are merged here. Undo the merge and fill each cell, so that no row is read as empty."),
    "formula_error": _l("A formula went wrong here."),
    "bad_mapping": _l("The file with the mapping cannot be used."),
}  # fmt: skip


def fault_words(fault: RowFault) -> str:
    """What is wrong in a row, in words."""
    if known := _FAULTS.get(fault.code):
        return str(known)
    limit = fault.limit if fault.limit is not None else 0
    error = InvalidAnswer(fault.code, most=limit, least=limit, longest=limit, length=len(fault.value))
    return problem_words(error)


def file_words(error: FileError) -> str:
    """Why a file cannot be read, with row and column."""
    place = []
    if error.row:
        place.append(_("row %(row)s", row=error.row))
    if error.column:
        place.append(_("column %(column)s", column=error.column))
    told = str(_FILE.get(error.code, _FILE["wrong_type"]))
    return f"{', '.join(place)}: {told}" if place else told


def target_words(known: Index, target: str) -> str:
    """What a column may stand for, in words: a question's own, with its option, row, place or "why" in front."""
    if target in _SPECIAL:
        return str(_SPECIAL[target])
    code, _dot, part = target.partition(".")
    labels = known.labels.get(code)
    if labels is None:
        return target
    text = str(labels.question.text)
    if not part:
        return text
    if part == WHY:
        return str(labels.question.why or _("Why?")) + f" – {text}"
    if part.startswith(PLACE):
        return _("Place %(number)s – %(question)s", question=text, number=part.removeprefix(PLACE))
    return f"{labels.question.row_label_of(part) or labels.question.label_of(part) or part} – {text}"


def language_names() -> dict[str, str]:
    """The tag of every language by what other tools call it: its tag, its English name, its own."""
    found: dict[str, str] = {}
    for tag, language in languages().items():
        for name in (tag, language.english_name, language.name):
            found.setdefault(name.casefold(), tag)
    return found


def dictionary() -> dict[str, str]:
    """The words of the data dictionary: fixed columns, kinds of missing, yes and no."""
    return {
        "reference": _("Reference of the answer"),
        "survey": _("Survey"),
        "version": _("Version of the questionnaire"),
        "audience": _("Who was asked"),
        "language": _("Language of the page"),
        "channel": _("How the answer reached us"),
        "submitted_at": _("Sent at (UTC)"),
        "not_asked": _("Not asked"),
        "skipped": _("Asked and left empty"),
        "withheld": _("Only safeguarding staff may read it, or it is not yet read for harm"),
        "prefer_not": _("Prefer not to say"),
        "empty": _("empty cell"),
        "yes": _("Yes"),
        "no": _("No"),
        "not_ranked": _("Not ranked"),
    }
