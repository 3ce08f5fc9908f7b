"""Set-up: everything that has to be there before the product can start, each step skipped when it is there already."""

from __future__ import annotations

import argparse

from tools import assets, environments, machine
from tools.console import main


def everything(*, tests: bool = False) -> None:
    """Make both environments, the style sheets and the catalogues; with `tests`, what the tests need besides."""
    groups = ("dev",) if tests else ()
    environments.make_site(*groups)
    assets.make_styles()
    assets.make_catalogues()
    environments.make_bot(*groups)
    if tests:
        machine.need_for_tests()


def work() -> None:
    """The command line: `python3 -m tools.setup [--tests]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    everything(tests=parser.parse_args().tests)


if __name__ == "__main__":
    main(work)
