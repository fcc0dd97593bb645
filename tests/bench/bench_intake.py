"""Measure the way of an uploaded file to a cohort: seconds and peak memory, small and large.

Run with `python -m tests.bench.bench_intake`; each size runs in a process of its own, so that its peak is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from itertools import pairwise

import numpy as np

from lib.cohort.mapping import guess_mapping
from lib.cohort.protection import code_identifiers, find_identifying
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort

SIZES = ((49, "long"), (49, "wide"), (10_000, "long"), (100_000, "long"), (100_000, "wide"))
VISITS = ("pre", "inf3", "inf5", "inf7", "post")
LIMIT_SECONDS, LIMIT_BYTES = 10.0, 1_000_000_000


def make_file(n_patients: int, layout: str) -> bytes:
    """Make a file of patients with five visits, three measures and nine characteristics."""
    rng = np.random.default_rng(2021)
    fixed = [
        np.char.add("P", np.char.zfill(np.arange(n_patients).astype(str), 6)),
        rng.choice(["female", "male"], n_patients),
        rng.integers(18, 66, n_patients).astype(str),
        np.char.mod("%.1f", rng.normal(26, 4, n_patients).clip(15, 60)),
        rng.choice(["MDD", "BP"], n_patients),
        rng.choice(["elementary", "vocational", "secondary", "higher"], n_patients),
        *(rng.choice(["yes", "no"], n_patients) for _ in range(4)),
    ]
    names = [
        "patient",
        "sex",
        "age",
        "bmi",
        "diagnosis",
        "education",
        "hypertension",
        "diabetes",
        "sertraline",
        "lithium",
    ]
    scores = [rng.integers(0, 61, (n_patients, 5)).astype(str) for _ in range(2)]
    scores.append(np.char.mod("%.2f", rng.normal(0.85, 0.07, (n_patients, 5)).clip(0.3, 2)))
    measures = ("madrs", "ymrs", "mg_mmol_l")
    if layout == "wide":
        header = names + [f"{measure}_{visit}" for measure in measures for visit in VISITS]
        columns = fixed + [score[:, i] for score in scores for i in range(5)]
    else:
        header = [names[0], "visit", *names[1:], *measures]
        fixed = [np.repeat(column, 5) for column in fixed]
        columns = [fixed[0], np.tile(VISITS, n_patients), *fixed[1:], *(score.ravel() for score in scores)]
    lines = [",".join(header), *(",".join(row) for row in zip(*columns, strict=True))]
    return "\n".join(lines).encode()


def measure(n_patients: int, layout: str) -> None:
    """Print the seconds of each step and the peak of memory for one size."""
    data = make_file(n_patients, layout)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    steps = [("start", time.perf_counter())]
    raw = read_table(data, "bench.csv")
    steps.append(("read", time.perf_counter()))
    suspicions = find_identifying(raw)
    steps.append(("protect", time.perf_counter()))
    mapping = guess_mapping(raw)
    steps.append(("map", time.perf_counter()))
    validated = code_identifiers(build_cohort(raw, mapping))
    steps.append(("check", time.perf_counter()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if validated.cohort is None or validated.cohort.n_patients != n_patients or suspicions:
        raise SystemExit(f"{n_patients} × 5 {layout}: not read as it was made: {validated.findings[:3]}")
    total = steps[-1][1] - steps[0][1]
    parts = ", ".join(f"{name} {now - then:.2f}" for (_, then), (name, now) in pairwise(steps))
    print(
        f"{n_patients:>7,} × 5 {layout}  {len(data) / 1e6:5.1f} MB  {total:6.2f} s ({parts})  "
        f"peak {peak / 1e6:,.0f} MB ({before * 1024 / 1e6:,.0f} before reading)"
    )
    if total > LIMIT_SECONDS or peak > LIMIT_BYTES:
        raise SystemExit(f"over {LIMIT_SECONDS:g} s or {LIMIT_BYTES / 1e6:,.0f} MB")


def main() -> None:
    """Measure every size in a fresh process."""
    if len(sys.argv) == 3:
        measure(int(sys.argv[1]), sys.argv[2])
        return
    for n_patients, layout in SIZES:
        command = [sys.executable, "-m", "tests.bench.bench_intake", str(n_patients), layout]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
