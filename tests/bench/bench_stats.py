"""Time the ANOVA page's whole computation, beside pingouin's route and R's, in one run.

Run from the project's folder: python tests/bench/bench_stats.py
Prints medians and ratios. R is timed inside its own process, start-up left out; without Rscript it says so.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from lib.stats.anova.homogeneity import box_m, levene
from lib.stats.anova.influence import influence
from lib.stats.anova.marginal_means import marginal_means
from lib.stats.anova.normality import anova_normality
from lib.stats.anova.posthoc import pairwise_visits, pairwise_visits_within_groups
from lib.stats.anova.repeated_measures import mixed_anova, within_anova
from lib.stats.anova.simple_effects import simple_effects
from lib.stats.common.groups import read_groups
from lib.stats.common.result import Refusal, complete_rows
from lib.stats.ranks.friedman import friedman, friedman_post_hoc

VISITS = ["pre", "inf3", "inf5", "inf7", "post"]
LEVELS = ["responder", "remitter", "non-responder"]
SHARES = (9 / 49, 8 / 49)
# Targets in milliseconds, and the number of patients they hold for.
TARGETS = {49: 50.0, 10_000: 250.0}
SCALING = (5_000, 10_000, 20_000, 40_000)

R_ROUTE = """
suppressMessages({library(afex); library(emmeans)})
d <- read.csv(commandArgs(TRUE)[1]); d$visit <- factor(d$visit, levels = unique(d$visit)); d$id <- factor(d$id)
route <- function() suppressMessages(suppressWarnings({
  a <- aov_ez("id", "value", d, within = "visit", between = "group"); summary(a)
  pairs(emmeans(a, ~visit), adjust = "bonferroni"); pairs(emmeans(a, ~visit | group), adjust = "bonferroni")
}))
route()
timed <- replicate(as.integer(commandArgs(TRUE)[2]), system.time(capture.output(route()))[["elapsed"]])
cat(median(timed) * 1000, "\\n")
"""


def cohort(patients: int) -> tuple[np.ndarray, np.ndarray]:
    """Simulate patients × visits on the 0.01 mmol/L grid, and three groups sized as the paper's."""
    rng = np.random.default_rng(1)
    values = rng.normal(0.85, 0.05, (patients, 1)) + rng.normal(0, 0.04, (patients, 5))
    first, second = (round(share * patients) for share in SHARES)
    sizes = (first, second, patients - first - second)
    return np.round(values, 2), np.repeat(LEVELS, sizes)


def page(values: np.ndarray, labels: np.ndarray) -> list[object]:
    """Compute everything the ANOVA page shows."""
    values = values[complete_rows(values)]
    groups = read_groups(labels, LEVELS)
    return [
        within_anova(values),
        mixed_anova(values, groups),
        mixed_anova(values, groups, sums_of_squares="II"),
        *(simple_effects(values, groups, error=error) for error in ("multivariate", "univariate", "subset")),
        pairwise_visits(values, visits=VISITS),
        pairwise_visits(values, groups, visits=VISITS),
        pairwise_visits_within_groups(values, groups, visits=VISITS),
        marginal_means(values, groups, visits=VISITS),
        friedman(values, visits=VISITS),
        friedman_post_hoc(values, visits=VISITS),
        anova_normality(values, groups, visits=VISITS),
        levene(values, groups, visits=VISITS),
        levene(values, groups, center="median", visits=VISITS),
        box_m(values, groups),
        influence(values, groups),
    ]


def long_table(values: np.ndarray, labels: np.ndarray) -> pd.DataFrame:
    """One row a patient and visit."""
    n, k = values.shape
    return pd.DataFrame(
        {
            "id": np.repeat(np.arange(n), k),
            "group": np.repeat(labels, k),
            "visit": np.tile([f"{i}{name}" for i, name in enumerate(VISITS)], n),
            "value": values.ravel(),
        }
    )


def pingouin_route(table: pd.DataFrame) -> None:
    """Compute the part of the page that pingouin covers: ANOVAs, sphericity, pairwise tests, Friedman."""
    import pingouin as pg

    pg.rm_anova(table, dv="value", within="visit", subject="id", correction=True, detailed=True)
    pg.mixed_anova(table, dv="value", within="visit", between="group", subject="id", correction=True)
    pg.pairwise_tests(table, dv="value", within="visit", between="group", subject="id", padjust="bonf")
    pg.friedman(table, dv="value", within="visit", subject="id")


@dataclass(frozen=True)
class Timing:
    """Wall time in milliseconds of several runs, and the least CPU time, which other programs disturb least."""

    median: float
    least: float
    most: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.median:8.1f} ms (wall {self.least:.0f}–{self.most:.0f}, CPU {self.cpu:.0f})"


def timed(routes: Sequence[Callable[[], object]], repeats: int) -> list[Timing]:
    """Time routes in turns, so that what else the machine does falls on all alike; one run each is not counted."""
    wall: list[list[float]] = [[] for _ in routes]
    cpu: list[list[float]] = [[] for _ in routes]
    for route in routes:
        route()
    for _ in range(repeats):
        for index, route in enumerate(routes):
            start, started = time.perf_counter(), time.process_time()
            route()
            cpu[index].append((time.process_time() - started) * 1000)
            wall[index].append((time.perf_counter() - start) * 1000)
    return [Timing(statistics.median(w), min(w), max(w), min(c)) for w, c in zip(wall, cpu, strict=True)]


def r_ms(table: pd.DataFrame, repeats: int) -> float | None:
    """Median of afex + emmeans in milliseconds; None without Rscript or its packages."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder) / "route.R", Path(folder) / "data.csv"
        script.write_text(R_ROUTE, encoding="utf-8")
        table.to_csv(data, index=False)
        done = subprocess.run(
            ["Rscript", str(script), str(data), str(repeats)], capture_output=True, text=True, check=False
        )
    return float(done.stdout.split()[-1]) if done.returncode == 0 else None


def compare(patients: int, target: float) -> None:
    """Print the page beside the part of it that pingouin and R compute."""
    values, labels = cohort(patients)
    table = long_table(values, labels)
    refused = [answer.reason for answer in page(values, labels) if isinstance(answer, Refusal)]
    ours, pingouin = timed([lambda: page(values, labels), lambda: pingouin_route(table)], 7)
    r = r_ms(table, 7)
    verdict = "within" if ours.median <= target else "OVER"
    print(f"{patients} patients × 5 visits, refusals: {refused or 'none'}")
    print(f"  whole page         {ours}   median {verdict} the target of {target:.0f} ms")
    print(f"  pingouin, its part {pingouin}   {pingouin.median / ours.median:.1f} × the whole page")
    if r is None:
        print("  R: Rscript with afex and emmeans not found")
    else:
        print(
            f"  R, its part        {r:8.1f} ms   {r / ours.median:.1f} × the whole page, not run in turns with it"
        )


def scaling() -> None:
    """Print how the page's CPU time grows with the patients; twice the time each line is linear."""
    cohorts = [cohort(patients) for patients in SCALING]
    timings = timed([lambda c=c: page(*c) for c in cohorts], 7)
    for index, (patients, timing) in enumerate(zip(SCALING, timings, strict=True)):
        grown = f"   CPU × {timing.cpu / timings[index - 1].cpu:.2f}" if index else ""
        print(f"  {patients:6d} patients    {timing}{grown}")


def main() -> None:
    """Print one block a size, then the growth."""
    warnings.simplefilter("ignore")
    if hasattr(os, "getloadavg"):
        print(
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors: above 1 each, wall times are inflated"
        )
    for patients, target in TARGETS.items():
        compare(patients, target)
    print("growth (linear: CPU × 2 a line)")
    scaling()


if __name__ == "__main__":
    main()
