"""Run many scripts in one process, each in its folder: `python run_scripts.py OUT FOLDER/SCRIPT...`; JSON out.

Importing the statistics costs seconds, so that a process for each script would cost minutes.
"""

import contextlib
import io
import json
import os
import runpy
import sys
import traceback
from pathlib import Path


def main(out, *scripts):
    found = {}
    for script in scripts:
        path, stdout = Path(script).resolve(), io.StringIO()
        os.chdir(path.parent)
        sys.path[0] = str(path.parent)  # where Python looks first, as when the script is run alone
        try:
            with contextlib.redirect_stdout(stdout):
                runpy.run_path(str(path), run_name="__main__")
            found[script] = {"stdout": stdout.getvalue(), "error": ""}
        except Exception:  # what a script raises is the test's finding
            found[script] = {"stdout": stdout.getvalue(), "error": traceback.format_exc()}
    Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
