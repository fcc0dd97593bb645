"""What a methods paragraph cites, as a table: how the text names it, and where it was published."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

REFERENCES = {
    "Bakdash & Marusich, 2017": "Bakdash JZ, Marusich LR. Repeated measures correlation. Front Psychol 2017; 8: 456. "
    "doi 10.3389/fpsyg.2017.00456",
    "Benjamini & Hochberg, 1995": "Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and "
    "powerful approach to multiple testing. J R Stat Soc B 1995; 57: 289–300. doi 10.1111/j.2517-6161.1995.tb02031.x",
    "Box, 1949": "Box GEP. A general distribution theory for a class of likelihood criteria. Biometrika 1949; 36: "
    "317–346. doi 10.1093/biomet/36.3-4.317",
    "Chan & Zhang, 1999": "Chan ISF, Zhang Z. Test-based exact confidence intervals for the difference of two binomial "
    "proportions. Biometrics 1999; 55: 1202–1209. doi 10.1111/j.0006-341X.1999.01202.x",
    "Cohen, 1988": "Cohen J. Statistical power analysis for the behavioral sciences, 2nd ed. Lawrence Erlbaum, "
    "Hillsdale 1988. doi 10.4324/9780203771587",
    "Conover, 1999": "Conover WJ. Practical nonparametric statistics, 3rd ed. Wiley, New York 1999",
    "Cramér, 1946": "Cramér H. Mathematical methods of statistics. Princeton University Press 1946",
    "Dunn, 1964": "Dunn OJ. Multiple comparisons using rank sums. Technometrics 1964; 6: 241–252. "
    "doi 10.1080/00401706.1964.10490181",
    "Fisher, 1935": "Fisher RA. The logic of inductive inference. J R Stat Soc 1935; 98: 39–82. doi 10.2307/2342435",
    "Fisher, 1921": "Fisher RA. On the probable error of a coefficient of correlation deduced from a small sample. "
    "Metron 1921; 1: 3–32",
    "Freeman & Halton, 1951": "Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of fit and "
    "other problems of significance. Biometrika 1951; 38: 141–149. doi 10.1093/biomet/38.1-2.141",
    "Friedman, 1937": "Friedman M. The use of ranks to avoid the assumption of normality implicit in the analysis of "
    "variance. J Am Stat Assoc 1937; 32: 675–701. doi 10.1080/01621459.1937.10503522",
    "Greenhouse & Geisser, 1959": "Greenhouse SW, Geisser S. On methods in the analysis of profile data. "
    "Psychometrika 1959; 24: 95–112. doi 10.1007/BF02289823",
    "Harris et al., 2020": "Harris CR, Millman KJ, van der Walt SJ, et al. Array programming with NumPy. Nature 2020; "
    "585: 357–362. doi 10.1038/s41586-020-2649-2",
    "Hedges, 1981": "Hedges LV. Distribution theory for Glass’s estimator of effect size and related estimators. "
    "J Educ Stat 1981; 6: 107–128. doi 10.3102/10769986006002107",
    "Hodges & Lehmann, 1963": "Hodges JL, Lehmann EL. Estimates of location based on rank tests. Ann Math Stat 1963; "
    "34: 598–611. doi 10.1214/aoms/1177704172",
    "Holm, 1979": "Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979; 6: 65–70",
    "Hyndman & Fan, 1996": "Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat 1996; 50: 361–365. "
    "doi 10.1080/00031305.1996.10473566",
    "ICH E9(R1), 2019": "International Council for Harmonisation. Addendum on estimands and sensitivity analysis in "
    "clinical trials to the guideline on statistical principles for clinical trials, E9(R1). 2019",
    "Jaccard, 1912": "Jaccard P. The distribution of the flora in the alpine zone. New Phytol 1912; 11: 37–50. "
    "doi 10.1111/j.1469-8137.1912.tb05611.x",
    "Kruskal & Wallis, 1952": "Kruskal WH, Wallis WA. Use of ranks in one-criterion variance analysis. J Am Stat Assoc "
    "1952; 47: 583–621. doi 10.1080/01621459.1952.10483441",
    "Kenward & Roger, 1997": "Kenward MG, Roger JH. Small sample inference for fixed effects from restricted maximum "
    "likelihood. Biometrics 1997; 53: 983–997. doi 10.2307/2533558",
    "Lecoutre, 1991": "Lecoutre B. A correction for the ε̃ approximate test in repeated measures designs with two or "
    "more independent groups. J Educ Stat 1991; 16: 371–372. doi 10.3102/10769986016004371",
    "Levene, 1960": "Levene H. Robust tests for equality of variances. In: Olkin I (ed) Contributions to probability "
    "and statistics. Stanford University Press 1960: 278–292",
    "Mallinckrodt et al., 2008": "Mallinckrodt CH, Lane PW, Schnell D, Peng Y, Mancuso JP. Recommendations for the "
    "primary analysis of continuous endpoints in longitudinal clinical trials. Drug Inf J 2008; 42: 303–319. "
    "doi 10.1177/009286150804200402",
    "Mann & Whitney, 1947": "Mann HB, Whitney DR. On a test of whether one of two random variables is stochastically "
    "larger than the other. Ann Math Stat 1947; 18: 50–60. doi 10.1214/aoms/1177730491",
    "Mauchly, 1940": "Mauchly JW. Significance test for sphericity of a normal n-variate distribution. Ann Math Stat "
    "1940; 11: 204–209. doi 10.1214/aoms/1177731915",
    "Maxwell et al., 2018": "Maxwell SE, Delaney HD, Kelley K. Designing experiments and analyzing data, 3rd ed. "
    "Routledge, New York 2018. doi 10.4324/9781315642956",
    "Mehta & Patel, 1986": "Mehta CR, Patel NR. Algorithm 643: FEXACT. ACM Trans Math Softw 1986; 12: 154–161. "
    "doi 10.1145/6497.214326",
    "Morey, 2008": "Morey RD. Confidence intervals from normalized data: a correction to Cousineau (2005). Tutor Quant "
    "Methods Psychol 2008; 4: 61–64. doi 10.20982/tqmp.04.2.p061",
    "Newcombe, 1998": "Newcombe RG. Interval estimation for the difference between independent proportions: comparison "
    "of eleven methods. Stat Med 1998; 17: 873–890. "
    "doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
    "Olejnik & Algina, 2003": "Olejnik S, Algina J. Generalized eta and omega squared statistics. Psychol Methods "
    "2003; 8: 434–447. doi 10.1037/1082-989X.8.4.434",
    "Satterthwaite, 1946": "Satterthwaite FE. An approximate distribution of estimates of variance components. "
    "Biometrics Bull 1946; 2: 110–114. doi 10.2307/3002019",
    "Seabold & Perktold, 2010": "Seabold S, Perktold J. Statsmodels: econometric and statistical modeling with Python. "
    "Proc 9th Python Sci Conf 2010: 92–96. doi 10.25080/Majora-92bf1922-011",
    "Šidák, 1967": "Šidák Z. Rectangular confidence regions for the means of multivariate normal distributions. J Am "
    "Stat Assoc 1967; 62: 626–633. doi 10.1080/01621459.1967.10482935",
    "Schuirmann, 1987": "Schuirmann DJ. A comparison of the two one-sided tests procedure and the power approach for "
    "assessing the equivalence of average bioavailability. J Pharmacokinet Biopharm 1987; 15: 657–680. "
    "doi 10.1007/BF01068419",
    "Searle et al., 1980": "Searle SR, Speed FM, Milliken GA. Population marginal means in the linear model: an "
    "alternative to least squares means. Am Stat 1980; 34: 216–221. doi 10.1080/00031305.1980.10483031",
    "Simonsohn et al., 2020": "Simonsohn U, Simmons JP, Nelson LD. Specification curve analysis. Nat Hum Behav 2020; "
    "4: 1208–1214. doi 10.1038/s41562-020-0912-z",
    "Steiger, 2004": "Steiger JH. Beyond the F test: effect size confidence intervals. Psychol Methods 2004; 9: "
    "164–182. doi 10.1037/1082-989X.9.2.164",
    "Shapiro & Wilk, 1965": "Shapiro SS, Wilk MB. An analysis of variance test for normality. Biometrika 1965; 52: "
    "591–611. doi 10.1093/biomet/52.3-4.591",
    "Tomczak & Tomczak, 2014": "Tomczak M, Tomczak E. The need to report effect size estimates revisited. Trends Sport "
    "Sci 2014; 1: 19–25",
    "Turkoz et al., 2021": "Turkoz I, Alphs L, Singh J, et al. Clinically meaningful changes on depressive symptom "
    "measures and patient-reported outcomes in patients with treatment-resistant depression. Acta Psychiatr Scand "
    "2021; 143: 253–263. doi 10.1111/acps.13260",
    "Vallat, 2018": "Vallat R. Pingouin: statistics in Python. J Open Source Softw 2018; 3: 1026. "
    "doi 10.21105/joss.01026",
    "VanderWeele & Ding, 2017": "VanderWeele TJ, Ding P. Sensitivity analysis in observational research: introducing "
    "the E-value. Ann Intern Med 2017; 167: 268–274. doi 10.7326/M16-2607",
    "Virtanen et al., 2020": "Virtanen P, Gommers R, Oliphant TE, et al. SciPy 1.0: fundamental algorithms for "
    "scientific computing in Python. Nat Methods 2020; 17: 261–272. doi 10.1038/s41592-019-0686-2",
    "Yang & Dalton, 2012": "Yang D, Dalton JE. A unified approach to measuring the effect size between two groups "
    "using SAS. SAS Global Forum 2012, paper 335",
    "Yule, 1912": "Yule GU. On the methods of measuring association between two attributes. J R Stat Soc 1912; 75: "
    "579–652. doi 10.2307/2340126",
    "Welch, 1947": "Welch BL. The generalization of ‘Student’s’ problem when several different population variances "
    "are involved. Biometrika 1947; 34: 28–35. doi 10.1093/biomet/34.1-2.28",
    "Welch, 1951": "Welch BL. On the comparison of several mean values: an alternative approach. Biometrika 1951; 38: "
    "330–336. doi 10.1093/biomet/38.3-4.330",
    "Wilson, 1927": "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc "
    "1927; 22: 209–212. doi 10.1080/01621459.1927.10502953",
    "Wilcoxon, 1945": "Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bull 1945; 1: 80–83. "
    "doi 10.2307/3001968",
}


def cite(*keys: str) -> str:
    """Cite works in a text: `(Dunn, 1964; Holm, 1979)`.

    Raises
    ------
    KeyError
        When the table has no such work.
    """
    for key in keys:
        REFERENCES[key]
    return f"({'; '.join(keys)})"


def list_references(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the works that texts cite, in the order of the alphabet."""
    whole = " ".join(texts)
    return tuple(words for key, words in sorted(REFERENCES.items()) if key in whole)


def name_package(package: str, label: str = "") -> str:
    """Name a package with its version: `SciPy 1.17.1`."""
    try:
        return f"{label or package} {version(package)}"
    except PackageNotFoundError:
        return f"{label or package} (version unknown)"


def name_python() -> str:
    """Name Python with its version."""
    return f"Python {platform.python_version()}"
