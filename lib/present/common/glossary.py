"""The signs of statistics in words: what each is, what is small or large, and where that is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One sign: its name, what it is in one sentence, how large is large, and a source."""

    name: str
    meaning: str
    size: str
    source: str

    @property
    def sentence(self) -> str:
        """Give all that a reader needs where the sign stands."""
        return f"{self.name}: {self.meaning} {self.size}".strip()


_COHEN = "Cohen, 1988"
_COHEN_R = "About .10 is small, .30 medium, .50 large."
_COHEN_D = "About 0.2 is small, 0.5 medium, 0.8 large."

#: By a code of ours; `_SIGNS` says which words of a table's head stand for which.
GLOSSARY = {
    "p": Term(
        "p",
        "how often chance alone would give a result at least this far from no effect.",
        "It says nothing about the size of an effect.",
        "Wasserstein & Lazar, 2016",
    ),
    "ci": Term(
        "Confidence interval",
        "values of the quantity that agree with the data; made anew from other samples, 95 (or 90) of 100 such "
        "intervals would hold the true value.",
        "The narrower, the more precise.",
        "Neyman, 1937",
    ),
    "etap": Term(
        "Partial eta squared (ηp²)",
        "the effect’s share of the variance that is left when all other effects of the model are taken out.",
        "About .01 is small, .06 medium, .14 large.",
        _COHEN,
    ),
    "etag": Term(
        "Generalised eta squared (ηG²)",
        "the effect’s share of the variance with differences between patients counted in, so that designs with "
        "and without repeated measures compare.",
        "About .02 is small, .13 medium, .26 large.",
        "Bakeman, 2005",
    ),
    "omega": Term(
        "Omega squared (ω²)",
        "like eta squared, less the part that chance adds; it can be slightly negative where there is no effect.",
        "About .01 is small, .06 medium, .14 large.",
        "Field, 2013",
    ),
    "g": Term(
        "Hedges’ g",
        "a difference of means in standard deviations, corrected for small samples; g_av takes the mean of the two "
        "visits’ standard deviations.",
        _COHEN_D,
        "Hedges, 1981; Cohen, 1988",
    ),
    "dz": Term(
        "Cohen’s d_z",
        "a paired difference over the standard deviation of the differences: large where all patients change alike.",
        _COHEN_D,
        _COHEN,
    ),
    "smd": Term(
        "Standardised mean difference (SMD)",
        "the difference between groups in standard deviations, which does not grow with the number of patients.",
        "Above 0.1 a group is often called imbalanced.",
        "Austin, 2009",
    ),
    "epsilon": Term(
        "ε (Greenhouse–Geisser, Huynh–Feldt)",
        "how far differences between visits vary alike (sphericity); degrees of freedom are multiplied by it.",
        "1 is no departure, 1 ÷ (visits − 1) the largest; below .75 Greenhouse–Geisser’s is advised.",
        "Greenhouse & Geisser, 1959; Girden, 1992",
    ),
    "mauchly": Term(
        "Mauchly’s W",
        "the test of sphericity: whether the differences between visits vary alike.",
        "1 is no departure, 0 the largest.",
        "Mauchly, 1940",
    ),
    "shapiro": Term(
        "Shapiro–Wilk’s W",
        "how closely values follow a normal distribution.",
        "1 is a perfect fit.",
        "Shapiro & Wilk, 1965",
    ),
    "kendall": Term(
        "Kendall’s W",
        "how far patients agree in the order of their visits.",
        f"0 is none, 1 complete. {_COHEN_R}",
        "Tomczak & Tomczak, 2014",
    ),
    "pillai": Term(
        "Pillai’s trace",
        "the multivariate test of a change over the visits; it needs no sphericity.",
        "0 is no effect; the largest is 1 for time, and for time × group at most the number of groups less one.",
        "Pillai, 1955",
    ),
    "holm": Term(
        "Holm",
        "p values raised so that, judged at .05, even one false finding among the family’s comparisons is rarer than "
        "5 in 100.",
        "",
        "Holm, 1979",
    ),
    "fdr": Term(
        "False discovery rate (FDR)",
        "p values raised so that, judged at .05, no more than 5 in 100 of the findings are expected to be false; "
        "milder than Holm’s.",
        "",
        "Benjamini & Hochberg, 1995",
    ),
    "cramer": Term(
        "Cramér’s V",
        "how strongly two groupings go together.",
        f"0 is not at all, 1 completely. With two groups: {_COHEN_R[0].lower()}{_COHEN_R[1:]}",
        "Cramér, 1946; Cohen, 1988",
    ),
    "wilcoxon": Term(
        "Wilcoxon’s V",
        "the sum of the ranks of the differences that are above zero.",
        "Half of all ranks is no difference.",
        "Wilcoxon, 1945",
    ),
    "phi": Term(
        "φ",
        "the correlation of two yes-or-no characteristics.",
        f"0 is none, 1 or −1 complete. {_COHEN_R}",
        "Yule, 1912; Cohen, 1988",
    ),
    "jaccard": Term(
        "Jaccard’s index",
        "of the patients with either characteristic, the share with both.",
        "0 is none, 1 all; it has no usual limits of small and large.",
        "Jaccard, 1912",
    ),
    "rank_biserial": Term(
        "Rank-biserial r",
        "of all pairs of patients from two groups, the share in which the first has the higher value less the share "
        "in which the second has it.",
        _COHEN_R,
        "Kerby, 2014; Cohen, 1988",
    ),
    "rho": Term(
        "Spearman’s ρ",
        "the correlation of ranks: how steadily one measure rises as the other does.",
        f"0 is none, 1 or −1 complete. {_COHEN_R}",
        _COHEN,
    ),
}

#: Words of a table's head by the term they stand for; W and V stand for several, and are named by the column.
_SIGNS = {
    "p": "p",
    "95 % CI": "ci",
    "90 % CI": "ci",
    "90 % CI of ηp²": "ci",
    "ηp²": "etap",
    "ηG²": "etag",
    "ω²": "omega",
    "Hedges’ g_av": "g",
    "Hedges’ g": "g",
    "d_z": "dz",
    "SMD": "smd",
    "ε": "epsilon",
    "Greenhouse–Geisser": "epsilon",
    "Mauchly’s W": "mauchly",
    "Pillai": "pillai",
    "Pillai’s trace": "pillai",
    "Kendall’s W": "kendall",
    "Holm": "holm",
    "FDR": "fdr",
    "φ": "phi",
    "Jaccard": "jaccard",
    "Rank-biserial r": "rank_biserial",
    "ρ": "rho",
    "Spearman ρ": "rho",
}


def explain(sign: str, term: str = "") -> str:
    """Say what a sign in a table's head means; empty where it needs no word.

    Parameters
    ----------
    sign : str
        The words as printed.
    term : str
        Code of the term where the sign alone does not tell, as with W and V.
    """
    found = GLOSSARY.get(term or _SIGNS.get(sign, ""))
    return found.sentence if found else ""


def records_glossary() -> list[dict[str, str]]:
    """Give all terms as rows of a table, in the order of their names."""
    return [
        {"Sign": term.name, "What it is": term.meaning, "Small and large": term.size, "Source": term.source}
        for term in GLOSSARY.values()
    ]
