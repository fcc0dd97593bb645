"""The dashboard's own server, started for a test on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


class ServerError(RuntimeError):
    """The server did not start; the message holds the end of its log."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process, and the file its words go to."""

    url: str
    process: subprocess.Popen
    log: Path

    def words(self) -> str:
        """Everything the server has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start_server(tmp: Path, script: str = "app.py", folder: Path = ROOT) -> Server:
    """Start `streamlit run` in a folder, wait until it is healthy, and write its log into tmp.

    Settings of the project's .streamlit hold, save the address and the port; STREAMLIT_* variables do not.
    Raises ServerError when it stops or stays silent for START_SECONDS.
    """
    port = free_port()
    log = tmp / f"server-{port}.log"
    # fmt: off
    command = [
        sys.executable, "-m", "streamlit", "run", script,
        "--server.port", str(port), "--server.address", "127.0.0.1",
        "--server.headless", "true", "--server.fileWatcherType", "none",
    ]
    # fmt: on
    settings = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    settings["PYTHONUNBUFFERED"] = "1"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=settings)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if healthy(server.url):
            return server
        time.sleep(0.1)
    server.stop()
    raise ServerError(f"The server did not start; it said:\n{server.words()[-2000:]}")


def healthy(url: str) -> bool:
    """Whether the server at this address answers its health check."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
