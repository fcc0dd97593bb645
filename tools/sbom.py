"""Write deploy/sbom.cdx.json: what the dashboard is made of, for whoever must keep a list (CycloneDX 1.6).

    python tools/sbom.py                where the libraries are installed, as `make pins` does

Versions and hashes are those of deploy/requirements.lock, licences those the installed libraries declare. A licence
that is not known to go with ours ends it: somebody has to judge it first.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK, BOM = ROOT / "deploy" / "requirements.lock", ROOT / "deploy" / "sbom.cdx.json"
VERSION_FILE = ROOT / "lib" / "present" / "common" / "version.py"
#: SPDX identifiers that may be combined with GPL-3.0, by the Free Software Foundation's list of licences.
COMPATIBLE = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "GPL-3.0-only", "GPL-3.0-or-later",
    "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib",
})  # fmt: skip
#: What libraries say that declare no SPDX expression: classifier or field, and the identifier it means.
SPELLINGS = {
    "2-clause BSD": "BSD-2-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GPL-3.0": "GPL-3.0-only",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>(?: \\\n +--hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE
)


def pins(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Give version and hashes of every library in the text of a lock file."""
    return {
        found["name"]: (found["version"], re.findall(r"[0-9a-f]{64}", found["rest"]))
        for found in _PIN.finditer(lock)
    }


def licence_of(library: str) -> str:
    """Give the SPDX expression of an installed library's licence; raises ValueError where it is not compatible."""
    about = metadata(library)
    classifiers = [
        str(line).split(" :: ")[-1] for line in about.get_all("Classifier") or [] if "License ::" in str(line)
    ]
    said = about.get("License-Expression") or (
        classifiers[0] if classifiers else about.get("License") or "nothing"
    )
    expression = SPELLINGS.get(said, said)
    parts = re.split(r" AND | OR ", expression)
    if not set(parts) <= COMPATIBLE:
        raise ValueError(f"{library} declares the licence “{said[:80]}”: judge whether it goes with GPL-3.0")
    return expression


def bill(lock: str) -> dict[str, Any]:
    """Give the bill of materials of a lock file's text."""
    [version] = re.findall(r'^VERSION = "(.+)"$', VERSION_FILE.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "magnesium-cohort-explorer",
                "version": version,
                "licenses": [{"expression": "GPL-3.0-or-later"}],
            }
        },
        "components": [
            {
                "type": "library",
                "name": name,
                "version": pinned,
                "purl": f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{pinned}",
                "licenses": [{"expression": licence_of(name)}],
                "hashes": [{"alg": "SHA-256", "content": value} for value in values],
            }
            for name, (pinned, values) in pins(lock).items()
        ],
    }


def main() -> None:
    """Write the file."""
    made = bill(LOCK.read_text(encoding="utf-8"))
    BOM.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{BOM.relative_to(ROOT)}: {len(made['components'])} libraries")


if __name__ == "__main__":
    main()
