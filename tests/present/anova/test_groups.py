"""Groups compared, word by word: the figures are R's (tests/reference/groups.json)."""

import pytest

from lib.analysis.anova.groups import compare_groups
from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.complete_cases import select_complete
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column
from lib.cohort.outcome import OutcomeDefinition
from lib.present.anova.group_words import sentence_groups, words_group
from lib.present.anova.groups import tables_groups
from lib.present.anova.size_words import words_change
from lib.present.common.claims import words_largest
from lib.present.common.sizes import format_signed, words_difference
from lib.stats.common.result import Refusal
from tests.analysis.reference_cohort import cohort_of
from tests.cohort.small_cohort import small_cohort
from tests.stats.reference_sets import figures

SETS = {entry["data"]: entry for entry in figures("groups")["sets"]}
V3 = OutcomeDefinition(endpoint="v3")
MG = Column("mg", "Mg²⁺", "measure", "analyte", unit="mmol/L", decimals=2)
SCORE = Column("score", "Score", "measure", "scale")


def compared(data, test="welch", adjust="bonferroni", family="all"):
    question = Question(cohort_of(SETS[data]))
    cases = select_complete(question, "value", "group")
    return compare_groups(question, "value", "group", adjust, test, family), cases


def test_two_groups_are_one_sentence_with_size_interval_and_test():
    # btheb by drug, Welch: 4.917 lower, CI −10.296 to 0.462, t(42.26) = −1.844, p = .0722; mean of visits 2.431 higher.
    result, cases = compared("btheb")
    sentence = sentence_groups(result, cases, "welch")
    assert sentence.startswith(
        "At baseline (bdi.pre), Value was 4.917 units lower in Group No than in Group Yes (difference −4.917, 95 % CI "
        "−10.296 to 0.462; Welch’s t(42.26) = −1.84, p = .072 unadjusted). In the mean of the 5 visits, Value was "
        "2.431 units higher in Group No than in Group Yes (difference 2.431, 95 % CI −2.226 to 7.088; Welch’s "
        "t(49.58) = 1.05, p = .299 unadjusted)."
    )
    # Ranks: the smallest p of 5 is .0221, adjusted .1107.
    assert sentence.endswith(
        "Of 5 comparisons at the visits, p < .05 after adjustment (Bonferroni, 5 comparisons: all pairs of groups at "
        "all visits) in 0 of 5 by means and 0 of 5 on ranks."
    )


def test_of_three_groups_the_largest_difference_is_named_with_the_test_of_all():
    # R: b − c at baseline 0.01339, SE 0.02723, df 8.831; qt(1 − .025/15, 8.831) gives ±0.106. F(2, 13.95) = 0.133.
    result, cases = compared("sim_9_8_28")
    sentence = sentence_groups(result, cases, "welch")
    assert (
        "Value was 0.013 units higher in Group b than in Group c (difference 0.013, adjusted 95 % CI"
        in sentence
    )
    assert (
        "the largest of 3 differences between groups; all groups together: Welch’s F(2, 13.95) = 0.13, "
        "p = .876 unadjusted" in sentence
    )


def test_low_p_are_counted_and_named_from_the_rows():
    # R: one raw p is below .05, .00593 by means and .0040 on ranks; times 3 at a visit .0178 and .0120, over all 15
    # .0890 and .0599.
    result, cases = compared("sim_9_8_28", family="visit")
    assert (
        "in 1 of 15 by means (v3, Group a – Group c: p = .018) and 1 of 15 on ranks (v3, Group a – Group c: p = .012)"
    ) in sentence_groups(result, cases, "welch")
    result, cases = compared("sim_9_8_28")
    assert "0 of 15 by means and 0 of 15 on ranks" in sentence_groups(result, cases, "welch")


@pytest.mark.parametrize("test", ["welch", "pooled"])
def test_tables_have_a_row_for_every_pair_and_name_family_and_error(test):
    result, cases = compared("sim_9_8_28", test)
    means, *others = tables_groups(result, cases, test)
    rows_in = [len([line for line in t.lines if line.kind == "row"]) for t in (means, *others)]
    assert rows_in == [18, 6, 18, 6]
    assert "Family: 15 comparisons: all pairs of groups at all visits" in means.notes[1]
    assert ("pooled over all groups" in means.notes[1]) == (test == "pooled")
    rows = {line.cells[0] for line in tables_groups(*compared("btheb"), test)[0].lines}
    assert "bdi.pre: Group No – Group Yes" in rows


def test_groups_are_named_as_a_sentence_needs_them():
    scores = [[30, 20, 10], [30, 28, 27], [30, 25, 21], [28, 20, 9], [31, 30, 22], [30, 20, 10]]
    question = Question(small_cohort(scores, epilepsy=[0, 1, 0, 1, 0, 1], sex=[0, 0, 0, 1, 1, 1]), V3)
    cases = select_complete(question, "score", "epilepsy")
    assert words_group("Yes", cases) == "patients with epilepsy"
    assert words_group("No", cases) == "patients without epilepsy"
    assert words_group("Male", select_complete(question, "score", "sex")) == "men"


def test_a_scale_between_groups_made_of_it_is_not_tested():
    scores = [[30, 20, 10], [30, 28, 27], [30, 25, 21], [28, 20, 9]]
    found = compare_groups(Question(small_cohort(scores), V3), "score", "outcome", "holm", "welch", "all")
    assert isinstance(found, Refusal)


@pytest.mark.parametrize(
    ("difference", "measure", "words"),
    [
        (-0.012, MG, "0.012 mmol/L lower"),
        (0.0004, MG, "less than 0.001 mmol/L higher"),
        (0.0, MG, "equal"),
        (2.06, SCORE, "2.1 points higher"),
    ],
)
def test_sizes(difference, measure, words):
    assert words_difference(difference, measure) == words


@pytest.mark.parametrize(("value", "text"), [(0.012, "+0.012"), (-0.034, "−0.034"), (0.0001, "0.000")])
def test_changes_have_a_sign(value, text):
    assert format_signed(value, 3) == text


def test_the_interval_asked_for_stands_in_table_and_sentence():
    result, cases = compared("sim_9_8_28")
    assert "adjusted 95 % CI" in sentence_groups(result, cases, "welch")
    for plain, both in zip(
        tables_groups(result, cases, "welch", "plain"), tables_groups(result, cases, "welch"), strict=True
    ):
        names = [(heading.label, heading.detail) for heading in both.headings]
        kept = [place for place, name in enumerate(names) if name != ("95 % CI", "adjusted")]
        assert [plain.headings[i] for i in range(len(plain.headings))] == [both.headings[i] for i in kept]
        rows = [line for line in both.lines if line.kind == "row"]
        assert [line.cells for line in plain.lines if line.kind == "row"] == [
            tuple(line.cells[i] for i in kept) for line in rows
        ]
    assert "adjusted 95 % CI" not in sentence_groups(result, cases, "welch", "plain")


def bare(p):
    """A p as it is printed: `.093`."""
    return f"{p:.3f}".lstrip("0")


def test_on_ranks_by_choice_two_groups_are_one_sentence():
    # R's wilcox.test at bdi.pre and in the mean of the visits: tests/reference/groups.json.
    result, cases = compared("btheb", "ranks")
    sentence = sentence_groups(result, cases, "ranks")
    at, mean = (place["pairs"][0]["ranks"] for place in (SETS["btheb"]["at"][0], SETS["btheb"]["mean"]))
    assert sentence.startswith("At baseline (bdi.pre), Value was ")
    for r, way in ((at, "lower"), (mean, "higher" if mean["shift"] > 0 else "lower")):
        assert f"Value was {abs(r['shift']):.3f} units {way} in Group No than in Group Yes" in sentence
        assert f"Mann–Whitney U = {r['u']:.1f}, p = {r['p']:.3f}".replace("0.", ".") in sentence.replace(
            "0.", "."
        )
    assert "Welch" not in sentence


def test_on_ranks_of_three_groups_all_together_is_kruskal_wallis():
    result, cases = compared("sim_9_8_28", "ranks")
    expected = SETS["sim_9_8_28"]
    r = [place["kruskal"] for place in (*expected["at"], expected["mean"])]
    assert [row.test.h for row in result.kruskal] == pytest.approx([k["h"] for k in r], rel=1e-9)
    assert [row.test.p for row in result.kruskal] == pytest.approx([k["p"] for k in r], rel=1e-9)
    # Bonferroni over the five visits; the mean of the visits stands alone.
    p = [min(1, 5 * k["p"]) for k in r[:5]] + [r[5]["p"]]
    assert [row.p_adjusted for row in result.kruskal] == pytest.approx(p, rel=1e-9)
    all_together = (
        f"all groups together: Kruskal–Wallis H(2) = {r[0]['h']:.2f}, p = {bare(r[0]['p'])} unadjusted"
    )
    assert all_together in sentence_groups(result, cases, "ranks")


def test_the_chosen_comparison_stands_first_and_each_test_once():
    result, cases = compared("sim_9_8_28", "ranks")
    captions = [table.caption for table in tables_groups(result, cases, "ranks")]
    assert ["ranks" in caption for caption in captions] == [True, True, False, False]
    assert len(tables_groups(*compared("btheb", "ranks"), "ranks")) == 2
    assert len(set(captions)) == 4


def test_the_largest_of_several_says_with_how_many_it_ties():
    assert words_largest(1, 3, "differences") == "the largest of 3 differences"
    assert words_largest(3, 3, "differences") == "the largest of 3 differences, tied with 2 more"


def test_a_tie_of_differences_between_visits_is_told():
    # The score rises by 10 and falls by 10: of three differences, two are of size 10 and one is 0.
    rows = [[20, 30, 20], [22, 32, 22], [25, 36, 25], [21, 30, 21]]
    sizes = analyse_anova(Question(small_cohort(rows), V3), "score", "all").sizes
    assert (sizes.compared, len(sizes.changes)) == (3, 2)
    assert "the largest of 3 differences between visits, tied with 1 more" in words_change(
        analyse_anova(Question(small_cohort(rows), V3), "score", "all")
    )
