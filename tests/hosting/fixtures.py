"""Fixtures of the hosted dashboard; each part is started when a test first asks for it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.hosting.proxy import Proxy
    from tests.hosting.services import Replica
    from tests.hosting.visitor import Visitor

#: Signs the cookies of both replicas.
COOKIE_SECRET = secrets.token_hex(32)
CONFIG = f"""\
[server]
cookieSecret = "{COOKIE_SECRET}"
allowedHosts = ["localhost", "127.0.0.1"]
"""
#: As the image has it: what the server says is JSON alone.
QUIET = {"STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE": "true"}


@dataclass(frozen=True, eq=False)
class Hosted:
    """Two replicas behind nginx, and the database they share."""

    database: str
    replicas: tuple[Replica, Replica]
    proxy: Proxy

    def visitor(self, replica: Replica | None = None) -> Visitor:
        """A new reader who comes through nginx, sent to a certain replica where one is given."""
        from tests.hosting.visitor import Visitor

        cookies = {} if replica is None else {"replica": cookie_for(self, replica.port)}
        return Visitor(self.proxy.url, self.proxy.certificate, cookies)

    def requests(self) -> list[dict]:
        """Lines of nginx's access log."""
        lines = (self.proxy.folder / "access.log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def last_request(self, path: str) -> dict:
        """The last line about this path; nginx writes it a moment after the answer."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            found = [line for line in self.requests() if line["path"] == path]
            if found:
                return found[-1]
            time.sleep(0.02)
        raise AssertionError(f"nginx has not logged {path}")

    def words(self) -> str:
        """Everything that every part has logged so far."""
        return self.proxy.words() + "".join(replica.words() for replica in self.replicas)


@cache
def cookie_for(hosted: Hosted, port: int) -> str:
    """A cookie that nginx sends to the replica on this port."""
    from tests.hosting.visitor import Visitor

    while True:
        chosen = secrets.token_hex(16)
        path = f"/healthz/{chosen}"
        Visitor(hosted.proxy.url, hosted.proxy.certificate, {"replica": chosen}).get(path)
        if hosted.last_request(path)["replica"].endswith(f":{port}"):
            return chosen


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of an empty database on a PostgreSQL of the session's own."""
    from tests.hosting.services import postgresql

    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def hosted(postgresql_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """The whole of it: PostgreSQL, two replicas that publish, nginx."""
    with hosting(postgresql_url, tmp_path_factory.mktemp("hosted")) as found:
        yield found


@pytest.fixture(scope="session")
def hosted_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    """The same on one machine: both replicas on one SQLite file."""
    folder = tmp_path_factory.mktemp("sqlite")
    with hosting(f"sqlite:///{folder}/snapshots/snapshots.sqlite", folder) as found:
        yield found


@contextmanager
def hosting(database: str, folder: Path) -> Iterator[Hosted]:
    """Two replicas on one database, and nginx before them."""
    from tests.hosting.proxy import nginx
    from tests.hosting.services import Replica, start_together, write_home

    secrets_toml = f'[hosting]\nhttps = true\n[snapshots]\npublishing = true\nurl = "{database}"\n'
    replicas = tuple(
        Replica(f"replica-{n}", write_home(folder / f"{n}", secrets_toml, CONFIG), QUIET) for n in (1, 2)
    )
    with ExitStack() as stack:
        for replica in replicas:
            stack.callback(replica.stop)
        start_together(*replicas)
        yield Hosted(database, replicas, stack.enter_context(nginx(replicas)))


@pytest.fixture(scope="session")
def under_base_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, Replica]]:
    """A server under a base path behind nginx, whose database is away."""
    from tests.browser.server import free_port
    from tests.hosting.proxy import nginx
    from tests.hosting.services import Replica, write_home

    url = f"postgresql+psycopg://dashboard:hunter2@127.0.0.1:{free_port()}/nothing"
    home = write_home(tmp_path_factory.mktemp("based"), f'[snapshots]\npublishing = true\nurl = "{url}"\n')
    replica = Replica("based", home, QUIET, ("--server.baseUrlPath", "tools/magnesium"))
    with ExitStack() as stack:
        stack.callback(replica.stop)
        replica.start()
        proxy = stack.enter_context(nginx((replica, replica), "tools/magnesium/"))
        yield proxy, replica
