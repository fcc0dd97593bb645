"""The mixed model as printed tables: tests, means, differences, effects, and covariances side by side."""

from collections.abc import Callable

import numpy as np

from lib.analysis.mixed.fit import AS_COVARIATE, CovarianceFit, MixedAnswer
from lib.cohort.codebook import unit_words
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_interval,
    format_number,
    format_p,
    plural,
)
from lib.present.common.sizes import decimals_of_means
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.mixed.settings import COVARIANCE_WORDS
from lib.present.mixed.words import words_model
from lib.stats.common.result import unwrap
from lib.stats.mixed.means import Difference, Differences
from lib.stats.mixed.model import Estimate, MixedModel

#: Captions of the families of differences, by what they compare.
FAMILY_CAPTIONS = {
    "each visit minus the first, groups weigh equally": "each visit against the first",
    "each visit minus the first, in each group": "each visit against the first, in each group",
    "groups in pairs at each visit": "groups in pairs at each visit",
    "groups in pairs: difference of the changes from the first visit": "groups in pairs, change from the first visit",
}


def model_of_answer(answer: MixedAnswer) -> MixedModel:
    """Give the fit where the caller has seen to it that there is one."""
    return unwrap(answer.model)


def notes_model(answer: MixedAnswer) -> tuple[str, ...]:
    """Name the model, who enters, and which visits are left out."""
    cases, model = answer.modelled.cases, model_of_answer(answer)
    who = (
        f"{plural(model.n, 'patient')} of {cases.n_selected} with {plural(model.observations, 'value')}; "
        f"{cases.n_complete} of them have a value at every visit."
    )
    return who, words_model(answer), *cases.notes


def title_of(answer: MixedAnswer) -> str:
    """Name what is modelled: the measure, or its change from the first visit."""
    cases = answer.modelled.cases
    if answer.modelled.baseline == AS_COVARIATE:
        return f"Change of {cases.measure.label_with_unit} from {cases.visit_names[0]}"
    return cases.measure.label_with_unit


def table_tests(answer: MixedAnswer) -> PrintTable:
    """Set the Type III tests of the fixed effects."""
    headings = (Heading("Effect"), Heading("df"), Heading("df", "error"), Heading("F"), Heading("p"))
    lines = tuple(
        Line(
            (
                f"{row.name[:1].upper()}{row.name[1:]}",
                str(row.test.df1),
                format_df(row.test.df2),
                format_number(row.test.f, 3),
                format_p(row.test.p),
            )
        )
        for row in answer.tests
    )
    note = "Type III: each effect after all others, levels weighing equally, covariates at their mean."
    return PrintTable(f"{title_of(answer)}: mixed model", headings, lines, (*notes_model(answer), note))


def _estimate_cells(estimate: Estimate, decimals: int, *, with_p: bool = True) -> tuple[str, ...]:
    cells = (
        format_number(estimate.estimate, decimals),
        format_interval(estimate.ci_low, estimate.ci_high, decimals),
        format_number(estimate.se, decimals + 1),
        format_df(estimate.df),
    )
    return (*cells, format_number(estimate.t, 3), format_p(estimate.p)) if with_p else cells


def _estimate_headings(first: str, what: str, *, with_p: bool = True) -> tuple[Heading, ...]:
    labels = [what, "95 % CI", "SE", "df", *(["t", "p"] if with_p else [])]
    return (Heading(first), *(Heading(label) for label in labels))


def table_means(answer: MixedAnswer) -> PrintTable:
    """Set the least-squares means of the visits, in each group where there are groups."""
    means, decimals = unwrap(answer.means), decimals_of_means(answer.modelled.cases.measure)
    changed = answer.modelled.baseline == AS_COVARIATE and not answer.withheld
    counts = counts_of(answer)
    lines: list[Line] = []
    levels = answer.modelled.cases.labels
    for place, level in enumerate(levels or ("",)):
        if level:
            lines.append(Line((level,), "section"))
        for row in means.rows:
            if level in ("", *row.levels[1:]):
                visit = row.levels[0]
                n = str(counts[place][answer.modelled.effects.visits.index(visit)])
                lines.append(Line((visit, n, *_estimate_cells(row.estimate, decimals, with_p=changed))))
    first, *others = _estimate_headings("Visit", "Change" if changed else "Mean", with_p=changed)
    note = "Least-squares means: as they would be with every value there, other factors weighing equally and "
    note += "covariates at their mean over the values that enter. n: measured at the visit."
    return PrintTable(
        f"{title_of(answer)}: least-squares means",
        (first, Heading("n"), *others),
        tuple(lines),
        (*notes_model(answer), note),
    )


def counts_of(answer: MixedAnswer) -> np.ndarray:
    """Count the values that enter, groups × visits; one row without groups."""
    modelled, kept = answer.modelled, model_of_answer(answer).fitted.data.kept
    seen = np.isfinite(modelled.values[kept])
    codes = modelled.cases.codes[kept]
    groups = max(len(modelled.cases.labels), 1)
    return np.array([seen[codes == group].sum(axis=0) for group in range(groups)])


def tables_differences(answer: MixedAnswer) -> tuple[PrintTable, ...]:
    """Set each family of differences."""
    return tuple(_table_differences(answer, family) for family in answer.differences)


def _table_differences(answer: MixedAnswer, family: Differences) -> PrintTable:
    decimals = decimals_of_means(answer.modelled.cases.measure)
    settings = dict(family.settings)
    first, *others = _estimate_headings("Difference", "Estimate")
    section: Callable[[Difference], str] = lambda row: row.visit if row.against else row.level  # noqa: E731
    alone = len({section(row) for row in family.rows}) in (1, len(family.rows))
    lines: list[Line] = []
    last = ""
    for row in family.rows:
        if not alone and section(row) != last:
            last = section(row)
            lines.append(
                Line((f"{last} − {row.from_visit}" if row.against and row.from_visit else last,), "section")
            )
        cells = _estimate_cells(row.estimate, decimals)
        lines.append(Line((_name(row, alone), *cells, format_p(row.p_adjusted))))
    note = f"Family: {settings['differences']}; adjustment: {settings['adjustment']}, intervals not adjusted."
    return PrintTable(
        f"{title_of(answer)}: {FAMILY_CAPTIONS[settings['differences']]}",
        (first, *others, Heading("p", "adjusted")),
        tuple(lines),
        (*notes_model(answer), note),
    )


def _name(row: Difference, alone: bool) -> str:
    who = f"{row.level} − {row.against}" if row.against else row.level
    when = f"{row.visit} − {row.from_visit}" if row.from_visit else row.visit
    if row.against:
        return f"{when}: {who}" if alone else who
    return f"{who}: {when}" if alone and who else when


def table_effects(answer: MixedAnswer) -> PrintTable:
    """Set the fixed effects in treatment coding, as R prints a summary."""
    decimals = decimals_of_means(answer.modelled.cases.measure)
    lines = tuple(
        Line((f"{row.name[:1].upper()}{row.name[1:]}", *_estimate_cells(row, decimals)))
        for row in model_of_answer(answer).estimates
    )
    note = f"In {unit_words(answer.modelled.cases.measure)}; the first level of each factor is the reference."
    return PrintTable(
        f"{title_of(answer)}: fixed effects", _estimate_headings("Effect", "Estimate"), lines,
        (*notes_model(answer), note),
    )  # fmt: skip


def table_covariance(answer: MixedAnswer) -> PrintTable:
    """Set the covariance of the visits: SD on the diagonal, correlations beside it."""
    model = model_of_answer(answer)
    visits = answer.modelled.effects.visits
    sd = np.sqrt(np.diag(model.sigma))
    correlation = model.sigma / np.outer(sd, sd)
    decimals = decimals_of_means(answer.modelled.cases.measure)
    lines = tuple(
        Line(
            (
                visit,
                format_number(float(sd[j]), decimals),
                *(
                    format_number(float(correlation[j, m]), 3) if m != j else MISSING
                    for m in range(len(visits))
                ),
            )
        )
        for j, visit in enumerate(visits)
    )
    headings = (Heading("Visit"), Heading("SD"), *(Heading(visit, "correlation") for visit in visits))
    return PrintTable(
        f"{title_of(answer)}: spread and correlation of the visits", headings, lines, notes_model(answer)
    )


def table_covariances(answer: MixedAnswer, fits: tuple[CovarianceFit, ...]) -> PrintTable:
    """Set the criteria of every covariance side by side; lower is better."""
    headings = (
        Heading("Covariance of the visits"),
        Heading("Parameters"),
        Heading("−2 log L", "restricted"),
        Heading("AIC", "SAS, mmrm"),
        Heading("BIC", "SAS, mmrm"),
        Heading("AIC", "nlme"),
        Heading("BIC", "nlme"),
    )
    lines = tuple(
        Line((COVARIANCE_WORDS[fit.covariance], str(fit.parameters), *_criteria(fit))) for fit in fits
    )
    refused = tuple(f"{COVARIANCE_WORDS[fit.covariance]}: {fit.refusal}" for fit in fits if fit.refusal)
    counted = (
        "SAS counts the parameters of the covariance and, for BIC, the patients; nlme the fixed effects too and, for "
        "BIC, the values less the fixed effects."
    )
    return PrintTable(f"{title_of(answer)}: covariances side by side", headings, lines, (counted, *refused))


def _criteria(fit: CovarianceFit) -> tuple[str, ...]:
    if fit.criteria is None:
        return (MISSING,) * 5
    found = fit.criteria
    values = (fit.minus_2_log_likelihood, found.aic_sas, found.bic_sas, found.aic_nlme, found.bic_nlme)
    return tuple(format_number(value, 2) for value in values)
