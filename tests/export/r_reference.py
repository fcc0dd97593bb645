"""Generated R scripts with what R printed: made by `python -m tests.export.r_reference` where R with afex is."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lib.export.code import r_script
from lib.export.cohort_csv import cohort_csv
from tests.export.cohorts import NASTY
from tests.export.requests_made import ask

FOLDER = Path(__file__).parents[1] / "reference" / "generated_code"
#: Name of the files, cohort, settings.
CASES = {
    "no_groups": ("bundled", {}),
    "by_outcome": ("bundled", {"between": "outcome"}),
    "type_two_overlapping": (
        "bundled",
        {"between": "outcome", "groups": "overlapping", "response": 30, "remission": 14, "sumsq": "II",
         "adjust": "sidak"},
    ),
    "filters_own_error": (
        "bundled",
        {"between": "diagnosis", "sex": ("female",), "age": (30, 62), "no": ("epilepsy",), "adjust": "holm",
         "posthoc": "first", "posterror": "own", "measure": "madrs"},
    ),
    "confined_carried": (
        "bundled",
        {"between": "comorbid_mdd", "missing": "locf", "endpoint": "inf7", "response": 25, "measure": "ymrs",
         "outcome": ("responder", "non_responder"), "adjust": "fdr", "posterror": "own"},
    ),
    "gaps_kept": (
        "gaps",
        {"between": "class", "keep_missing": True, "any": ("illness_0", "illness_1"),
         "comorbidities": ("0", "1", "2"), "age": (20, 77)},
    ),
    "two_visits": ("two visits", {"between": "sex", "adjust": "none"}),
    "hostile": (
        "hostile",
        {"between": NASTY[0], "diagnosis": NASTY[1:], "any": ("ill" + NASTY[0],), "keep_missing": True,
         "endpoint": NASTY[1], "outcome": ("responder", "non_responder", "remitter"), "measure": "mg" + NASTY[2]},
    ),
    "a_against_b": (
        "bundled",
        {"between": "a_b", "a": "name=Women&sex=female&outcome=non_responder", "b": "name=&sex=male&age=30-60"},
    ),
    "groups_a_against_the_rest": (
        "bundled", {"between": "a_rest", "a": "name=&any=hypertension&keep_missing=yes", "age": (30, 63)},
    ),
    "mixed_by_sex": ("bundled", {"between": "sex"}),
    "mixed_changes": (
        "bundled",
        {"between": "diagnosis", "measure": "madrs", "baseline": "covariate", "covariates": ("age", "sex"),
         "covariance": "toeph"},
    ),
    "mixed_random_intercept": (
        "bundled",
        {"between": "outcome", "covariance": "ri", "ddf": "krexpected", "covariates": ("age", "somatic_comorbidities")},
    ),
    "mixed_autoregressive": ("two visits", {"covariance": "ar1"}),
    "groups_of_outcome": ("bundled", {"between": "outcome", "adjust": "holm"}),
    "left_out_gaps": ("gaps", {"between": "outcome"}),
    "left_out_bundled": ("bundled", {"between": "diagnosis", "measure": "madrs", "sex": ("female",)}),
    "agreement_by_diagnosis": ("bundled", {"between": "diagnosis", "correct": "gg"}),
    "agreement_no_groups": ("bundled", {"correct": "none"}),
    "groups_pooled": (
        "bundled",
        {"between": "outcome", "measure": "ymrs", "adjust": "sidak", "grouptest": "pooled", "groupfamily": "visit"},
    ),
}  # fmt: skip
#: Runs scripts one after another, each in its folder; what they print goes to `out.txt` there.
DRIVER = """
for (folder in commandArgs(TRUE)) {
  setwd(folder); sink("out.txt"); source("script.R", local = new.env(), encoding = "UTF-8"); sink()
}
"""
LINE = re.compile(r"(.*?) \| ([^|=\n]+) = (\S+)\n", re.DOTALL)


def asked_of(case: str):
    cohort, changed = CASES[case]
    return ask(cohort, **changed)


def kind_of(case: str) -> str:
    kinds = ("groups", "left_out", "agreement", "mixed")
    return next((kind for kind in kinds if case.startswith(f"{kind}_")), "anova")


def text_of(case: str) -> str:
    return r_script(kind_of(case), asked_of(case)).text


def body(script: str) -> str:
    """A script without its header, which names versions and the fingerprint."""
    return script.partition("\n\n")[2]


def numbers(printed: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, figure, value in LINE.findall(printed):
        found.setdefault(name, {})[figure] = float(value.replace("NA", "nan"))
    return found


def has_r() -> bool:
    """Whether R with the packages of the scripts is installed."""
    if shutil.which("Rscript") is None:
        return False
    needed = 'c("afex", "emmeans", "car", "nlme", "lme4", "lmerTest", "pbkrtest")'
    call = f"q(status = !all({needed} %in% rownames(installed.packages())))"
    return subprocess.run(["Rscript", "-e", call], capture_output=True).returncode == 0


def run(cases: list[str], folder: Path) -> dict[str, str]:
    """Run the scripts of cases in R; give what each printed."""
    places = {case: folder / case for case in cases}
    for case, place in places.items():
        place.mkdir()
        (place / "script.R").write_text(text_of(case), encoding="utf-8", newline="")
        cohort = asked_of(case).question.cohort
        (place / "cohort.csv").write_text(cohort_csv(cohort), encoding="utf-8", newline="")
    (folder / "driver.R").write_text(DRIVER, encoding="utf-8")
    call = ["Rscript", str(folder / "driver.R"), *map(str, places.values())]
    # The printed names are UTF-8 whatever the machine's own language is.
    done = subprocess.run(
        call, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return {case: (place / "out.txt").read_text(encoding="utf-8") for case, place in places.items()}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for case, printed in run(list(CASES), Path(folder)).items():
            (FOLDER / f"{case}.R").write_text(text_of(case), encoding="utf-8", newline="")
            (FOLDER / f"{case}.txt").write_text(printed, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
