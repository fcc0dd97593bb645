"""The report's section on robustness: sentence, picture and table of choices."""

from lib.analysis.answers import Answers
from lib.analysis.robustness.curve import Curve
from lib.analysis.robustness.request import inquiry_of
from lib.export.report.model import Block, FigureBlock, Paragraph, Subheading, Tabled
from lib.present.robustness.figures import figure_curve
from lib.present.robustness.joint import sentence_joint, table_joint
from lib.present.robustness.left_out import figure_left_out, sentence_left_out, table_left_out
from lib.present.robustness.reach import figure_reach, sentence_reach, table_reach
from lib.present.robustness.tables import table_choices
from lib.present.robustness.words import sentence_counts, sentence_curve
from lib.stats.common.result import Refusal, reason_of, unwrap


def blocks_robustness(answers: Answers) -> tuple[Block, ...]:
    """Give the specification curve, its joint test, results without single patients, and what could be shown."""
    return (*_blocks_curve(answers), *_blocks_left_out(answers), *_blocks_reach(answers))


def _blocks_curve(answers: Answers) -> tuple[Block, ...]:
    question, curve = answers.question, answers.robustness
    if not isinstance(curve, Curve):
        return (Paragraph(reason_of(curve)),)
    answer = Paragraph(sentence_curve(question, curve), answer=True)
    if not curve.answered:
        return (answer,)
    return (
        answer,
        Paragraph(sentence_counts(curve)),
        FigureBlock(figure_curve(question, curve)),
        Tabled(table_choices(question, curve)),
        *_blocks_joint(answers),
    )


def _blocks_left_out(answers: Answers) -> tuple[Block, ...]:
    found, asked, question = answers.without_patients, inquiry_of(answers.settings), answers.question
    heading = Subheading("Without single patients")
    if not isinstance(found, tuple):
        return heading, Paragraph(reason_of(found))
    table = Tabled(table_left_out(question, asked, found))
    words = Paragraph(sentence_left_out(question, asked, found))
    if not any(one.full.p == one.full.p for one in found):
        return heading, words
    return heading, words, FigureBlock(figure_left_out(question, asked, found)), table


def _blocks_reach(answers: Answers) -> tuple[Block, ...]:
    reach, asked, question = unwrap(answers.reach), inquiry_of(answers.settings), answers.question
    return (
        Subheading("What this cohort could show"),
        Paragraph(sentence_reach(question, asked, reach)),
        Tabled(table_reach(question, asked, reach)),
        FigureBlock(figure_reach(question, reach)),
    )


def _blocks_joint(answers: Answers) -> tuple[Block, ...]:
    test, settings = answers.joint, answers.settings
    if test is None:
        return ()
    words = Paragraph(sentence_joint(test))
    if isinstance(test, Refusal):
        return (words,)
    return words, Tabled(table_joint(answers.question, test, settings.curve, settings.measure))
