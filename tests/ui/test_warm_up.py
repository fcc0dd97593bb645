"""What computes is loaded before the first visitor, so that no click waits for an import."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = """
import asyncio, gc, sys
from lib.ui.serving.warm_up import warm_up

async def start():
    async with warm_up(None):
        pass

asyncio.run(start())
LIBRARIES = ("pingouin", "scipy", "statsmodels")
loaded = {name for name in sys.modules if name.partition(".")[0] in LIBRARIES}
assert all(library in loaded for library in LIBRARIES), loaded

from lib.analysis.anova.checks import check_assumptions, compare_ranks, find_influence
from lib.analysis.anova.visits import analyse_anova, compare_visits, compare_within_groups
from lib.analysis.common.question import Question
from lib.analysis.published.judgement import judge_paper
from lib.cohort.cohort import read_bundled_cohort

question = Question(read_bundled_cohort())
analyse_anova(question, "mg", "outcome")
compare_visits(question, "mg", "outcome", "all", "bonferroni", "own")
compare_within_groups(question, "mg", "outcome")
compare_ranks(question, "mg", "outcome", "all", "holm", "wilcoxon")
check_assumptions(question, "mg", "outcome")
find_influence(question, "mg", "outcome")
judge_paper()
print(sorted(name for name in set(sys.modules) - loaded if name.partition(".")[0] in LIBRARIES))
"""


def test_no_click_imports_what_computes():
    command = [sys.executable, "-W", "ignore", "-c", CODE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().splitlines()[-1] == "[]"
