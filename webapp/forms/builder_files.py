"""A questionnaire's file as it was sent, and why it was refused, in words."""

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from surveys.building.files import Document, read_file
from surveys.seed.located import LONGEST_FILE
from surveys.seed.reader import ContentError
from webapp.i18n import languages

# Bytes: no character of a file that may be read takes more than four, and Arabic takes two.
LARGEST = 2 * LONGEST_FILE


class UploadError(Exception):
    """A file that cannot be read; its text says why, to the person who sent it."""


def read_upload(sent: FileStorage | None) -> Document:
    """The questionnaire in a file that was sent. Raises UploadError."""
    if sent is None or not sent.filename:
        raise UploadError(_("Choose a file"))
    raw = sent.stream.read(LARGEST + 1)
    try:
        if len(raw) > LARGEST:
            raise UnicodeError
        return read_file(raw.decode("utf-8-sig"), [tag for tag in languages() if tag != "en"])
    except UnicodeError:
        raise UploadError(_("This is not a text file in UTF-8 of 2 MB or less. Nothing was changed.")) from None
    except ContentError as error:
        said = _("Line %(line)s: %(reason)s. Nothing was changed.", line=error.line, reason=error.reason)
        raise UploadError(said) from None
