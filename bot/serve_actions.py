"""Start the action server on loopback. (`rasa_sdk` by itself would listen on every address of the machine.)"""

import argparse
import logging
import os

from actions import council_api


def main() -> None:
    """Read the command line and serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5055)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    os.environ["ACTION_SERVER_SANIC_WORKERS"] = "1"

    from rasa_sdk.endpoint import create_app

    app = create_app("actions", cors_origins=[])
    app.before_server_start(council_api.open_session)
    app.after_server_stop(council_api.close_session)
    app.run("127.0.0.1", options.port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    main()
