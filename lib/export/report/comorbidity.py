"""The section of a report on comorbidities: prevalence, courses (Table 2 of the paper) and response."""

from lib.analysis.report.parts import ReportParts
from lib.export.report.model import Block, CopyLines, Figure, Paragraph, Subheading, Tabled
from lib.present.comorbidity.forest import DIFFERENCE, ODDS, chart_forest
from lib.present.comorbidity.response_words import (
    alt_forest,
    caption_forest,
    limits_responses,
    sentence_responses,
)
from lib.present.comorbidity.tables import table_prevalence
from lib.present.comorbidity.tests import table_courses, table_main_effects, table_responses
from lib.present.comorbidity.words import limits_courses, lines_courses, sentence_courses, sentence_prevalence

Blocks = tuple[Block, ...]
NONE = "This cohort has no column that is marked as a comorbidity or as a medicine."


def blocks_comorbidity(parts: ReportParts) -> Blocks:
    """Give who has what, the course in each, and response in each."""
    if parts.prevalence is None or not parts.prevalence.rows:
        return (Paragraph(NONE, answer=True),)
    return (
        Subheading("Prevalence"),
        Paragraph(sentence_prevalence(parts.prevalence), answer=True),
        Tabled(table_prevalence(parts.prevalence)),
        Subheading(f"Course of {parts.courses.measure.label}"),
        *_blocks_courses(parts),
        Subheading("Response"),
        *_blocks_responses(parts),
    )


def _blocks_courses(parts: ReportParts) -> Blocks:
    result = parts.courses
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


def _blocks_responses(parts: ReportParts) -> Blocks:
    result = parts.responses
    answer = Paragraph(sentence_responses(result), answer=True)
    if not result.rows:
        return (answer,)
    limits = limits_responses(result)
    return (
        answer,
        *(
            Figure(
                chart_forest(result, effect, "light"),
                caption_forest(result, effect),
                alt_forest(result, effect),
            )
            for effect in (DIFFERENCE, ODDS)
        ),
        Tabled(table_responses(result)),
        *((Paragraph(limits),) if limits else ()),
    )
