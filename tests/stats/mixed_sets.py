"""The simulated cohorts of mixed.json as values and fixed effects."""

from functools import cache

import numpy as np

from lib.stats.mixed.design import VISIT, Covariate, Factor, fixed_effects
from lib.stats.mixed.hypotheses import usual_terms
from lib.stats.mixed.model import fit_mixed
from tests.stats.reference_sets import figures

SETS = {entry["name"]: entry for entry in figures("mixed")["sets"]}
CODES = ("us", "toeph", "ar1h", "csh", "toep", "ar1", "cs")


def factor(name, codes):
    codes = np.array(codes)
    return Factor(name, tuple(map(str, np.unique(codes))), codes - 1)


@cache
def read(name):
    """Values, patients × visits, and the fixed effects of the formula in mixed.R."""
    entry = SETS[name]
    data, has_groups = entry["data"], entry["levels"] > 1
    values = np.array([[np.nan if cell is None else cell for cell in row] for row in data["y"]], dtype=float)
    columns = [factor("group", data["group"])] if has_groups else []
    columns += [Covariate(c, np.array(data[c], dtype=float)) for c in ("baseline", "age") if entry[c]]
    columns += [factor(c, data[c]) for c in ("sex", "site") if entry[c]]
    others = [name for name in ("age", "sex", "site") if entry[name]]
    visits = [str(j + 1) for j in range(values.shape[1])]
    return values, fixed_effects(visits, columns, usual_terms(has_groups, entry["baseline"], others))


@cache
def fit(name, code="us", df="kenward-roger", information="observed", restricted=True):
    return fit_mixed(*read(name), code, df=df, information=information, restricted=restricted)


def simulated(n, k, groups=2, missing=0.2, seed=1, baseline=False, sd=5.0):
    """Values and effects of a random cohort without differences between groups."""
    rng = np.random.default_rng(seed)
    between = rng.normal(0, sd, n)
    values = 25 + between[:, None] + rng.normal(0, 4, (n, k)) - 1.5 * np.arange(k)
    values[rng.random((n, k)) < missing] = np.nan
    columns = [factor("group", np.arange(n) % groups + 1)] if groups > 1 else []
    if baseline:
        columns.append(Covariate("baseline", np.round(30 + between + rng.normal(0, 3, n))))
    terms = usual_terms(groups > 1, baseline) if k > 1 else [(VISIT,)]
    return values, fixed_effects([f"V{j}" for j in range(k)], columns, terms)
