"""Residuals and influence of the mixed model: which patients it fits least, and which move it most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.mixed.fit import analyse_mixed
from lib.stats.common.result import Refusal
from lib.stats.mixed.diagnostics import influence, residuals
from lib.stats.mixed.feasibility import CannotFit


@dataclass(frozen=True)
class PatientFit:
    """One patient: Cook’s distance, and the standardised residual furthest from 0 with its visit."""

    patient: str
    cook: float
    residual: float
    visit: str


@dataclass(frozen=True)
class MixedChecks:
    """Patients by Cook’s distance, the largest first; `left_out` says what is estimated anew without a patient."""

    rows: tuple[PatientFit, ...]
    left_out: str


def check_mixed(
    question: Question,
    measure: str,
    between: str,
    covariance: str,
    ddf: str,
    baseline: str,
    covariates: tuple[str, ...],
    adjust: str,
) -> MixedChecks | Refusal:
    """Look at residuals and influence; arguments as in `lib.analysis.mixed.fit.analyse_mixed`."""
    answer = analyse_mixed(question, measure, between, covariance, ddf, baseline, covariates, adjust)
    if isinstance(answer.model, CannotFit):
        return answer.model
    found, left = residuals(answer.model), influence(answer.model)
    visits, patients = answer.modelled.effects.visits, answer.modelled.cases.patients
    rows = []
    for place, own, cook in zip(found.patients.tolist(), found.standardised, left.cook.tolist(), strict=True):
        furthest = int(np.nanargmax(np.abs(own)))
        rows.append(PatientFit(patients[place], cook, float(own[furthest]), visits[furthest]))
    rows.sort(key=lambda row: -row.cook if row.cook == row.cook else -np.inf)
    return MixedChecks(tuple(rows), dict(left.settings)["left out"])
