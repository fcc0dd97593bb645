"""nginx on loopback with the project's own file, before two replicas."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.server import ROOT, free_port
from tests.hosting.services import Replica, Service, ServiceError, as_user, folder_of, program, start

CONF = ROOT / "deploy" / "nginx" / "nginx.conf"


@dataclass
class Proxy:
    """A running nginx with the project's own file, and what it wrote."""

    port: int
    plain_port: int
    certificate: Path
    service: Service
    folder: Path

    @property
    def url(self) -> str:
        """The address readers type."""
        return f"https://localhost:{self.port}"

    def words(self) -> str:
        """Both of its logs."""
        return (self.folder / "access.log").read_text() + (self.folder / "error.log").read_text()


@contextmanager
def nginx(replicas: tuple[Replica, Replica], base: str = "") -> Iterator[Proxy]:
    """Start nginx before two replicas."""
    with folder_of("nobody") as folder:
        certificate, key = make_certificate(folder)
        proxy = Proxy(free_port(), free_port(), certificate, None, folder)
        conf = folder / "nginx.conf"
        conf.write_text(own_conf(proxy, key, replicas, base), encoding="utf-8")
        command = [program("nginx"), "-c", str(conf), "-e", str(folder / "error.log"), "-g", "daemon off;"]
        subprocess.run([*command[:-2], "-t", "-q"], check=True, cwd=folder, **as_user("nobody"))
        for log in ("access.log", "error.log"):
            (folder / log).touch()
        proxy.service = start(
            command, folder / "nginx.log", lambda: conf_is_up(proxy.port), user="nobody", cwd=folder
        )
        try:
            yield proxy
        finally:
            proxy.service.stop()


def own_conf(proxy: Proxy, key: Path, replicas: tuple[Replica, Replica], base: str) -> str:
    """The project's file with ports, addresses and places of this test; everything else as it is."""
    text = CONF.read_text(encoding="utf-8")
    changes = {
        "pid /tmp/nginx.pid;": f"pid {proxy.folder}/nginx.pid;",
        "error_log /dev/stderr": f"error_log {proxy.folder}/error.log",
        "access_log /dev/stdout": f"access_log {proxy.folder}/access.log",
        "listen 8080;": f"listen 127.0.0.1:{proxy.plain_port};",
        "listen 8443 ssl": f"listen 127.0.0.1:{proxy.port} ssl",
        "server dashboard-1:8501": f"server 127.0.0.1:{replicas[0].port}",
        "server dashboard-2:8501": f"server 127.0.0.1:{replicas[1].port}",
        "/run/secrets/tls_certificate;": f"{proxy.certificate};",
        "/run/secrets/tls_key;": f"{key};",
        "location / {": f"location /{base} {{",
    }
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ServiceError(f"{CONF.name} has “{old}” {text.count(old)} times, and must have it once")
        text = text.replace(old, new)
    # A replica that is back is tried soon: the tests do not wait for it.
    text = text.replace("fail_timeout=5s", "fail_timeout=1s")
    return text.replace("_temp_path /tmp/", f"_temp_path {proxy.folder}/")


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate with the project's own script; it stands in a copy, so that nothing of ours is kept."""
    shutil.copy(ROOT / "deploy" / "make-secrets.sh", folder)
    subprocess.run(["sh", str(folder / "make-secrets.sh")], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    made = folder / "secrets"
    made.chmod(0o755)
    return made / "tls_certificate.pem", made / "tls_key.pem"


def conf_is_up(port: int) -> bool:
    """Whether somebody listens on this port."""
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0
