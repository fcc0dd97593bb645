"""Which slow libraries each page imports: `python -m tests.bench.heavy_imports pages/overview.py`.

Each page runs in a process of its own, so no page is charged with what another one needed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "pingouin",
    "statsmodels",
    "seaborn",
    "matplotlib",
    "sklearn",
    "great_tables",
    "vl_convert",
    "openpyxl",
)


def heavy_imports(place: str) -> list[str]:
    """Slow libraries that the process holds after one visit to this page, asked in a fresh process."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.heavy_imports", place]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"the page failed: {done.stderr.strip().splitlines()[-1]}"]
    return json.loads(done.stdout.splitlines()[-1])


def visit(place: str) -> list[str]:
    """Run the dashboard's script and then one page here; the slow libraries this process holds afterwards."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=120).run()
    app = app.switch_page(str(Path("..") / place)).run()
    if app.exception:
        raise SystemExit(app.exception[0].message)
    return [name for name in HEAVY if name in sys.modules]


if __name__ == "__main__":
    print(json.dumps(visit(sys.argv[1])))
