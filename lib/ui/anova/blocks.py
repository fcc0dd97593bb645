"""Blocks of the ANOVA page: answer, picture, tables, and the checks that are computed when they are opened."""

from collections.abc import Callable

import streamlit as st

from lib.analysis.anova.agreement import compare_tests
from lib.analysis.anova.checks import RANKS_SETTINGS, check_assumptions, compare_ranks, find_influence
from lib.analysis.anova.groups import GROUPS_SETTINGS, GroupComparisons, compare_groups
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import (
    VISITS_SETTINGS,
    VisitsAnova,
    analyse_anova,
    compare_visits,
    compare_within_groups,
)
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.question import Question
from lib.present.anova.agreement import sentence_agreement, sentence_assumptions
from lib.present.anova.checks import sentence_influence, table_influence, tables_assumptions, tables_ranks
from lib.present.anova.figures import figure_differences, figure_means, figure_qq
from lib.present.anova.group_words import sentence_group_count, sentence_group_sizes
from lib.present.anova.groups import label_other_comparisons, tables_groups
from lib.present.anova.left_out import sentence_left_out
from lib.present.anova.means_chart import has_means
from lib.present.anova.posthoc import sentence_posthoc, table_means, table_posthoc, table_posthoc_within
from lib.present.anova.tables import (
    table_anova,
    table_multivariate,
    table_simple_effects,
    table_sphericity,
)
from lib.present.anova.words import (
    lines_apa,
    sentence_anova,
    sentence_simple_effects,
    words_left_out,
)
from lib.present.common.table import table_of_pairs
from lib.stats.anova.posthoc import PairwiseVisits, PairwiseWithinGroups
from lib.stats.common.result import Refusal
from lib.ui.state.patient import patient_name
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import (
    show_answer,
    show_figure,
    show_table,
    show_table_with_files,
)
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_flag, choose_one
from lib.ui.widgets.plain import escape_markdown


def show_anova_answer(question: Question) -> VisitsAnova:
    """Draw the answer and the controls; give the result."""
    settings = current_settings()
    result = answer(analyse_anova, question, settings.measure, settings.between, settings.sumsq)
    show_answer(sentence_anova(result, settings.correct))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("measure", "Measure")
        with st.container(width=300):
            choose_one("between", "Groups compared")
        choose_one("cases", "Patients")
    return result


def show_means(question: Question, result: VisitsAnova) -> None:
    """Draw the picture of the marginal means, where there are any."""
    if not has_means(result):
        st.info("There are no estimated means to draw. Widen a filter, or choose other groups or no groups.")
        return
    show_figure("anova-means", figure_means(question, result, current_settings().correct))
    with st.expander("Estimated marginal means in numbers"):
        show_table_with_files("anova-marginal-means", table_means(result), question)


def show_anova_table(question: Question, result: VisitsAnova) -> None:
    """Draw the ANOVA table, who was left out, and how it is computed."""
    anova = result.anova
    if not isinstance(anova, Refusal):
        show_table_with_files("anova", table_anova(result), question)
    if result.cases.left_out:
        with st.expander(escape_markdown(words_left_out(result.cases))):
            arguments = current_settings().measure, current_settings().between
            lost = answer(compare_left_out, question, *arguments)
            if lost is not None:
                st.markdown(escape_markdown(sentence_left_out(lost)))
            pairs = [(row.patient, row.reason) for row in result.cases.left_out]
            listed = table_of_pairs("Patients without a value at some visit", ("Patient", "Why"), pairs)
            show_table_with_files("left-out-patients", listed, question)
            if lost is not None:
                show_code(question, "left_out")
    if isinstance(anova, Refusal):
        show_code(question, "anova")
        return
    with st.expander("Lines to copy (APA)"):
        st.code(lines_apa(result, current_settings().correct), language=None, wrap_lines=True)
    with st.expander("Sphericity and multivariate tests"):
        show_table(table_sphericity(anova))
        show_table(table_multivariate(anova))
    with st.expander("Sums of squares and correction"):
        if result.cases.grouping is not None:
            choose_one(
                "sumsq",
                "Sums of squares",
                help="They differ for the effect of time where the groups are of unequal size.",
            )
        choose_one("correct", "Correction in the sentence")
    show_code(question, "anova")


def show_comparisons(question: Question, result: VisitsAnova) -> None:
    """Draw the comparisons of visits in pairs, with the choice of family, adjustment and error."""
    if isinstance(result.anova, Refusal):
        return
    settings = current_settings()
    st.header("Which visits differ?", anchor=False)
    pairs = answer(compare_visits, question, *settings.pick(VISITS_SETTINGS))
    st.markdown(escape_markdown(sentence_posthoc(pairs, result.cases, settings.interval)))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("posthoc", "Pairs")
        with st.container(width=260):
            choose_one("adjust", "Adjustment of p")
        if settings.adjust != "none":
            choose_one("interval", "Interval of a difference")
        if result.cases.grouping is not None:
            choose_one("posterror", "Error within a group")
        choose_flag("each", "Each patient")
    if not isinstance(pairs.overall, Refusal):
        _show_differences(question, result.cases, [pairs.overall], "anova-differences")
        show_table_with_files(
            "anova-pairs", table_posthoc(pairs.overall, result.cases, settings.interval), question
        )
    if isinstance(pairs.within, PairwiseWithinGroups):
        box = st.expander("Pairs of visits within each group", key="within box", on_change="rerun")
        if box.open:
            with box:
                _show_within(question, result.cases, pairs.within)
    show_code(question, "posthoc")


def _show_within(question: Question, cases: CompleteCases, within: PairwiseWithinGroups) -> None:
    families = [family for family in within.families if isinstance(family, PairwiseVisits)]
    if families:
        _show_differences(question, cases, families, "anova-differences-within")
    table = table_posthoc_within(within, cases, current_settings().interval)
    show_table_with_files("anova-pairs-within", table, question)


def _show_differences(
    question: Question, cases: CompleteCases, families: list[PairwiseVisits], name: str
) -> None:
    settings, patient = current_settings(), patient_name()
    figure = figure_differences(
        question, families, cases, settings.interval, each=settings.each, patient=patient
    )
    show_figure(name, figure)


def _compare_groups(question: Question, result: VisitsAnova) -> GroupComparisons | None:
    """Compare the groups; None without groups, or where they cannot be compared."""
    if result.cases.grouping is None:
        return None
    found = answer(compare_groups, question, *current_settings().pick(GROUPS_SETTINGS))
    return None if isinstance(found, Refusal) else found


def show_groups(question: Question, result: VisitsAnova) -> None:
    """Draw the comparisons of groups at each visit, with the choice of test and family."""
    found = _compare_groups(question, result)
    if found is None:
        return
    st.header("Do the groups differ?", anchor=False)
    chosen = current_settings().pick(("grouptest", "interval"))
    sizes = sentence_group_sizes(found, result.cases, *chosen)
    st.markdown(escape_markdown(f"{sizes} {sentence_group_count(found)}"))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("grouptest", "Groups compared by")
        choose_one("groupfamily", "Adjusted together")
    first, *others = tables_groups(found, result.cases, *chosen)
    show_table_with_files("anova-groups-1", first, question)
    with st.expander(label_other_comparisons(chosen[0], len(others))):
        for number, table in enumerate(others, start=2):
            show_table_with_files(f"anova-groups-{number}", table, question)
    show_code(question, "groups")


def show_simple_effects(question: Question, result: VisitsAnova) -> None:
    """Draw the change over the visits within each group, where groups are compared."""
    if result.cases.grouping is None or isinstance(result.anova, Refusal):
        return
    settings = current_settings()
    st.header("Does it change within each group?", anchor=False)
    effects = answer(compare_within_groups, question, settings.measure, settings.between)
    if isinstance(effects, Refusal):
        st.info(escape_markdown(effects.reason))
        return
    st.markdown(escape_markdown(sentence_simple_effects(effects, result.cases)))
    show_table_with_files("anova-simple-effects", table_simple_effects(effects, result.cases), question)
    show_code(question, "simple_effects")


def show_checks(question: Question, result: VisitsAnova) -> None:
    """Draw ranks, assumptions and influence; each is computed when its box is opened."""
    if result.withheld or not result.cases.n:
        return
    st.header("Would another test say the same?", anchor=False)
    agreement = compare_tests(result, current_settings().correct)
    st.markdown(escape_markdown(sentence_agreement(agreement)))
    if agreement:
        show_code(question, "agreement")
    _show_on_demand(
        "Visits on ranks (Friedman, Dunn, Conover, Wilcoxon)", _show_ranks, question, result.cases
    )
    _show_on_demand("Assumptions (normality, equal spread)", _show_assumptions, question, result.cases)
    _show_on_demand("Influence of single patients", _show_influence, question, result.cases)


def _show_on_demand(
    label: str, show: Callable[[Question, CompleteCases], None], question: Question, cases: CompleteCases
) -> None:
    box = st.expander(label, key=f"{label} box", on_change="rerun")
    if box.open:
        with box:
            show(question, cases)


def _show_ranks(question: Question, cases: CompleteCases) -> None:
    choose_one("ranktest", "Pairs of visits compared by")
    result = answer(compare_ranks, question, *current_settings().pick(RANKS_SETTINGS))
    if isinstance(result, Refusal):
        st.info(escape_markdown(result.reason))
        return
    for number, table in enumerate(tables_ranks(result, cases)):
        show_table_with_files(f"anova-ranks-{number + 1}", table, question)
    show_code(question, "ranks")


def _show_assumptions(question: Question, cases: CompleteCases) -> None:
    settings = current_settings()
    result = answer(check_assumptions, question, settings.measure, settings.between)
    if isinstance(result, Refusal):
        st.info(escape_markdown(result.reason))
        return
    normality = result.normality
    if isinstance(normality, Refusal):
        st.info(escape_markdown(normality.reason))
        return
    show_figure("anova-qq", figure_qq(question, normality))
    st.markdown(escape_markdown(sentence_assumptions(result)))
    for number, table in enumerate(tables_assumptions(result, cases)):
        show_table_with_files(f"anova-assumptions-{number + 1}", table, question)
    show_code(question, "assumptions")


def _show_influence(question: Question, cases: CompleteCases) -> None:
    settings = current_settings()
    result = answer(find_influence, question, settings.measure, settings.between)
    if isinstance(result, Refusal):
        st.info(escape_markdown(result.reason))
        return
    st.markdown(escape_markdown(sentence_influence(result)))
    show_table_with_files("anova-influence", table_influence(result, cases), question)
