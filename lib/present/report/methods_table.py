"""Every test and summary as a table: where it is used, its convention, and what gives the same number elsewhere."""

from lib.present.report.method import Method
from lib.present.report.methods_conditions import METHODS_OF_CONDITIONS

METHODS = (
    Method(
        "Table 1, rows of counts",
        "Fisher–Freeman–Halton exact test",
        "two-sided, on the r × c table without its empty rows and columns; where the table is too large, "
        "Pearson’s χ² or a seeded Monte-Carlo p, named in the row; by choice χ² without continuity correction",
        "R fisher.test; SPSS Crosstabs, Exact",
        "Freeman & Halton 1951, doi 10.1093/biomet/38.1-2.141",
        (
            "Fisher–Freeman–Halton exact test",
            "Fisher–Freeman–Halton test, Monte-Carlo p",
            "Pearson's χ² test",
        ),
    ),
    Method(
        "Table 1, effect of rows of counts",
        "Cramér’s V",
        "from the uncorrected χ², without bias correction",
        "SPSS Crosstabs; JASP Contingency Tables",
        "Cramér 1946, Mathematical Methods of Statistics",
    ),
    Method(
        "Table 1, rows of numbers",
        "Kruskal–Wallis test",
        "χ² approximation, corrected for ties; effect η²_H = (H − k + 1) / (n − k), 0 when negative",
        "R kruskal.test; SPSS NPAR TESTS",
        "Kruskal & Wallis 1952, doi 10.1080/01621459.1952.10483441; Tomczak & Tomczak 2014",
        ("Kruskal–Wallis test", "Kruskal–Wallis test, exact p"),
    ),
    Method(
        "Table 1, rows of numbers, by choice",
        "Welch’s t test or analysis of variance; Mann–Whitney test",
        "means: own variance of each group, effect Cohen’s d over √((s₁² + s₂²) / 2), of more groups η²; medians of "
        "two groups: exact p where it can be counted, else with tie and continuity correction, effect rank-biserial "
        "r; p adjusted on demand, all rows one family",
        "R t.test, oneway.test, wilcox.test, p.adjust",
        "Welch 1947, doi 10.1093/biomet/34.1-2.28; Welch 1951, doi 10.1093/biomet/38.3-4.330",
    ),
    Method(
        "Table 1, standardised differences",
        "Standardised difference of means, and of categories",
        "difference over √((s₁² + s₂²) / 2); categories as a Mahalanobis distance of proportions; the largest of all "
        "pairs of groups",
        "R stddiff, tableone",
        "Yang & Dalton 2012, SAS Global Forum, paper 335",
    ),
    Method(
        "Table 1, rows of numbers",
        "Median and quartiles",
        "linear interpolation between order statistics",
        "R quantile, type 7; not SPSS’s weighted average (type 6)",
        "Hyndman & Fan 1996, doi 10.1080/00031305.1996.10473566",
    ),
    Method(
        "Trajectories, against the reference range",
        "Patients below, within and above",
        "of the patients measured at the visit; a value equal to a limit is within; which range is chosen, or set as "
        "limits, by the reader, since laboratories differ and a lower limit of 0.85 mmol/L is argued for",
        "any count",
        "Rosanoff et al. 2022, doi 10.1007/s00394-022-02916-w; Costello et al. 2016, doi 10.3945/an.116.012765; all in "
        "`data/reference_ranges.csv`",
    ),
    Method(
        "Trajectories",
        "Mean with SEM, SD or 95 % CI",
        "patients measured at the visit; SEM = SD / √n across patients; CI from the t distribution, n − 1 df",
        "R t.test; JASP Descriptives",
        "as drawn in Górska et al. 2021, Figures 1 and 2 (SEM)",
        ("Descriptive figures",),
    ),
    Method(
        "Trajectories, change from the first visit to the last",
        "Mean change with its 95 % CI, and the paired t test",
        "patients measured at both visits; not adjusted; no test where the groups are made of the change itself; "
        "computed by SciPy",
        "R t.test(paired = TRUE); SPSS T-TEST PAIRS",
        "Student 1908, doi 10.1093/biomet/6.1.1",
    ),
    Method(
        "Trajectories",
        "Within-subject SEM",
        "Cousineau–Morey: patients’ own means removed, SEM × √(k / (k − 1)); patients measured at every visit",
        "R Rmisc::summarySEwithin",
        "Morey 2008, doi 10.20982/tqmp.04.2.p061",
    ),
    Method(
        "ANOVA",
        "Repeated-measures and mixed analysis of variance",
        "Type III sums of squares, patients with a value at every visit; errors and ε from the covariance pooled "
        "within groups; Mauchly’s W, Greenhouse–Geisser, Huynh–Feldt (Lecoutre) and lower bound all shown; the "
        "sentence takes Greenhouse–Geisser where Mauchly’s p < .05; computed by pingouin (one group, ε, Mauchly) and "
        "statsmodels (multivariate tests)",
        "SPSS GLM; JASP; R afex::aov_ez. Type II on demand: pingouin.mixed_anova",
        "Maxwell, Delaney & Kelley 2018, ch. 13–14; Greenhouse & Geisser 1959, doi 10.1007/BF02289823",
        (
            "Repeated-measures ANOVA",
            "Mixed ANOVA",
        ),
    ),
    Method(
        "ANOVA, effect sizes",
        "Partial η² with 90 % CI, generalised η², ω²",
        "CI from the noncentral F at the uncorrected df; generalised η² with groups counted as assigned; ω² partial",
        "R effectsize, afex; JASP",
        "Olejnik & Algina 2003, doi 10.1037/1082-989X.8.4.434; Steiger 2004, doi 10.1037/1082-989X.9.2.164",
    ),
    Method(
        "ANOVA, visits in pairs",
        "Estimated marginal means and their differences",
        "paired t over all patients, with groups the error pooled within them (df N − g); one family over all, one in "
        "each group; Bonferroni, Holm, Šidák or FDR; g_av and d_z standardise the difference of their row by the SDs "
        "of its error term; paired t computed by SciPy",
        "R emmeans after afex (multivariate); SPSS EMMEANS",
        "Searle, Speed & Milliken 1980, doi 10.1080/00031305.1980.10483031",
        (
            "Estimated marginal means",
            "Pairwise comparisons of visits",
            "Pairwise comparisons of visits within groups",
        ),
    ),
    Method(
        "ANOVA, groups in pairs",
        "Welch’s t, or t with the variance of the visit pooled over all groups; Mann–Whitney with the Hodges–Lehmann "
        "difference; Kruskal–Wallis",
        "complete cases; at each visit and in the mean of each patient’s visits; all groups together by Welch’s or the "
        "one-way analysis of variance, on ranks by the Kruskal–Wallis test; one family over all visits or one a visit; "
        "intervals on ranks as wilcox.test",
        "R t.test, oneway.test, wilcox.test(conf.int), kruskal.test; "
        "emmeans pairs(group | visit) (pooled); SPSS EMMEANS COMPARE",
        "Welch 1947, doi 10.1093/biomet/34.1-2.28; Hodges & Lehmann 1963, doi 10.1214/aoms/1177704172",
        (
            "Groups compared by Welch’s t tests",
            "Groups compared by t tests with the variance of the visit pooled over all groups, df = N − g",
            "Groups compared by Mann–Whitney tests",
        ),
    ),
    Method(
        "ANOVA, change within each group",
        "Simple effects of time",
        "three, each named: Pillai’s F(k − 1, N − g − k + 2) with pooled error; univariate with pooled error; the "
        "group’s own ANOVA",
        "SPSS EMMEANS COMPARE (the first); R car::Anova",
        "as printed in Górska et al. 2021, § 2 (the first)",
        ("Simple effects of time",),
    ),
    Method(
        "ANOVA, on ranks",
        "Friedman, Kendall’s W, Dunn, Conover, Wilcoxon",
        "the same complete patients; ties midranked; zero differences dropped; Wilcoxon exact below 50 without ties",
        "R friedman.test, wilcox.test; SPSS; JASP",
        "Conover 1999, Practical Nonparametric Statistics",
        (
            "Friedman test",
            "Dunn's test of mean ranks (SPSS)",
            "Conover's test of rank sums (JASP)",
            "Wilcoxon signed-rank test",
            "Wilcoxon signed-rank tests",
            "Mann–Whitney test",
        ),
    ),
    Method(
        "ANOVA, assumptions",
        "Shapiro–Wilk, Levene, Box’s M",
        "residuals from the mean of group and visit; Levene from the group means; Box’s M by F and χ²; none decides "
        "what is computed",
        "R shapiro.test, car::leveneTest(center = mean), heplots::boxM; SPSS",
        "Shapiro & Wilk 1965, doi 10.1093/biomet/52.3-4.591; Levene 1960; Box 1949, doi 10.1093/biomet/36.3-4.317",
        ("Shapiro–Wilk test", "Shapiro–Wilk tests and normal Q–Q points", "Levene's test", "Box's M test"),
    ),
    Method(
        "ANOVA, influence",
        "The analysis without each patient in turn",
        "F and p of every effect refitted without the patient; nobody is left out for it",
        "R afex::aov_ez, once without each patient",
        "Cook & Weisberg 1982, Residuals and Influence in Regression",
    ),
    Method(
        "ANOVA, patients left out",
        "Baseline of those who lack a value against those kept",
        "difference of means, left out − kept, with Welch’s t and its 95 % CI; groups as counts",
        "R t.test",
        "Welch 1947, doi 10.1093/biomet/34.1-2.28",
    ),
    Method(
        "ANOVA, all patients",
        "Mixed model for repeated measures (MMRM)",
        "REML; patients with a value at any visit; unstructured covariance of the visits, or one of seven simpler, "
        "chosen by the reader and never changed in silence; Kenward–Roger or Satterthwaite df, the information of the "
        "covariance named; visit, group, visit × group, the first visit as covariate × visit by choice, other columns; "
        "Type III tests with covariates at their mean; least-squares means, differences adjusted over a named family; "
        "no number unless the gradient is below 1e-6 and the Hessian positive definite",
        "SAS PROC MIXED DDFM=KENWARDROGER; R mmrm; nlme::gls; lme4 with pbkrtest, lmerTest; emmeans",
        "Mallinckrodt et al. 2008, doi 10.1177/009286150804200402; Kenward & Roger 1997, doi 10.2307/2533558; "
        "Satterthwaite 1946, doi 10.2307/3002019",
        (
            "Mixed model for repeated measures",
            "Least-squares means",
            "Differences of least-squares means",
        ),
    ),
    Method(
        "ANOVA, methods side by side",
        "One contrast by complete cases, carried forward, ANCOVA, random intercept and MMRM",
        "change from the first to the last visit, and its difference between groups; t with one residual variance, or "
        "Kenward–Roger; p not adjusted",
        "R lm; lme4 with pbkrtest; SAS PROC MIXED",
        "Mallinckrodt et al. 2008, doi 10.1177/009286150804200402",
    ),
    Method(
        "ANOVA, outcome groups",
        "No p for the scale that defines them",
        "the depression scale is drawn and not tested between outcome groups, nor in patients picked by outcome",
        "—",
        "the groups are made of the change that would be tested",
    ),
    Method(
        "Association",
        "Spearman’s ρ, Pearson’s r",
        "patients with both values, at each visit and for changes from the first, at the decimals "
        "recorded; p from t with n − 2 df, of ρ "
        "of up to 9 pairs exact; CI by "
        "Fisher’s z; Holm and FDR over all rows shown",
        "SPSS; JASP; R cor.test (Pearson)",
        "Fisher 1921, Metron 1:3",
        (
            "Spearman's rank correlation",
            "Pearson's correlation",
        ),
    ),
    Method(
        "Association, within patients",
        "Repeated-measures correlation",
        "deviations from each patient’s own mean, one slope for all; df = pairs − patients − 1; CI by Fisher’s z with "
        "SE 1 / √(df − 1)",
        "r, df and p of R rmcorr and pingouin.rm_corr; their CI takes 1 / √(df − 3) and is a little wider",
        "Bakdash & Marusich 2017, doi 10.3389/fpsyg.2017.00456",
        ("Repeated-measures correlation",),
    ),
    *METHODS_OF_CONDITIONS,
)
