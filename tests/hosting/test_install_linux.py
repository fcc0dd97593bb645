"""One Linux machine: what deploy/install-linux.sh writes, and that what it writes serves over TLS."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.browser.server import ROOT, free_port
from tests.hosting.proxy import conf_is_up
from tests.hosting.services import program, start

SCRIPT = ROOT / "deploy" / "install-linux.sh"
NAME = "magnesium.hospital.example"
STATE = "var/lib/magnesium-explorer/.streamlit"


def install(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script for another root, as a machine would that has the libraries already."""
    command = ["sh", str(SCRIPT), "--root", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """The files of an installed machine."""
    root = tmp_path_factory.mktemp("machine")
    place = root / "opt/magnesium-explorer"
    place.mkdir(parents=True)
    (place / ".venv").symlink_to(ROOT / ".venv")
    done = install(root, NAME)
    assert done.returncode == 0, done.stderr
    assert f"https://{NAME}" in done.stdout
    return root


def unit(machine: Path, name: str) -> dict[str, str]:
    """What a unit says; of a key given twice both values, one a line."""
    said: dict[str, list[str]] = {}
    for line in (machine / "etc/systemd/system" / f"{name}.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            said.setdefault(key, []).append(value)
    return {key: "\n".join(values) for key, values in said.items()}


def test_secrets_are_the_owners_alone_and_stay(machine):
    files = [machine / STATE / "config.toml", machine / STATE / "secrets.toml"]
    files.append(machine / "etc/magnesium-explorer/tls_key.pem")
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert f'allowedHosts = ["{NAME}"]' in files[0].read_text()
    before = [file.read_bytes() for file in files]
    assert install(machine, NAME).returncode == 0
    assert [file.read_bytes() for file in files] == before


def test_no_secret_of_the_source_comes_along(machine):
    place = machine / "opt/magnesium-explorer"
    assert (place / ".streamlit/config.toml").exists()
    assert not (place / ".streamlit/secrets.toml").exists()
    assert not (place / "deploy/secrets").exists()


def test_services_run_as_nobody_in_particular_and_start_with_the_machine(machine):
    for name in ("magnesium-explorer", "magnesium-explorer-proxy"):
        section = unit(machine, name)
        assert section["DynamicUser"] == "yes"
        assert section["ProtectSystem"] == "strict"
        assert section["NoNewPrivileges"] == "yes"
        text = (machine / "etc/systemd/system" / f"{name}.service").read_text()
        assert "[Install]\nWantedBy=multi-user.target" in text
    assert unit(machine, "magnesium-explorer")["LimitCORE"] == "0"


def test_what_is_written_serves_over_tls(machine, tmp_path):
    """The units' own commands, with this machine's places and free ports in place of theirs."""
    port, plain, inner = free_port(), free_port(), free_port()
    section = unit(machine, "magnesium-explorer")
    place = machine / section["WorkingDirectory"].lstrip("/")
    command = [word.replace("/opt/", f"{machine}/opt/") for word in shlex.split(section["ExecStart"])]
    said = dict(line.split("=", 1) for line in section["Environment"].splitlines())
    said = {key: value.replace("/var/lib", f"{machine}/var/lib") for key, value in said.items()}
    environment = {"PATH": os.environ["PATH"], "STREAMLIT_SERVER_PORT": str(inner), **said}
    conf = machine / "etc/magnesium-explorer/nginx.conf"
    text = conf.read_text()
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "server 127.0.0.1:8501": f"server 127.0.0.1:{inner}",
        "/run/credentials/magnesium-explorer-proxy.service/tls_certificate;": f"{conf.parent}/tls_certificate.pem;",
        "/run/credentials/magnesium-explorer-proxy.service/tls_key;": f"{conf.parent}/tls_key.pem;",
        "pid /tmp/": f"pid {tmp_path}/",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    own = tmp_path / "nginx.conf"
    own.write_text(text.replace("_temp_path /tmp/", f"_temp_path {tmp_path}/"))
    proxy = shlex.split(unit(machine, "magnesium-explorer-proxy")["ExecStart"])
    proxy = [program("nginx"), "-c", str(own), "-e", str(tmp_path / "error.log"), *proxy[proxy.index("-g") :]]
    server = start(command, tmp_path / "server.log", lambda: conf_is_up(inner), cwd=place, env=environment)
    front = start(proxy, tmp_path / "nginx.log", lambda: conf_is_up(port), cwd=tmp_path)
    try:
        asked = ["curl", "--silent", "--cacert", str(conf.parent / "tls_certificate.pem"), "--retry", "5"]
        asked += [
            "--retry-connrefused",
            "--resolve",
            f"{NAME}:{port}:127.0.0.1",
            f"https://{NAME}:{port}/healthz",
        ]
        assert shutil.which("curl")
        assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == '{"alive":true}'
    finally:
        front.stop()
        server.stop()


@pytest.mark.parametrize("name", ["", "Magnesium Hospital", "a;reboot"])
def test_a_name_that_cannot_be_one_is_refused(tmp_path, name):
    done = install(tmp_path, name)
    assert done.returncode == 1
    assert "Say the name that readers type" in done.stderr
    assert not any(tmp_path.iterdir())
