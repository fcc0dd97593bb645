"""The real parts of a hosted dashboard on loopback: PostgreSQL and replicas; nginx stands in proxy.py.

    python -m tests.hosting.services

says which nginx and PostgreSQL the tests will use; as root on Debian it installs what is missing.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.chromium import debian_root, run
from tests.browser.server import ROOT, free_port

#: Where Debian puts PostgreSQL's own programs, which are on nobody's path.
POSTGRESQL_FOLDERS = "/usr/lib/postgresql/*/bin"
PACKAGES = {"nginx": "nginx-light", "postgres": "postgresql", "initdb": "postgresql"}
#: Debian asks this script before it starts a service (policy-rc.d(8)).
POLICY = Path("/usr/sbin/policy-rc.d")
START_SECONDS = 60


class MissingServiceError(RuntimeError):
    """A program is not here; the message says what to install."""


class ServiceError(RuntimeError):
    """A service did not start; the message holds the end of its log."""


def program(name: str) -> str:
    """Path of nginx, postgres or initdb; raises MissingServiceError."""
    folders = [str(folder) for folder in sorted(Path("/").glob(POSTGRESQL_FOLDERS[1:]), reverse=True)]
    places = os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which(name, path=places)
    if found is None:
        raise MissingServiceError(
            f"The hosting tests need {name}, which is not here. On Debian and Ubuntu: "
            f"sudo apt install {' '.join(sorted(set(PACKAGES.values())))}"
        )
    return found


def make_sure() -> None:
    """Install what is missing, where we may; raises MissingServiceError when something is still missing."""
    missing = {PACKAGES[name] for name in PACKAGES if not is_here(name)}
    if missing and debian_root():
        run(["apt-get", "update", "-qq"])
        with nothing_started():
            run(
                ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *sorted(missing)],
                {"DEBIAN_FRONTEND": "noninteractive"},
            )
    for name in PACKAGES:
        program(name)


@contextmanager
def nothing_started() -> Iterator[None]:
    """Let Debian install services without starting them: the tests start their own, on ports of their own."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def is_here(name: str) -> bool:
    """Whether a program is installed."""
    try:
        return bool(program(name))
    except MissingServiceError:
        return False


@dataclass
class Service:
    """A running process, and the file its words go to."""

    process: subprocess.Popen
    log: Path

    def words(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, seconds: float = 20) -> int:
        """Ask it to stop, wait until it is gone, and give its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(seconds)
            raise


def start(
    command: list[str], log: Path, ready: Callable[[], bool], *, user: str | None = None, **given: object
) -> Service:
    """Start a process, as another user where a name is given, and wait until it is ready."""
    with log.open("ab") as out:
        # In a session of its own, so that Ctrl+C in the tests' terminal leaves the order of the end to us.
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, **as_user(user), **given
        )
    service = Service(process, log)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if ready():
            return service
        time.sleep(0.05)
    if process.poll() is None:
        process.kill()
    raise ServiceError(f"{command[0]} did not start; it said:\n{service.words()[-2000:]}")


def as_user(name: str | None) -> dict[str, object]:
    """Options of a process that runs as another user; only root can, and only root has to."""
    if name is None or os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(name)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def folder_of(user: str) -> Iterator[Path]:
    """A folder for a service, which its user owns; pytest's own cannot be entered by others."""
    path = Path(tempfile.mkdtemp(prefix="hosting-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(path, user)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def postgresql() -> Iterator[str]:
    """A database server of our own on loopback; gives the address of its one empty database."""
    with folder_of("postgres") as folder:
        port, password = free_port(), secrets.token_hex(16)
        (folder / "password").write_text(password, encoding="utf-8")
        (folder / "password").chmod(0o644)
        data, quiet = folder / "data", {"stdout": subprocess.DEVNULL, "cwd": folder}
        # fmt: off
        subprocess.run([
            program("initdb"), "-D", data, "-U", "dashboard", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
            "--pwfile", folder / "password", "--no-sync",
        ], check=True, **quiet, **as_user("postgres"))
        command = [
            program("postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder),
            # The data live as long as the tests: nothing waits for the disk.
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
        ]
        # fmt: on
        url = f"postgresql+psycopg://dashboard:{password}@127.0.0.1:{port}/postgres"
        service = start(
            command, folder / "log", lambda: accepts_connections(url), user="postgres", cwd=folder
        )
        try:
            yield url
        finally:
            # Fast shutdown: sessions that are still open do not hold it back.
            service.process.send_signal(signal.SIGINT)
            service.process.wait(20)


def answers(url: str) -> bool:
    """Whether something at this address says that all is well."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def accepts_connections(url: str) -> bool:
    """Whether the database at this address lets us in."""
    import psycopg

    try:
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@dataclass(eq=False)
class Replica:
    """One server process of the dashboard, which can be stopped and started again on its port."""

    name: str
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    service: Service | None = None

    @property
    def url(self) -> str:
        """Its own address, past the proxy."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where its words go, also those of its starts before."""
        return self.folder / f"{self.name}.log"

    def start(self) -> Replica:
        """Start it as a container would: settings by files in its home, nobody's environment."""
        # fmt: off
        command = [
            sys.executable, "-m", "streamlit", "run", "app.py",
            "--server.port", str(self.port), "--server.address", "127.0.0.1",
            "--server.showEmailPrompt", "false", *self.arguments,
        ]
        # fmt: on
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
        settings = {**kept, "HOME": str(self.folder), "PYTHONUNBUFFERED": "1", **self.settings}
        self.service = start(
            command, self.log, lambda: answers(f"{self.url}/healthz"), cwd=ROOT, env=settings
        )
        return self

    def stop(self) -> int:
        """Stop it as a container would, and give its exit status."""
        status = self.service.stop() if self.service else 0
        self.service = None
        return status

    def words(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def start_together(*replicas: Replica) -> None:
    """Start replicas at the same time, as a host does."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(Replica.start, replicas))


def write_home(folder: Path, secrets_toml: str, config_toml: str = "") -> Path:
    """Make a home with the two files an operator mounts there."""
    home = folder / ".streamlit"
    home.mkdir(parents=True, exist_ok=True)
    (home / "secrets.toml").write_text(secrets_toml, encoding="utf-8")
    (home / "config.toml").write_text(config_toml, encoding="utf-8")
    return folder


if __name__ == "__main__":
    try:
        make_sure()
    except MissingServiceError as error:
        sys.exit(str(error))
    for name in ("nginx", "postgres"):
        flag = "-v" if name == "nginx" else "--version"
        said = subprocess.run([program(name), flag], capture_output=True, text=True, check=True)
        print(f"For the hosting tests: {(said.stdout or said.stderr).strip()}")
