"""Questions for the scripts, as settings that differ from the first values."""

from __future__ import annotations

from typing import Any

from lib.analysis.common.question import Question
from lib.analysis.settings.pinned import comparison_of
from lib.analysis.settings.question import definition_of, selection_of
from lib.export.code import ScriptRequest
from lib.present.settings import default_settings
from tests.export.cohorts import COHORTS


def ask(cohort: str, address: str = "/anova?x=1", **changed: Any) -> ScriptRequest:
    found = COHORTS[cohort]()
    settings = default_settings(found).replace(**changed)
    if set(settings) != set(default_settings(found)):
        raise KeyError(f"no such setting: {set(settings) - set(default_settings(found))}")
    return ScriptRequest(
        Question(
            found, definition_of(settings), selection_of(settings, found), comparison_of(settings, found)
        ),
        settings,
        address,
    )
