"""The installed command `magnesium-explorer`: the dashboard, and the same analyses without a browser.

The installed package holds the project's own folders as they are (`app.py`, `lib`, `pages`, `data`, `.streamlit`), so
that nothing is written twice; this module puts them on the search path and starts them.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: The command, and what it does when nothing else is named.
COMMAND, SERVE = "magnesium-explorer", "serve"
USAGE = f"""\
usage: {COMMAND} [COMMAND] [OPTIONS]

  {SERVE}      start the dashboard and print its address; the usual command. Options are Streamlit's own,
             for instance --server.port 8600
  analyse    Table 1, trajectories, ANOVA, associations and comorbidity of a file, as text or JSON
  check      what a file holds, and what is wrong with it
  report     one document with its tables, figures and the bundle

Instead of a file, `bundled` names the bundled synthetic cohort and `-` the standard input.
{COMMAND} COMMAND --help says more.
"""


def main() -> int:
    """Start what the command line asks for, and give its exit status."""
    sys.path.insert(0, str(HERE))
    arguments = sys.argv[1:] or [SERVE]
    if arguments[0] in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    if arguments[0] in ("-V", "--version"):
        from lib.present.common.version import SOFTWARE, VERSION

        print(f"{SOFTWARE} {VERSION}")
        return 0
    if arguments[0] == SERVE:
        return _serve(arguments[1:])
    from lib.__main__ import main as answer

    return answer(arguments)


def _serve(options: list[str]) -> int:
    # Streamlit reads .streamlit/config.toml where it is started; a folder of the reader's own stays what it is
    # for everything that is named by an absolute path.
    os.chdir(HERE)
    sys.argv = ["streamlit", "run", "app.py", "--server.showEmailPrompt=false", *options]
    from streamlit.web.cli import main as run

    status = run(standalone_mode=False)
    return status if isinstance(status, int) else 0
