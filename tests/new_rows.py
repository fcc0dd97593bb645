"""A copy of the house with a new analysis, a new filter and a new scale, each added by the steps of CONTRIBUTING.

Run in the copy (`python -m new_rows`), it prints as JSON where each of them is found.
"""

import contextlib
import io
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lib.analysis.common.question import Question
    from lib.analysis.settings.kinds import Settings

ROOT = Path(__file__).parents[1]
#: New files, by their place.
FILES = {
    "lib/analysis/dummy/__init__.py": '"""A made-up topic."""\n',
    "lib/analysis/dummy/count.py": '''"""Counts who is selected, and repeats a word."""

from dataclasses import dataclass

from lib.analysis.common.question import Question


@dataclass(frozen=True)
class Dummy:
    """What the made-up analysis answers."""

    n: int
    word: str
    method: str = "Dummy test"


def count_dummies(question: Question, word: str) -> Dummy:
    """Count who is selected."""
    return Dummy(question.selected.n, word)
''',
    "lib/present/dummy/__init__.py": '"""A made-up topic."""\n',
    "lib/present/dummy/settings.py": '''"""The setting of a made-up topic."""

from lib.analysis.settings.kinds import Setting, choice_of

DUMMY_SETTINGS: tuple[Setting, ...] = (choice_of("dummyword", "word of the dummy", {"one": "One", "two": "Two"}),)
''',
    "lib/present/dummy/words.py": '''"""The sentence of a made-up topic."""

from lib.analysis.dummy.count import Dummy


def sentence_dummy(result: Dummy) -> str:
    """Say the count."""
    return f"The dummy says {result.word} of {result.n} patients."
''',
    "pages/dummies.py": '''"""Dummies: a made-up page."""

from lib.analysis.dummy.count import count_dummies
from lib.present.dummy.words import sentence_dummy
from lib.ui.frame import show_frame
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer

question = show_frame("Is there a dummy?")
if question:
    show_answer(sentence_dummy(answer(count_dummies, question, current_settings().dummyword)))
''',
}
#: Rows: file, how its table begins (a row stands before or after this), and the row.
AFTER, BEFORE = "after", "before"
ROWS = (
    ("lib/analysis/answers.py", BEFORE, "\n\ndef call_directly", "    dummy: Any = None\n"),
    (
        "lib/analysis/registry.py", BEFORE, ")  # fmt: skip\n#: Every section",
        '    Analysis("dummy", "Dummy analysis", "dummies", ("dummy",), ("dummyword",), _dummy),\n',
    ),
    (
        "lib/analysis/registry.py", BEFORE, "ANALYSES: tuple[Analysis, ...] = (\n",
        "def _dummy(request: AnalysisRequest) -> Any:\n"
        "    from lib.analysis.dummy.count import count_dummies\n\n"
        '    return request.compute(count_dummies, request.question, *request.chosen("dummyword"))\n\n\n',
    ),
    ("lib/present/settings.py", AFTER, "CALL_SETTINGS: tuple[Setting, ...] = (\n", "    *DUMMY_SETTINGS,\n"),
    (
        "lib/present/settings.py", BEFORE, "from lib.present.published.settings",
        "from lib.present.dummy.settings import DUMMY_SETTINGS\n",
    ),
    (
        "lib/present/report/methods_table.py", AFTER, "METHODS = (\n",
        '    Method("Dummy", "Dummy test", "none", "nothing", "nobody"),\n',
    ),
    ("lib/present/report/methods_page.py", AFTER, '    "data": "",\n', '    "dummy": "Dummy",\n'),
    (
        "lib/present/report/methods_text.py", AFTER, "    TABLE1: (passage_table1,),\n",
        '    "dummy": (lambda answers: ("A dummy was made.",),),\n',
    ),
    (
        "lib/present/report/settings.py", AFTER, "REPORT_SECTIONS = (\n",
        '    ReportSection("dummy", "Dummy section", "a dummy"),\n',
    ),
    *(
        (
            "lib/present/report/checklists.py", AFTER, f"{table} = (\n",
            '    Item("99", "Dummies", (("dummy", "The dummy says"),), ""),\n',
        )
        for table in ("STROBE_ITEMS", "SAMPL_ITEMS")
    ),
    (
        "lib/export/report/sections.py", AFTER, "WRITERS: dict[str, Callable[[Answers], Blocks]] = {\n",
        '    "dummy": lambda answers: (Paragraph(sentence_dummy(answers.dummy), answer=True),),\n',
    ),
    (
        "lib/export/report/sections.py", BEFORE, "from lib.present.report",
        "from lib.present.dummy.words import sentence_dummy\n",
    ),
    ("lib/export/answers_json.py", AFTER, '    "data": ("data", _data),\n', '    "dummy": ("dummy", vars),\n'),
    ("lib/export/code/scripts.py", AFTER, '    "data": ("overview",),\n', '    "dummy": ("dummy",),\n'),
    (
        "lib/export/code/scripts.py", AFTER, "    for kind in (\n",
        '        Kind("dummy", "Dummy", "dummies", lambda asked: Draft("Dummy", (Piece("print(1)"),))),\n',
    ),
    (
        "lib/export/code/scripts.py", BEFORE, "KINDS: dict[str, Kind]",
        "from lib.export.code.request import Draft, Piece\n\n",
    ),
    (
        "lib/ui/navigation.py", AFTER, "PAGE_TABLE = (\n",
        '    PageEntry("dummies", "Dummies", "Test", "what a dummy says"),\n',
    ),
    # The filter and the scale: one row each.
    (
        "lib/cohort/filters.py", AFTER, "FILTERS: tuple[Filter, ...] = (\n",
        '    RangeFilter("bmi", "Body mass index", role="bmi"),\n',
    ),
    (
        "data/scales.csv", BEFORE, "shaps,",
        "dumms,DUMMS,Dummy mood scale,scale,0,40,,,,dumms,nobody 2026\n",
    ),
)  # fmt: skip


def copy_house(folder: Path) -> None:
    """Copy what runs, and add the new files and rows to the copy."""
    for part in ("lib", "pages", "data"):
        shutil.copytree(ROOT / part, folder / part)
    for script in ("new_rows.py", "readme_list.py"):
        shutil.copy(ROOT / "tests" / script, folder / script)
    for place, text in FILES.items():
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    for place, where, mark, row in ROWS:
        file = folder / place
        text = file.read_text(encoding="utf-8")
        if mark not in text:
            raise ValueError(f"{place}: there is no {mark!r}")
        before, after = text.split(mark, 1)
        new = before + mark + row + after if where == AFTER else before + row + mark + after
        file.write_text(new, encoding="utf-8")


def said(*arguments: str) -> str:
    """Give what the command line prints."""
    from lib.__main__ import main

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(list(arguments))
    out.flush()
    return out.buffer.getvalue().decode("utf-8")


def look() -> dict[str, object]:
    """Find the new analysis, filter and scale in everything that reads the tables."""
    from readme_list import write_list

    from lib.analysis.common.question import Question
    from lib.analysis.registry import ANALYSES
    from lib.analysis.settings.question import definition_of, selection_of
    from lib.cohort.cohort import read_bundled_cohort
    from lib.cohort.intake import check_file
    from lib.export.code.request import ScriptRequest
    from lib.export.code.scripts import scripts_of
    from lib.present.report.methods_page import records_methods
    from lib.present.settings import default_settings

    cohort = read_bundled_cohort()
    settings = default_settings(cohort).replace(dummyword="two", bmi=(20, 25))
    question = Question(cohort, definition_of(settings), selection_of(settings, cohort))
    scripts = scripts_of(ScriptRequest(question, settings))
    rows = [f"P{n},{visit},{10 + n}" for n in range(6) for visit in ("pre", "post")]
    upload = check_file("\n".join(["patient,visit,DUMMS", *rows]).encode(), "new.csv")
    return {
        "analyses": [row.code for row in ANALYSES],
        "report": said("analyse", "bundled", "--dummyword", "two"),
        "json": said("analyse", "bundled", "--dummyword", "two", "--filter", "bmi=20-25", "--json"),
        "help": said("analyse", "--help"),
        "document": document_of(question, settings),
        "readme": write_list(),
        "methods": [row["Where"] for row in records_methods()],
        "scripts": {script.name: script.text for script in scripts},
        "scale": [(m.name, m.label) for m in upload.intake.validated.cohort.codebook.measures],
        "page": look_at_page(),
    }


def document_of(question: "Question", settings: "Settings") -> dict[str, str]:
    """Give the text of the sections of a report, by their codes."""
    from lib.export.report.build import Origin, build_report

    sections = ("dummy", "methods", "strobe", "sampl")
    report = build_report(question, settings, sections, Origin("2026-03-01", "", ""))
    return {
        part.code: "\n".join(str(getattr(b, "text", None) or getattr(b, "table", "")) for b in part.blocks)
        for part in report.sections
    }


def look_at_page() -> dict[str, object]:
    """Open the new page by an address that names the new setting and the new filter."""
    from streamlit.testing.v1 import AppTest

    at = AppTest.from_file("lib/dashboard.py", default_timeout=600)
    at.query_params["dummyword"] = "two"
    at.query_params["bmi"] = "20-25"
    at.switch_page("../pages/dummies.py")
    at.run()
    return {
        "errors": [element.message for element in at.exception],
        "words": [element.proto.body for element in at.get("html")],
        "sliders": {slider.label: list(slider.value) for slider in at.sidebar.slider},
        "address": dict(at.query_params),
    }


if __name__ == "__main__":
    print(json.dumps(look()))
