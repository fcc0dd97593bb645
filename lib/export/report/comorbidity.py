"""The section of a report on comorbidities: prevalence, what goes together, courses (Table 2), response."""

from dataclasses import replace

from lib.analysis.answers import Answers
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import Cooccurrence
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.comorbidity.features import CLASS, FEATURE_KINDS, MEDICINE
from lib.analysis.comorbidity.kind_answers import KindAnswers
from lib.analysis.comorbidity.response import TARGETS, Responses
from lib.cohort.cohort import MEDICINES_NOTICE
from lib.export.report.model import Block, CopyLines, FigureBlock, Paragraph, Subheading, Tabled
from lib.present.common.table import PrintTable
from lib.present.comorbidity.combinations import MAX_MATRIX, features_drawn
from lib.present.comorbidity.course_tables import table_courses, table_main_effects
from lib.present.comorbidity.course_words import limits_courses, lines_courses, sentence_courses
from lib.present.comorbidity.figures import figure_forest
from lib.present.comorbidity.forest import DIFFERENCE, ODDS
from lib.present.comorbidity.response_words import (
    limits_responses,
    sentence_responses,
)
from lib.present.comorbidity.tables import table_combinations, table_numbers, table_pairs, table_prevalence
from lib.present.comorbidity.tests import table_responses
from lib.present.comorbidity.words import limits_together, sentence_prevalence, sentence_together

Blocks = tuple[Block, ...]
#: Most pairs and combinations that a document lists.
MAX_ROWS = 60
#: Where a page finds the rest of a list, and where a reader of a document does.
IN_FILES, IN_BUNDLE = "the files hold all", "results.json in the bundle holds all"
NONE = "This cohort has no column that is marked as a comorbidity or as a medicine."


def blocks_comorbidity(answers: Answers) -> Blocks:
    """Give frequencies, combinations, the change of the measure and response by feature; kind by kind."""
    kinds = [part for part in answers.comorbidity if part.prevalence.rows]
    if not kinds:
        return (Paragraph(NONE, answer=True),)
    return tuple(
        block for part in kinds for block in _blocks_kind(part, answers.question, several=len(kinds) > 1)
    )


def _blocks_kind(part: KindAnswers, question: Question, *, several: bool) -> Blocks:
    start = f"{FEATURE_KINDS[part.kind]}: " if several else ""
    return (
        Subheading(f"{start}Prevalence"),
        Paragraph(sentence_prevalence(part.prevalence), answer=True),
        *(
            (Paragraph(MEDICINES_NOTICE),)
            if question.cohort.synthetic and part.kind in (CLASS, MEDICINE)
            else ()
        ),
        Tabled(table_prevalence(part.prevalence)),
        *(
            (Subheading(f"{start}What goes together"), *_blocks_together(part.together))
            if part.together
            else ()
        ),
        Subheading(f"{start}Course of {part.courses.measure.label}"),
        *_blocks_courses(part.courses),
        *(
            block
            for result in part.responses
            for block in (
                Subheading(f"{start}{TARGETS[result.target]}"),
                *_blocks_responses(question, result),
            )
        ),
    )


def _blocks_together(result: Cooccurrence) -> Blocks:
    answer = Paragraph(sentence_together(result), answer=True)
    if not features_drawn(result):
        return (answer,)
    limits = limits_together(result)
    whole: Blocks = ()
    if result.intersections:
        whole = Tabled(table_numbers(result)), _listed(table_combinations(result, MAX_ROWS))
    pairs = (
        (_listed(table_pairs(result, MAX_ROWS)),) if min(len(features_drawn(result)), MAX_MATRIX) > 1 else ()
    )
    return (answer, *whole, *pairs, *((Paragraph(limits),) if limits else ()))


def _listed(table: PrintTable) -> Tabled:
    """Set a list that may be cut; a document has no files of its own, so its note names the bundle."""
    return Tabled(replace(table, notes=tuple(note.replace(IN_FILES, IN_BUNDLE) for note in table.notes)))


def _blocks_courses(result: Courses) -> Blocks:
    answer = Paragraph(sentence_courses(result), answer=True)
    if result.withheld or not result.rows:
        return (answer,)
    lines, limits = lines_courses(result), limits_courses(result)
    return (
        answer,
        *((CopyLines(tuple(lines.split("\n"))),) if lines else ()),
        Tabled(table_courses(result)),
        Tabled(table_main_effects(result)),
        *((Paragraph(limits),) if limits else ()),
    )


def _blocks_responses(question: Question, result: Responses) -> Blocks:
    answer = Paragraph(sentence_responses(result), answer=True)
    if not result.rows:
        return (answer,)
    limits = limits_responses(result)
    return (
        answer,
        *(FigureBlock(figure_forest(question, result, effect)) for effect in (DIFFERENCE, ODDS)),
        Tabled(table_responses(result)),
        *((Paragraph(limits),) if limits else ()),
    )
