"""The part of a methods paragraph on how Table 1 was made."""

from lib.analysis.answers import Answers
from lib.analysis.table1.row_tests import KRUSKAL_EXACT, MANN_WHITNEY, MANN_WHITNEY_EXACT, WELCH_F, WELCH_T
from lib.analysis.table1.table import Table1
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.references import cite
from lib.present.report.methods_anova import ADJUSTED

Passage = tuple[str, ...]
#: Names of the tests of Table 1, as results carry them, with what is cited.
COUNT_TESTS = {
    "Fisher–Freeman–Halton exact test": ("the Fisher–Freeman–Halton exact test", ("Freeman & Halton, 1951",)),
    "Pearson's χ² test": ("Pearson’s χ² test where the table is too large for the exact test", ()),
    "Fisher–Freeman–Halton test, Monte-Carlo p": (
        "the Fisher–Freeman–Halton test with a Monte-Carlo p where the table is too large for the exact algorithm",
        ("Freeman & Halton, 1951",),
    ),
}
KRUSKAL = "Kruskal–Wallis test"
#: How numbers of Table 1 are given, by the choice.
NUMBER_WORDS = {
    "both": f"mean (SD) with median and quartiles {cite('Hyndman & Fan, 1996')}",
    "mean": "mean (SD)",
    "median": f"median and quartiles {cite('Hyndman & Fan, 1996')}",
}
#: Their other tests than the Kruskal–Wallis test.
NUMBER_TESTS = (
    ({WELCH_T}, f"numbers by Welch’s t test {cite('Welch, 1947')} with Cohen’s d as effect size"),
    ({WELCH_F}, f"numbers by Welch’s analysis of variance {cite('Welch, 1951')} with η² as effect size"),
    (
        {MANN_WHITNEY, MANN_WHITNEY_EXACT},
        f"numbers by the Mann–Whitney test {cite('Mann & Whitney, 1947')} with the rank-biserial r as effect size",
    ),
)
ADJUSTED_NOT = "not adjusted for the number of rows"
STANDARDISED = (
    "Standardised differences are those of means over the root of the mean variance, and for categories those of "
    f"proportions by Yang and Dalton {cite('Yang & Dalton, 2012')}, the largest of all pairs of groups."
)


def passage_table1(answers: Answers) -> Passage:
    """Say how characteristics are given and compared."""
    table = answers.table1
    if table is None:
        return ()
    numbers = any(row.kind == "number" for row in table.rows)
    counts = any(row.kind in ("level", "yes_no") for row in table.rows)
    given = ["n (%) of the patients whose value was known"] if counts else []
    if numbers:
        given.append(NUMBER_WORDS[table.numbers])
    described = f"Characteristics are given as {join_words(given)}." if given else ""
    return (described, *_sentences_tests(table, answers.settings.smd))


def _sentences_tests(table: Table1, with_differences: bool) -> Passage:
    used = {row.test.method for row in table.rows if row.test and row.test.p == row.test.p}
    if not used:
        return ()
    groups = join_words([in_sentence(group.label) for group in table.grouping.tested])
    tests = []
    named = [COUNT_TESTS[name] for name in COUNT_TESTS if name in used]
    if named:
        words = join_words([w for w, _ in named])
        cited = dict.fromkeys(key for _, keys in named for key in keys)
        tests.append(f"counts by {words} {cite(*cited, 'Cramér, 1946')} with Cramér’s V as effect size")
    if any(name.startswith(KRUSKAL) for name in used):
        works = cite("Kruskal & Wallis, 1952", "Tomczak & Tomczak, 2014")
        exact = ", with its exact p where samples are small," if KRUSKAL_EXACT in used else ""
        tests.append(f"numbers by the Kruskal–Wallis test {works}{exact} with η²_H as effect size")
    tests += [words for names, words in NUMBER_TESTS if used & names]
    by = in_sentence(table.grouping.label)
    adjusted = ADJUSTED.get(table.adjust)
    return (
        f"Groups by {by} ({groups}) were compared: {'; '.join(tests)}.",
        f"These p values were {f'adjusted {adjusted} over the rows tested' if adjusted else ADJUSTED_NOT}.",
        *((STANDARDISED,) if with_differences else ()),
    )
