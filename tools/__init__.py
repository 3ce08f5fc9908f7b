"""What `make` runs before any environment exists: the bare python3 and its standard library, nothing else.

Why this is not a shell script or a package of somebody else: docs/decisions/0001-tools-and-supervisor.md.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the one place that older Pythons reach
    sys.exit("Python 3.11 or newer is needed, and this python3 is older. Install it and try again.")
