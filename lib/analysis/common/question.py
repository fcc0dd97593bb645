"""What an analysis is asked about: a cohort, its outcome groups and the patients selected."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lib.cohort.cohort import Cohort
from lib.cohort.comparison import Comparison, Pinned
from lib.cohort.outcome import Classification, OutcomeDefinition, classify_outcome
from lib.cohort.selection import Selected, Selection, select_patients


@dataclass(frozen=True, eq=False)
class Question:
    """Who is asked about: every analysis starts here.

    Attributes
    ----------
    cohort : Cohort
        All patients.
    definition : OutcomeDefinition
        What makes a responder.
    selection : Selection
        Which patients are looked at.
    comparison : Comparison
        Selections kept as A and B, to be set side by side among the patients looked at.
    """

    cohort: Cohort
    definition: OutcomeDefinition = field(default_factory=OutcomeDefinition)
    selection: Selection = field(default_factory=Selection)
    comparison: Comparison = field(default_factory=Comparison)

    @cached_property
    def classification(self) -> Classification | None:
        """Every patient's outcome; None where the cohort has no depression scale."""
        return classify_outcome(self.cohort, self.definition)

    @property
    def classified(self) -> Classification:
        """Every patient's outcome, where it is known that the cohort has one.

        Raises
        ------
        ValueError
            When the cohort has no depression scale.
        """
        if self.classification is None:
            raise ValueError("the cohort has no depression scale, so no outcome")
        return self.classification

    @cached_property
    def selected(self) -> Selected:
        """The patients selected, with the account of the filters."""
        return select_patients(self.cohort, self.classification, self.selection)

    @property
    def mask(self) -> np.ndarray:
        """Who is selected: ndarray of bool, shape (n_patients,)."""
        return self.selected.mask

    def pinned_mask(self, pinned: Pinned) -> np.ndarray:
        """Who of the whole cohort a kept selection keeps: ndarray of bool, shape (n_patients,)."""
        return select_patients(self.cohort, self.classification, pinned.selection).mask

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What identifies the question: equal keys, equal answers."""
        return self.cohort.fingerprint, self.definition, self.selection, self.comparison
