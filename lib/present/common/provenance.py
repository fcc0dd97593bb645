"""What every figure and table carries with it: whose data it was made from, how many, and that they are made up."""

from dataclasses import dataclass

from lib.analysis.common.question import Question
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection


@dataclass(frozen=True)
class Provenance:
    """What a figure or a table was made from.

    Attributes
    ----------
    cohort : str
        Its name.
    n, total : int
        Patients selected, of how many.
    selection, definition : str
        Which patients, in words, and the sentences that define outcome and groups.
    fingerprint : str
        Of the data.
    synthetic : bool
        Whether no row is a real patient.
    """

    cohort: str
    n: int
    total: int
    selection: str
    definition: str
    fingerprint: str
    synthetic: bool

    @property
    def text(self) -> str:
        """All of it in one line."""
        return (
            f"{self.cohort}, {self.n} of {self.total} patients ({self.selection}). {self.definition} "
            f"Data fingerprint {self.fingerprint[:12]}."
        )

    @property
    def notice(self) -> str:
        """That no row is a real patient; empty where they are."""
        return SYNTHETIC_NOTICE if self.synthetic else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below a figure or a table: the notice, where there is one, and the text."""
        return (self.notice, self.text) if self.synthetic else (self.text,)


def provenance_of(question: Question) -> Provenance:
    """Give the provenance of whatever answers a question."""
    cohort = question.cohort
    return Provenance(
        cohort.name,
        question.selected.n,
        cohort.n_patients,
        _words_selection(question),
        describe_definition(cohort, question.definition),
        cohort.fingerprint,
        cohort.synthetic,
    )


def _words_selection(question: Question) -> str:
    """Say who is selected, and what is kept as A and as B."""
    pins = (("A", question.comparison.a), ("B", question.comparison.b))
    kept = [
        f"{letter}: {one.name + ', ' if one.name else ''}{describe_selection(question.cohort, one.selection)}"
        for letter, one in pins
        if one is not None
    ]
    return "; ".join((describe_selection(question.cohort, question.selection), *kept))
