"""What an analysis is asked, and the row that describes one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.analysis.answers import Compute
from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Settings


@dataclass(frozen=True)
class AnalysisRequest:
    """What an analysis is asked.

    Attributes
    ----------
    question : Question
        Cohort, definition and selection.
    settings : dict
        What is chosen, by name.
    call_directly : callable
        How a function is asked.
    whole : bool
        Whether beside what is chosen every other measure, pair, kind and target is answered too.
    """

    question: Question
    settings: Settings
    compute: Compute
    whole: bool

    def chosen(self, *names: str) -> tuple[Any, ...]:
        """Give the values of settings."""
        return self.settings.pick(names)


@dataclass(frozen=True)
class Analysis:
    """One analysis.

    Attributes
    ----------
    code : str
        Field of `Answers` that holds its answer.
    label : str
        What it is, for whoever waits for it.
    page : str
        Page that shows it.
    sections : tuple of str
        Sections that print it; with none it belongs to every document.
    settings : tuple of str
        Names of the settings that it depends on.
    run : callable
        Answers what is asked.
    """

    code: str
    label: str
    page: str
    sections: tuple[str, ...]
    settings: tuple[str, ...]
    run: Callable[[AnalysisRequest], Any]
