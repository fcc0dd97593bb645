"""Sentences, lines to copy and tables of the analysis of variance, word by word."""

import pytest

from lib.analysis.anova.visits import analyse_anova, compare_visits
from lib.analysis.common.question import Question
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.present.anova.figures import figure_differences
from lib.present.anova.means_chart import chart_means, means_frame
from lib.present.anova.posthoc import sentence_posthoc, table_posthoc, table_posthoc_within
from lib.present.anova.tables import table_anova, table_multivariate, table_sphericity
from lib.present.anova.words import lines_apa, sentence_anova, title_anova
from lib.present.common.formats import format_df, format_interval, format_proportion_interval
from lib.present.common.table import Heading
from tests.analysis.reference_cohort import SETS, cohort_of
from tests.cohort.small_cohort import NAN, small_cohort


def entry_of(data, group):
    return next(e for e in SETS if e["data"] == data and bool(e["group"]) == group)


def answer_of(data, group=False):
    return analyse_anova(Question(cohort_of(entry_of(data, group))), "value", "group" if group else "all")


def test_answer_of_visits_alone_in_the_words_and_digits_of_r():
    # R: F(4, 176) = 0.7505, ε = .7823, p corrected = .5290, ηp² = .01677 [0, .03871]; Mauchly’s W = .46595,
    # p = .0002; v3 − v1 = −.01622 [−.04536, .01292] at 1 − .05 / 10; by hand χ² = −(44 − 38 / 24) ln W = 32.39.
    assert sentence_anova(answer_of("sim_9_8_28"), "auto") == (
        "Value was 0.016 units lower at v3 than at v1 (−0.016, simultaneous 95 % CI −0.045 to 0.013), the largest "
        "of 10 differences between visits. No change of Value over the visits was detected: F(3.13, 137.69) = 0.75, "
        "p = .529 (Greenhouse–Geisser), ηp² = .017 "
        "[90 % CI .000 to .039], n = 45."
    )
    assert "F(4, 176) = 0.75, p = .559 (sphericity not corrected), ηp²" in sentence_anova(
        answer_of("sim_9_8_28"), "none"
    )


def test_answer_between_groups_gives_the_interaction_first_and_every_n():
    sentence = sentence_anova(answer_of("sim_9_8_28", group=True), "none")
    # R, lm(v5 − v1 ~ 0 + group): −.0256 [−.0699, .0188] in a; b and c below.
    assert sentence.startswith(
        "From v1 to v5 Value changed by −0.026 units (95 % CI −0.070 to 0.019) in Group a, "
    )
    assert ". The course of Value " in sentence
    assert sentence.index("time × group F(8, 168) =") < sentence.index("F(4, 168) =")
    assert sentence.endswith("n = 45 (group a 9, group b 8, group c 28).")


def test_lines_to_copy_follow_apa():
    lines = lines_apa(answer_of("sim_9_8_28"), "none").split("\n")
    assert lines == [
        "Time: F(4, 176) = 0.75, p = .559, ηp² = .017, 90% CI [.000, .039]",
        "Mauchly’s W = .466, χ²(9) = 32.39, p < .001",
    ]


def test_table_has_a_row_for_every_correction_as_jasp_and_spss():
    table = table_anova(answer_of("sim_9_8_28", group=True))
    rows = [(line.cells[0], line.cells[1]) for line in table.lines if line.kind == "row"]
    for source in ("Time", "Time × group", "Residual"):
        start = rows.index((source, "None"))
        assert [name for _, name in rows[start : start + 4]] == [
            "None",
            "Greenhouse–Geisser",
            "Huynh–Feldt",
            "Lower bound",
        ]
    assert rows[-2:] == [("Group", ""), ("Residual", "")]
    assert [heading.label for heading in table.headings[2:8]] == [
        "Sum of squares",
        "df",
        "Mean square",
        "F",
        "p",
        "ηp²",
    ]
    assert table.notes[0] == "Complete cases: 45 of 45 patients (group a 9, group b 8, group c 28)."
    assert all(len(line.cells) == len(table.headings) for line in table.lines if line.kind == "row")


def test_two_visits_have_no_sphericity_to_test():
    anova = answer_of("sim_two_visits").anova
    table = table_sphericity(anova)
    assert table.lines[0].cells[1:5] == ("–",) * 4
    assert "sphericity always holds" in table.notes[0]
    assert len([line for line in table_multivariate(anova).lines if line.kind == "row"]) == 4


def test_comparisons_name_family_error_and_adjustment():
    question = Question(cohort_of(entry_of("sim_9_8_28", False)))
    pairs = compare_visits(question, "value", "all", "first", "sidak", "pooled")
    table = table_posthoc(pairs.overall, analyse_anova(question, "value").cases)
    assert [line.cells[0] for line in table.lines] == ["v1 – v2", "v1 – v3", "v1 – v4", "v1 – v5"]
    assert table.notes[1] == (
        "Family: 4 comparisons: each visit against v1; adjustment: Šidák; error: paired differences, df = n − 1."
    )
    cases = analyse_anova(question, "value").cases
    assert sentence_posthoc(pairs, cases) == (
        "Over all patients, none of 4 pairs of visits differ detectably (p < .05 after Šidák’s adjustment); the "
        "largest difference: v1 – v3, 0.016 units [−0.009 to 0.042], adjusted p = .364. "
        "In brackets: simultaneous 95 % CI (Šidák)."
    )


@pytest.mark.parametrize(
    ("adjust", "interval", "detail"),
    [
        ("bonferroni", "adjusted", "simultaneous (Bonferroni)"),
        ("holm", "adjusted", "simultaneous (Bonferroni)"),
        ("fdr", "adjusted", "simultaneous (Bonferroni)"),
        ("fdr", "plain", "not adjusted"),
        ("sidak", "adjusted", "simultaneous (Šidák)"),
        ("none", "adjusted", "not adjusted"),
        ("bonferroni", "plain", "not adjusted"),
    ],
)
def test_an_interval_is_named_and_is_the_one_named(adjust, interval, detail):
    question = Question(cohort_of(entry_of("sim_9_8_28", True)))
    cases = analyse_anova(question, "value", "group").cases
    pairs = compare_visits(question, "value", "group", "all", adjust, "pooled")
    wide = detail != "not adjusted"
    families = pairs.within.families
    for table, rows in (
        (table_posthoc(pairs.overall, cases, interval), pairs.overall.comparisons),
        (table_posthoc_within(pairs.within, cases, interval), [r for f in families for r in f.comparisons]),
    ):
        assert table.headings[2] == Heading("95 % CI", detail)
        assert ("simultaneous 95 % CI" in table.notes[-1]) == wide
        assert ("95 % CI, not adjusted" in table.notes[-1]) == (not wide)
        borrowed = [note for note in table.notes if "no interval of its own" in note]
        assert len(borrowed) == (wide and adjust in ("holm", "fdr"))
        for line, row in zip([one for one in table.lines if one.kind == "row"], rows, strict=True):
            limits = (row.adjusted_ci_low, row.adjusted_ci_high) if wide else (row.ci_low, row.ci_high)
            assert line.cells[2] == format_interval(*limits, cases.measure.decimals + 1)


def test_picture_draws_every_group_at_every_visit():
    answer = answer_of("sim_9_8_28", group=True)
    frame = means_frame(answer)
    assert len(frame) == 15
    assert (frame["low"] < frame["mean"]).all()
    chart = chart_means(answer, "dark")
    assert len(chart["datasets"]["means"]) == 15
    assert {row["group"] for row in chart["datasets"]["labels"]} == {"Group a", "Group b", "Group c"}


def test_picture_of_a_flat_measure_has_an_axis():
    scores = [[30, 20, 10], [31, 25, 9], [20, 8, 7], [25, 4, 8], [28, 8, NAN]]
    answer = analyse_anova(Question(small_cohort(scores), OutcomeDefinition(endpoint="v3")), "score")
    low, high = chart_means(answer, "light")["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert low < high


def test_title_speaks_of_infusions_only_where_the_visits_do():
    bundled = read_bundled_cohort().codebook
    assert title_anova(bundled, bundled.column("mg")) == "Does Mg²⁺ change over the infusions?"
    other = small_cohort([[1, 2, 3]]).codebook
    assert title_anova(other, other.column("score")) == "Does MADRS change over the visits?"


@pytest.mark.parametrize(("df", "text"), [(4.0, "4"), (3.4412, "3.44"), (176, "176"), (2.999999999999, "3")])
def test_degrees_of_freedom(df, text):
    assert format_df(df) == text


def test_intervals():
    assert format_interval(-0.5, 1.25, 1) == "−0.5 to 1.3"
    assert format_proportion_interval(0.019, 0.1464) == ".019 to .146"
    assert format_interval(NAN, 1, 2) == format_proportion_interval(NAN, NAN) == "–"


def test_the_estimation_plot_has_the_differences_of_r_and_of_every_patient():
    entry, question = entry_of("sim_9_8_28", False), Question(cohort_of(entry_of("sim_9_8_28", False)))
    answer = analyse_anova(question, "value", "all")
    pairs = compare_visits(question, "value", "all", "first", "bonferroni", "pooled").overall
    patient = answer.cases.patients[2]
    figure = figure_differences(question, [pairs], answer.cases, "plain", patient=patient)
    data = figure.draw("light")["datasets"]
    means = answer.cases.values.mean(axis=0)
    assert [mark["x"] for mark in data["marks"]] == pytest.approx(list(means[0] - means[1:]))
    own = answer.cases.values[2]
    assert sorted(dot["x"] for dot in data["chosen"]) == pytest.approx(sorted(own[0] - own[1:]), abs=1e-9)
    assert len(data["dots"]) == answer.cases.n * (len(entry["visits"]) - 1)
    assert "not adjusted" in figure.caption
    assert figure.alt.count("[") == len(entry["visits"]) - 1
    alone = figure_differences(question, [pairs], answer.cases, "plain", each=False)
    assert "dots" not in alone.draw("dark")["datasets"]


def test_a_filled_square_stands_where_the_adjusted_p_is_below_5_percent():
    question = Question(read_bundled_cohort())
    cases = analyse_anova(question, "mg", "outcome").cases
    pairs = compare_visits(question, "mg", "outcome", "all", "bonferroni", "own")
    figure = figure_differences(question, [pairs.overall], cases, "adjusted", each=False)
    shapes = [mark["shape"] == "filled" for mark in figure.draw("light")["datasets"]["marks"]]
    assert shapes == [row.p_adjusted < 0.05 for row in pairs.overall.comparisons]
    within = figure_differences(question, pairs.within.families, cases, "adjusted")
    heads = [head["words"] for head in within.draw("light")["datasets"]["heads"]]
    assert heads == ["Responder", "Remitter", "Non-responder"]
