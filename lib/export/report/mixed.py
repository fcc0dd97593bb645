"""The report's section on the mixed model: all patients, methods side by side, who is missing."""

from lib.analysis.answers import Answers
from lib.export.report.model import Block, FigureBlock, Paragraph, Subheading, Tabled
from lib.present.mixed.estimand import lines_estimand
from lib.present.mixed.figures import figure_means
from lib.present.mixed.missingness import sentence_missingness, tables_missingness
from lib.present.mixed.sides import figure_sides, sentence_sides, table_sides
from lib.present.mixed.tables import (
    table_covariances,
    table_effects,
    table_means,
    table_tests,
    tables_differences,
)
from lib.present.mixed.words import sentence_agreement, sentence_covariances, sentence_mixed
from lib.stats.common.result import Refusal, unwrap
from lib.stats.mixed.feasibility import CannotFit

Blocks = tuple[Block, ...]


def blocks_mixed(answers: Answers) -> Blocks:
    """Give answer, estimand, picture and tables of the model, then methods side by side and missing values."""
    answer = unwrap(answers.mixed)
    blocks: list[Block] = [Paragraph(sentence_mixed(answer), answer=True)]
    if not isinstance(answer.model, CannotFit):
        if not answer.withheld:
            blocks.append(Paragraph(lines_estimand(answers.question, answer)))
        blocks += [FigureBlock(figure_means(answers.question, answer)), Tabled(table_means(answer))]
        if answer.tests:
            blocks.append(Tabled(table_tests(answer)))
        blocks += [Tabled(table) for table in tables_differences(answer)]
        if answer.agreement is not None:
            blocks.append(Paragraph(sentence_agreement(answer.agreement)))
        if not answer.withheld:
            blocks.append(Tabled(table_effects(answer)))
        blocks += [
            Paragraph(sentence_covariances(answers.covariances, answer.covariance)),
            Tabled(table_covariances(answer, answers.covariances)),
        ]
    return (*blocks, *_blocks_sides(answers), *_blocks_missingness(answers))


def _blocks_sides(answers: Answers) -> Blocks:
    found = answers.sides
    if found is None or isinstance(found, Refusal):
        return ()
    pictures: list[Block] = []
    for contrast in found.contrasts:
        pictures += [
            Paragraph(sentence_sides(found, contrast)),
            FigureBlock(figure_sides(answers.question, found, contrast)),
        ]
    return Subheading("Methods side by side"), *pictures, Tabled(table_sides(found))


def _blocks_missingness(answers: Answers) -> Blocks:
    found = answers.missingness
    if found is None:
        return ()
    words = Paragraph(sentence_missingness(found))
    if found.n == found.n_complete:
        return Subheading("Missing values"), words
    return Subheading("Missing values"), words, *(Tabled(table) for table in tables_missingness(found))
