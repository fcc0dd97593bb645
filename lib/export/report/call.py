"""The call that makes a report again without a browser, and the address that does in one."""

import shlex

from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Setting, Settings
from lib.analysis.settings.question import DEFINITION_SETTINGS, FILTER_SETTINGS
from lib.cohort.cohort import Cohort
from lib.present.report.settings import REPORT_SECTIONS, REPORT_SETTINGS, ticked_sections
from lib.present.settings import CALL_SETTINGS


def words_call(question: Question, settings: Settings) -> str:
    """Write the call whose report has the same tables: `python -m lib report FILE --out FOLDER --between sex`.

    Parameters
    ----------
    question : Question
        Its cohort says what a setting is at first; FILE stands for its data, `bundled` where they are.
    settings : dict
        All settings.
    """
    cohort = question.cohort
    words = ["python -m lib report", "bundled" if cohort.synthetic else "FILE", "--out FOLDER"]
    definition = [f"{s.name}={settings[s.name]}" for s in _changed(DEFINITION_SETTINGS, settings, cohort)]
    if definition:
        words.append(f"--definition {shlex.quote(','.join(definition))}")
    for setting in _changed(FILTER_SETTINGS, settings, cohort):
        value = setting.write_option(settings[setting.name])
        words.append(f"--filter {shlex.quote(f'{setting.name}={value}')}")
    for setting in _changed(CALL_SETTINGS, settings, cohort):
        words.append(f"--{setting.name} {shlex.quote(setting.write_option(settings[setting.name]))}")
    ticked = ticked_sections(settings)
    if ticked != tuple(row.code for row in REPORT_SECTIONS if row.first):
        words.append(f"--sections {' '.join(ticked)}")
    return " ".join(words)


def query_of(settings: Settings, cohort: Cohort) -> dict[str, list[str]]:
    """Write settings as the parameters of an address; what stands at its first value is left out.

    Parameters
    ----------
    settings : dict
        Those of a report; others are passed over.
    cohort : Cohort
        Says what a setting is at first.
    """
    table = (*DEFINITION_SETTINGS, *FILTER_SETTINGS, *CALL_SETTINGS, *REPORT_SETTINGS)
    return {s.name: s.write(settings[s.name]) for s in _changed(table, settings, cohort)}


def _changed(table: tuple[Setting, ...], settings: Settings, cohort: Cohort) -> list[Setting]:
    return [s for s in table if s.name in settings and settings[s.name] != s.default(cohort)]
