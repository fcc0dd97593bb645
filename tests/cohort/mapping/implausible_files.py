"""Files that read without a fault and cannot be right: the finding that has to appear."""

from __future__ import annotations

from .silent_files import Silent, long, mg, score, scores, table


def low(patient: int, visit: int) -> int:
    """A score of 0 to 6, as of an item."""
    return (patient * 5 + visit) % 7


CASES: tuple[Silent, ...] = (
    Silent(
        "three columns of items called by the scale",
        table(["id", "MADRS_V1", "MADRS_V2", "MADRS_V3"], lambda p: [p, low(p, 0), low(p, 1), low(p, 2)]),
        outcome=(0, 21, 0),
        findings=("scores_far_below_scale", "remission_at_baseline"),
    ),
    Silent(
        "the endpoint taken for the baseline",
        table(["id", "MADRS_V1", "MADRS_V2"], lambda p: [p, p % 9, score(p, 0)]),
        outcome=(0, 0, 22),
        findings=("remission_at_baseline",),
    ),
    Silent(
        "one misspelt visit",
        long(["id", "visit", "madrs"], "ab",
             lambda p, v: [p, "pre" if v == 0 else "wek 4" if p == 3 else "week 4", score(p, v)]),
        findings=("visit_nearly_empty", "rows_lacking"),
    ),
    Silent(
        "a visit copied into the next column",
        table(["id", "madrs_pre", "madrs_wk2", "madrs_wk4"], lambda p: [p, score(p, 0), score(p, 1), score(p, 1)]),
        {"MADRS": scores(0, 1, 1)}, findings=("columns_equal",),
    ),
    Silent(
        "the mean of the visits as one more visit",
        table(["id", "vas_1", "vas_2", "vas_3"],
              lambda p: [p, score(p, 0), score(p, 2) + p % 2, (score(p, 0) + score(p, 2) + p % 2) / 2]),
        findings=("column_is_sum",),
    ),
    Silent(
        "the sum of the visits as one more visit",
        table(["id", "vas_1", "vas_2", "vas_3"],
              lambda p: [p, score(p, 0), score(p, 2) + p % 2, score(p, 0) + score(p, 2) + p % 2]),
        findings=("column_is_sum",),
    ),
    Silent(
        "a sum between the visits that it sums",
        table(["id", "vas_1", "vas_2", "vas_3", "vas_4"],
              lambda p: [p, score(p, 0), score(p, 2) + p % 2, score(p, 0) + 2 * score(p, 2) + p % 2, score(p, 2)]),
        findings=("column_is_sum",),
    ),
    Silent(
        "a sum of the two visits before it, with visits after it",
        table(["id", "vas_1", "vas_2", "vas_3", "vas_4", "vas_5"],
              lambda p: [p, score(p, 0), score(p, 2) + p % 2, score(p, 0) + score(p, 2) + p % 2, score(p, 3),
                         score(p, 4) - p % 3]),
        findings=("column_is_sum",),
    ),
    Silent(
        "a steady course, each visit the mean of those beside it",
        table(["id", "madrs_pre", "madrs_wk2", "madrs_wk4"], lambda p: [p, 30 + p, 26 + p, 22 + p]),
        outcome=(0, 0, 24),
    ),
    Silent(
        "a row with an id like the others that is the sum of them: 10·276, 23·20 + 47, 3·276",
        table(["id", "qol_pre", "qol_post", "fee"],
              lambda p: [p, *((10 * p, 20 + p * p % 7, 3 * p) if p < 24 else (2760, 507, 828))]),
        findings=("row_is_sum", "far_from_others"),
    ),
    Silent(
        "a row with an id like the others that is the mean of them: 10·12, 507 / 23, 3·12",
        table(["id", "qol_pre", "qol_post", "fee"],
              lambda p: [p, *((10 * p, 20 + p * p % 7, 3 * p) if p < 24 else (120, 22.04, 36))]),
        findings=("row_is_sum",),
    ),
    Silent(
        "most patients without a group",
        table(["id", "group", "madrs_pre", "madrs_post"],
              lambda p: [p, {2: "ketamine", 3: "placebo", 11: "placebo", 12: "ketamine"}.get(p, ""), score(p, 0),
                         score(p, 3)]),
        findings=("few_with_group",),
    ),
    Silent(
        "nobody has both the first and the last visit",
        table(["id", "madrs_pre", "madrs_post"],
              lambda p: [p, score(p, 0) if p % 2 else "", score(p, 3) if not p % 2 else ""]),
        findings=("nobody_evaluable",),
    ),
    Silent(
        "a clean table has no such finding",
        table(["id", "group", "madrs_pre", "madrs_wk2", "madrs_wk4", "mg_pre", "mg_wk4"],
              lambda p: [p, "AB"[p % 2], score(p, 0), score(p, 1), score(p, 2), mg(p, 0), mg(p, 1)]),
        {"MADRS": scores(0, 1, 2)},
    ),
)  # fmt: skip
