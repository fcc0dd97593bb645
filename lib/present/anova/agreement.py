"""Whether other tests say the same, and what the assumptions mean for the reading, in one sentence each."""

from lib.analysis.anova.agreement import Agreement, HypothesisTest
from lib.analysis.anova.checks import Assumptions
from lib.present.common.claims import is_found, join_words
from lib.present.common.formats import format_level, format_p_equation, format_proportion, plural
from lib.stats.anova.repeated_measures import TIME
from lib.stats.common.result import Refusal

#: Hypotheses as sentences name what was found.
CHANGE = {TIME: "a change over the visits"}
OTHERWISE = "a different course in the groups"


def sentence_agreement(rows: tuple[Agreement, ...]) -> str:
    """Say of each hypothesis which tests find it and which do not, and how to read that."""
    return " ".join(_agreement(row) for row in rows)


def _agreement(row: Agreement) -> str:
    what = CHANGE.get(row.hypothesis, OTHERWISE)
    found = [test for test in row.tests if is_found(test.p)]
    missed = [test for test in row.tests if not is_found(test.p)]
    if not missed:
        return (
            f"Every test of {what} finds it at {format_level()}: {_list(found)}; the finding does not hang on the "
            "choice of test."
        )
    if not found:
        return (
            f"No test of {what} finds it at {format_level()}: {_list(missed)}; that none finds it does not show that "
            "there is none."
        )
    return (
        f"The tests of {what} do not agree at {format_level()}: found by {_list(found)}, not by {_list(missed)}. The "
        "finding depends on the choice of test: report the one that was planned, and name the others."
    )


def _list(tests: list[HypothesisTest]) -> str:
    return join_words([f"{test.name} ({format_p_equation(test.p)})" for test in tests])


def sentence_assumptions(result: Assumptions) -> str:
    """Say which assumptions the data speak against at p < .05, and what to read then."""
    against: list[str] = []
    kept: list[str] = []
    whole = None if isinstance(result.normality, Refusal) else result.normality.residuals
    if whole is not None and not isinstance(whole, Refusal):
        words = f"normal residuals (W = {format_proportion(whole.w)}, {format_p_equation(whole.p)})"
        (against if is_found(whole.p) else kept).append(words)
    if result.levene is not None and not isinstance(result.levene, Refusal):
        rows = [row for row in result.levene.rows if row.p == row.p]
        low = sum(is_found(row.p) for row in rows)
        words = f"equal variances of the groups (Levene’s test at {low} of {plural(len(rows), 'visit')})"
        (against if low else kept).append(words)
    if result.box_m is not None and not isinstance(result.box_m, Refusal):
        words = f"equal covariances (Box’s M, {format_p_equation(result.box_m.p)})"
        (against if is_found(result.box_m.p) else kept).append(words)
    if not against and not kept:
        return ""
    if not against:
        return (
            f"At {format_level()} nothing speaks against {join_words(kept)}. With few patients such tests find little, "
            "so this does not show that the assumptions hold."
        )
    rest = f", and nothing against {join_words(kept)}" if kept else ""
    return (
        f"At {format_level()} the data speak against {join_words(against)}{rest}. Then read the tests on ranks beside "
        "the analysis of variance; with groups of equal size F bears this well, with unequal ones less."
    )
