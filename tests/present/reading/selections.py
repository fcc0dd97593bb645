"""Cohorts and selections to read: the bundled cohort, and odd ones made of it, under seeded filters and settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from lib.analysis.common.question import Question
from lib.cohort.cohort import Cohort, make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.selection import Selection
from tests.cohort.small_cohort import small_cohort

COMORBIDITIES = ("hypertension", "diabetes", "epilepsy", "stroke", "hyperlipidaemia")
Measures = dict[str, np.ndarray]


def remade(name: str, places: np.ndarray, change: Callable[[Measures, np.random.Generator], None]) -> Cohort:
    """Make a cohort of the bundled patients at `places`, their measures changed in place."""
    bundled, draw = read_bundled_cohort(), np.random.default_rng(len(places))
    derived = {c.name for c in bundled.codebook.columns if c.kind in ("count_of", "any_of")}
    own = {key: values[places] for key, values in bundled.characteristics.items() if key not in derived}
    measures = {key: values[places].copy() for key, values in bundled.measures.items()}
    change(measures, draw)
    names = tuple(f"Q{i + 1}" for i in range(len(places)))
    return make_cohort(name, bundled.codebook, names, own, measures)


def _keep(_measures: Measures, _draw: np.random.Generator) -> None:
    """Leave the measures as they are."""


def _null(measures: Measures, draw: np.random.Generator) -> None:
    """Nothing changes and nothing goes together: noise around each patient's own mean."""
    for values in measures.values():
        values[:] = np.round(np.nanmean(values) + draw.normal(0, np.nanstd(values), values.shape), 2)


def _strong(measures: Measures, draw: np.random.Generator) -> None:
    """A large rise of magnesium, and scores that follow it."""
    n, visits = measures["mg"].shape
    rise = np.arange(visits) * draw.uniform(0.02, 0.12, (n, 1))
    measures["mg"][:] = np.round(0.8 + rise + draw.normal(0, 0.02, (n, visits)), 2)
    measures["madrs"][:] = np.clip(np.round(34 - 250 * rise / 4 + draw.normal(0, 1, (n, visits))), 0, 60)


def _ties(measures: Measures, _draw: np.random.Generator) -> None:
    """Values so coarse that most are equal."""
    measures["mg"][:] = np.round(measures["mg"], 1)
    measures["madrs"][:] = np.round(measures["madrs"] / 10) * 10


@cache
def cohorts() -> tuple[Cohort, ...]:
    """The bundled cohort, ten made of it, and one with three patients."""
    everybody = np.arange(read_bundled_cohort().n_patients)
    draw = np.random.default_rng(7)
    some = {n: np.sort(draw.choice(everybody, n, replace=False)) for n in (1, 2, 5, 8, 14)}
    return (
        read_bundled_cohort(),
        *(remade(f"of {n}", places, _keep) for n, places in some.items()),
        remade("null", everybody, _null),
        remade("strong", everybody, _strong),
        remade("ties", everybody, _ties),
        remade("twice", np.repeat(everybody, 2), _keep),
        remade("small and strong", some[14], _strong),
        small_cohort([[30, 20, 10], [31, 25, 9], [20, 8, 7]], epilepsy=[0, 1, 1], stroke=[1, 1, 0]),
    )


def questions(count: int, seed: int = 20) -> list[tuple[Question, np.random.Generator]]:
    """Draw questions, each with the generator from which its settings are drawn; half on the bundled cohort."""
    drawn = []
    for number in range(count):
        draw = np.random.default_rng([seed, number])
        known = cohorts()
        cohort = known[0] if draw.random() < 0.4 else known[int(draw.integers(1, len(known)))]
        visits = cohort.visit_names
        definition = OutcomeDefinition(
            int(draw.choice([30, 50, 70])), int(draw.choice([8, 10, 14])), visits[int(draw.integers(1, len(visits)))],
            str(draw.choice(["not_evaluable", "locf"])), str(draw.choice(["disjoint", "overlapping"])),
        )  # fmt: skip
        question = Question(cohort, definition, Selection(_choices(cohort, draw), bool(draw.random() < 0.2)))
        if question.mask.any():
            drawn.append((question, draw))
    return drawn


def _choices(cohort: Cohort, draw: np.random.Generator) -> dict[str, tuple]:
    choices: dict[str, tuple] = {}
    known = cohort.characteristics
    if draw.random() < 0.3 and "diagnosis" in known:
        choices["diagnosis"] = (str(draw.choice(["MDD", "BP"])),)
    if draw.random() < 0.3:
        choices["sex"] = (str(draw.choice([level.code for level in cohort.levels("sex")])),)
    if draw.random() < 0.3:
        choices["age"] = (int(draw.integers(20, 45)), int(draw.integers(46, 80)))
    if draw.random() < 0.2 and "hypertension" in known:
        choices[str(draw.choice(["any", "no"]))] = (str(draw.choice(COMORBIDITIES)),)
    return choices
