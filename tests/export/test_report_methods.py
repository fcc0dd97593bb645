"""The methods paragraph against texts written by hand, setting by setting, and what must never stand in it."""

import re

import pytest

from lib.analysis.common.question import Question
from lib.analysis.registry import answer_question
from lib.analysis.settings.question import definition_of
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.selection import Selection
from lib.present.common.references import REFERENCES
from lib.present.report.methods_text import paragraphs_methods, references_methods
from lib.present.report.settings import REPORT_SECTIONS
from lib.present.settings import default_settings
from tests.pages.odd_cohorts import ODD_COHORTS

ALL = tuple(row.code for row in REPORT_SECTIONS)


def written(sections=("methods", "anova"), cohort=None, selection=None, **settings):
    cohort = cohort or read_bundled_cohort()
    chosen = default_settings(cohort).replace(**settings)
    question = Question(cohort, definition_of(chosen), selection or Selection())
    return paragraphs_methods(answer_question(question, chosen, sections))


def test_one_group_all_visits():
    assert written()[:2] == (
        "Change of Mg²⁺ over the 5 visits was tested by a repeated-measures analysis of variance (Maxwell et al., "
        "2018) in the 45 of 49 patients with a value at every visit. Sphericity was tested by Mauchly’s test "
        "(Mauchly, 1940); degrees of freedom are corrected by the Greenhouse–Geisser ε (Greenhouse & Geisser, 1959) "
        "where its p is below .05, which was not the case. Effect sizes are partial η² with 90 % confidence "
        "intervals (Steiger, 2004), generalised η² and ω² (Olejnik & Algina, 2003). Estimated marginal means (Searle "
        "et al., 1980) are given with 95 % confidence intervals. Corrections by the Greenhouse–Geisser ε (Greenhouse & "
        "Geisser, 1959), the Huynh–Feldt ε (Lecoutre, 1991) and the lower bound, and the multivariate tests of Pillai, "
        "Wilks, Hotelling–Lawley and Roy, are tabled beside it.",
        "Visits were compared in pairs (all pairs) by paired t tests; p values were adjusted by Bonferroni’s method "
        "over the 10 comparisons. Their 95 % confidence intervals are simultaneous, by Bonferroni’s "
        "method. Their effect sizes are Hedges’ g_av (Hedges, 1981) and Cohen’s d_z: each "
        "difference over the SD of the visits or of the differences, of the patients.",
    )


def test_groups_type_2_holm_own_error_and_no_correction():
    first, second, *_ = written(
        between="sex", sumsq="II", adjust="holm", posthoc="first", posterror="own", correct="none"
    )
    assert "a mixed analysis of variance" in first
    assert "sex (male 20, female 25) as factor between them, with Type II sums of squares" in first
    assert "The degrees of freedom in the text were not corrected for departures from sphericity." in first
    assert "corrected by the Greenhouse" not in first
    assert "Mauchly" not in first
    assert second.startswith(
        "Visits were compared in pairs (each with Pre) by contrasts of the estimated marginal means, the groups "
        "weighing equally and the error pooled within them; p values were adjusted by Holm’s method (Holm, 1979) "
        "within each family of comparisons. The same pairs were compared within each group with the error of the "
        "group’s own patients, each group being a family of its own."
    )
    assert "Pillai’s trace with the covariance pooled over the groups" in second


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("hf", "by the Huynh–Feldt ε as amended by Lecoutre (Lecoutre, 1991)."),
        ("gg", "by the Greenhouse–Geisser ε (Greenhouse & Geisser, 1959)."),
    ],
)
def test_a_correction_that_is_always_made(rule, words):
    assert (
        f"Degrees of freedom were corrected for departures from sphericity {words}"
        in written(correct=rule)[0]
    )


def test_without_groups_no_word_of_what_needs_them():
    text = " ".join(written(ALL, sumsq="II", posterror="own", by="outcome"))
    for words in (
        "Type II ",
        "sums of squares were",
        "pooled over the groups",
        "Levene",
        "Box’s M",
        "Pillai’s trace",
    ):
        assert words not in text


def test_no_adjustment_is_said():
    assert "p values were not adjusted." in written(adjust="none")[1]
    assert "Bonferroni" not in " ".join(written(adjust="none"))


def test_a_circular_question_is_told_and_nothing_of_its_tests():
    text = " ".join(written(("methods", "anova", "checks"), measure="madrs", between="outcome"))
    assert (
        "MADRS was not tested between the outcome groups, because these are defined by its own change; its course is "
        "described alone."
    ) in text
    assert not re.search(r"analysis of variance|Mauchly|paired|Friedman|Shapiro|level of significance", text)


def test_a_circular_filter_is_told():
    text = " ".join(written(measure="madrs", selection=Selection({"outcome": ("responder",)})))
    assert "MADRS was not tested over the visits, because the patients were selected by their outcome" in text
    assert "Response was defined as a fall of MADRS by at least 50 %" in text


def test_outcome_with_locf_and_overlap_is_worded_after_the_settings():
    text = written(
        ("methods", "table1"),
        response=30,
        remission=12,
        endpoint="inf7",
        missing="locf",
        groups="overlapping",
    )[0]
    assert text == (
        "Response was defined as a fall of MADRS by at least 30 % from pre to inf 7, remission as MADRS of at most "
        "12 at inf 7; patients in remission were counted among the responders or non-responders as well. Where MADRS "
        "at inf 7 was missing, the last rating after pre was carried forward (3 patients)."
    )


def test_a_report_without_outcome_does_not_define_it():
    assert "Response was defined" not in " ".join(written(("methods", "anova", "table1"), by="sex"))
    assert "Response was defined" in " ".join(written(("methods", "anova", "table1"), by="outcome"))


def test_table_1_alone():
    *texts, missing, level, software = written(("methods", "table1"), by="diagnosis")
    assert texts == [
        "Characteristics are given as n (%) of the patients whose value was known and mean (SD) with median and "
        "quartiles (Hyndman & Fan, 1996). Groups by diagnosis (MDD and BP) were compared: counts by the "
        "Fisher–Freeman–Halton exact test (Freeman & Halton, 1951; Cramér, 1946) with Cramér’s V as effect size; "
        "numbers by the Kruskal–Wallis test (Kruskal & Wallis, 1952; Tomczak & Tomczak, 2014) with η²_H as effect "
        "size. These p values were not adjusted for the number of rows."
    ]
    assert missing.startswith("Missing values were not replaced; each analysis used")
    assert level == "The level of significance was .05, two-sided where a test has sides."
    assert "fexact" in software
    assert not re.search("pingouin|statsmodels", software)


def test_association_by_pearson():
    text = written(("methods", "association"), corr="pearson", y="ymrs")[0]
    assert (
        "The association of Mg²⁺ and YMRS was measured by Pearson’s correlation at each visit and for the"
        in text
    )
    assert "over the 9 correlations after Holm" in text
    assert "Spearman" not in text


def test_two_visits_have_no_sphericity():
    text = written(cohort=ODD_COHORTS["two visits"])[0]
    assert "over the 2 visits was tested" in text
    assert "phericity" not in text


def test_one_patient_has_no_test_and_no_level():
    text = " ".join(written(ALL, selection=Selection({"age": (26, 26)})))
    assert "No analysis of variance of Mg²⁺ was computed" in text
    assert not re.search(r"level of significance|exact test|paired t|Friedman|Wilson’s score.*compared", text)


def test_nobody_has_no_methods():
    nobody = Selection({"sex": ("male",), "age": (26, 26)})
    assert written(ALL, selection=nobody) == ("No patient was selected, so nothing was computed.",)


def test_every_citation_is_listed_and_every_work_listed_is_cited():
    texts = written(ALL, between="outcome", ranktest="wilcoxon", adjust="sidak", error="within")
    cited = set(re.findall(r"([A-ZŠ][^();]*?, (?:19|20)\d\d)(?=[;)])", " ".join(texts)))
    cited = {key.strip() for key in cited}
    assert cited <= set(REFERENCES)
    listed = references_methods(texts)
    assert listed == tuple(words for key, words in sorted(REFERENCES.items()) if key in cited)
    assert len(listed) > 15


def test_comma_as_decimal_mark_in_the_methods():
    from lib.present.common.number_style import NumberStyle, in_style

    with in_style(NumberStyle("comma")):
        assert "was ,05" in " ".join(written())
