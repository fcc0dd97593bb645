"""Write deploy/requirements.lock anew: every library of requirements.txt and of those it brings, version and hashes.

    python tools/lock.py                in a fresh environment, as `make pins` does

pip then takes a file only if it is one of these (`--require-hashes`), whichever index or proxy it comes from. The
versions are those pip chooses on the Python and system this runs on; the hashes are those of the wheels of every
Python and system in `PYTHONS`, `SYSTEMS` and `PROCESSORS`.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import venv
from pathlib import Path
from urllib.request import Request, urlopen

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from pip._internal.models.index import PyPI

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "deploy" / "requirements.lock"
#: The index as data, PEP 691.
INDEX_FORMAT = "application/vnd.pypi.simple.v1+json"
#: Tags of the wheels that are locked: of these Pythons, and of these systems by how their tags begin.
PYTHONS = ("py3", "cp311", "cp312", "cp313", "cp314")
SYSTEMS = ("any", "manylinux", "musllinux", "macosx", "win_amd64")
PROCESSORS = ("any", "x86_64", "aarch64", "arm64", "universal2", "amd64")
HEADING = """\
# Every library of requirements.txt, those that others bring included, with the hashes of its wheels: what is installed
# is the same whenever and wherever from. Written by `make pins`; for Python 3.11 to 3.14 on Linux, macOS and Windows.
"""


def pip(python: Path | str, *arguments: str) -> str:
    """Run pip and give what it prints."""
    command = [str(python), "-m", "pip", *arguments, "--disable-pip-version-check"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def versions(folder: Path) -> list[str]:
    """Install requirements.txt in an environment of its own and give `name==version` of all it brought."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pip(python, "install", "--quiet", "--only-binary=:all:", "-r", str(ROOT / "requirements.txt"))
    return pip(python, "freeze").split()


def is_wanted(wheel: str) -> bool:
    """Tell whether a file is a wheel for one of the Pythons and systems."""
    try:
        *_, tags = parse_wheel_filename(wheel)
    except InvalidWheelFilename:
        return False
    return any(
        (tag.interpreter in PYTHONS or tag.abi == "abi3")
        and tag.platform.startswith(SYSTEMS)
        and tag.platform.endswith(PROCESSORS)
        for tag in tags
    )


def hashes(library: str, version: str) -> list[str]:
    """Give the hashes of a library's wheels as the index of Python packages names them, sorted."""
    request = Request(f"{PyPI.simple_url}/{library}/", headers={"Accept": INDEX_FORMAT})
    with urlopen(request) as answer:
        files = json.load(answer)["files"]
    ours = [file for file in files if is_wanted(file["filename"])]
    return sorted(
        file["hashes"]["sha256"]
        for file in ours
        if str(parse_wheel_filename(file["filename"])[1]) == version and not file["yanked"]
    )


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as name:
        found = versions(Path(name))
    lines = [HEADING]
    for pin in found:
        library, _, version = pin.partition("==")
        values = hashes(canonicalize_name(library), version)
        if not values:
            raise SystemExit(f"{pin} has no wheel for any of these Pythons and systems.")
        lines.append(" \\\n    ".join([pin, *(f"--hash=sha256:{value}" for value in values)]) + "\n")
    LOCK.write_text("".join(lines), encoding="utf-8")
    print(f"{LOCK.relative_to(ROOT)}: {len(found)} libraries")


if __name__ == "__main__":
    main()
