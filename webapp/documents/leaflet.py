"""Leaflets as PDF: set by typst, tagged for screen readers (PDF/UA-1), with a QR code where one helps.

What a leaflet says reaches the template as data, never as markup. `leaflet_words.py` chooses the words.
"""

import io
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from directory.text import printable
from webapp.documents.leaflet_parts import Leaflet

TEMPLATE = Path(__file__).with_name("leaflet.typ")
SUMMARY = Path(__file__).with_name("summary.typ")
BUILT_FONTS = Path(__file__).parent.parent / "static" / "fonts"
"""Where the set-up puts the fonts (tools/assets.py)."""
SYSTEM_FONTS = Path("/usr/share/fonts/truetype/noto")
"""Where Debian's fonts-noto-core puts them."""

FAMILIES = {
    "Latin": ("Noto Sans",),
    "Arabic": ("Vazirmatn", "Noto Sans Arabic"),
    "Gujarati": ("Noto Sans Gujarati",),
}
"""The fonts of each script, the first that is there serves (tools/assets.py says why Vazirmatn)."""
SCRIPTS = {"ar": "Arabic", "fa": "Arabic", "gu": "Gujarati"}
"""The script of a language where it is not the Latin one."""

# One at a time: a leaflet takes a third of a second and typst's compiler is not for two threads at once.
_turn = Lock()


class LeafletImpossible(RuntimeError):
    """This leaflet cannot be set here: a font or a letter is missing. Better none than one of empty boxes."""


def make(leaflet: Leaflet) -> bytes:
    """Set a leaflet.

    In: its words. Out: the PDF. Raises LeafletImpossible when this machine has no letters for it.
    """
    data = asdict(leaflet)
    for holder in (data, *data["services"]):
        if holder["code"]:
            holder["code"]["svg"] = qr_svg(holder["code"]["address"])
    return typeset(TEMPLATE, data, leaflet.language)


def make_summary(told: dict[str, Any]) -> bytes:
    """Set the Community Voice on one page (webapp.documents.voice_short.leaflet). Raises as `make`."""
    code = told["code"] | {"svg": qr_svg(told["code"]["address"])}
    return typeset(SUMMARY, told | {"code": code}, told["language"])


def typeset(template: Path, data: dict[str, Any], language: str) -> bytes:
    """Set plain data with a template of this folder.

    In: what the template reads, and the language of the page. Out: the PDF, tagged (PDF/UA-1). Raises
    LeafletImpossible when this machine has no letters for it.
    """
    fonts = _fonts()
    if fonts is None or SCRIPTS.get(language, "Latin") not in fonts[1]:
        raise LeafletImpossible(f"no fonts for {language}")
    told = _clean(data) | {"fonts": list(fonts[1].values())}
    inputs = {"data": json.dumps(told, ensure_ascii=False)}
    with _turn:
        try:
            made = _compiler(fonts[0], template).compile(format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs)
        except typst.TypstError as error:
            raise LeafletImpossible(str(error)) from error
    if not isinstance(made, bytes):
        raise LeafletImpossible("typst gave pages, not one document")
    return made


def qr_svg(address: str) -> str:
    """Return a QR code of an address as SVG. Medium error correction: a fold or a stain does not spoil it."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, nl=False)
    return out.getvalue().decode()


@cache
def _fonts() -> tuple[Path, dict[str, str]] | None:
    """Return a folder of fonts and its family for each script that it has; the set-up's before the system's."""
    for folder in (BUILT_FONTS, SYSTEM_FONTS):
        found = {
            script: family for script, names in FAMILIES.items() for family in reversed(names) if _has(folder, family)
        }
        if "Latin" in found:
            return folder, found
    return None


def _has(folder: Path, family: str) -> bool:
    name = family.replace(" ", "")
    return all(any(folder.glob(f"{name}[-_]*{weight}.ttf")) for weight in ("Regular", "Bold"))


@cache
def _compiler(fonts: Path, template: Path) -> typst.Compiler:
    return typst.Compiler(str(template), root=str(template.parent), font_paths=[str(fonts)], ignore_system_fonts=True)


def _clean(value: Any) -> Any:
    """Return plain data without characters that no paper shows."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value
