"""Every reader of the registry has every analysis: a new one fails here until its rows are there."""

import dataclasses

from lib.analysis.answers import Answers
from lib.analysis.registry import ANALYSES, SECTIONS
from lib.cohort.cohort import read_bundled_cohort
from lib.export.answers_json import RECORDS
from lib.export.code.scripts import KINDS, SCRIPTS, WITHOUT_SCRIPT
from lib.export.report.sections import WRITERS
from lib.present.report.checklists import SAMPL_ITEMS, STROBE_ITEMS
from lib.present.report.methods_page import METHOD_USES
from lib.present.report.methods_table import METHODS
from lib.present.report.methods_text import PASSAGES
from lib.present.report.settings import SECTION_BY_CODE
from lib.present.settings import CALL_SETTINGS, SETTING_BY_NAME
from lib.ui.navigation import PAGE_TABLE, PAGES_FOLDER
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
