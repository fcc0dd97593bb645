"""What the verdicts on printed numbers mean, and how the numbers were checked: facts as tables."""

from dataclasses import dataclass

from lib.analysis.published.verdicts import (
    AFTER_ROUNDING,
    ARITHMETIC,
    EDITORIAL,
    INCONSISTENT,
    KINDS,
    NOT_REPRODUCED,
    OTHER_READING,
    RECOMPUTATION,
    REPRODUCED,
    STATISTIC,
    UNCHECKED,
    VERDICTS,
)

#: Signs that stand for the verdicts, so that colour is not alone.
SIGNS = {
    REPRODUCED: "·",
    AFTER_ROUNDING: "≈",
    OTHER_READING: "†",
    INCONSISTENT: "×",
    NOT_REPRODUCED: "≠",
    UNCHECKED: "?",
}


@dataclass(frozen=True)
class MethodNote:
    """One check for the reader: kind, name, what it does, source."""

    kind: str
    name: str
    words: str
    source: str


GRIM_SOURCE = "Brown & Heathers 2017, doi 10.1177/1948550616673876"
METHOD_NOTES = (
    MethodNote(
        RECOMPUTATION,
        "Table 1",
        "counts, percentages, means, SDs, exact p, Cramér’s V and Kruskal–Wallis from the whole cohort in the "
        "paper’s outcome groups",
        "as on the page Demographics",
    ),
    MethodNote(
        RECOMPUTATION,
        "Mg²⁺ over the visits",
        "repeated-measures and mixed ANOVA, simple effects with pooled error, Bonferroni post hoc, Spearman’s ρ; "
        "patients with Mg²⁺ at every visit",
        "Maxwell, Delaney & Kelley 2018, ch. 11–14",
    ),
    MethodNote(
        ARITHMETIC,
        "Counts",
        "each count against its percentage, the sum of its row, the sum of the levels, and the numbers of "
        "conditions and medicines; the value most of them give is taken for right",
        GRIM_SOURCE,
    ),
    MethodNote(
        ARITHMETIC,
        "p and V",
        "Fisher–Freeman–Halton exact p and Cramér’s V from the printed counts; then with the patients who are in "
        "no printed level, within the patients of a row with the same label, and by χ²",
        "Freeman & Halton 1951, doi 10.1093/biomet/38.1-2.141",
    ),
    MethodNote(
        ARITHMETIC,
        "Means",
        "GRIM for whole numbers; mean and SD of all from those of the groups",
        GRIM_SOURCE,
    ),
    MethodNote(
        STATISTIC,
        "F, p and ηp²",
        "p and ηp² from F and df; the error df, and with it the number of patients, that the three allow together",
        "Nuijten et al. 2016, doi 10.3758/s13428-015-0664-2",
    ),
    MethodNote(
        STATISTIC,
        "η²_H",
        "from the printed p of the Kruskal–Wallis test and the number of patients",
        "Tomczak & Tomczak 2014, Trends in Sport Sciences 21:19",
    ),
    MethodNote(
        EDITORIAL, "Notes", "what no arithmetic can find, written down by hand", "data/editorial_notes.csv"
    ),
)


def records_checks() -> list[dict[str, str]]:
    """Give the checks with what they do and where they come from."""
    return [
        {
            "Kind of check": KINDS[note.kind],
            "Check": note.name,
            "What it does": note.words,
            "Source": note.source,
        }
        for note in METHOD_NOTES
    ]


def records_verdicts() -> list[dict[str, str]]:
    """Give the verdicts with their signs and meanings."""
    return [
        {"Sign": SIGNS[verdict.code], "Verdict": verdict.label, "Meaning": verdict.meaning}
        for verdict in VERDICTS
    ]


#: What the page Paper is checked against.
PAPER_BASIS = (
    "Checked against the whole bundled cohort under the paper’s own outcome definition, whatever is set in the "
    "sidebar, and against print itself, which needs no patient data."
)
#: What the page Check a table does, and what becomes of what is pasted.
OWN_TABLE_BASIS = (
    "The checks of the page Paper that need no patient data, on a table or results of your own. What you paste stays "
    "in this session: it is not in the address and is kept nowhere else."
)
