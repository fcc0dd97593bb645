"""The mixed model as Python, with the file it imports, and as R: nlme, or lme4 for a random intercept."""

from __future__ import annotations

from lib.analysis.common.grouping import EVERYONE, NO_COLUMN
from lib.analysis.mixed.fit import AS_COVARIATE, DF_METHODS, MIXED_SETTINGS, MixedAnswer, analyse_mixed
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.export.code.base import piece_finish, pieces_groups, pieces_start
from lib.export.code.literals import fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest, measure_of
from lib.export.mixed_module import MODULE_FILE
from lib.stats.common.result import Refusal

VALUES = """
# Patients with a value at any visit; a visit at which nobody was measured is left out.
values = by_visit(<<measure>>)[keep].dropna(how="all")
"""
CONFINED = """
group[patients[<<column>>] != <<level>>] = np.nan  # the column concerns these patients only
"""
GROUPED = """
values = values[group[values.index].notna()]
levels = [name for name in tested if (group[values.index] == name).any()]
"""
COLUMNS = """
values = values.dropna(axis=1, how="all")


def factor(name, column, levels):
    \"\"\"A column of levels; those that nobody has are left out.\"\"\"
    present = [level for level in levels if (column == level).any()]
    codes = [present.index(level) if level in present else -1 for level in column]
    return mm.Factor(name, tuple(map(str, present)), np.array(codes))
"""
START = """
columns = []
"""
GROUP = """
columns.append(factor("group", group[values.index], levels))
"""
BASELINE = """
first = values.iloc[:, 0]  # covariate x visit, and what changes are taken from
columns.append(mm.Covariate("baseline", first.to_numpy()))
values = values.iloc[:, 1:].sub(first, axis=0)
"""
LEVELLED = """
columns.append(factor(<<label>>, patients.loc[values.index, <<column>>], <<levels>>))
"""
NUMBER = """
columns.append(mm.Covariate(<<label>>, patients.loc[values.index, <<column>>].astype(float).to_numpy()))
"""
MODEL = """
# REML; nothing is given unless the fit converged to a maximum.
effects = mm.fixed_effects(tuple(values), columns, <<terms>>)
model = mm.fit_mixed(values.to_numpy(), effects, <<covariance>>, df=<<df>>, information=<<information>>)
if isinstance(model, mm.CannotFit):
    raise ValueError(model.reason)
results["model"] = {
    "patients": model.n, "values": model.observations, "-2 log L": model.minus_2_log_likelihood,
    "AIC": model.criteria.aic_sas, "BIC": model.criteria.bic_sas}
"""
FIGURES = """
def figures(row):
    return {"estimate": row.estimate, "SE": row.se, "df": row.df, "CI low": row.ci_low, "CI high": row.ci_high}
"""
MEANS = """
for row in mm.least_squares_means(model, <<by>>).rows:
    results[f"mean, {', '.join(row.levels)}"] = figures(row.estimate)
"""
TESTS = """
for row in model.estimates:
    results[f"effect, {row.name}"] = {**figures(row), "t": row.t, "p": row.p}
for row in mm.type_three(model):
    results[f"Type III, {row.name}"] = {"F": row.test.f, "df1": row.test.df1, "df2": row.test.df2, "p": row.test.p}
"""
DIFFERENCES = """
for kind in <<kinds>>:
    for row in mm.mean_differences(model, kind, adjustment=<<adjust>>).rows:
        results[f"{kind}, {row.estimate.name}"] = {
            **figures(row.estimate), "t": row.estimate.t, "p": row.estimate.p, "p adjusted": row.p_adjusted}
"""
#: Families of `mean_differences`, with groups and without, by what the first visit is.
KINDS_OF = {
    (True, False): ("from first", "from first in groups", "groups", "groups from first"),
    (False, False): ("from first",),
    (True, True): ("groups",),
    (False, True): (),
}


def answer_of(request: ScriptRequest) -> MixedAnswer:
    """Fit what the script is to give."""
    return analyse_mixed(request.question, *request.settings.pick(MIXED_SETTINGS))


def draft_mixed(request: ScriptRequest) -> Draft:
    """Write the mixed model; where there is no fit the header says why."""
    answer, settings = answer_of(request), request.settings
    grouped, changes = settings.between != EVERYONE, answer.modelled.baseline == AS_COVARIATE
    notes = (f"{MODULE_FILE} belongs beside it: no package on PyPI has this model.",)
    columns = answer.modelled.covariates
    if isinstance(answer.model, Refusal):
        start = pieces_start(request, settings.between)
        return Draft("Mixed model", (*start, piece_finish()), (answer.model.reason,))
    pieces = [
        *pieces_start(request, settings.between, [column.name for column in columns]),
        *(pieces_groups(request, settings.between, with_tests=True) if grouped else ()),
        *_values(request, grouped),
        *([Piece(GROUP)] if grouped else []),
        *([Piece(BASELINE)] if changes else []),
        *(_covariate(request, answer, column) for column in columns),
        *_fit(request, answer, grouped, changes),
        piece_finish(),
    ]
    return Draft("Mixed model", tuple(pieces), notes, (MODULE_FILE,))


def _values(request: ScriptRequest, grouped: bool) -> list[Piece]:
    by = request.settings.between
    pieces = [Piece(fill(VALUES, measure=python_literal(measure_of(request).name)))]
    if grouped:
        within = () if by in NO_COLUMN else request.question.cohort.codebook.column(by).tested_within or ()
        if within:
            text = fill(CONFINED, column=python_literal(within[0]), level=python_literal(within[1]))
            pieces.append(Piece(text, ("np",)))
        pieces.append(Piece(GROUPED))
    return [*pieces, Piece(COLUMNS, ("np", "mm")), Piece(START)]


def _covariate(request: ScriptRequest, answer: MixedAnswer, column: Column) -> Piece:
    names = dict(zip(answer.modelled.covariates, _labels(answer), strict=True))
    label, name = python_literal(names[column]), python_literal(column.name)
    if column.kind not in LEVELLED_KINDS:
        return Piece(fill(NUMBER, label=label, column=name))
    levels = python_literal([level.code for level in request.question.cohort.levels(column.name)])
    return Piece(fill(LEVELLED, label=label, column=name, levels=levels))


def _labels(answer: MixedAnswer) -> list[str]:
    """Names of the covariates in the model, in their order."""
    own = len(answer.modelled.covariates)
    return [column.name for column in answer.modelled.effects.columns][-own:] if own else []


def _fit(request: ScriptRequest, answer: MixedAnswer, grouped: bool, changes: bool) -> list[Piece]:
    settings = request.settings
    method, information = DF_METHODS[settings.ddf]
    terms = python_literal([tuple(term) for term in answer.modelled.effects.terms])
    model = fill(
        MODEL, terms=terms, covariance=python_literal(settings.covariance), df=python_literal(method),
        information=python_literal(information),
    )  # fmt: skip
    by = python_literal(("visit", "group") if grouped else ("visit",))
    pieces = [Piece(model, ("mm",)), Piece(FIGURES), Piece(fill(MEANS, by=by))]
    if answer.withheld:
        return pieces
    kinds = KINDS_OF[grouped, changes]
    differences = fill(DIFFERENCES, kinds=python_literal(kinds), adjust=python_literal(settings.adjust))
    return [*pieces, Piece(TESTS), *([Piece(differences)] if kinds else [])]
