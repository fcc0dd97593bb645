"""What a reader can choose about Table 1: codes in the address, with their words."""

#: How numbers are shown, with the test that belongs to it.
NUMBERS = {
    "both": "Mean and median, Kruskal–Wallis",
    "mean": "Mean (SD), Welch",
    "median": "Median [IQR], on ranks",
}
#: How counts are tested.
COUNTS = {"exact": "Exact", "chi2": "χ²"}
#: Adjustment of p over the rows tested.
ROW_ADJUSTMENTS = {
    "none": "None",
    "holm": "Holm",
    "bonferroni": "Bonferroni",
    "fdr": "FDR (Benjamini–Hochberg)",
}
