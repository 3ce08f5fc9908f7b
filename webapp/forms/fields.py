"""GOV.UK widgets for WTForms with what they say in English only mended.

govuk-frontend-wtf leaves a hidden "Error:" in English, describes fields by empty hints, and cannot
say that a label is in another language than the page. One mixin mends all three.
"""

from typing import Any

from flask_babel import gettext as _
from govuk_frontend_wtf.gov_form_base import GovFormBase
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput

from surveys.questions import printable
from webapp.i18n import current_language, languages


class Mended(GovFormBase):
    """Put before a GOV.UK widget in the bases of a class."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """The macro's parameters, with the error's hidden word in the page's language and no empty hint."""
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        if params.get("errorMessage"):
            params["errorMessage"]["visuallyHiddenText"] = _("Error")
        if not (params.get("hint") or {}).get("text"):
            params.pop("hint", None)
        # HTML's own check would speak the browser's language and stop people who may leave it empty.
        params.get("attributes", {}).pop("required", None)
        return params


class TextInput(Mended, GovTextInput):
    """One line of text."""


class TextArea(Mended, GovTextArea):
    """Several lines; what people type finds its own direction."""


class Radios(Mended, GovRadioInput):
    """One of several."""


class Checkboxes(Mended, GovCheckboxesInput):
    """Several of several."""


class Select(Mended, GovSelect):
    """One of many; `attributes` are those of single options, by value."""

    def __init__(self, attributes: dict[str, dict[str, str]] | None = None) -> None:
        super().__init__()
        self.attributes = attributes or {}

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """As the others', with the attributes of the options."""
        params = super().map_gov_params(field, **kwargs)
        for item in params["items"]:
            item["attributes"] = self.attributes.get(item["value"], {})
        return params


def typed(text: str | None) -> str | None:
    """A WTForms filter: what was typed, without characters that no page could show again."""
    return printable(text) if text else text


def tongue(language: str) -> dict[str, str]:
    """The attributes of a text that is in this language on the present page; none when it is the page's own."""
    if language == current_language().tag:
        return {}
    known = languages().get(language)
    return {"lang": language, "dir": known.direction if known else "ltr"}
