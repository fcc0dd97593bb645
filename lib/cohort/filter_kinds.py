"""The kinds of filter: what the dashboard asks of each, and who passes it.

A row of the filter table is one of these kinds; control, options or limits, mask and words follow from it, and its
condition in generated code from its kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from lib.cohort.codebook import LEVELLED_KINDS, Column, in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import Classification

#: A filter's choice: codes of levels, names of columns, or the two ends of a range.
Choice = tuple[Any, ...]
#: One value a patient: True or False.
Mask = np.ndarray[Any, np.dtype[np.bool_]]
#: Levels from which a column is free words or a list of codes and no filter; a rule of ours.
MAX_FILTER_LEVELS = 20
#: Between the names of a column and of its level.
OF = ":"


@dataclass(frozen=True)
class Option:
    """One thing a filter can be set to, with its words."""

    code: str
    label: str


@dataclass(frozen=True)
class Filter:
    """One way to select patients: a row of the filter table.

    Attributes
    ----------
    name : str
        Key in links and settings.
    label : str
        Words beside the control.
    heading : str
        Heading it is folded under; empty where it stands open.
    """

    name: str
    label: str
    heading: str = ""

    #: Whether the choice is two ends of a range rather than any number of options.
    is_range: ClassVar[bool] = False

    def applies(self, cohort: Cohort) -> bool:
        """Tell whether the cohort has what the filter asks for."""
        raise NotImplementedError

    def options(self, cohort: Cohort) -> tuple[Option, ...]:
        """List what can be chosen; empty for a range."""
        return ()

    def limits(self, cohort: Cohort) -> tuple[int, int] | None:
        """Give the ends of a range in whole numbers; None for options, and where no value is known."""
        return None

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        """Name the columns that a choice looks at."""
        raise NotImplementedError

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        """Tell who fulfils the choice, shape (n_patients,); False for a patient whose value is missing."""
        raise NotImplementedError

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        """Tell whose values are known well enough to decide, shape (n_patients,)."""
        raise NotImplementedError

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        """Put the choice into words."""
        raise NotImplementedError


@dataclass(frozen=True)
class LevelFilter(Filter):
    """Any of the levels of the one column with a role."""

    role: str = ""

    def _column(self, cohort: Cohort) -> Column:
        return cohort.codebook.with_role(self.role)[0]

    def applies(self, cohort: Cohort) -> bool:
        return bool(cohort.codebook.with_role(self.role))

    def options(self, cohort: Cohort) -> tuple[Option, ...]:
        return tuple(Option(level.code, level.label) for level in cohort.levels(self._column(cohort).name))

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        return (self._column(cohort).name,)

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        name = self._column(cohort).name
        levels = [level.code for level in cohort.levels(name)]
        return np.isin(cohort.codes(name), [levels.index(code) for code in choice])

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        return cohort.codes(self._column(cohort).name) >= 0

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        words = {option.code: option.label for option in self.options(cohort)}
        return f"{in_sentence(self.label)}: {' or '.join(in_sentence(words[code]) for code in choice)}"


@dataclass(frozen=True)
class RangeFilter(Filter):
    """Between two values, both included, of the one column of numbers with a role; bands are levels, no range."""

    role: str = ""
    is_range: ClassVar[bool] = True

    def _column(self, cohort: Cohort) -> Column | None:
        column = next(iter(cohort.codebook.with_role(self.role)), None)
        return column if column is not None and column.kind == "number" else None

    def _numbers(self, cohort: Cohort) -> np.ndarray[Any, np.dtype[np.float64]]:
        return cohort.numbers(self.columns(cohort, ())[0])

    def applies(self, cohort: Cohort) -> bool:
        return self._column(cohort) is not None

    def limits(self, cohort: Cohort) -> tuple[int, int] | None:
        if not self.applies(cohort) or np.isnan(self._numbers(cohort)).all():
            return None
        numbers = self._numbers(cohort)
        return int(np.floor(np.nanmin(numbers))), int(np.ceil(np.nanmax(numbers)))

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        column = self._column(cohort)
        return () if column is None else (column.name,)

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        numbers = self._numbers(cohort)
        within: Mask = (numbers >= choice[0]) & (numbers <= choice[1])
        return within

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        known: Mask = ~np.isnan(self._numbers(cohort))
        return known

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        return f"{in_sentence(self.label)} {choice[0]:g} to {choice[1]:g}"


ANY, ALL, NONE = "any", "all", "none"
_COMBINE = {
    ANY: lambda present: present.any(axis=0),
    ALL: lambda present: present.all(axis=0),
    NONE: lambda present: ~present.any(axis=0),
}


@dataclass(frozen=True)
class SetFilter(Filter):
    """Any, all or none of several columns that say yes or no, or count what is taken.

    Attributes
    ----------
    roles : tuple of tuple of str
        Roles of the columns; the first of these sets of roles that the cohort has.
    how : str
        `ANY`, `ALL` or `NONE` of the columns chosen.
    one, several : str
        Words before one column's label, and before several.
    joined : str
        Between the labels of several.
    """

    roles: tuple[tuple[str, ...], ...] = ()
    how: str = ANY
    one: str = "with"
    several: str = "with any of"
    joined: str = ", "

    def _offered(self, cohort: Cohort) -> tuple[Column, ...]:
        found = (cohort.codebook.with_role(*roles) for roles in self.roles)
        return next((columns for columns in found if columns), ())

    def applies(self, cohort: Cohort) -> bool:
        return bool(self._offered(cohort))

    def options(self, cohort: Cohort) -> tuple[Option, ...]:
        return tuple(Option(column.name, column.label) for column in self._offered(cohort))

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        return tuple(choice)

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        return np.asarray(_COMBINE[self.how](np.vstack([_present(cohort, name) for name in choice])))

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        codes = np.vstack([cohort.codes(name) for name in choice])
        present = np.vstack([_present(cohort, name) for name in choice])
        # One absent column decides that not all are present; one present column decides the other two.
        decided = ~present & (codes >= 0) if self.how == ALL else present
        return np.asarray((codes >= 0).all(axis=0) | decided.any(axis=0))

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        names = [cohort.codebook.column(name).label for name in choice]
        return f"{self.several if len(names) > 1 else self.one} {self.joined.join(names)}"


def _present(cohort: Cohort, name: str) -> Mask:
    codes = cohort.codes(name)
    return np.asarray(codes > 0 if cohort.codebook.column(name).kind == "count_of" else codes == 0)


@dataclass(frozen=True)
class CharacteristicFilter(Filter):
    """Levels of any columns with a role: one of the levels chosen, in each column of which one is chosen."""

    role: str = ""

    def _offered(self, cohort: Cohort) -> tuple[Column, ...]:
        levelled = (c for c in cohort.codebook.with_role(self.role) if c.kind in LEVELLED_KINDS)
        return tuple(c for c in levelled if 2 <= len(cohort.levels(c.name)) <= MAX_FILTER_LEVELS)

    def applies(self, cohort: Cohort) -> bool:
        return bool(self._offered(cohort))

    def options(self, cohort: Cohort) -> tuple[Option, ...]:
        return tuple(
            Option(f"{column.name}{OF}{level.code}", f"{column.label}: {level.label}")
            for column in self._offered(cohort)
            for level in cohort.levels(column.name)
        )

    def by_column(self, choice: Choice) -> dict[str, tuple[str, ...]]:
        """Give the codes of the levels chosen, by column."""
        chosen: dict[str, tuple[str, ...]] = {}
        for code in choice:
            column, _, level = str(code).partition(OF)
            chosen[column] = (*chosen.get(column, ()), level)
        return chosen

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        return tuple(self.by_column(choice))

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        chosen = self.by_column(choice).items()
        return np.asarray(np.vstack([_at(cohort, name, levels) for name, levels in chosen]).all(axis=0))

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        chosen = self.by_column(choice)
        codes = np.vstack([cohort.codes(name) for name in chosen])
        # One column known to hold another level decides, whatever the others are.
        others = ~np.vstack([_at(cohort, name, levels) for name, levels in chosen.items()]) & (codes >= 0)
        return np.asarray((codes >= 0).all(axis=0) | others.any(axis=0))

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        parts = []
        for name, levels in self.by_column(choice).items():
            words = {level.code: level.label for level in cohort.levels(name)}
            label = in_sentence(cohort.codebook.column(name).label)
            parts.append(f"{label}: {' or '.join(words[code] for code in levels)}")
        return ", ".join(parts)


def _at(cohort: Cohort, name: str, levels: tuple[str, ...]) -> Mask:
    codes = [level.code for level in cohort.levels(name)]
    return np.isin(cohort.codes(name), [codes.index(code) for code in levels])
