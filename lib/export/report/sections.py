"""The sections of a report: results into blocks, in the words, tables and charts of the pages."""

from collections.abc import Callable
from dataclasses import replace

from lib.analysis.anova.agreement import compare_tests
from lib.analysis.anova.groups import GroupComparisons
from lib.analysis.answers import Answers
from lib.analysis.association.correlations import Association
from lib.analysis.association.groups import WITHIN, divide_association, row_in_front
from lib.analysis.overview.flow import follow_patients
from lib.analysis.overview.study import study_measure
from lib.analysis.overview.waterfall import measure_changes
from lib.analysis.registry import (
    ANOVA,
    ASSOCIATION,
    CHECKS,
    COMORBIDITY,
    MIXED,
    ROBUSTNESS,
    TABLE1,
    TRAJECTORIES,
)
from lib.analysis.trajectory.reference import AgainstRange
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.units import is_magnesium, magnesium_unit
from lib.export.report.comorbidity import blocks_comorbidity
from lib.export.report.mixed import blocks_mixed
from lib.export.report.model import Block, CopyLines, FigureBlock, Listing, Paragraph, Subheading, Tabled
from lib.export.report.robustness import blocks_robustness
from lib.present.anova.agreement import sentence_agreement, sentence_assumptions
from lib.present.anova.checks import sentence_influence, table_influence, tables_assumptions, tables_ranks
from lib.present.anova.figures import figure_differences, figure_means
from lib.present.anova.group_words import sentence_groups
from lib.present.anova.groups import tables_groups
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
)
from lib.present.association.figures import PARTS, figure_forest, figure_pair, figure_panels
from lib.present.association.tables import table_association
from lib.present.association.words import (
    sentence_association,
)
from lib.present.overview.flow import figure_flow
from lib.present.overview.waterfall_words import figure_waterfall, sentence_waterfall
from lib.present.report.methods_text import paragraphs_methods, references_methods
from lib.present.report.settings import COHORT, DEFINITIONS, METHODS
from lib.present.report.words import (
    lines_account,
    lines_definitions,
    sentence_cohort,
    sentence_selection,
)
from lib.present.table1.table import sentence_table1, table_table1
from lib.present.trajectory.figures import figure_trajectory
from lib.present.trajectory.reference import sentence_range, table_range
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import (
    sentence_trajectory,
    table_changes,
    table_trajectory,
)
from lib.stats.anova.posthoc import PairwiseWithinGroups
from lib.stats.common.result import Refusal, reason_of, unwrap

Blocks = tuple[Block, ...]
#: Most panels of a picture that has to fit a page.
MAX_PANELS = 9


def blocks_cohort(answers: Answers) -> Blocks:
    """Say who is looked at, and account for who is not."""
    question = answers.question
    flow = follow_patients(question, study_measure(question.cohort, answers.settings.measure))
    return (
        Paragraph(f"{sentence_cohort(question)} {sentence_selection(question)}", answer=True),
        Listing(lines_account(answers)),
        FigureBlock(figure_flow(question, flow)),
    )


def blocks_definitions(answers: Answers) -> Blocks:
    """Define outcome, visits, measures and groups, and show what the outcome makes of each patient’s change."""
    changes = measure_changes(answers.question)
    drawn: Blocks = ()
    if changes is not None and changes.rows:
        figure = figure_waterfall(answers.question, changes, answers.settings.waterfall)
        drawn = (Paragraph(sentence_waterfall(changes), answer=True), FigureBlock(figure))
    return Listing(lines_definitions(answers)), *drawn


def blocks_methods(answers: Answers) -> Blocks:
    """Say what was run, with references."""
    paragraphs = paragraphs_methods(answers)
    references = references_methods(paragraphs)
    cited = (Subheading("References"), Listing(references, small=True)) if references else ()
    return (*(Paragraph(text) for text in paragraphs), *cited)


def blocks_table1(answers: Answers) -> Blocks:
    """Give Table 1."""
    result = unwrap(answers.table1)
    table = table_table1(result, answers.settings.smd)
    # The label is the document's to give.
    caption = table.caption.removeprefix("Table 1. ")
    return Paragraph(sentence_table1(result), answer=True), Tabled(replace(table, caption=caption))


def blocks_trajectories(answers: Answers) -> Blocks:
    """Give picture and table of each measure."""
    blocks: list[Block] = []
    for result in answers.trajectories:
        view = trajectory_view(answers, result)
        if len(answers.trajectories) > 1:
            blocks.append(Subheading(result.measure.label))
        if not any(point.description.n for point in result.points):
            words = f"No patient in this selection has a value of {result.measure.label} at any visit."
            blocks.append(Paragraph(words))
            continue
        blocks += [
            Paragraph(sentence_trajectory(result, view), answer=True),
            FigureBlock(figure_trajectory(answers.question, result, view, on_page=False)),
            Tabled(table_trajectory(result, view)),
        ]
        changes = table_changes(result, view)
        blocks += [] if changes is None else [Tabled(changes)]
        found = against_range(answers, result)
        if found is not None:
            blocks += [
                Paragraph(sentence_range(found, result, view)),
                Tabled(table_range(found, result, view)),
            ]
    return tuple(blocks)


def against_range(answers: Answers, result: Trajectory) -> AgainstRange | None:
    """Find the trajectory's counts against the reference range in force; None where there is none."""
    return next((row for row in answers.reference if row.measure == result.measure), None)


def trajectory_view(answers: Answers, result: Trajectory) -> TrajectoryView:
    """Give the looks that the page Trajectories has, in light colours."""
    settings, found = answers.settings, against_range(answers, result)
    return TrajectoryView(
        error=settings.error,
        lines=settings.lines,
        axis=settings.axis,
        unit=magnesium_unit(settings.unit) if is_magnesium(result.measure) else None,
        limits=found.limits if found else None,
        reference=settings.reference,
        theme="light",
        spread=settings.spread,
        panes=settings.panes,
    )


def blocks_anova(answers: Answers) -> Blocks:
    """Give answer, lines to copy, picture, tables, pairs of visits and simple effects."""
    answer, rule = unwrap(answers.anova), answers.settings.correct
    blocks: list[Block] = [Paragraph(sentence_anova(answer, rule), answer=True)]
    lines = lines_apa(answer, rule)
    if lines:
        blocks.append(CopyLines(tuple(lines.split("\n"))))
    if has_means(answer):
        blocks.append(FigureBlock(figure_means(answers.question, answer, rule)))
        blocks.append(Tabled(table_means(answer)))
    if answers.left_out is not None:
        blocks.append(Paragraph(sentence_left_out(answers.left_out)))
    if isinstance(answer.anova, Refusal):
        return (*blocks, *_blocks_groups(answers))
    tables = table_anova(answer), table_sphericity(answer.anova), table_multivariate(answer.anova)
    blocks += [Tabled(table) for table in tables]
    return (*blocks, *_blocks_pairs(answers), *_blocks_groups(answers), *_blocks_simple(answers))


def _blocks_pairs(answers: Answers) -> Blocks:
    pairs, cases = unwrap(answers.comparisons), unwrap(answers.anova).cases
    interval = answers.settings.interval
    blocks: list[Block] = [Subheading("Visits in pairs"), Paragraph(sentence_posthoc(pairs, cases, interval))]
    if not isinstance(pairs.overall, Refusal):
        each = answers.settings.each
        figure = figure_differences(answers.question, [pairs.overall], cases, interval, each=each)
        blocks += [FigureBlock(figure), Tabled(table_posthoc(pairs.overall, cases, interval))]
    if isinstance(pairs.within, PairwiseWithinGroups):
        blocks.append(Tabled(table_posthoc_within(pairs.within, cases, interval)))
    return tuple(blocks)


def _blocks_groups(answers: Answers) -> Blocks:
    """Give the groups in pairs; nothing without groups, or where the answer has said why there is no p."""
    if not isinstance(answers.groups, GroupComparisons):
        return ()
    cases, chosen = unwrap(answers.anova).cases, answers.settings.pick(("grouptest", "interval"))
    tables = tables_groups(answers.groups, cases, *chosen)
    sentence = Paragraph(sentence_groups(answers.groups, cases, *chosen))
    return Subheading("Groups in pairs"), sentence, *(Tabled(table) for table in tables)


def _blocks_simple(answers: Answers) -> Blocks:
    effects = answers.simple_effects
    if effects is None:
        return ()
    heading = Subheading("Change within each group")
    if isinstance(effects, Refusal):
        return heading, Paragraph(effects.reason)
    cases = unwrap(answers.anova).cases
    words = Paragraph(sentence_simple_effects(effects, cases))
    return heading, words, Tabled(table_simple_effects(effects, cases))


def blocks_association(answers: Answers) -> Blocks:
    """Give answer, picture and table of two measures against each other."""
    several = len(answers.associations) > 1
    blocks: list[Block] = []
    for result in answers.associations:
        if several:
            blocks.append(Subheading(f"{result.first.label} and {result.second.label}"))
        blocks += _blocks_pair(answers, result)
    return tuple(blocks)


def _blocks_pair(answers: Answers, result: Association) -> Blocks:
    answer = Paragraph(sentence_association(result), answer=True)
    if not result.rows:
        return (answer,)
    question, settings = answers.question, answers.settings
    code = WITHIN if settings.picture == "within" else row_in_front(result, settings.pair)
    groups = divide_association(question, result, code, settings.colour)
    if settings.picture in PARTS:
        figure = figure_panels(question, result, groups, PARTS[settings.picture], MAX_PANELS)
    else:
        figure = figure_pair(question, result, groups, code)
    figures = (figure_forest(question, result), *((figure,) if figure else ()))
    return (answer, *map(FigureBlock, figures), Tabled(table_association(result)))


def blocks_checks(answers: Answers) -> Blocks:
    """Give tests on ranks, assumptions and influence."""
    return (
        Subheading("Ranks"),
        *_blocks_ranks(answers),
        Subheading("Assumptions"),
        *_blocks_assumptions(answers),
        Subheading("Influence of single patients"),
        *_blocks_influence(answers),
    )


def _blocks_ranks(answers: Answers) -> Blocks:
    answer, result = unwrap(answers.anova), answers.ranks
    if result is None or isinstance(result, Refusal):
        return (Paragraph(reason_of(result)),)
    words = sentence_agreement(compare_tests(answer, answers.settings.correct))
    return (*_paragraphs(words), *(Tabled(table) for table in tables_ranks(result, answer.cases)))


def _blocks_assumptions(answers: Answers) -> Blocks:
    result = answers.assumptions
    if result is None or isinstance(result, Refusal):
        return (Paragraph(reason_of(result)),)
    refused = result.normality.reason if isinstance(result.normality, Refusal) else ""
    tables = tables_assumptions(result, unwrap(answers.anova).cases)
    return (
        *_paragraphs(refused, sentence_assumptions(result)),
        *(Tabled(table) for table in tables),
    )


def _blocks_influence(answers: Answers) -> Blocks:
    result = answers.influence
    if result is None or isinstance(result, Refusal):
        return (Paragraph(reason_of(result)),)
    table = table_influence(result, unwrap(answers.anova).cases)
    return Paragraph(sentence_influence(result)), Tabled(table)


def _paragraphs(*texts: str) -> Blocks:
    return tuple(Paragraph(text) for text in texts if text)


#: How each section is written; the checklists and the provenance follow from the rest of the document.
WRITERS: dict[str, Callable[[Answers], Blocks]] = {
    COHORT: blocks_cohort,
    DEFINITIONS: blocks_definitions,
    METHODS: blocks_methods,
    TABLE1: blocks_table1,
    TRAJECTORIES: blocks_trajectories,
    ANOVA: blocks_anova,
    MIXED: blocks_mixed,
    ASSOCIATION: blocks_association,
    COMORBIDITY: blocks_comorbidity,
    CHECKS: blocks_checks,
    ROBUSTNESS: blocks_robustness,
}
