"""What a reader can choose about an analysis of variance: codes in the address, with their words."""

from lib.stats.common.adjust import ADJUSTMENT_NAMES

#: Which pairs of visits make a family.
FAMILIES = {"all": "All pairs", "first": "Each against the first"}
#: Adjustment of p within a family.
ADJUSTMENTS = {
    "bonferroni": "Bonferroni",
    "holm": "Holm",
    "sidak": "Šidák",
    "fdr": "FDR (Benjamini–Hochberg)",
    "none": "None",
}
#: Adjustments of p that come without an interval, as their names begin.
NO_INTERVAL = {"holm": "Holm’s method has", "fdr": "The false discovery rate has"}
#: Interval of a difference: the one that belongs to the adjusted p beside it, or each pair's alone.
INTERVALS = {"adjusted": "Simultaneous, as the adjusted p", "plain": "Not adjusted"}
#: Error term of comparisons within a group.
ERROR_TERMS = {"pooled": "Pooled over the groups", "own": "The group’s own patients"}
#: How groups are compared at a visit.
GROUP_TESTS = {
    "welch": "Means, Welch’s t (own variances)",
    "pooled": "Means, pooled over all groups (SPSS, emmeans)",
    "ranks": "Ranks (Mann–Whitney, Kruskal–Wallis)",
}
#: Which comparisons of groups are adjusted together.
GROUP_FAMILIES = {"all": "Pairs at all visits", "visit": "Pairs at each visit"}
#: Sums of squares of the effect of time between groups of unequal size.
SUMS_OF_SQUARES = {"III": "Type III (SPSS, JASP, afex)", "II": "Type II (pingouin)"}
#: Correction of the degrees of freedom in the sentence; the table shows all of them.
CORRECTION_RULES = {
    "auto": "Greenhouse–Geisser where Mauchly’s p < .05",
    "none": "None",
    "gg": "Greenhouse–Geisser",
    "hf": "Huynh–Feldt",
}
#: How pairs of visits are compared on ranks.
RANK_TESTS = {"dunn": "Dunn (SPSS)", "conover": "Conover (JASP)", "wilcoxon": "Wilcoxon signed-rank"}


def code_of_adjustment(name: str) -> str:
    """Give the code of an adjustment that a result names."""
    return next(code for code, known in ADJUSTMENT_NAMES.items() if known == name)


def note_borrowed_interval(adjust: str) -> str:
    """Say whose simultaneous interval stands beside p adjusted by a method without one; empty for the others."""
    if adjust not in NO_INTERVAL:
        return ""
    return (
        f"{NO_INTERVAL[adjust]} no interval of its own: the simultaneous CI is Bonferroni’s, which can hold 0 beside "
        "an adjusted p below .05."
    )
