"""Every reader of the registry has every analysis: a new one fails here until its rows are there."""

import dataclasses
import sys
from typing import Any

import pytest

from lib.__main__ import main
from lib.analysis import answers as answers_module
from lib.analysis import registry
from lib.analysis.answers import Answers
from lib.analysis.registry import ANALYSES, SECTIONS, Analysis, answer_question
from lib.analysis.settings.kinds import choice_of
from lib.cohort.cohort import read_bundled_cohort
from lib.export.answers_json import RECORDS
from lib.export.code.request import Draft, Piece, ScriptRequest
from lib.export.code.scripts import KINDS, SCRIPTS, WITHOUT_SCRIPT, Kind, scripts_of
from lib.export.report.build import build_report
from lib.export.report.model import Paragraph
from lib.export.report.sections import WRITERS
from lib.present import settings as all_settings
from lib.present.report import checklists, methods_table
from lib.present.report import settings as report_settings
from lib.present.report.checklists import SAMPL_ITEMS, STROBE_ITEMS, Item
from lib.present.report.methods_page import METHOD_USES, records_methods
from lib.present.report.methods_table import METHODS, Method
from lib.present.report.methods_text import PASSAGES
from lib.present.report.settings import SAMPL, SECTION_BY_CODE, ReportSection
from lib.present.settings import CALL_SETTINGS, SETTING_BY_NAME, default_settings
from lib.ui import navigation
from lib.ui.navigation import PAGE_TABLE, PAGES_FOLDER, PageEntry
from tests.export.report_reading import ORIGIN, request
from tests.readme_list import README, with_list, write_list

CODES = [row.code for row in ANALYSES]
COHORT = read_bundled_cohort()


def test_tables_by_analysis_have_every_code_and_no_other():
    assert list(RECORDS) == CODES
    assert list(METHOD_USES) == CODES
    assert sorted([*SCRIPTS, *WITHOUT_SCRIPT]) == sorted(CODES)
    assert [field.name for field in dataclasses.fields(Answers)][3:] == CODES


def test_tables_by_section_have_every_section():
    assert set(PASSAGES) == set(SECTIONS)
    assert set(SECTIONS) <= set(WRITERS) & set(SECTION_BY_CODE)
    assert set(WRITERS) <= set(SECTION_BY_CODE)
    ruled = {section for item in (*STROBE_ITEMS, *SAMPL_ITEMS) for section, _ in item.rules}
    assert set(SECTIONS) <= ruled <= set(SECTION_BY_CODE)


def test_kinds_of_script_belong_to_an_analysis_on_a_page_that_is_there():
    assert sorted(kind for kinds in SCRIPTS.values() for kind in kinds) == sorted(KINDS)
    pages = {page.file for page in PAGE_TABLE}
    assert {kind.page for kind in KINDS.values()} | {row.page for row in ANALYSES} <= pages
    assert {path.stem for path in PAGES_FOLDER.glob("*.py")} - {"__init__"} == pages


def test_methods_page_has_a_row_for_every_analysis_that_tests():
    for code, use in METHOD_USES.items():
        assert any(method.use.startswith(use) for method in METHODS), code
        assert use or code == "data"
    topics = {use.split(",")[0] for use in METHOD_USES.values()} - {""}
    assert {method.use.split(",")[0] for method in METHODS} - topics <= {"Outcome"}


def test_settings_of_analyses_are_options_of_the_command_line_and_of_some_analysis():
    options = {setting.name for setting in CALL_SETTINGS}
    assert {name for row in ANALYSES for name in row.settings} <= options <= set(SETTING_BY_NAME)


def test_readme_lists_every_analysis():
    text = README.read_text(encoding="utf-8")
    assert with_list(text) == text, "run: python -m tests.readme_list"
    assert all(row.label in write_list() for row in ANALYSES)


@dataclasses.dataclass(frozen=True)
class Dummy:
    """What the made-up analysis answers."""

    n: int
    word: str
    method: str = "Dummy test"


def replace_everywhere(patch: pytest.MonkeyPatch, old: Any, new: Any) -> None:
    """Put a value in the place of another in every module of ours that holds it by a name."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("lib.", "tests.")):
            for key, value in list(vars(module).items()):
                if value is old and module is not sys.modules[__name__]:
                    patch.setattr(module, key, new)


@pytest.fixture
def with_dummy(monkeypatch):
    """Add an analysis by the rows that CONTRIBUTING.md names."""
    setting = choice_of("dummyword", "word of the dummy", {"one": "One", "two": "Two"})
    section = ReportSection("dummy", "Dummy section", "a dummy")
    row = Analysis(
        "dummy", "Dummy analysis", "dummies", ("dummy",), ("dummyword",),
        lambda request: Dummy(request.question.selected.n, *request.chosen("dummyword")),
    )  # fmt: skip
    wider = dataclasses.make_dataclass(
        "Answers", [("dummy", Any, None)], bases=(Answers,), frozen=True, eq=False
    )
    for old, new in (
        (answers_module.Answers, wider),
        (registry.ANALYSES, (*ANALYSES, row)),
        (registry.SECTIONS, (*SECTIONS, "dummy")),
        (all_settings.CALL_SETTINGS, (*CALL_SETTINGS, setting)),
        (all_settings.SETTINGS, (*all_settings.SETTINGS, setting)),
        (report_settings.REPORT_SECTIONS, (*report_settings.REPORT_SECTIONS, section)),
        (methods_table.METHODS, (*METHODS, Method("Dummy", "Dummy test", "none", "nothing", "nobody"))),
        (checklists.SAMPL_ITEMS, (*SAMPL_ITEMS, Item("99", "Dummies", (("dummy", "The dummy says"),), ""))),
        (navigation.PAGE_TABLE, (*PAGE_TABLE, PageEntry("dummies", "Dummies", "Test", "what a dummy says"))),
    ):
        replace_everywhere(monkeypatch, old, new)
    kind = Kind("dummy", "Dummy", "dummies", lambda asked: Draft("Dummy", (Piece("print(1)"),)))
    for table, value in (
        (SECTION_BY_CODE, section),
        (RECORDS, ("dummy", dataclasses.asdict)),
        (WRITERS, lambda answers: (Paragraph(f"The dummy says {answers.dummy.word}.", answer=True),)),
        (PASSAGES, (lambda answers: ("A dummy was made.",),)),
        (KINDS, kind),
    ):
        monkeypatch.setitem(table, "dummy", value)


def test_a_new_analysis_is_found_everywhere(with_dummy, capsys):
    question = request(COHORT)
    settings = default_settings(COHORT).replace(dummyword="two")
    answers = answer_question(question, settings, ("dummy", "methods", SAMPL))
    report = build_report(question, settings, ("dummy", "methods", SAMPL), ORIGIN)
    text = "\n".join(
        str(getattr(block, "text", None) or getattr(block, "table", ""))
        for part in report.sections
        for block in part.blocks
    )
    assert [part.heading for part in report.sections if part.code == "dummy"] == ["Dummy section"]
    assert "The dummy says two." in text
    assert "A dummy was made." in text
    assert "Dummy test" in text
    assert "“The dummy says two.”" in text
    assert "dummies" in {entry.file for entry in navigation.PAGE_TABLE}
    assert answers.dummy == Dummy(COHORT.n_patients, "two")
    assert [row["Where"] for row in records_methods()][-1] == "Dummy"
    assert "- **Dummies**: Dummy analysis.\n" in write_list()
    assert "dummy.py" in [script.name for script in scripts_of(ScriptRequest(question, settings))]
    assert main(["analyse", "bundled", "--dummyword", "two"]) == 0
    said = capsys.readouterr().out
    assert "\nDummy section\n=============\nThe dummy says two.\n" in said
    assert main(["analyse", "bundled", "--dummyword", "two", "--json"]) == 0
    assert '"word": "two"' in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["analyse", "--help"])
    assert "--dummyword" in capsys.readouterr().out
