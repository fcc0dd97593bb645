"""The methods of Comorbidity, Robustness and the outcome, as rows of the table of methods."""

from lib.present.report.method import Method
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE

METHODS_OF_CONDITIONS = (
    Method(
        "Comorbidity, who has what",
        "Proportion with Wilson’s interval",
        "patients whose value is known; 95 %, without continuity correction; groups by the exact test of Table 1, Holm "
        "and FDR over the rows",
        "R prop.test(correct = FALSE); statsmodels proportion_confint",
        "Wilson 1927, doi 10.1080/01621459.1927.10502953",
        ("Wilson score interval",),
    ),
    Method(
        "Comorbidity, together with what",
        "Co-occurrence: expected count, Jaccard’s index, φ",
        "patients known in both; expected if the two were independent; Fisher’s exact test, Holm and FDR over pairs",
        "R fisher.test; vegan::vegdist; psych::phi",
        "Jaccard 1912, doi 10.1111/j.1469-8137.1912.tb05611.x; Yule 1912, doi 10.2307/2340126",
    ),
    Method(
        "Comorbidity, course in each",
        "Time × comorbidity: mixed analysis of variance",
        "one analysis each, Type III, patients with a value at every visit; p corrected as on the page ANOVA, Holm "
        "and FDR over "
        "the rows",
        "R afex::aov_ez; SPSS GLM",
        "as printed in Górska et al. 2021, Table 2",
        ("Mixed ANOVA",),
    ),
    Method(
        "Comorbidity, response in each",
        "Difference of proportions",
        "exact unconditional interval by the score statistic; Newcombe’s where the groups are too large for it",
        "StatXact; SAS PROC FREQ RISKDIFF(METHOD=SCORE)",
        "Chan & Zhang 1999, doi 10.1111/j.0006-341X.1999.01202.x; Newcombe 1998",
        (EXACT, NEWCOMBE),
    ),
    Method(
        "Comorbidity, response in each",
        "Conditional odds ratio",
        "maximum of the conditional likelihood, exact interval; Fisher’s exact test, Holm and FDR over the rows",
        "R fisher.test; scipy.stats.contingency.odds_ratio",
        "Fisher 1935, doi 10.2307/2342435",
        ("Conditional odds ratio with exact interval",),
    ),
    Method(
        "Comorbidity, what would be found",
        "Detectable effect",
        "smallest effect found with 80 % power at the unadjusted two-sided level of .05, at the sizes and the ε seen; "
        "exact for proportions, the normal approximation where the groups are large",
        "R pwr; power.prop.test; G*Power",
        "Cohen 1988, doi 10.4324/9780203771587",
        (
            "Noncentral F",
            "Noncentral t",
            "Noncentral χ²",
            "Exact power of Fisher’s test",
            "Normal approximation of the power of two proportions",
        ),
    ),
    Method(
        "Robustness, specification curve",
        "Every definition",
        "one result under each combination of choices, as its page gives it; p not adjusted, on the same patients",
        "R specr",
        "Simonsohn et al. 2020, doi 10.1038/s41562-020-0912-z",
    ),
    Method(
        "Robustness, joint test",
        "Permutation of courses between patients",
        "seeded; p = (1 + extreme) / (1 + permutations); no correction for sphericity in the specifications",
        "R code of the paper",
        "Simonsohn et al. 2020; Phipson & Smyth 2010, doi 10.2202/1544-6115.1585",
        ("Joint test of a specification curve by permutation",),
    ),
    Method(
        "Robustness, without single patients",
        "Leave-one-out and leave-two-out",
        "every headline result as its page gives it, without each patient and, of up to 60, without each pair",
        "any program, without the patient",
        "Cook & Weisberg 1982, Residuals and Influence in Regression",
    ),
    Method(
        "Robustness, what could be shown",
        "Two one-sided tests; detectable effects; E-value",
        "margin of the reader’s; 80 % power at p < .05, not adjusted; odds ratio as √OR where events are common",
        "R power.t.test(strict = TRUE); TOSTER; EValue",
        "Schuirmann 1987; VanderWeele & Ding 2017",
        ("Two one-sided tests",),
    ),
    Method(
        "Outcome",
        "Responder, remitter, non-responder",
        "whole numbers compared exactly: 100 × (baseline − endpoint) ≥ percent × baseline",
        "any program, by the same rule",
        "Górska et al. 2021, § 4.2; Trivedi et al. 2009",
    ),
)
