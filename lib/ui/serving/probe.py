"""The health check of a container: `python -m lib.ui.serving.probe` ends with 0 when the server here lives.

It runs every few seconds beside the server, so it imports next to nothing.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

TIMEOUT_SECONDS = 4


def lives(port: int) -> bool:
    """Say whether the server on this port of this machine answers its health route."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if lives(int(os.environ.get("STREAMLIT_SERVER_PORT", "8501"))) else 1)
