"""Contrasts of the visits."""

from __future__ import annotations

import numpy as np

from .result import FloatArray


def contrast_basis(visits: int) -> FloatArray:
    """Orthonormal Helmert contrasts of k visits, shape (k, k − 1)."""
    steps = np.arange(1, visits)
    basis = np.triu(np.ones((visits, visits - 1)))
    basis[steps, steps - 1] = -steps
    orthonormal: FloatArray = basis / np.sqrt(steps * (steps + 1))
    return orthonormal
