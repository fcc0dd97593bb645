"""The numbers of the pages under the names the scripts print them with; NaN is left out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from lib.analysis.anova.agreement import compare_tests
from lib.analysis.anova.checks import check_assumptions, compare_ranks
from lib.analysis.anova.groups import MEAN_OF_VISITS, compare_groups
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import analyse_anova, compare_visits, compare_within_groups
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.complete_cases import select_complete
from lib.analysis.common.grouping import OUTCOME, group_patients
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.analysis.comorbidity.response import analyse_responses
from lib.analysis.mixed.fit import MIXED_SETTINGS, analyse_mixed
from lib.analysis.overview.summary import summarise_cohort
from lib.analysis.table1.table import summarise_table1
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.export.code import ScriptRequest
from lib.stats.common.result import Refusal
from lib.stats.description.describe import Description
from lib.stats.mixed.design import Factor, effect_names
from lib.stats.mixed.feasibility import CannotFit
from lib.stats.mixed.means import least_squares_means, mean_differences

Numbers = dict[str, dict[str, float]]
EVERYONE = "all patients"
#: Words of a script, and fields of a description.
DESCRIBED = (("n", "n"), ("mean", "mean"), ("SD", "sd"), ("q1", "q1"), ("median", "median"), ("q3", "q3"))


def page_numbers(kind: str, request: ScriptRequest) -> Numbers:
    question = request.question
    found = {"patients": {"selected": question.selected.n, "in the file": question.cohort.n_patients}}
    found |= KINDS[kind](request)
    return {name: known(figures) for name, figures in found.items()}


def known(figures: dict) -> dict[str, float]:
    return {name: float(v) for name, v in figures.items() if v is not None and not math.isnan(v)}


def _name(group: str) -> str:
    return EVERYONE if group == "all" else group


def _overview(request: ScriptRequest) -> Numbers:
    result = summarise_cohort(request.question)
    groups = result.outcome.groups if result.outcome else None
    whole = {g.name: g.n for g in groups} if groups else {EVERYONE: result.n}
    found = {"groups": whole}
    for level in result.diagnosis.groups if result.diagnosis else ():
        found[f"groups, {level.name}"] = (
            {g.name: int((g.mask & level.mask).sum()) for g in groups} if groups else {EVERYONE: level.n}
        )
    names = request.question.cohort.visit_names
    for measure, complete in result.complete.items():
        cells = [cell.n for cell in result.completeness if cell.measure == measure]
        found[f"{measure} measured"] = {**dict(zip(names, cells, strict=True)), "every visit": complete}
    return found


EFFECTS = {"η²_H": "eta squared", "η²": "eta squared", "Cohen’s d": "d", "Rank-biserial r": "rank-biserial r"}


def _table1(request: ScriptRequest) -> Numbers:
    names = ("by", "rownumbers", "rowcounts", "rowadjust")
    result = summarise_table1(request.question, *(request.settings[name] for name in names))
    groups = [] if result.grouping.by == "all" else [group.name for group in result.grouping.groups]
    found: Numbers = {}
    for row in result.rows:
        cells = dict(zip([EVERYONE, *groups], (row.overall, *row.cells), strict=False))
        if row.kind == "number":
            found[row.column] = _described(cells)
        elif row.kind != "heading":
            found[f"{row.column} {row.level}"] = {
                f"{name} {what}": value
                for name, cell in cells.items()
                for what, value in (("n", cell.n), ("of", cell.total))
            }
        test = row.test
        if test is None or "too many" in test.reason or len(result.grouping.tested) < 2:
            continue
        if request.settings.smd:
            found[f"SMD of {row.column}"] = {"SMD": row.smd}
        if "picked by it" in test.reason or (row.kind == "number" and test.p != test.p):
            continue
        effect = EFFECTS.get(test.effect_name, "V")
        adjusted = {"p adjusted": test.p_adjusted} if result.adjust != "none" else {}
        found[f"test of {row.column}"] = {"tested": test.n, "p": test.p, effect: test.effect, **adjusted}
    return found


def _described(cells: dict[str, Description]) -> dict[str, float]:
    return {
        f"{name} {what}": getattr(cell, field)
        for name, cell in cells.items()
        for what, field in DESCRIBED
    }  # fmt: skip


def _trajectory(request: ScriptRequest) -> Numbers:
    settings = request.settings
    result = summarise_trajectory(request.question, settings.measure, settings.split)
    # Figures per mmol/L: 24.305 g/mol (mg/dL) and two charges (mEq/L).
    factor = {"mmol": 1.0, "mg": 2.4305, "meq": 2.0}[settings.unit] if settings.measure == "mg" else 1
    found = {}
    for point in result.points:
        d = point.description
        spread = {"mean": d.mean, "SD": d.sd, "SEM": d.sem, "CI low": d.ci_low, "CI high": d.ci_high,
                  "within-subject SEM": point.within_sem}  # fmt: skip
        found[f"{_name(point.group)}, {point.visit.name}"] = {
            "n": d.n, "missing": d.missing, "complete patients": point.n_complete,
            **{name: value * factor for name, value in spread.items()},
        }  # fmt: skip
    for row in result.changes:
        sizes = {"change": row.difference, "CI low": row.ci_low, "CI high": row.ci_high}
        found[f"{_name(row.group)}, change"] = {
            "n": row.n, "t": row.t, "df": row.df, "p": row.p,
            **{name: value * factor for name, value in sizes.items()},
        }  # fmt: skip
    return found


def _cases(request: ScriptRequest) -> Numbers:
    cases = select_complete(request.question, request.settings.measure, request.settings.between)
    sizes = {EVERYONE: cases.n}
    if cases.grouping is not None:
        sizes = dict(zip([group.name for group in cases.levels], cases.sizes, strict=True))
    return {"complete patients": sizes}


def _anova(request: ScriptRequest) -> Numbers:
    settings = request.settings
    result = analyse_anova(request.question, settings.measure, settings.between, settings.sumsq)
    found = _cases(request)
    codes = {group.label: group.name for group in result.cases.levels}
    visits = {visit.short: visit.name for visit in result.cases.visits}
    if not isinstance(result.means, Refusal):
        for row in (*result.means.overall, *result.means.by_group):
            name = EVERYONE if row.level is None else codes[row.level]
            found[f"mean, {name}, {visits[row.visit]}"] = {
                "mean": row.mean, "SE": row.se, "df": row.df, "CI low": row.ci_low, "CI high": row.ci_high,
            }  # fmt: skip
    if isinstance(result.anova, Refusal):
        return found
    for effect in result.anova.effects:
        found |= _effect(effect)
    spherical = result.anova.sphericity
    if not isinstance(spherical.mauchly, Refusal):
        m = spherical.mauchly
        found["sphericity"] = {
            "W": m.w, "chi squared": m.chi_square, "df": m.df, "p": m.p,
            "epsilon GG": spherical.greenhouse_geisser, "epsilon HF": spherical.huynh_feldt,
        }  # fmt: skip
    return found


def _effect(effect) -> Numbers:
    name = effect.name.replace("×", "x")
    rows = {row.name: row.p for row in effect.corrections}
    found = {name: {
        "SS": effect.ss, "df": effect.df1, "SS error": effect.ss_error, "df error": effect.df2, "F": effect.f,
        "p": effect.p, "partial eta squared": effect.partial_eta_squared, "eta CI low": effect.eta_ci_low,
        "eta CI high": effect.eta_ci_high, "generalised eta squared": effect.generalized_eta_squared,
        "omega squared": effect.omega_squared, "p GG": rows.get("Greenhouse–Geisser"),
        "p HF": rows.get("Huynh–Feldt"), "p lower bound": rows.get("lower bound"),
    }}  # fmt: skip
    words = {"Pillai": "Pillai's trace", "Wilks": "Wilks' lambda", "Hotelling–Lawley": "Hotelling-Lawley trace",
             "Roy": "Roy's greatest root"}  # fmt: skip
    for test in effect.multivariate if not isinstance(effect.multivariate, Refusal) else ():
        found[f"{name}, {words[test.name]}"] = {
            "value": test.statistic, "F": test.f, "df1": test.df1, "df2": test.df2, "p": test.p,
        }  # fmt: skip
    return found


def _posthoc(request: ScriptRequest) -> Numbers:
    settings = request.settings
    names = ("measure", "between", "posthoc", "adjust", "posterror")
    result = compare_visits(request.question, *(settings[name] for name in names))
    cases = select_complete(request.question, settings.measure, settings.between)
    codes = {group.label: group.name for group in cases.levels}
    visits = {visit.short: visit.name for visit in cases.visits}
    families = [] if isinstance(result.overall, Refusal) else [result.overall]
    if result.within is not None and not isinstance(result.within, Refusal):
        families += [family for family in result.within.families if not isinstance(family, Refusal)]
    found = _cases(request)
    for family in families:
        start = EVERYONE if family.level is None else codes[family.level]
        for row in family.comparisons:
            found[f"{start}, {visits[row.first]} - {visits[row.second]}"] = {
                "difference": row.difference, "SE": row.se, "t": row.t, "df": row.df, "p": row.p,
                "p adjusted": row.p_adjusted, "CI low": row.ci_low, "CI high": row.ci_high,
                "adjusted CI low": row.adjusted_ci_low, "adjusted CI high": row.adjusted_ci_high,
                "g av": row.hedges_g_av, "d z": row.cohens_d_z,
            }  # fmt: skip
    return found


def _groups(request: ScriptRequest) -> Numbers:
    settings, found = request.settings, _cases(request)
    names = ("measure", "between", "adjust", "grouptest", "groupfamily")
    result = compare_groups(request.question, *(settings[name] for name in names))
    if isinstance(result, Refusal):
        return found
    cases = select_complete(request.question, settings.measure, settings.between)
    codes = {group.label: group.name for group in cases.levels}
    visits = {visit.short: visit.name for visit in cases.visits} | {MEAN_OF_VISITS: "mean of the visits"}
    for row in (*result.visits.pairs, *result.mean.pairs):
        found[f"{visits[row.visit]}, {codes[row.first]} - {codes[row.second]}"] = {
            "difference": row.difference, "SE": row.se, "t": row.t, "df": row.df, "p": row.p, "d": row.cohens_d,
            "p adjusted": row.p_adjusted, "CI low": row.ci_low, "CI high": row.ci_high,
            "adjusted CI low": row.adjusted_ci_low, "adjusted CI high": row.adjusted_ci_high,
        }  # fmt: skip
    for row in (*result.ranks.pairs, *result.ranks_mean.pairs):
        found[f"{visits[row.visit]}, {codes[row.first]} - {codes[row.second]}, ranks"] = {
            "shift": row.shift, "U": row.u, "p": row.p, "p adjusted": row.p_adjusted, "CI low": row.ci_low,
            "CI high": row.ci_high, "adjusted CI low": row.adjusted_ci_low,
            "adjusted CI high": row.adjusted_ci_high, "rank-biserial r": row.rank_biserial,
        }  # fmt: skip
    for row in result.kruskal:
        if isinstance(row.test, Refusal):
            continue
        h = row.test
        figures = {"H": h.h, "df": h.df, "p": h.p, "eta squared": h.eta_squared, "p adjusted": row.p_adjusted}
        found[f"{visits[row.visit]}, Kruskal-Wallis"] = figures
    return found


def _simple_effects(request: ScriptRequest) -> Numbers:
    settings, found = request.settings, _cases(request)
    result = compare_within_groups(request.question, settings.measure, settings.between)
    if isinstance(result, Refusal):
        return found
    cases = select_complete(request.question, settings.measure, settings.between)
    codes = {group.label: group.name for group in cases.levels}
    for answers, word in zip(result, ("multivariate", "univariate", "own patients"), strict=True):
        for row in answers.rows:
            if isinstance(row, Refusal):
                continue
            figures = {"F": row.f, "df1": row.df1, "df2": row.df2, "p": row.p}
            figures |= (
                {"Pillai": row.pillai}
                if word == "multivariate"
                else {"partial eta squared": row.partial_eta_squared}
            )
            found[f"{codes[row.level]}, {word}"] = figures
    return found


def _ranks(request: ScriptRequest) -> Numbers:
    settings, found = request.settings, _cases(request)
    names = ("measure", "between", "posthoc", "adjust", "ranktest")
    result = compare_ranks(request.question, *(settings[name] for name in names))
    if isinstance(result, Refusal):
        return found
    cases = select_complete(request.question, settings.measure, settings.between)
    codes = {group.label: group.name for group in cases.levels} | {"": EVERYONE}
    visits = {visit.short: visit.name for visit in cases.visits}
    found |= _friedman(result.friedman, codes, visits)
    sign = {"dunn": "z", "conover": "t", "wilcoxon": "V"}[settings.ranktest]
    for row in result.pairs.comparisons if not isinstance(result.pairs, Refusal) else ():
        found[f"{visits[row.first]} - {visits[row.second]}"] = {
            "difference": row.difference, sign: row.statistic, "df": row.df, "p": row.p,
            "p adjusted": row.p_adjusted, "rank-biserial r": row.effect_size,
        }  # fmt: skip
    return found


def _left_out(request: ScriptRequest) -> Numbers:
    question, settings, found = request.question, request.settings, _cases(request)
    result = compare_left_out(question, settings.measure, settings.between)
    found["sides"] = {"left out": result.n_left_out, "kept": result.n_kept}
    for row in result.baseline:
        figures = found[f"{row.measure.name}, left out - kept"] = {
            "n left out": row.n_left_out,
            "n kept": row.n_kept,
        }
        if not isinstance(t := row.test, Refusal):
            figures |= {"difference": t.difference, "t": t.t, "df": t.df, "p": t.p, "CI low": t.ci_low,
                        "CI high": t.ci_high}  # fmt: skip
    by = [OUTCOME] if question.classification is not None else []
    by += [column.name for column in question.cohort.codebook.with_role("diagnosis")[:1]]
    names = [group.name for name in by for group in group_patients(question, name).groups]
    for name, row in zip(names, result.groups, strict=True):
        found[f"group {name}"] = {"left out": row.left_out, "kept": row.kept}
    return found


def _mixed(request: ScriptRequest) -> Numbers:
    """Give the model with visits and levels named by their codes, as the script has them."""
    answer = analyse_mixed(request.question, *request.settings.pick(MIXED_SETTINGS))
    model, cases, cohort = answer.model, answer.modelled.cases, request.question.cohort
    if isinstance(model, CannotFit):
        return {}
    names = {group.label: group.name for group in cases.levels}
    columns = []
    for column in model.fitted.data.effects.columns:
        if isinstance(column, Factor):
            own = [c for c in answer.modelled.covariates if c.label == column.name]
            levels = {level.label: level.code for level in cohort.levels(own[0].name)} if own else names
            column = replace(column, levels=tuple(levels[label] for label in column.levels))
        columns.append(column)
    effects = model.fitted.data.effects
    visits = tuple(visit.name for visit in cases.visits)[-len(effects.visits) :]
    effects = replace(effects, visits=visits, columns=tuple(columns))
    named = replace(model, fitted=replace(model.fitted, data=replace(model.fitted.data, effects=effects)))
    criteria = model.criteria
    found: Numbers = {"model": {"patients": model.n, "values": model.observations, "AIC": criteria.aic_sas,
                                "-2 log L": model.minus_2_log_likelihood, "BIC": criteria.bic_sas}}  # fmt: skip

    def figures(row) -> dict[str, float]:
        return {
            "estimate": row.estimate,
            "SE": row.se,
            "df": row.df,
            "CI low": row.ci_low,
            "CI high": row.ci_high,
        }

    for row in least_squares_means(named, ("visit", "group") if cases.grouping else ("visit",)).rows:
        found[f"mean, {', '.join(row.levels)}"] = figures(row.estimate)
    if answer.withheld:
        return found
    for name, row in zip(effect_names(effects), model.estimates, strict=True):
        found[f"effect, {name}"] = figures(row) | {"t": row.t, "p": row.p}
    for row in answer.tests:
        test = row.test
        found[f"Type III, {row.name}"] = {"F": test.f, "df1": test.df1, "df2": test.df2, "p": test.p}
    changes = request.settings.baseline == "covariate"
    kinds = ("groups",) if changes else ("from first", "from first in groups", "groups", "groups from first")
    for kind in kinds if cases.grouping else () if changes else ("from first",):
        for row in mean_differences(named, kind, adjustment=request.settings.adjust).rows:
            e = row.estimate
            found[f"{kind}, {e.name}"] = figures(e) | {"t": e.t, "p": e.p, "p adjusted": row.p_adjusted}
    return found


def _agreement(request: ScriptRequest) -> Numbers:
    settings, found = request.settings, _anova(request)
    answer = analyse_anova(request.question, settings.measure, settings.between, settings.sumsq)
    ranks = compare_ranks(request.question, settings.measure, settings.between, "all", "none", "dunn")
    if not isinstance(ranks, Refusal):
        found |= _friedman(ranks.friedman[:1], {"": EVERYONE}, {v.short: v.name for v in answer.cases.visits})
    for row in compare_tests(answer, settings.correct):
        found[f"tests of {row.hypothesis.replace('×', 'x')}"] = {test.name: test.p for test in row.tests}
    return found


def _friedman(rows, codes: dict[str, str], visits: dict[str, str]) -> Numbers:
    found: Numbers = {}
    for row in rows:
        figures = found[f"Friedman, {codes[row.label]}"] = {"n": row.n}
        if not isinstance(row.test, Refusal):
            t = row.test
            ranks = {f"mean rank {visits[v]}": r for v, r in zip(t.visits, t.mean_ranks, strict=True)}
            figures |= {"chi squared": t.chi_square, "df": t.df, "p": t.p, "W": t.kendalls_w, **ranks}
    return found


def _assumptions(request: ScriptRequest) -> Numbers:
    settings, found = request.settings, _cases(request)
    result = check_assumptions(request.question, settings.measure, settings.between)
    if isinstance(result, Refusal) or isinstance(result.normality, Refusal):
        return found
    cases = select_complete(request.question, settings.measure, settings.between)
    codes = {group.label: group.name for group in cases.levels} | {None: EVERYONE}
    visits = {visit.short: visit.name for visit in cases.visits}
    tests = [("residuals", cases.values.size, result.normality.residuals)]
    tests += [(f"{codes[c.level]}, {visits[c.visit]}", c.n, c.test) for c in result.normality.cells]
    for name, n, test in tests:
        figures = {} if isinstance(test, Refusal) else {"W": test.w, "p": test.p}
        found[f"Shapiro-Wilk, {name}"] = {"n": n, **figures}
    for row in result.levene.rows if result.levene and not isinstance(result.levene, Refusal) else ():
        if row.f == row.f:
            found[f"Levene, {visits[row.visit]}"] = {"F": row.f, "df1": row.df1, "df2": row.df2, "p": row.p}
    if result.box_m and not isinstance(result.box_m, Refusal):
        box = result.box_m
        found["Box's M"] = {"chi squared": box.chi_square, "df": box.df, "p of chi squared": box.p_chi_square}
    return found


def _association(request: ScriptRequest) -> Numbers:
    settings = request.settings
    result = analyse_association(request.question, settings.x, settings.y, settings.corr)
    first = request.question.cohort.visit_names[0]
    found: Numbers = {}
    for row in result.rows:
        name = row.visit if row.part == "visit" else f"{row.visit} - {first}"
        figures = {"n": int((~np.isnan(row.first) & ~np.isnan(row.second)).sum())}
        if not isinstance(row.test, Refusal):
            t = row.test
            figures |= {
                "rho" if settings.corr == "spearman" else "r": t.r, "CI low": t.ci_low, "CI high": t.ci_high,
                "p": t.p, "p holm": row.p_holm, "p fdr_bh": row.p_fdr, "slope": row.slope,
                "intercept": row.intercept,
            }  # fmt: skip
        found[name] = figures
    if not isinstance(result.within, Refusal):
        w = result.within
        found["within patients"] = {
            "n": w.n, "observations": w.observations, "r": w.r, "df": w.df, "p": w.p,
            "CI low": w.ci_low, "CI high": w.ci_high,
        }  # fmt: skip
    return found


def _prevalence(request: ScriptRequest) -> Numbers:
    settings, found = request.settings, {}
    result = analyse_prevalence(request.question, settings.compare, settings.kind)
    groups = [group.name for group in result.grouping.groups] if result.grouping.by != "all" else []
    rows = [(row.feature.name, row) for row in result.rows]
    rows += [(f"number {row.level.name}", row) for row in (result.number.rows if result.number else ())]
    for name, row in rows:
        figures = found[name] = {}
        for group, cell in zip([EVERYONE, *groups], (row.overall, *row.cells), strict=True):
            figures |= {f"{group} n": 0, f"{group} of": 0}
            if not isinstance(cell, Refusal):
                figures |= {f"{group} n": cell.count, f"{group} of": cell.n, f"{group} proportion": cell.estimate,
                            f"{group} CI low": cell.ci_low, f"{group} CI high": cell.ci_high}  # fmt: skip
    tests = [(row.feature.name, row.test) for row in result.rows]
    tests += [("number", result.number.test)] if result.number else []
    for name, test in tests:
        if len(result.grouping.tested) > 1 and "defines the groups" not in test.reason:
            found[f"test of {name}"] = {
                "tested": test.n, "p": test.p, "V": test.v, "p holm": test.p_holm, "p fdr_bh": test.p_fdr,
            }  # fmt: skip
    return found


def _together(request: ScriptRequest) -> Numbers:
    result = analyse_cooccurrence(request.question, request.settings.kind)
    return {
        f"{pair.first} and {pair.second}": {
            "n": pair.n, "both": pair.n_both, "first": pair.n_first, "second": pair.n_second,
            "expected": pair.expected, "Jaccard": pair.jaccard, "phi": pair.phi, "p": pair.p,
            "p holm": pair.p_holm, "p fdr_bh": pair.p_fdr,
        }
        for pair in result.pairs
    }  # fmt: skip


def _courses(request: ScriptRequest) -> Numbers:
    found = {}
    settings = request.settings
    for row in analyse_courses(request.question, settings.measure, settings.kind, settings.correct).rows:
        name = "number" if row.feature is None else row.feature.name
        if row.apart is not None:
            found[f"{name}, difference of change"] = {
                "difference": row.apart.difference, "CI low": row.apart.ci_low, "CI high": row.apart.ci_high,
            }  # fmt: skip
        effects = {"time x group": row.interaction, "group": row.main, "time": row.time}
        for effect, e in effects.items():
            if not isinstance(e, Refusal):
                found[f"{name}, {effect}"] = {
                    "n": row.n, "F": e.f, "df1": e.df1, "df2": e.df2, "p": e.p, "epsilon": e.epsilon, "p GG": e.p_gg,
                    "p reported": e.p_used,
                    "p holm": e.p_holm, "p fdr_bh": e.p_fdr, "partial eta squared": e.partial_eta_squared,
                    "eta CI low": e.eta_ci_low, "eta CI high": e.eta_ci_high,
                }  # fmt: skip
    return found


def _response(request: ScriptRequest) -> Numbers:
    found = {}
    for row in analyse_responses(request.question, request.settings.target, request.settings.kind).rows:
        figures = {"n with": 0, "reached with": 0, "n without": 0, "reached without": 0}
        for side, rate in (("with", row.with_feature), ("without", row.without_feature)):
            if not isinstance(rate, Refusal):
                figures |= {f"n {side}": rate.n, f"reached {side}": rate.count, f"proportion {side}": rate.estimate,
                            f"CI low {side}": rate.ci_low, f"CI high {side}": rate.ci_high}  # fmt: skip
        if not isinstance(row.difference, Refusal):
            d = row.difference
            figures |= {
                "difference": d.estimate, "Newcombe low": d.newcombe_low, "Newcombe high": d.newcombe_high,
            }  # fmt: skip
        if not isinstance(row.odds_ratio, Refusal) and row.p == row.p:
            ratio = row.odds_ratio
            figures |= {"odds ratio": ratio.estimate, "OR low": ratio.ci_low, "OR high": ratio.ci_high,
                        "p": row.p, "p holm": row.p_holm, "p fdr_bh": row.p_fdr}  # fmt: skip
        found[row.feature.name] = figures
    return found


KINDS: dict[str, Callable[[ScriptRequest], Numbers]] = {
    "overview": _overview,
    "table1": _table1,
    "trajectory": _trajectory,
    "anova": _anova,
    "left_out": _left_out,
    "agreement": _agreement,
    "posthoc": _posthoc,
    "groups": _groups,
    "simple_effects": _simple_effects,
    "ranks": _ranks,
    "assumptions": _assumptions,
    "mixed": _mixed,
    "association": _association,
    "prevalence": _prevalence,
    "together": _together,
    "courses": _courses,
    "response": _response,
}
