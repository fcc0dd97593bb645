"""Read the reference data and R's figures, and compare numbers the way every reference test here does."""

import csv
import json
import math
from functools import cache
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent.parent / "reference"
RELATIVE = 1e-6
# A p below this is held to its logarithm: its last digits are the tail algorithm's, not the data's.
TINY_P, LOG_P = 1e-12, 1e-3


@cache
def figures(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def columns(name):
    with (FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}


def matrix(name, keys):
    table = columns(name)
    return np.array([[float(cell or "nan") for cell in table[key]] for key in keys]).T


def reference_set(entry):
    """Values, groups and levels of one entry of anova.json, complete patients only."""
    values = matrix(entry["data"], entry["visits"])
    kept = np.isfinite(values).all(axis=1)
    if not entry["group"]:
        return values[kept], None, None
    groups = np.array(columns(entry["data"])[entry["group"]])
    kept &= groups != ""
    kept &= groups != "NA"
    return values[kept], groups[kept], entry["levels"]


def differs(found, expected, p=False):
    """Whether two numbers differ: relative 1e-6, a p below 1e-12 by 1e-3 in its logarithm."""
    if expected is None:
        return False
    if p and 0 < expected < TINY_P:
        return abs(math.log(found) - math.log(expected)) > LOG_P
    return not math.isclose(found, expected, rel_tol=RELATIVE, abs_tol=1e-12)


def check(pairs):
    """Collect every (label, found, expected) that differs; a label ending in p is a p-value."""
    pairs = list(pairs)
    wrong = [
        f"{label}: found {found!r}, R has {expected!r}"
        for label, found, expected in pairs
        if differs(found, expected, p=label.rstrip().endswith(" p"))
    ]
    if not pairs:
        raise AssertionError("nothing was compared")
    if wrong:
        raise AssertionError("\n".join(wrong[:8]))
