"""What a reader can choose about a report: its sections and its form, as settings that a link carries."""

from dataclasses import dataclass

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
from lib.analysis.settings.kinds import Flag, Settings, choice_of, constant

COHORT, DEFINITIONS, METHODS, STROBE, SAMPL = "cohort", "definitions", "methods", "strobe", "sampl"
PROVENANCE = "provenance"


@dataclass(frozen=True)
class ReportSection:
    """One section a reader can tick: its code, its heading, what it holds, and whether it is ticked at first."""

    code: str
    heading: str
    holds: str
    first: bool = True

    @property
    def setting(self) -> str:
        """Name of its setting in the address."""
        return f"report_{self.code}"


#: In the order of the document. The provenance follows as the last page of every report.
REPORT_SECTIONS = (
    ReportSection(COHORT, "Cohort and selection", "who is looked at, and the account of who is not"),
    ReportSection(DEFINITIONS, "Definitions", "outcome, visits, measures and groups"),
    ReportSection(METHODS, "Statistical methods", "a paragraph on what was run here, with references"),
    ReportSection(TABLE1, "Characteristics", "Table 1, with the groups compared row by row"),
    ReportSection(TRAJECTORIES, "Trajectories", "pictures over the visits, and the means behind them"),
    ReportSection(ANOVA, "Analysis of variance", "answer, picture, table, pairs of visits, simple effects"),
    ReportSection(MIXED, "Mixed model", "all patients, methods side by side, and who is missing"),
    ReportSection(ASSOCIATION, "Association", "two measures against each other, at each visit and in change"),
    ReportSection(COMORBIDITY, "Comorbidity", "prevalence, the course in each, response in each"),
    ReportSection(
        CHECKS, "Ranks, assumptions and influence", "what stands beside the analysis of variance", first=False
    ),
    ReportSection(
        ROBUSTNESS,
        "Robustness",
        "one result under every definition, with what each choice makes of it",
        first=False,
    ),
    ReportSection(STROBE, "STROBE checklist", "what the document answers, and what is left to the author"),
    ReportSection(SAMPL, "SAMPL checklist", "the same for statistical reporting"),
)
SECTION_BY_CODE = {section.code: section for section in REPORT_SECTIONS}
#: Forms of a report: the end of the file's name, and words.
REPORT_FORMS = {"html": "HTML page", "docx": "Word document"}

#: One flag a section, so that a link can carry any of them.
REPORT_SETTINGS = (
    *(
        Flag(row.setting, f"section “{row.heading}” of the report", constant(row.first))
        for row in REPORT_SECTIONS
    ),
    choice_of("report_form", "form of the report", REPORT_FORMS),
)


def ticked_sections(settings: Settings) -> tuple[str, ...]:
    """Give the codes of the sections that are ticked, in the order of the document."""
    return tuple(row.code for row in REPORT_SECTIONS if settings[row.setting])
