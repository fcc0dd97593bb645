"""docs/statistics.md names for every statistic a function that exists and is called, and R's that is its referee."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATS = ROOT / "lib" / "stats"
LIBRARIES = ("pingouin", "scipy", "statsmodels", "fexact")
#: Modules that hold no statistic of the user's data.
HELPERS = {
    "contrasts", "distributions", "granularity", "groups", "libraries", "pairs", "printed", "reported", "result",
    "variation",
}  # fmt: skip
#: Steps of the fit of a mixed model, held against R through the model itself.
HELPERS |= {"covariance", "design", "feasibility", "likelihood", "moments", "optimum"}
#: Modules that no page asks yet.
AHEAD = tuple(f"lib.stats.mixed.{name}" for name in ("model.with_tests",))
#: Parts of a statistic that stand in no table.
PARTS = {
    "lib.stats.anova.cell_means.group_means",
    "lib.stats.proportions.fisher.log_factorials",
    "lib.stats.proportions.chan_zhang.chan_zhang_lows",
    "lib.stats.proportions.risk_difference.risk_difference",
    "lib.stats.anova.sphericity.is_singular",
    "lib.stats.mixed.diagnostics.fitted_values",
    "lib.stats.mixed.diagnostics.level_without",
    "lib.stats.mixed.hypotheses.covariate_means",
    "lib.stats.mixed.hypotheses.usual_terms",
    "lib.stats.mixed.imputation.after_last",
    "lib.stats.mixed.imputation.conditional_means",
    "lib.stats.mixed.imputation.endpoint_design",
    "lib.stats.mixed.imputation.mean_designs",
    "lib.stats.mixed.imputation.parameters_of",
    "lib.stats.mixed.means.mean_rows",
    "lib.stats.mixed.model.design_rows",
    "lib.stats.mixed.model.observed_data",
    "lib.stats.mixed.sensitivity.contrast_row",
    "lib.stats.mixed.side_by_side.reversed_estimate",
}


@cache
def rows():
    """Cells of every row of the tables: statistic, computed by, R, convention, why own."""
    lines = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "statistic"]


def named(cell):
    return re.findall(r"`([\w.]+)`", cell)


@cache
def called():
    """Dotted names of everything that code under lib calls, imports inside functions included."""
    names = set()
    for path in (ROOT / "lib").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        package = path.relative_to(ROOT).parts[:-1]
        known = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                known |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else ()
                module = ".".join((*base, *filter(None, [node.module])))
                known |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.FunctionDef):
                known.setdefault(node.name, ".".join((*package, path.stem, node.name)))
        for node in ast.walk(tree):
            # A function that is handed on, as brentq's or a table's of tests, counts as called.
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                first, _, rest = ast.unparse(node).partition(".")
                if first in known:
                    names.add(f"{known[first]}.{rest}" if rest else known[first])
    return names


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_every_function_exists_and_is_called(row):
    functions = named(row[1])
    assert functions
    for dotted in functions:
        module, _, name = dotted.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), dotted
        assert dotted in called() or dotted.startswith(AHEAD), f"{dotted} is named but nothing calls it"


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_every_referee_stands_in_a_script(row):
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "reference").glob("*.R"))
    assert named(row[2])
    for function in named(row[2]):
        assert re.search(rf"(?<![\w.]){re.escape(function)}\b", scripts), function


def test_every_public_statistic_has_a_row():
    public = {
        ".".join((*path.relative_to(ROOT).with_suffix("").parts, node.name))
        for path in STATS.glob("*/[a-z]*.py")
        if path.stem not in HELPERS
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert public >= PARTS
    assert public - PARTS == {
        name for row in rows() for name in named(row[1]) if name.startswith("lib.stats.")
    }


def test_every_library_call_of_the_statistics_has_a_row():
    text = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    stats = set()
    for path in STATS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("statsmodels"):
                stats |= {f"{node.module}.{alias.name}" for alias in node.names}
    stats |= {name for name in called() if re.match(r"pingouin\.\w+$", name)}
    assert stats
    assert all(f"`{name}`" in text for name in stats), stats


def test_the_libraries_compute_what_the_pages_show(monkeypatch):
    """pingouin, SciPy and statsmodels are asked by the analyses themselves, not by tests and scripts alone."""
    import pingouin
    import scipy.stats
    from statsmodels.multivariate import multivariate_ols

    from lib.analysis.anova.visits import analyse_anova, compare_visits
    from lib.analysis.common.question import Question
    from lib.cohort.cohort import read_bundled_cohort

    asked = set()

    def watch(module, name):
        function = getattr(module, name)

        def watched(*args, **kwargs):
            asked.add(name)
            return function(*args, **kwargs)

        monkeypatch.setattr(module, name, watched)

    watch(pingouin, "rm_anova")
    watch(pingouin, "epsilon")
    watch(pingouin, "sphericity")
    watch(scipy.stats, "ttest_1samp")
    watch(multivariate_ols, "multivariate_stats")
    question = Question(read_bundled_cohort())
    analyse_anova(question, "mg")
    compare_visits(question, "mg", "all", "all", "bonferroni", "pooled")
    assert asked == {"rm_anova", "epsilon", "sphericity", "ttest_1samp", "multivariate_stats"}
