"""Reporting checklists: what a report answers, where, and what is left to the author.

The items are named by their subject in our own short words; the wording of the statements is theirs and is not
repeated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lib.analysis.registry import ANOVA, ASSOCIATION, CHECKS, COMORBIDITY, TABLE1, TRAJECTORIES
from lib.present.common.formats import MISSING
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.report.settings import COHORT, DEFINITIONS, METHODS, PROVENANCE

NOT_HERE = "not in this document"


@dataclass(frozen=True)
class Item:
    """One item: its number, its subject, what each section answers of it, and what is left."""

    number: str
    subject: str
    answers: tuple[tuple[str, str], ...]
    left: str


STROBE_SOURCE = (
    "Items by number and subject after STROBE for cohort studies: von Elm E, Altman DG, Egger M, et al. PLoS Med 2007; "
    "4: e296. doi 10.1371/journal.pmed.0040296. Read the statement for the items in full."
)
SAMPL_SOURCE = (
    "Subjects after SAMPL: Lang TA, Altman DG. Basic statistical reporting for articles published in biomedical "
    "journals. Int J Nurs Stud 2015; 52: 5–9. doi 10.1016/j.ijnurstu.2014.09.006."
)

STROBE_ITEMS = (
    Item("1", "Title and abstract", (), "name the design in the title or abstract, and write the abstract"),
    Item("2", "Background", (), "why the study was done, and what was known"),
    Item("3", "Objectives", (), "aims, and any hypothesis stated beforehand"),
    Item("4", "Study design", ((COHORT, "patients and planned visits"),), "name the design early on"),
    Item(
        "5", "Setting", ((DEFINITIONS, "visits with their nominal days"),),
        "centre, dates of recruitment, treatment and follow-up",
    ),
    Item(
        "6", "Participants", ((COHORT, "the filters applied here"),),
        "eligibility, source and recruitment of the patients, how they were followed",
    ),
    Item(
        "7", "Variables", ((DEFINITIONS, "outcome, measures and groups"),),
        "confounders and effect modifiers considered; criteria of the diagnoses",
    ),
    Item(
        "8", "Data sources", ((DEFINITIONS, "scales and units, with the limits accepted"),),
        "who rated and who assayed, with which instrument and how reliably",
    ),
    Item("9", "Bias", (), "what was done against bias"),
    Item("10", "Study size", ((COHORT, "the number of patients"),), "how that number came about"),
    Item(
        "11", "Quantitative variables", ((DEFINITIONS, "thresholds of the outcome; units"), (METHODS, "summaries")),
        "why these groups and thresholds were chosen",
    ),
    Item("12a", "Methods: analyses", ((METHODS, "every test run here"),), "control of confounding"),
    Item("12b", "Methods: subgroups", ((METHODS, "how groups were compared"),), "which were planned beforehand"),
    Item("12c", "Methods: missing data", ((METHODS, "how missing values were handled"),), "why they are missing"),
    Item("12d", "Methods: loss to follow-up", ((COHORT, "complete cases, by measure"),), "reasons for loss"),
    Item("12e", "Methods: sensitivity", ((CHECKS, "tests on ranks, influence of single patients"),), "any others"),
    Item(
        "13", "Participants: numbers", ((COHORT, "the account from the cohort to the complete cases"),),
        "numbers screened and eligible, reasons for not taking part, a flow diagram",
    ),
    Item(
        "14", "Descriptive data", ((TABLE1, "characteristics, with the number known in every row"),),
        "length of follow-up per patient",
    ),
    Item(
        "15", "Outcome data", ((DEFINITIONS, "sizes of the groups"), (TRAJECTORIES, "measures over the visits")), ""
    ),
    Item(
        "16", "Main results",
        (
            (ANOVA, "effects and differences with intervals, not adjusted for confounders"),
            (ASSOCIATION, "coefficients with intervals, not adjusted for confounders"),
            (COMORBIDITY, "odds ratios and prevalences with intervals"),
        ),
        "adjusted estimates, if confounders are to be taken into account",
    ),
    Item(
        "17", "Other analyses", ((ANOVA, "pairs of visits"), (CHECKS, "ranks, assumptions, influence")), "any others"
    ),
    Item(
        "18", "Key results", ((ANOVA, "the answer in a sentence"), (ASSOCIATION, "the answer in a sentence")),
        "a summary against the objectives",
    ),
    Item("19", "Limitations", (), "bias, imprecision, multiplicity"),
    Item("20", "Interpretation", (), "a cautious reading in the light of other studies"),
    Item("21", "Generalisability", (), "to whom the results apply"),
    Item("22", "Funding", (), "funders and their part"),
)  # fmt: skip

SAMPL_ITEMS = (
    Item("1", "Purpose of the analyses", ((METHODS, "what each test compared"),), "which question was the primary one"),
    Item("2", "Variables and summaries", ((METHODS, "how they are summarised"), (TABLE1, "n (%), mean (SD)")), ""),
    Item(
        "3", "Tests and assumptions", ((METHODS, "tests named"), (CHECKS, "assumptions examined")),
        "a judgement of the assumptions",
    ),
    Item("4", "Skewed data", ((TABLE1, "median and quartiles"), (CHECKS, "tests on ranks")), "any transformation"),
    Item("5", "Multiplicity", ((METHODS, "families and their adjustment"),), "multiplicity over the whole paper"),
    Item("6", "Level of significance", ((METHODS, "the level, and whether two-sided"),), ""),
    Item("7", "Outliers", ((CHECKS, "influence of single patients"),), "how outliers were treated"),
    Item("8", "Software", ((METHODS, "programs with versions and references"), (PROVENANCE, "version")), ""),
    Item("9", "Denominators", ((COHORT, "the account of patients"), (TABLE1, "the number known in every row")), ""),
    Item(
        "10", "Estimates with intervals",
        (
            (TRAJECTORIES, "means, 95 %"), (ANOVA, "ηp², 90 %; differences, 95 %"), (ASSOCIATION, "coefficients, 95 %"),
            (COMORBIDITY, "prevalences and odds ratios, 95 %"),
        ),
        "",
    ),
    Item(
        "11", "p values", tuple((code, "to three decimals") for code in (TABLE1, ANOVA, ASSOCIATION, COMORBIDITY)), ""
    ),
    Item("12", "Correlation", ((ASSOCIATION, "coefficient, interval, p and n; scatter plot"),), ""),
    Item(
        "13", "Analysis of variance", ((ANOVA, "F, df, p, effect sizes, sphericity"), (CHECKS, "residuals")),
        "a judgement of the model",
    ),
    Item("14", "Power or sample size", (), "how the size was set, or that it was not"),
    Item("15", "Clinical importance", (), "which differences matter to patients"),
)  # fmt: skip


def table_strobe(places: Mapping[str, str]) -> PrintTable:
    """Set STROBE's items against a report.

    Parameters
    ----------
    places : mapping of str to str
        Where each section of this report stands, by code: `Section 3, Table 1`.
    """
    return _table("STROBE checklist for cohort studies", STROBE_ITEMS, places, STROBE_SOURCE)


def table_sampl(places: Mapping[str, str]) -> PrintTable:
    """Set SAMPL's subjects against a report; `places` as in `table_strobe`."""
    return _table("SAMPL checklist of statistical reporting", SAMPL_ITEMS, places, SAMPL_SOURCE)


def _table(caption: str, items: tuple[Item, ...], places: Mapping[str, str], source: str) -> PrintTable:
    headings = (
        Heading("Item"),
        Heading("Subject", text=True),
        Heading("This document answers", text=True, wide=True),
        Heading("Where", text=True),
        Heading("Left to the author", text=True, wide=True),
    )
    lines = tuple(_line(item, places) for item in items)
    answered = sum(line.cells[3] != NOT_HERE for line in lines)
    note = f"{answered} of {len(items)} lines are answered here in part or whole."
    return PrintTable(caption, headings, lines, (note, source))


def _line(item: Item, places: Mapping[str, str]) -> Line:
    here = [(words, places[section]) for section, words in item.answers if section in places]
    left = item.left or ("" if here else "; ".join(words for _, words in item.answers))
    if not here:
        return Line((item.number, item.subject, MISSING, NOT_HERE, left))
    answered = "; ".join(dict.fromkeys(words for words, _ in here))
    where = "; ".join(dict.fromkeys(place for _, place in here))
    return Line((item.number, item.subject, answered, where, left or "nothing further"))
