"""Every Python script is run, and its numbers are those of the page: selections, definitions, groups, cohorts."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from lib.export.code import KINDS, ScriptRequest, file_beside, python_script
from lib.export.cohort_csv import cohort_csv
from tests.export.cohorts import NASTY
from tests.export.page_numbers import known, page_numbers
from tests.export.requests_made import ask

OVERLAPPING = {"groups": "overlapping", "response": 30, "remission": 14}
CARRIED = {"missing": "locf", "endpoint": "v2", "response": 20, "remission": 24}
COMORBIDITY = ("prevalence", "together", "courses", "response")
#: Name of the case, kinds of script, cohort, settings.
CASES = [
    ("as it opens", tuple(KINDS), "bundled", {}),
    ("by outcome", ("overview", "trajectory", "anova", "left_out", "agreement", "posthoc", "groups",
     "simple_effects", "ranks", "assumptions"), "bundled",
     {"between": "outcome", "split": "outcome", "unit": "mg"}),
    ("overlapping", ("overview", "table1", "trajectory", "anova", "left_out", "ranks", "simple_effects"), "bundled",
     {**OVERLAPPING, "between": "outcome", "split": "outcome", "sumsq": "II", "ranktest": "wilcoxon"}),
    ("other endpoint, filters", ("table1", "anova", "posthoc", "groups", "association"), "bundled",
     {"grouptest": "pooled", "groupfamily": "visit",
      "endpoint": "inf5", "response": 25, "sex": ("female",), "age": (30, 60), "between": "diagnosis",
      "adjust": "holm", "posthoc": "first", "posterror": "own", "corr": "pearson", "by": "diagnosis"}),
    ("outcome picked", ("table1", "trajectory", "anova", "association"), "bundled",
     {"outcome": ("non_responder", "responder"), "measure": "madrs", "by": "sex", "x": "ymrs"}),
    ("comorbidities", ("table1", "anova", "groups", "ranks"), "bundled",
     {"grouptest": "pooled", "any": ("hypertension", "diabetes"),
      "medicine": ("ssri", "antipsychotics"), "between": "sex",
      "ranktest": "conover", "adjust": "fdr", "by": "somatic_comorbidities"}),
    ("counts", ("table1", "posthoc", "ranks"), "bundled",
     {"comorbidities": ("0", "1"), "no": ("epilepsy",), "adjust": "sidak", "measure": "ymrs", "by": "ssri",
      "ranktest": "wilcoxon"}),
    ("confined", ("anova", "ranks", "table1"), "bundled",
     {"between": "comorbid_mdd", "adjust": "none", "by": "comorbid_mdd", "all": ("hypertension",)}),
    ("changes, covariates", ("mixed",), "bundled",
     {"measure": "madrs", "between": "sex", "baseline": "covariate", "covariates": ("age", "diagnosis"),
      "covariance": "ar1h", "ddf": "satterthwaite", "adjust": "holm"}),
    ("random intercept", ("mixed",), "bundled",
     {"between": "outcome", "covariance": "ri", "ddf": "krexpected", "covariates": ("somatic_comorbidities",)}),
    ("circular", ("mixed", "anova", "posthoc", "groups", "ranks", "simple_effects"), "bundled",
     {"between": "outcome", "measure": "madrs"}),
    ("few", ("anova", "posthoc", "groups", "ranks", "trajectory", "table1", "association"), "bundled",
     {"diagnosis": ("BP",), "sex": ("male",), "between": "outcome", "split": "outcome"}),
    ("upload", tuple(KINDS), "upload", {"between": "sex", "split": "diagnosis", "by": "diagnosis"}),
    ("upload, carried", ("table1", "anova", "posthoc"), "upload",
     {"missing": "locf", "between": "outcome", "age": (25, 60), "keep_missing": True}),
    ("gaps", tuple(KINDS), "gaps", {**CARRIED, "between": "sex", "split": "outcome"}),
    ("gaps kept", ("overview", "table1", "anova", "trajectory"), "gaps",
     {"keep_missing": True, "age": (25, 70), "sex": ("k",), "all": ("illness_0",), "medicine": ("class",),
      "no": ("illness_1",), "by": "class"}),
    ("gaps dropped", ("overview", "table1", "trajectory", "association"), "gaps",
     {"age": (20, 75), "all": ("illness_0",), "any": ("illness_0", "illness_2"), "by": "illnesses",
      "split": "illnesses"}),
    ("gaps, none of", ("table1", "trajectory"), "gaps",
     {"no": ("illness_1", "illness_2"), "medicine": ("class",), "by": "outcome", "missing": "locf"}),
    ("hostile", tuple(KINDS), "hostile",
     {"between": NASTY[0], "split": NASTY[1], "by": NASTY[1], "diagnosis": NASTY[1:], "any": ("ill" + NASTY[0],),
      "keep_missing": True}),
    ("hostile outcome", ("overview", "table1", "anova"), "hostile",
     {"endpoint": NASTY[1], "between": "outcome", "missing": "locf"}),
    ("medicines", COMORBIDITY, "bundled", {"kind": "medicine", "compare": "diagnosis", "target": "remission"}),
    ("classes, overlapping", COMORBIDITY, "bundled",
     {"kind": "class", "groups": "overlapping", "response": 30, "measure": "madrs"}),
    ("diagnosis", COMORBIDITY, "bundled", {"kind": "diagnosis", "compare": "all", "sex": ("female",)}),
    ("diagnoses", COMORBIDITY, "gaps", {"kind": "diagnosis", "compare": "diagnosis", "endpoint": "v2"}),
    ("picked", COMORBIDITY, "bundled", {"outcome": ("responder",), "measure": "madrs"}),
    ("exactly a fifth", tuple(KINDS), "threshold", {"response": 20, "split": "outcome", "between": "sex"}),
    ("exactly a fifth, carried", ("overview", "table1", "response"), "threshold",
     {"response": 20, "missing": "locf", "groups": "overlapping", "comorbidities": ("0", "1"), "keep_missing": True}),
    ("table 1, means", ("table1",), "bundled",
     {"rownumbers": "mean", "rowcounts": "chi2", "rowadjust": "holm", "smd": True, "by": "sex"}),
    ("table 1, means of three", ("table1",), "bundled",
     {"rownumbers": "mean", "rowadjust": "fdr", "smd": True, "by": "outcome"}),
    ("table 1, medians", ("table1",), "gaps", {"rownumbers": "median", "smd": True, "by": "sex"}),
    ("large tables", ("table1",), "rare", {"by": "often"}),
    ("two visits", tuple(KINDS), "two visits", {"between": "sex", "adjust": "sidak"}),
    ("no scale", tuple(KINDS), "no depression scale", {"between": "sex", "by": "sex"}),
    ("another analyte", tuple(KINDS), "another analyte", {"between": "outcome"}),
    ("one measure", tuple(KINDS), "one measure and nothing else", {}),
    ("five patients", tuple(KINDS), "five patients", {"between": "sex"}),
    ("thirty visits", ("anova", "trajectory", "association", "table1"), "thirty visits", {}),
    ("nothing known", tuple(KINDS), "everything missing", {}),
    ("A against B", ("table1", "trajectory", "anova", "posthoc", "groups", "simple_effects", "ranks", "assumptions",
     "prevalence"), "bundled",
     {"a": "name=Women+with+hypertension&sex=female&any=hypertension", "b": "name=&sex=male&age=30-60",
      "by": "a_b", "split": "a_b", "between": "a_b", "compare": "a_b", "smd": True}),
    ("A against the rest", ("table1", "anova", "groups", "prevalence"), "gaps",
     {**CARRIED, "a": "name=%22%23&age=25-50&outcome=non_responder&keep_missing=yes", "sex": ("k",),
      "by": "a_rest", "between": "a_rest", "compare": "a_rest"}),
    ("A and B overlap", ("table1", "trajectory", "anova", "groups", "prevalence"), "bundled",
     {"a": "name=&sex=female", "b": "name=&age=50-63",
      "by": "a_b", "split": "a_b", "between": "a_b", "compare": "a_b"}),
    ("nobody", ("overview", "table1", "trajectory"), "bundled", {"all": ("stroke", "epilepsy", "diabetes")}),
]  # fmt: skip
#: Figures a script prints that no result of the page holds.
MORE_THAN_THE_PAGE = {"table1": {"H"}}


@cache
def asked_of(name: str) -> ScriptRequest:
    _, _, cohort, changed = next(case for case in CASES if case[0] == name)
    return ask(cohort, **changed)


def kinds_of(name: str, request: ScriptRequest) -> list[str]:
    """The kinds of a case that have something to compute."""
    kinds = next(case[1] for case in CASES if case[0] == name)
    return [kind for kind in kinds if KINDS[kind].applies(request.question, request.settings)]


SCRIPTS = [(name, kind) for name, *_ in CASES for kind in kinds_of(name, asked_of(name))]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> dict[tuple[str, str], dict]:
    """What every script printed, all of them run in one process; a warning of their own arithmetic is an error."""
    folder = tmp_path_factory.mktemp("scripts")
    paths = {}
    for number, (name, *_) in enumerate(CASES):
        request, place = asked_of(name), folder / str(number)
        place.mkdir()
        (place / "cohort.csv").write_text(cohort_csv(request.question.cohort), encoding="utf-8", newline="")
        for kind in kinds_of(name, request):
            paths[name, kind] = place / f"{kind}.py"
            script = python_script(kind, request)
            paths[name, kind].write_text(script.text, encoding="utf-8", newline="")
            for file in script.beside:
                (place / file).write_text(file_beside(file).text, encoding="utf-8", newline="")
    driver = Path(__file__).parent / "run_scripts.py"
    call = [sys.executable, "-W", "error::RuntimeWarning:__main__", str(driver), str(folder / "out.json")]
    subprocess.run([*call, *map(str, paths.values())], check=True, capture_output=True, cwd=folder)
    found = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return {key: found[str(path)] for key, path in paths.items()}


@pytest.mark.parametrize(("name", "kind"), SCRIPTS)
def test_a_script_prints_the_numbers_of_the_page(outputs, name, kind):
    output = outputs[name, kind]
    assert output["error"].splitlines()[-1:] == []
    printed = json.loads(output["stdout"].splitlines()[-1])
    expected = page_numbers(kind, asked_of(name))
    assert set(printed) == set(expected)
    for what, figures in expected.items():
        shown = {k: v for k, v in known(printed[what]).items() if k not in MORE_THAN_THE_PAGE.get(kind, ())}
        assert shown == pytest.approx(figures, rel=1e-6, abs=1e-9), what
