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


def noise(i, j):
    """As in formula_sets.R."""
    a = (7919 * i + 104729 * j + 31 * i * i + 1237 * j * j + 613 * i * j) % 1009
    b = (3571 * i + 15485 * j + 17 * i * i + 911 * j * j + 1201 * i * j) % 2003
    return a / 1009 + b / 2003 - 1


@cache
def formula_set(name):
    """Values and group letters of a cohort that formula_sets.json describes."""
    text = (FOLDER / "formula_sets.json").read_text(encoding="utf-8")
    spec = next(one for one in json.loads(text) if one["name"] == name)
    group = np.repeat(np.arange(len(spec["sizes"])), spec["sizes"])
    i, slope = np.arange(1, len(group) + 1), np.array(spec["slope"])[group]
    columns = [
        spec["level"] + spec["between"] * noise(i, 0) + spec["within"] * noise(i, j) + slope * (j - 1)
        for j in range(1, spec["visits"] + 1)
    ]
    values = np.floor(np.array(columns).T)
    if "unit" in spec:
        values = np.floor(values / spec["unit"]).clip(spec["low"], spec["high"])
    return values / 10 ** spec["decimals"], np.array(list("abcdefgh"))[group]


def reference_set(entry):
    """Values, groups and levels of one entry of anova.json or formula_figures.json, complete patients only."""
    if "checksum" in entry:
        values, groups = formula_set(entry["data"])
        assert math.isclose(
            (values * np.arange(1, values.shape[1] + 1)).sum(), entry["checksum"], rel_tol=1e-11
        )
        return (values, groups, entry["levels"]) if entry["group"] else (values, None, None)
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
