"""The installed package: built from the repository as it is, started elsewhere, without the repository beside it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from lib.present.common.version import SOFTWARE, VERSION
from tests.browser.server import START_SECONDS, free_port

ROOT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds the installed package and nothing of the repository."""
    folder = tmp_path_factory.mktemp("installed")
    wheel = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*PIP, *wheel], check=True)
    (built,) = folder.glob("*.whl")
    subprocess.run([*PIP, "install", "--no-deps", "--target", str(folder / "site"), str(built)], check=True)
    return folder


def call(installed, *arguments, data=None):
    settings = {**os.environ, "PYTHONPATH": str(installed / "site")}
    command = [sys.executable, "-m", "magnesium_explorer", *arguments]
    return subprocess.run(command, cwd=installed, env=settings, input=data, capture_output=True)


def test_the_command_has_a_version_and_tells_what_it_does(installed):
    assert call(installed, "--version").stdout.decode().strip() == f"{SOFTWARE} {VERSION}"
    told = call(installed, "--help").stdout.decode()
    assert all(word in told for word in ("serve", "analyse", "check", "report"))
    scripts = next((installed / "site").glob("*.dist-info")) / "entry_points.txt"
    assert "magnesium-explorer = magnesium_explorer:main" in scripts.read_text()


def test_it_wants_the_libraries_of_requirements_txt(installed):
    metadata = (next((installed / "site").glob("*.dist-info")) / "METADATA").read_text(encoding="utf-8")
    wanted = {
        line.strip().lower() for line in (ROOT / "requirements.txt").read_text().splitlines() if line.strip()
    }
    required = {
        line.removeprefix("Requires-Dist: ").lower()
        for line in metadata.splitlines()
        if "Requires-Dist" in line
    }
    assert {name.replace("_", "-") for name in required} == {name.replace("_", "-") for name in wanted}


def test_it_analyses_the_bundled_cohort_and_checks_what_is_piped_in(installed):
    answers = json.loads(call(installed, "analyse", "bundled", "--json").stdout)
    assert answers["anova"]["n"] == 45
    data = (ROOT / "data" / "cohort.csv").read_bytes()
    found = json.loads(call(installed, "check", "-", "--json", data=data).stdout)
    assert (found["status"], found["detected"]["rows"]) == ("clean", 49 * 5)


def test_it_serves_from_any_folder(installed):
    port = free_port()
    settings = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    settings["PYTHONPATH"] = str(installed / "site")
    command = [sys.executable, "-m", "magnesium_explorer", "serve", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=installed, env=settings, stderr=subprocess.DEVNULL)
    try:
        assert ready(f"http://127.0.0.1:{port}/readyz", process)
    finally:
        process.terminate()
        process.wait(20)


def ready(url, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return json.load(answer)["ready"]
        except OSError:
            time.sleep(0.2)
    return False
