"""tools/prepare.sh: which Python it takes, what it says without one, when it installs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "prepare.sh"
# What the script calls besides Python; apt-get is not among them, so nothing here can install a package.
TOOLS = ("sh", "cmp", "cp", "rm", "sort", "paste", "id")
OLD = """#!/bin/sh
case "$2" in
  *exit*) exit 1 ;;
  *print*) echo 3.9.2 ;;
esac
"""
NEW = f"""#!/bin/sh
exec {sys.executable} "$@"
"""


@pytest.fixture
def machine(tmp_path):
    """A folder for the repository, and a PATH with the script's tools and no Python."""
    path = tmp_path / "bin"
    path.mkdir()
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool))
    home = tmp_path / "home"
    home.mkdir()
    (home / "requirements.txt").write_text("# nothing yet\n")
    return home, path


def put(path: Path, name: str, text: str) -> None:
    (path / name).write_text(text)
    (path / name).chmod(0o755)


def prepare(machine) -> subprocess.CompletedProcess:
    home, path = machine
    settings = {"PATH": str(path), "HOME": os.environ.get("HOME", str(home))}
    return subprocess.run(
        [path / "sh", SCRIPT, "requirements.txt"], cwd=home, env=settings, capture_output=True, text=True
    )


def test_older_python_is_refused_in_one_sentence(machine):
    put(machine[1], "python3", OLD)
    done = prepare(machine)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("This needs Python 3.11 or newer, and here is 3.9.2:")
    assert not (machine[0] / ".venv").exists()


def test_no_python_at_all_is_said(machine):
    done = prepare(machine)
    assert done.returncode == 1
    assert "here is none" in done.stderr


def test_newer_python_is_found_beside_an_older_one_and_installs_only_on_change(machine):
    home, path = machine
    put(path, "python3", OLD)
    put(path, "python3.12", NEW)
    first = prepare(machine)
    assert first.returncode == 0, first.stderr
    assert "Making .venv" in first.stdout
    assert "Installing requirements.txt" in first.stdout

    assert prepare(machine).stdout == ""

    (home / "requirements.txt").write_text("# another nothing\n")
    third = prepare(machine)
    assert "Making .venv" not in third.stdout
    assert "Installing requirements.txt" in third.stdout

    (home / "requirements.txt").write_text("./not-here\n")
    assert prepare(machine).returncode != 0
    # An installation that failed is tried again, even when the file goes back to what was installed before.
    (home / "requirements.txt").write_text("# another nothing\n")
    assert "Installing requirements.txt" in prepare(machine).stdout
