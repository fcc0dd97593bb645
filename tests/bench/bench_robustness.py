"""What specification curves cost, as multiples of one analysis of variance; and p of the joint test under shuffling.

    python -m tests.bench.bench_robustness
    python -m tests.bench.bench_robustness --uniform 500  # is p of the joint test uniform on shuffled magnesium?

Processor time, best of a few runs, everything imported before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.stats import kstest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import trace_curve
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.grid import GridRanges
from lib.analysis.robustness.joint import judge_jointly
from lib.analysis.robustness.left_out import leave_out
from lib.analysis.robustness.results import RESULTS
from lib.cohort.cohort import make_cohort, read_bundled_cohort

ASKED = Inquiry("mg", "responder", "hypertension", "response", "mg", "madrs", "none", "welch", "spearman")
#: 924 specifications of the bundled cohort, and 10,000 and more.
USUAL, LARGE = GridRanges(), GridRanges(step=1, endpoints="all", remission=(6, 18))


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """Least processor time of a few runs."""
    found = []
    for _ in range(repeat):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--uniform", type=int, default=0, metavar="RUNS", help="runs of the joint test")
    asked, question = parser.parse_args(), Question(read_bundled_cohort())
    one = seconds(lambda: analyse_anova(question, "mg", "outcome"))
    print(f"one analysis of variance with groups: {1000 * one:.0f} ms")
    for result in RESULTS:
        curve = trace_curve(question, result, ASKED, USUAL)
        spent = seconds(lambda result=result: trace_curve(question, result, ASKED, USUAL))
        print(
            f"{result}: {len(curve.specifications)} specifications in {spent:.2f} s, {spent / one:.0f} analyses"
        )
    curve = trace_curve(question, "interaction", ASKED, LARGE)
    spent = seconds(lambda: trace_curve(question, "interaction", ASKED, LARGE), 1)
    print(
        f"interaction: {len(curve.specifications)} specifications in {spent:.2f} s, {spent / one:.0f} analyses"
    )
    spent = seconds(lambda: judge_jointly(question, "interaction", ASKED, USUAL), 1)
    print(f"joint test of 500 permutations: {spent:.2f} s, {spent / one:.0f} analyses")
    spent = seconds(lambda: leave_out(question, ASKED), 1)
    print(f"six results without each patient and each pair: {spent:.2f} s, {spent / one:.0f} analyses")
    if asked.uniform:
        print(f"joint test on shuffled magnesium, {asked.uniform} runs: {uniform(question, asked.uniform)}")


def uniform(question: Question, runs: int) -> str:
    """Kolmogorov–Smirnov p of each statistic's p against the uniform distribution."""
    rng, cohort, ranges = np.random.default_rng(8), question.cohort, replace(USUAL, step=10, missing=False)
    values = cohort.measures["mg"]
    complete = np.flatnonzero(~np.isnan(values).any(axis=1))
    found: dict[str, list[float]] = {}
    for run in range(runs):
        shuffled = values.copy()
        shuffled[complete] = values[rng.permutation(complete)]
        measures = {**cohort.measures, "mg": shuffled}
        other = make_cohort("Shuffled", cohort.codebook, cohort.patients, cohort.characteristics, measures)
        for row in judge_jointly(Question(other), "interaction", ASKED, ranges, 99, seed=run).statistics:
            # p is a multiple of 1/100: spread within its step it is continuous.
            found.setdefault(row.name, []).append(row.p - rng.uniform() / 100)
    return ", ".join(f"{name} p = {kstest(p, 'uniform').pvalue:.2f}" for name, p in found.items())


if __name__ == "__main__":
    main()
