"""The comorbidity breakdowns in words: titles, answers, captions, and what a small cohort can and cannot show."""

import math

from lib.analysis.comorbidity.cooccurrence import Cooccurrence, Pair
from lib.analysis.comorbidity.family import FamilyTest
from lib.analysis.comorbidity.features import COMORBIDITY
from lib.analysis.comorbidity.prevalence import Prevalence, PrevalenceRow
from lib.cohort.codebook import Column, in_sentence
from lib.present.common.claims import (
    find_most,
    find_rows,
    join_some,
    join_words,
    words_found,
    words_level,
    words_p,
)
from lib.present.common.formats import (
    format_fraction,
    format_level,
    format_number,
    format_proportion,
    plural,
)
from lib.present.comorbidity.combinations import combinations_drawn
from lib.present.comorbidity.rows import (
    CANNOT,
    format_n,
    format_n_interval,
    groups_in_words,
    label_in_sentence,
    noun_of,
    order_prevalences,
    small_notice,
)
from lib.present.comorbidity.settings import COURSES, DIAGNOSES, RESPONSES, TOGETHER, WHO
from lib.stats.common.result import Refusal, unwrap


def title_breakdown(view: str, kind: str, measure: Column) -> str:
    """Give the question that a view of the page answers."""
    many, one = noun_of(kind), noun_of(kind, 1)
    having = "with" if kind == COMORBIDITY else "taking"
    return {
        WHO: f"Which {many} do these patients have?",
        TOGETHER: f"Which {many} go together?",
        COURSES: f"Does {measure.label} change differently in patients {having} a {one}?",
        RESPONSES: f"Is response different in patients {having} a {one}?",
        DIAGNOSES: "Do the diagnoses differ?",
    }[view]


def sentence_prevalence(result: Prevalence) -> str:
    """Say what is most frequent, and whether anything differs between the groups."""
    rows = [row for row in result.rows if not isinstance(row.overall, Refusal)]
    if not rows:
        return "No selected patient has a known value."
    most = find_most(rows, lambda row: unwrap(row.overall).estimate)
    if not unwrap(most[0].overall).count:
        return f"No selected patient has any of the {noun_of(most[0].feature.kind)} listed (n = {result.n})."
    start = (
        f"Most frequent{', tied' if len(most) > 1 else ''}: {join_some([_frequency(row) for row in most])}"
    )
    tests = [(label_in_sentence(row.feature), row.test) for row in result.rows]
    tests += [(in_sentence(result.number.levels.label), result.number.test)] if result.number else []
    return f"{start}.{_words_tests(tests, groups_in_words(result.grouping))}"


def _frequency(row: PrevalenceRow) -> str:
    within = f" of those {row.feature.within}" if row.feature.within else ""
    return f"{label_in_sentence(row.feature)}, {format_n_interval(row.overall, within)}"


def _words_tests(tests: list[tuple[str, FamilyTest]], groups: str) -> str:
    """Say how many of the tests of one table are found after adjustment, and name them, or the smallest p."""
    tested = [(label, test) for label, test in tests if not math.isnan(test.p)]
    if not tested:
        return ""
    figures = {label: words_p(test.p, test.p_holm, len(tested)) for label, test in tested}
    found = find_rows(tested, lambda pair: pair[1].p_holm)
    if len(tested) == 1:
        label, outcome = tested[0][0], "a difference" if found else "no difference"
        return f" Between {groups}, one test is possible and detects {outcome}: {label}, {figures[label]}."
    count = words_found(len(found), len(tested), "test")
    level = words_level("holm", len(tested))
    named = [label for label, _ in found] or [
        label for label, _ in find_most(tested, lambda pair: -pair[1].p)
    ]
    which = "" if found else "smallest p: "
    verb = "has" if len(found) < 2 else "have"
    words = join_some([f"{label} ({figures[label]})" for label in named])
    return f" Between {groups}, {count} {verb} {level}{': ' if found else '; '}{which}{words}."


def caption_prevalence(result: Prevalence) -> str:
    """Write the caption of the dots."""
    groups = [group for group in result.grouping.groups if group.n]
    by = ""
    if any(row.cells for row in result.rows):
        by = " and by group (" + ", ".join(f"{group.label} n = {group.n}" for group in groups) + ")"
    return (
        f"Proportion of patients who have it, all {result.n}{by}, of those whose value is known. Lines: 95 % "
        "confidence interval (Wilson)."
    )


def alt_prevalence(result: Prevalence) -> str:
    """Describe the dots for a reader who cannot see them."""
    rows = "; ".join(f"{row.feature.label} {format_n(row.overall)}" for row in order_prevalences(result)[:12])
    return f"Dot chart. {caption_prevalence(result)} {rows}."


def limits_prevalence(result: Prevalence) -> str:
    """Say what tests by group can and cannot show here."""
    notice = small_notice(sum(row.small for row in result.rows), len(result.rows), "row")
    if isinstance(result.detectable, Refusal):
        reason = (
            "Nothing can be tested between these groups." if any(row.cells for row in result.rows) else ""
        )
        return " ".join(words for words in (reason, notice) if words)
    sizes = join_words([str(group.n) for group in result.grouping.tested if group.n])
    together = (
        f"; the {result.family.words}, adjusted together, detect less" if result.family.size > 1 else ""
    )
    return (
        f"With groups of size {sizes} a single test detects an association of V = "
        f"{format_proportion(result.detectable.value, 2)} or stronger with 80 % power ({format_level()})"
        f"{together}. {CANNOT} {notice}".strip()
    )


def sentence_together(result: Cooccurrence) -> str:
    """Say how many features a patient has, and which pair is shared most."""
    noun = noun_of(result.features[0].kind)
    several = int(result.per_patient[2:].sum())
    total = result.n_complete
    start = (
        f"{format_fraction(several, total)} {'has' if several == 1 else 'have'} two or more {noun}"
        if total
        else f"No patient is known in every one of the {len(result.features)} {noun}"
    )
    shared = [pair for pair in result.pairs if pair.n_both]
    if not shared:
        return f"{start}; no two of them occur together."
    labels = {feature.name: label_in_sentence(feature) for feature in result.features}
    most = find_most(shared, lambda pair: pair.n_both)
    each = [f"{_pair(pair, labels)} ({format_number(pair.expected, 1)} expected by chance)" for pair in most]
    which = "The most frequent pair" if len(most) == 1 else "The most frequent pairs, tied"
    count = f"{plural(most[0].n_both, 'patient')}{' each' if len(most) > 1 else ''}"
    return f"{start}. {which}, {count}: {join_some(each)}.{_words_pairs(result, labels)}"


def _pair(pair: Pair, labels: dict[str, str]) -> str:
    return f"{labels[pair.first]} with {labels[pair.second]}"


def _words_pairs(result: Cooccurrence, labels: dict[str, str]) -> str:
    tested = [pair for pair in result.pairs if not math.isnan(pair.p)]
    if not tested:
        return ""
    if len(tested) == 1:
        return f" One test is possible: {_pair(tested[0], labels)}, {words_p(tested[0].p, tested[0].p, 1)}."
    found = find_rows(tested, lambda pair: pair.p_holm)
    verb = "has" if len(found) < 2 else "have"
    words = words_found(len(found), len(tested), "tested pair")
    start = f" {words[0].upper()}{words[1:]} {verb} {words_level('holm', len(tested))}"
    named = [f"{_pair(pair, labels)} ({words_p(pair.p, pair.p_holm, len(tested))})" for pair in found]
    return f"{start}{f': {join_some(named)}' if named else ''}."


def caption_combinations(result: Cooccurrence) -> str:
    """Write the caption of the combinations."""
    drawn = combinations_drawn(result)
    left = len(result.intersections) - len(drawn)
    rest = sum(combination.n for combination in result.intersections[len(drawn) :])
    cut = f" {plural(left, 'more combination')} ({plural(rest, 'patient')}) not drawn." if left else ""
    out = (
        f" {plural(result.n_incomplete, 'patient')} with a missing value left out."
        if result.n_incomplete
        else ""
    )
    have = "has" if result.n_complete == 1 else "have"
    return (
        "Each column is a combination: filled dots say what it is made of, the bar how many of "
        f"{plural(result.n_complete, 'patient')} {have} exactly that. Grey bars: all patients who have it.{cut}{out}"
    )


def caption_matrix(result: Cooccurrence, drawn: int) -> str:
    """Write the caption of the matrix."""
    cut = f"; the {drawn} most frequent" if drawn < len(result.features) else ""
    return (
        f"Patients with both, numbered as the rows{cut}. The darker, the larger the proportion of those with either; "
        "the framed diagonal is all who have it."
    )


def limits_together(result: Cooccurrence) -> str:
    """Tell of cells with few patients."""
    small = sum(pair.small for pair in result.pairs)
    return small_notice(small, sum(pair.n_both > 0 for pair in result.pairs), "occurring pair")


def alt_chart(caption: str) -> str:
    """Write the words in place of a chart beside its table."""
    return f"Chart. {caption} The table below holds its numbers."
