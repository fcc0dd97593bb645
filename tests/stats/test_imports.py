"""The statistics load without the heavy libraries: a page that needs none of them does not wait for them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = {"pingouin", "statsmodels", "pandas", "scipy.stats", "scipy.optimize", "streamlit", "altair"}


def test_no_heavy_library_is_loaded():
    files = (ROOT / "lib" / "stats").glob("*/[a-z]*.py")
    modules = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files)
    assert "lib.stats.anova.repeated_measures" in modules
    lines = [f"import {name}" for name in modules]
    code = "\n".join([*lines, "import sys", f"print(sorted({HEAVY!r} & sys.modules.keys()))"])
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
