"""Sphericity of the visits' covariance: Mauchly's test and the three ε."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common import libraries
from ..common.distributions import chi_square_tail, f_tail
from ..common.result import FloatArray, Refusal
from .cell_means import CellMeans


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One row of an ANOVA table: `name`, `epsilon`, `df1`, `df2`, `p`; F is the same in every row."""

    name: str
    epsilon: float
    df1: float
    df2: float
    p: float


@dataclass(frozen=True, kw_only=True)
class Mauchly:
    """Mauchly's test of sphericity.

    Attributes
    ----------
    w : float
        det E / (tr E / (k − 1))^(k − 1).
    chi_square, df : float, int
        −(ν − (2p² + p + 2) / 6p) ln W with p = k − 1 and ν the error df; df = p (p + 1) / 2 − 1.
    p : float
        With Anderson's second-order term, as R's `mauchly.test`, afex, JASP and pingouin print it. Their
        term holds 3k where Anderson's holds 3 (k − 1), which moves p in about its fifth digit; it is kept
        so that the digits agree.
    p_chi_square : float
        From χ² alone.
    """

    w: float
    chi_square: float
    df: int
    p: float
    p_chi_square: float


@dataclass(frozen=True, kw_only=True)
class Sphericity:
    """Mauchly's test and the estimates of ε, each between 1 / (k − 1) and 1.

    Attributes
    ----------
    mauchly : Mauchly or Refusal
        Refused with two visits and where the visits depend on each other linearly.
    greenhouse_geisser : float
        (tr E)² / ((k − 1) tr E²).
    huynh_feldt : float
        ((ν + 1) p ε − 2) / (p (ν − p ε)), ν the error df: Huynh & Feldt with Lecoutre's correction, as car,
        afex, JASP and jamovi print it. Values above 1 are set to 1.
    huynh_feldt_original : float
        With the number of patients in place of ν + 1, as older SPSS and SAS print it. The two are equal
        without a between factor.
    huynh_feldt_uncapped : float
        `huynh_feldt` before values above 1 are set to 1, as car prints it.
    lower_bound : float
        1 / (k − 1).
    """

    mauchly: Mauchly | Refusal
    greenhouse_geisser: float
    huynh_feldt: float
    huynh_feldt_original: float
    huynh_feldt_uncapped: float
    lower_bound: float


def huynh_feldt(epsilon: float, contrasts: int, df_error: int, patients: int | None = None) -> float:
    """Huynh–Feldt ε from Greenhouse–Geisser's, not capped at 1.

    Parameters
    ----------
    epsilon : float
        Greenhouse–Geisser ε.
    contrasts, df_error : int
        k − 1, and the patients minus the groups.
    patients : int, optional
        Given: the formula of 1976; left out: with Lecoutre's correction, patients = df_error + 1.

    References
    ----------
    Huynh & Feldt 1976, doi 10.3102/10769986001001069; Lecoutre 1991, doi 10.3102/10769986016004371.
    """
    count = df_error + 1 if patients is None else patients
    scaled = contrasts * epsilon
    return (count * scaled - 2) / (contrasts * (df_error - scaled))


def mauchly(sample: FloatArray) -> Mauchly:
    """Mauchly's test of sphericity of patients × visits.

    References
    ----------
    Mauchly 1940, doi 10.1214/aoms/1177731915; Anderson 2003, Multivariate Statistical Analysis, p. 431–434.
    """
    w, chi_square, df, p = libraries.mauchly(sample)
    chi_square = max(0.0, chi_square)
    return Mauchly(
        w=min(1.0, w),
        chi_square=chi_square,
        df=df,
        p=min(1.0, p),
        p_chi_square=chi_square_tail(chi_square, df),
    )


def sphericity(model: CellMeans) -> Sphericity:
    """Mauchly's test and every ε of the changes, pooled within groups.

    References
    ----------
    Greenhouse & Geisser 1959, doi 10.1007/BF02289823; the others at `huynh_feldt` and `mauchly`.
    """
    error, p, df = model.error, model.visits - 1, model.df_error
    if p == 1:
        refusal = Refusal("With two visits there is one difference, and sphericity always holds.")
        return Sphericity(
            mauchly=refusal,
            greenhouse_geisser=1.0,
            huynh_feldt=1.0,
            huynh_feldt_original=1.0,
            huynh_feldt_uncapped=huynh_feldt(1.0, p, df),
            lower_bound=1.0,
        )
    sample = libraries.equivalent_sample(error, df, model.basis)
    epsilon = libraries.epsilon(sample)
    corrected = huynh_feldt(epsilon, p, df)
    test = Refusal("The visits depend on each other linearly, so that Mauchly's W is 0 by construction.")
    return Sphericity(
        mauchly=test if is_singular(error) else mauchly(sample),
        greenhouse_geisser=epsilon,
        huynh_feldt=min(1.0, corrected),
        huynh_feldt_uncapped=corrected,
        huynh_feldt_original=min(1.0, huynh_feldt(epsilon, p, df, model.n)),
        lower_bound=1 / p,
    )


def corrections(f: float, df1: float, df2: float, spherical: Sphericity) -> tuple[Correction, ...]:
    """The rows of the ANOVA table for one F: without correction and with each ε."""
    rows = [
        ("none", 1.0),
        ("Greenhouse–Geisser", spherical.greenhouse_geisser),
        ("Huynh–Feldt", spherical.huynh_feldt),
        ("lower bound", spherical.lower_bound),
    ]
    if spherical.huynh_feldt_original != spherical.huynh_feldt:
        rows.append(("Huynh–Feldt (1976)", spherical.huynh_feldt_original))
    return tuple(
        Correction(name=name, epsilon=e, df1=e * df1, df2=e * df2, p=f_tail(f, e * df1, e * df2))
        for name, e in rows
    )


def is_singular(error: FloatArray) -> bool:
    """Tell whether E has no inverse that means anything, whatever the unit of measurement."""
    values = np.linalg.eigvalsh(error)
    return bool(values[0] <= 1e-12 * values[-1])
