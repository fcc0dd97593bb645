"""What every answer carries, and the sentence that stands in its place when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
#: Places and counts, as NumPy gives them.
IndexArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
#: Numbers of which it does not matter whether they are whole.
RealArray = NDArray[np.floating[Any] | np.integer[Any]]
Settings = tuple[tuple[str, str], ...]
Given = TypeVar("Given")


@dataclass(frozen=True)
class Refusal:
    """A reasoned sentence in place of a number: what was found and what is needed.

    Attributes
    ----------
    reason : str
        One sentence for the reader, without a trailing line break.
    """

    reason: str

    def __str__(self) -> str:
        return self.reason


def unwrap(value: Given | Refusal | None) -> Given:
    """Give the answer where the caller has seen to it that there is one.

    Raises
    ------
    ValueError
        If there is none: the refusal's reason.
    """
    if value is None or isinstance(value, Refusal):
        raise ValueError(f"no answer to read: {value}")
    return value


def reason_of(value: object) -> str:
    """Give the reason where the caller has seen to it that there is no answer.

    Raises
    ------
    ValueError
        If there is an answer.
    """
    if not isinstance(value, Refusal):
        raise ValueError(f"an answer, not a refusal: {type(value).__name__}")
    return value.reason


@dataclass(frozen=True, kw_only=True)
class Result:
    """The part all results share.

    Attributes
    ----------
    n : int
        Patients (or observations, where the method's name says so) that the numbers rest on.
    method : str
        Name of the method, as a methods section would give it.
    settings : tuple of (str, str)
        The choices that were made, in reading order.
    notes : tuple of str
        Sentences the reader needs beside the numbers: what was dropped, which convention was taken.
    """

    n: int
    method: str
    settings: Settings = ()
    notes: tuple[str, ...] = ()


def complete_rows(matrix: ArrayLike) -> BoolArray:
    """Tell which rows hold a finite number in every column.

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        Patients in rows, visits in columns; a missing value is NaN.

    Returns
    -------
    ndarray of bool, shape (n,)
        True where the row is complete.
    """
    return np.asarray(np.isfinite(as_matrix(matrix)).all(axis=1))


def as_matrix(values: ArrayLike) -> FloatArray:
    """Read a two-dimensional array of numbers; anything else is a `ValueError`."""
    matrix = np.asarray(values, dtype=float)
    if matrix.ndim != 2:
        raise ValueError(f"a patients × visits matrix is needed; got an array of {matrix.ndim} dimension(s)")
    return matrix


def as_vector(values: ArrayLike) -> FloatArray:
    """Read a one-dimensional array of numbers; anything else is a `ValueError`."""
    vector = np.asarray(values, dtype=float)
    if vector.ndim != 1:
        raise ValueError(f"a vector is needed; got an array of {vector.ndim} dimension(s)")
    return vector


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """Say a count with its noun: "1 patient", "3 patients"."""
    noun = singular if number == 1 else (plural or singular + "s")
    return f"{number} {noun}"
