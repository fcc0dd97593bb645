"""Every ANOVA figure against R (afex, car, emmeans, rstatix): relative 1e-6, tiny p to log 1e-3."""

import numpy as np
import pytest

from lib.stats.anova.homogeneity import box_m, levene
from lib.stats.anova.influence import influence
from lib.stats.anova.marginal_means import marginal_means
from lib.stats.anova.normality import anova_normality
from lib.stats.anova.posthoc import pairwise_visits, pairwise_visits_within_groups
from lib.stats.anova.repeated_measures import mixed_anova, within_anova
from lib.stats.anova.simple_effects import simple_effects
from lib.stats.common.result import Refusal
from lib.stats.ranks.friedman import friedman, friedman_post_hoc
from lib.stats.ranks.rank_tests import kruskal_wallis, mann_whitney
from tests.stats.reference_sets import check, figures, reference_set

SETS = figures("anova")["sets"] + figures("formula_figures")["sets"]
NAMES = [f"{entry['data']}-{entry['group'] or 'within'}" for entry in SETS]
GROUPED = [entry for entry in SETS if entry["group"]]
GROUPED_NAMES = [f"{entry['data']}-{entry['group']}" for entry in GROUPED]

every_set = pytest.mark.parametrize("entry", SETS, ids=NAMES)
every_grouped_set = pytest.mark.parametrize("entry", GROUPED, ids=GROUPED_NAMES)


def anova_of(entry, **options):
    values, groups, levels = reference_set(entry)
    if groups is None:
        return within_anova(values)
    # One set holds a group of one patient: R computes it, so the figures are asked for here.
    return mixed_anova(values, groups, levels, minimum_per_group=1, **options)


@every_set
def test_effects(entry):
    anova = anova_of(entry)
    assert anova.n == entry["n"]
    assert [effect.name for effect in anova.effects] == list(entry["effects"])

    def compared():
        for effect in anova.effects:
            expected = entry["effects"][effect.name]
            for key in ("ss", "df1", "ss_error", "df2", "f", "p", "partial_eta_squared",
                        "generalized_eta_squared", "omega_squared"):  # fmt: skip
                yield f"{effect.name} {key}", getattr(effect, key), expected[key]
            low, high = expected["eta_ci"]
            yield f"{effect.name} η² low", effect.eta_ci_low, low
            yield f"{effect.name} η² high", effect.eta_ci_high, high

    check(compared())


@every_set
def test_corrections_and_sphericity(entry):
    anova = anova_of(entry)
    spherical = anova.sphericity

    def compared():
        for effect in anova.effects:
            expected = entry["effects"][effect.name]
            if effect.name == "group":
                assert effect.corrections == ()
                continue
            none, gg, hf, lower, *older = effect.corrections
            yield "uncorrected p", none.p, expected["p"]
            yield "lower bound p", lower.p, expected["lower_bound_p"]
            assert (lower.df1, lower.df2) == (
                effect.df1 / (anova.visits - 1),
                effect.df2 / (anova.visits - 1),
            )
            if anova.visits == 2:
                assert isinstance(spherical.mauchly, Refusal)
                assert gg.epsilon == hf.epsilon == lower.epsilon == 1
                continue
            yield "ε GG", gg.epsilon, expected["gg"]
            yield "GG p", gg.p, expected["gg_p"]
            yield "GG df1", gg.df1, expected["gg"] * effect.df1
            yield "GG df2", gg.df2, expected["gg"] * effect.df2
            yield "ε HF uncapped", spherical.huynh_feldt_uncapped, expected["hf"]
            yield "ε HF", hf.epsilon, min(1, expected["hf"])
            yield "HF p", hf.p, expected["hf_p"]
            yield "ε HF 1976", spherical.huynh_feldt_original, expected["hf_1976"]
            assert len(older) == (expected["hf_1976"] > min(1, expected["hf"]) + 1e-9)
            for row in older:
                yield "HF 1976 p", row.p, expected["hf_1976_p"]
            yield "W", spherical.mauchly.w, expected["w"]
            yield "W p", spherical.mauchly.p, expected["w_p"]

    check(compared())


@every_set
def test_multivariate_tests(entry):
    def compared():
        for effect in anova_of(entry).effects:
            if effect.name == "group":
                continue
            for test in effect.multivariate:
                expected = entry["effects"][effect.name]["multivariate"][test.name]
                for key in ("statistic", "f", "df1", "df2", "p"):
                    yield f"{effect.name} {test.name} {key}", getattr(test, key), expected[key]

    check(compared())


@every_grouped_set
def test_generalised_eta_squared_of_measured_groups(entry):
    anova = anova_of(entry, observed_groups=True)
    check(
        (effect.name, effect.generalized_eta_squared,
         entry["effects"][effect.name]["generalized_eta_squared_observed"])
        for effect in anova.effects
    )  # fmt: skip


@every_grouped_set
@pytest.mark.parametrize("error", ["multivariate", "univariate", "subset"])
def test_simple_effects(entry, error):
    values, groups, levels = reference_set(entry)
    answer = simple_effects(values, groups, levels, error=error, minimum_per_group=1)

    def compared():
        for row in answer.rows:
            expected = entry["simple"][row.level][error]
            if expected is None:
                assert isinstance(row, Refusal)
                assert row.n <= values.shape[1]
                continue
            for key in ("f", "df1", "df2", "p", "partial_eta_squared"):
                yield f"{row.level} {key}", getattr(row, key), expected.get(key)
            if error == "multivariate":
                yield f"{row.level} Pillai", row.pillai, expected["statistic"]
                assert row.partial_eta_squared == row.pillai
            if "eta_ci" in expected:
                yield f"{row.level} η² low", row.eta_ci_low, expected["eta_ci"][0]
                yield f"{row.level} η² high", row.eta_ci_high, expected["eta_ci"][1]
            if "gg" in expected:
                yield f"{row.level} ε GG", row.corrections[1].epsilon, expected["gg"]
                yield f"{row.level} GG p", row.corrections[1].p, expected["gg_p"]

    check(compared())


def compared_family(comparisons, expected, sizes=None):
    keys = ("difference", "se", "df", "t", "p", "ci_low", "ci_high")
    for index, row in enumerate(comparisons):
        for key in keys:
            yield f"{row.first} − {row.second} {key}", getattr(row, key), expected[key][index]
        yield f"{row.first} − {row.second} low", row.adjusted_ci_low, expected["bonferroni_low"][index]
        if sizes:
            yield f"{row.first} − {row.second} g_av", row.hedges_g_av, sizes["g_av"][index]
            yield f"{row.first} − {row.second} d_z", row.cohens_d_z, sizes["d_z"][index]


def listed(expected):
    """A family of one pair is a bare number in the JSON."""
    return {
        key: listed(value) if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for key, value in expected.items()
    }


@every_set
@pytest.mark.parametrize("adjust", ["bonferroni", "holm", "sidak", "fdr", "none"])
def test_pairs_over_all_patients(entry, adjust):
    values, groups, levels = reference_set(entry)
    names = entry["visits"]
    expected, sizes = listed(entry["posthoc"]["pairs"]), listed(entry["posthoc"]["effect_sizes"])
    answer = pairwise_visits(values, groups, levels, visits=names, adjust=adjust, minimum_per_group=1)
    assert len(answer.comparisons) == len(names) * (len(names) - 1) // 2
    if adjust == "bonferroni":
        check(compared_family(answer.comparisons, expected, sizes))
    if adjust == "sidak":
        check((f"{c.first} high", c.adjusted_ci_high, high)
              for c, high in zip(answer.comparisons, expected["sidak_high"], strict=True))  # fmt: skip
    check((f"{c.first} − {c.second} p", c.p_adjusted, p)
          for c, p in zip(answer.comparisons, expected["adjusted"][adjust], strict=True))  # fmt: skip


@every_set
def test_each_visit_against_the_first(entry):
    values, groups, levels = reference_set(entry)
    expected = listed(entry["posthoc"]["against_first"])
    answer = pairwise_visits(values, groups, levels, visits=entry["visits"], reference=0, minimum_per_group=1)
    assert [row.first for row in answer.comparisons] == [entry["visits"][0]] * (len(entry["visits"]) - 1)
    check(compared_family(answer.comparisons, expected))
    check((row.second + " p", row.p_adjusted, p)
          for row, p in zip(answer.comparisons, expected["adjusted"]["bonferroni"], strict=True))  # fmt: skip


@every_grouped_set
def test_pairs_without_the_groups_are_paired_t_tests(entry):
    values, _, _ = reference_set(entry)
    expected = listed(entry["posthoc"]["paired"])
    rows = pairwise_visits(values).comparisons
    check((f"{key} {index} {key}", getattr(row, key), expected[key][index])
          for index, row in enumerate(rows) for key in ("t", "df", "p"))  # fmt: skip


@every_grouped_set
def test_pairs_within_groups(entry):
    values, groups, levels = reference_set(entry)
    pooled = pairwise_visits_within_groups(
        values, groups, levels, visits=entry["visits"], minimum_per_group=1
    )
    own = pairwise_visits_within_groups(
        values, groups, levels, visits=entry["visits"], error="own", minimum_per_group=1
    )
    assert [family.level for family in pooled.families] == entry["levels"]

    def compared():
        for family, mine in zip(pooled.families, own.families, strict=True):
            expected = entry["posthoc"]["groups"][family.level]
            sizes = listed(expected["effect_sizes"])
            yield from compared_family(family.comparisons, listed(expected["pairs"]), sizes)
            for row, p in zip(
                family.comparisons, listed(expected["pairs"])["adjusted"]["bonferroni"], strict=True
            ):
                yield f"{family.level} adjusted p", row.p_adjusted, p
            if expected["paired"] is None:
                assert isinstance(mine, Refusal)
                continue
            paired, sizes = listed(expected["paired"]), listed(expected["effect_sizes_own"])
            for index, row in enumerate(mine.comparisons):
                yield f"{family.level} own g_av", row.hedges_g_av, sizes["g_av"][index]
                yield f"{family.level} own d_z", row.cohens_d_z, sizes["d_z"][index]
                for key in ("t", "df", "p"):
                    yield f"{family.level} own {key}", getattr(row, key), paired[key][index]
                yield f"{family.level} own adjusted p", row.p_adjusted, paired["bonferroni"][index]

    check(compared())


@every_set
def test_marginal_means(entry):
    values, groups, levels = reference_set(entry)
    answer = marginal_means(values, groups, levels, visits=entry["visits"], minimum_per_group=1)

    def compared():
        tables = [(answer.overall, entry["posthoc"]["means"])]
        for level in entry["levels"] or ():
            rows = [row for row in answer.by_group if row.level == level]
            tables.append((rows, entry["posthoc"]["groups"][level]["means"]))
        for rows, expected in tables:
            for index, row in enumerate(rows):
                for key in ("mean", "se", "df", "ci_low", "ci_high"):
                    yield f"{row.level} {row.visit} {key}", getattr(row, key), expected[key][index]

    check(compared())


@every_set
def test_normality(entry):
    values, groups, levels = reference_set(entry)
    answer = anova_normality(values, groups, levels, visits=entry["visits"], minimum_per_group=1)
    expected = entry["assumptions"]

    def compared():
        if expected["residuals"]:
            yield "residuals W", answer.residuals.w, expected["residuals"][0]
            yield "residuals p", answer.residuals.p, expected["residuals"][1]
        else:  # more values than the test takes
            assert isinstance(answer.residuals, Refusal)
        for index, value in enumerate(expected["theoretical_first"]):
            yield "quantile", answer.theoretical[index], value
        for index, cell in enumerate(answer.cells):
            wanted = expected["cells"][cell.level or "all"][index % len(entry["visits"])]
            if not wanted:
                assert isinstance(cell.test, Refusal)
                continue
            yield f"{cell.level} {cell.visit} W", cell.test.w, wanted[0]
            yield f"{cell.level} {cell.visit} p", cell.test.p, wanted[1]

    check(compared())
    assert np.all(np.diff(answer.observed) >= 0)


@every_grouped_set
def test_levene_and_box_m(entry):
    values, groups, levels = reference_set(entry)
    expected = entry["assumptions"]
    if min(entry["sizes"]) < 3:
        assert isinstance(levene(values, groups, levels, minimum_per_group=1), Refusal)
        assert isinstance(box_m(values, groups, levels), Refusal)
        return

    def compared():
        for center in ("mean", "median"):
            rows = levene(values, groups, levels, center=center).rows
            for row, wanted in zip(rows, expected[f"levene_{center}"], strict=True):
                yield f"{center} F", row.f, wanted["f"]
                yield f"{center} p", row.p, wanted["p"]
                assert row.df2 == wanted["df2"]
        box = box_m(values, groups, levels)
        if expected.get("box_m"):
            for key in ("m", "f", "df1", "df2", "p", "chi_square", "df"):
                yield f"Box {key}", getattr(box, key), expected["box_m"][key]
            yield "Box χ² p", box.p_chi_square, expected["box_m"]["p_chi_square"]
        else:
            assert isinstance(box, Refusal)

    check(compared())


@pytest.mark.parametrize("entry", [e for e in SETS if e["leave_one_out"]], ids=lambda e: e["data"])
def test_leaving_one_patient_out(entry):
    values, groups, levels = reference_set(entry)
    answer = influence(values, groups, levels)

    def compared():
        for row, expected in zip(np.atleast_1d(entry["loo_rows"]), entry["leave_one_out"], strict=True):
            for effect in answer.effects:
                wanted = expected[effect.name]
                yield f"{effect.name} {row} F", effect.f[row], wanted["f"]
                yield f"{effect.name} {row} p", effect.p[row], wanted["p"]
                yield f"{effect.name} {row} GG p", effect.p_greenhouse_geisser[row], wanted["gg_p"]

    check(compared())
    full = anova_of(entry).effect("time")
    check([("F", answer.effects[0].full_f, full.f), ("full p", answer.effects[0].full_p, full.p)])


@every_set
def test_rank_tests(entry):
    values, _, _ = reference_set(entry)
    expected = listed(entry["ranks"])
    test = friedman(values)

    def compared():
        yield "χ²", test.chi_square, entry["ranks"]["chi_square"]
        yield "Friedman p", test.p_asymptotic, entry["ranks"]["p"]
        yield "W", test.kendalls_w, entry["ranks"]["kendalls_w"]
        for mean, wanted in zip(test.mean_ranks, expected["mean_ranks"], strict=True):
            yield "mean rank", mean, wanted
        for name, statistic in (("wilcoxon", "v"), ("conover", "t"), ("dunn", "z")):
            rows = friedman_post_hoc(values, test=name).comparisons
            for index, row in enumerate(rows):
                yield f"{name} {index}", row.statistic, expected[f"{name}_{statistic}"][index]
                wanted = expected[f"{name}_p"][index]
                yield f"{name} {index} p", _r_p(row, wanted), wanted

    check(compared())


def _r_p(test, wanted):
    """The p that R's wilcox.test prints: exact without ties, else approximate (ours may still be exact)."""
    return min((test.p, test.p_asymptotic), key=lambda p: abs(p - wanted))


@every_grouped_set
def test_rank_tests_between_groups(entry):
    values, groups, levels = reference_set(entry)
    if min(entry["sizes"]) < 2:
        assert isinstance(kruskal_wallis(values[:, 0], groups, levels), Refusal)
        return

    def compared():
        for column, visit in zip(values.T, entry["visits"], strict=True):
            test, wanted = kruskal_wallis(column, groups, levels), entry["ranks"]["kruskal"][visit]
            yield "H", test.h, wanted["h"]
            yield "Kruskal p", test.p_asymptotic, wanted["p"]
            if len(levels) == 2:
                test, wanted = mann_whitney(column, groups, levels), entry["ranks"]["mann_whitney"][visit]
                yield "U", test.u, wanted["u"]
                yield "Mann–Whitney p", _r_p(test, wanted["p"]), wanted["p"]

    check(compared())
