"""What is deployed: the image's file, its pins, the composition, the proxy's file, the guide."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.bench import load
from tests.browser.server import ROOT
from tests.hosting.proxy import CONF
from tools.sbom import pins as libraries_of

PINNED_IMAGE = re.compile(r"^[\w./-]+:\d+\.\d+(\.\d+)?-[\w.-]+$")
GUIDE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Instructions of the image's file in their order: word and rest, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in lines.splitlines() if line.strip()]


def last_stage(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    start = max(n for n, (word, _) in enumerate(steps) if word == "FROM")
    return steps[start:]


def test_image_is_pinned_and_built_in_two_stages_on_one_python(steps):
    bases = [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert PINNED_IMAGE.match(bases[0])
    # The tests run on the Python the image has.
    assert bases[0].startswith("python:3.11.")


def test_image_runs_as_nobody_with_a_health_check(steps):
    stage = last_stage(steps)
    words = [word for word, _ in stage]
    users = [rest for word, rest in stage if word == "USER"]
    assert users == ["65534:65534"]
    # Nothing is changed as nobody: what comes after only says how to run.
    assert set(words[words.index("USER") + 1 :]) == {"EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"}
    check = next(rest for word, rest in stage if word == "HEALTHCHECK")
    command = json.loads(check.split("CMD", 1)[1])
    assert (ROOT / (command[-1].replace(".", "/") + ".py")).exists()
    assert json.loads(next(rest for word, rest in stage if word == "CMD"))[:5] == [
        "python", "-m", "streamlit", "run", "app.py",
    ]  # fmt: skip


def test_nothing_is_compiled_and_no_installer_is_left(steps):
    install = next(rest for word, rest in steps if word == "RUN" and "install" in rest)
    assert "--only-binary=:all:" in install
    assert "--require-hashes" in install
    assert "-r /tmp/requirements.lock" in install
    everything = " ".join(rest for _, rest in steps)
    assert not re.search(r"apt-get|apk |gcc|build-essential", everything)
    assert "pip uninstall --yes" in " ".join(rest for _, rest in last_stage(steps))


def test_what_is_copied_exists_and_reaches_the_build(steps):
    copies = [rest.split() for word, rest in steps if word == "COPY" and not rest.startswith("--from")]
    kept = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().split()
        if line.startswith("!")
    ]
    for *sources, _ in copies:
        for source in sources:
            assert (ROOT / source).exists(), source
            assert any(source == place or source.startswith(f"{place}/") for place in kept), source


def test_secrets_never_reach_the_build():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    order = {line: n for n, line in enumerate(lines)}
    assert order[".streamlit/secrets.toml"] > order["!.streamlit"]
    assert order["deploy/*"] > order["!deploy"]
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"deploy/secrets/", ".streamlit/secrets.toml", "/snapshots/"} <= set(ignored)


def pins() -> dict[str, str]:
    found = libraries_of((ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8"))
    return {canonicalize_name(name): version for name, (version, _) in found.items()}


def wanted() -> list[Requirement]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_pins_have_the_versions_that_are_required():
    found = pins()
    for requirement in wanted():
        assert requirement.specifier.contains(found[canonicalize_name(requirement.name)]), (
            f"{requirement}: run make pins"
        )


def test_pins_are_complete():
    """Whatever an installed library brings with it has its version there too."""
    waiting, seen = [(r, "") for r in wanted()], set()
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        assert name in pins(), f"{requirement}: run make pins"
        for asked in ["", *requirement.extras]:
            if (name, asked) not in seen:
                seen.add((name, asked))
                brought = importlib.metadata.requires(name) or []
                waiting += [(Requirement(line), asked) for line in brought]
    assert len(seen) > len(wanted())


def services() -> dict[str, str]:
    """Sections of compose.yaml under `services`, as text."""
    part = re.split(r"^(?=networks:)", COMPOSE, flags=re.MULTILINE)[0]
    part = part.split("\nservices:\n")[1]
    return dict(re.findall(r"^  ([\w-]+):\n((?:    .*\n|\n|  #.*\n)+)", part, flags=re.MULTILINE))


def test_every_container_is_hardened():
    hardened = re.search(r"^x-hardened:.*\n((?:  .*\n)+)", COMPOSE, flags=re.MULTILINE)[1]
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "pids_limit:"):
        assert line in hardened
    assert "<<: *hardened" in re.search(r"^x-dashboard:.*\n((?:  .*\n)+)", COMPOSE, flags=re.MULTILINE)[1]
    found = services()
    assert set(found) == {"dashboard-1", "dashboard-2", "proxy", "database"}
    for text in found.values():
        assert "<<: *hardened" in text or "<<: *dashboard" in text
    assert "ports:" in found["proxy"]
    assert COMPOSE.count("ports:") == 1
    for image in re.findall(r"image: (\S+)", "".join(found.values())):
        assert PINNED_IMAGE.match(image), image


def test_no_secret_stands_in_the_composition():
    assert "POSTGRES_PASSWORD_FILE: /run/secrets/" in COMPOSE
    assert not re.search(
        r"(?i)(password|secret|key)\w*:\s*[\"']?\w{8,}[\"']?\s*$", COMPOSE.split("secrets:\n  dash")[0]
    )


def test_proxy_knows_the_replicas_and_the_secrets_of_the_composition():
    conf = CONF.read_text(encoding="utf-8")
    assert re.findall(r"server (dashboard-\d):8501", conf) == [
        s for s in services() if s.startswith("dashboard")
    ]
    for name in re.findall(r"/run/secrets/(\w+);", conf):
        assert f"  {name}: {{file: " in COMPOSE
    # What may hold a link's id is in no line of the log.
    log = re.search(r"log_format without_links.*?;", conf, flags=re.DOTALL)[0]
    for variable in ("$request ", "$args", "$query_string", "$request_uri", "$http_referer", "$uri"):
        assert variable not in log + " "


def test_script_makes_what_the_composition_mounts(tmp_path: Path):
    shutil.copy(ROOT / "deploy" / "make-secrets.sh", tmp_path)
    script = ["sh", str(tmp_path / "make-secrets.sh")]
    subprocess.run(script, check=True, capture_output=True)
    made = {file.name: file.read_bytes() for file in (tmp_path / "secrets").iterdir()}
    mounted = re.findall(r"\{file: ./deploy/secrets/([\w.]+)\}", COMPOSE)
    assert set(made) == set(mounted)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    from lib.ui.serving.startup import check, read_secrets

    secrets, faults = read_secrets([tmp_path / "secrets" / "secrets.toml"])
    assert faults == check(secrets) == []
    assert secrets["hosting"]["https"] is True
    assert made["database_password"].decode() in secrets["snapshots"]["url"]
    # A second time changes nothing.
    subprocess.run(script, check=True, capture_output=True)
    assert made == {file.name: file.read_bytes() for file in (tmp_path / "secrets").iterdir()}


def test_guide_has_its_chapters_and_its_figures():
    chapters = re.findall(r"^## (.+)$", GUIDE, flags=re.MULTILINE)
    for wanted_word in ("One machine", "container", "Community Cloud", "base path", "replicas", "Sign-in",
                        "Back-up", "monitor", "Sizing"):  # fmt: skip
        assert any(wanted_word in chapter for chapter in chapters), wanted_word
    figures = GUIDE.split(load.BEGIN)[1].split(load.END)[0]
    assert re.search(r"\| errors \| 0 \|", figures)
    assert int(re.search(r"\| sessions at the same time \| (\d+) \|", figures)[1]) >= 50


def test_guide_names_every_setting():
    from lib.share.settings import FACTS
    from lib.ui.serving.startup import SAFE_OPTIONS, Hosting

    names = [fact.name for fact in FACTS] + list(Hosting.__dataclass_fields__)
    for name in [*names, *(option for option, _, _ in SAFE_OPTIONS), "server.allowedHosts"]:
        assert f"`{name}`" in GUIDE, name


def test_commands_of_the_guide_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make ([\w-]+)", GUIDE)):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
    for place in set(re.findall(r"`((?:deploy|docs|lib|tests)/[\w./-]+)`", GUIDE)):
        assert (ROOT / place).exists() or place.startswith("deploy/secrets"), place
