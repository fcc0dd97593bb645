"""Reporting checklists: what a report answers, by the passage that answers it, and what is left to the author.

The items are named by their subject in our own short words; the wording of the statements is theirs and is not
repeated here. A rule names a section and what a passage of it must say; an item is answered by the first passage
that says it, quoted as it stands, and by nothing else.
"""

import re
from collections.abc import Iterator, Sequence
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
from lib.present.common.formats import MISSING
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.report.settings import COHORT, DEFINITIONS, METHODS

NOT_HERE = "not in this document"
#: Longest quotation, in characters; a longer passage is quoted from the words the rule asks for.
LONGEST_QUOTE = 170
_SENTENCE_END = re.compile(r"\. (?=[A-ZŠ])")


@dataclass(frozen=True)
class Passage:
    """A text of the report with its section and where it stands: `section 3, Table 1`."""

    section: str
    place: str
    text: str


@dataclass(frozen=True)
class Item:
    """One item: its number, its subject, the rules (section, pattern) by which it is answered, and what is left."""

    number: str
    subject: str
    rules: tuple[tuple[str, str], ...]
    left: str


STROBE_SOURCE = (
    "Items by number and subject after STROBE for cohort studies: von Elm E, Altman DG, Egger M, et al. PLoS Med 2007; "
    "4: e296. doi 10.1371/journal.pmed.0040296. Read the statement for the items in full."
)
SAMPL_SOURCE = (
    "Subjects after SAMPL: Lang TA, Altman DG. Basic statistical reporting for articles published in biomedical "
    "journals. Int J Nurs Stud 2015; 52: 5–9. doi 10.1016/j.ijnurstu.2014.09.006."
)
#: What several items ask for.
_F = r"F\([^)]*\) = \S+, p"
_INTERVAL = r"\[(?:9[05] ?% CI )?[−\d.,]+ to [−\d.,]+\]"
#: The estimates; cells of prevalences hold their intervals, as the note under them says.
_ESTIMATES = (
    (ANOVA, _INTERVAL),
    (MIXED, r"95 ?% CI [−\d.,]+ to"),
    (ASSOCIATION, _INTERVAL),
    (COMORBIDITY, r"n \(%\) \[95 % CI\]"),
)
_P = r"\bp [=<] [.,]\d{3}"
_MISSING = (METHODS, r"issing values were not replaced")
_MIXED = (METHODS, r"we fitted a mixed model for repeated measures")
_INFLUENCE = (METHODS, r"Influence of single patients was examined")
_RANKS = (METHODS, r"On ranks, the same patients were compared")
_ACCOUNT = (COHORT, r"\d patients? looked at")

STROBE_ITEMS = (
    Item("1", "Title and abstract", (), "name the design in the title or abstract, and write the abstract"),
    Item("2", "Background", (), "why the study was done, and what was known"),
    Item("3", "Objectives", (), "aims, and any hypothesis stated beforehand"),
    Item("4", "Study design", ((COHORT, r"holds .*?planned visits?"),), "name the design early on"),
    Item(
        "5", "Setting", ((DEFINITIONS, r"Visits: .*?\bday \d+"),),
        "centre, dates of recruitment, treatment and follow-up",
    ),
    Item(
        "6", "Participants", ((COHORT, r"This report is on .*selected by|No filter is set"),),
        "eligibility, source and recruitment of the patients, how they were followed",
    ),
    Item(
        "7", "Variables", ((DEFINITIONS, r"^Responder: "), (DEFINITIONS, r"^[^:]+: in [^:]+accepted")),
        "confounders and effect modifiers considered; criteria of the diagnoses",
    ),
    Item(
        "8", "Data sources", ((DEFINITIONS, r"accepted \([^)]*\b(?:19|20)\d\d"),),
        "who rated and who assayed, with which instrument and how reliably",
    ),
    Item("9", "Bias", (), "what was done against bias"),
    Item("10", "Study size", ((COHORT, r"\d patients? in the cohort"),), "how that number came about"),
    Item(
        "11", "Quantitative variables",
        ((METHODS, r"Response was defined as"), (METHODS, r"Characteristics are given as"),
         (METHODS, r"The course of .*? is described")),
        "why these groups and thresholds were chosen",
    ),
    Item(
        "12a", "Methods: analyses",
        ((METHODS, r"was tested by"), (METHODS, r"was measured by"), (METHODS, r"were compared")),
        "control of confounding",
    ),
    Item(
        "12b", "Methods: subgroups",
        ((METHODS, r"Groups by .*? were compared"), (METHODS, r"as factor between them"),
         (METHODS, r"with and without each")),
        "which were planned beforehand",
    ),
    Item("12c", "Methods: missing data", (_MISSING, _MIXED), "why values are missing"),
    Item(
        "12d", "Methods: loss to follow-up",
        ((MIXED, r"dropout by visit$"), (COHORT, r"measured at least once, \d+ at every visit"),),
        "reasons for loss",
    ),
    Item(
        "12e", "Methods: sensitivity", (_RANKS, _INFLUENCE, _MIXED, (METHODS, r"A specification curve")), "any others",
    ),
    Item(
        "13", "Participants: numbers", (_ACCOUNT, (COHORT, r"complete cases?, \d+ left out")),
        "numbers screened and eligible, reasons for not taking part, a flow diagram",
    ),
    Item("14", "Descriptive data", ((TABLE1, r"^Characteristics of \d"),), "length of follow-up per patient"),
    Item(
        "15", "Outcome data",
        ((DEFINITIONS, r"^Groups by outcome group: "), (TRAJECTORIES, r"by visit, [\d,]+ patients?$")),
        "outcome and measures over time, where not quoted",
    ),
    Item(
        "16", "Main results", _ESTIMATES,
        "adjusted estimates, if confounders are to be taken into account",
    ),
    Item(
        "17", "Other analyses",
        ((ANOVA, r"visits compared in pairs$"), (CHECKS, r"^Friedman test"), (CHECKS, r"^Influence of single"),
         (ROBUSTNESS, r"by choice, [\d,]+ specifications$")),
        "any others",
    ),
    Item("18", "Key results", (), "a summary against the objectives"),
    Item("19", "Limitations", (), "bias, imprecision, multiplicity"),
    Item("20", "Interpretation", (), "a cautious reading in the light of other studies"),
    Item("21", "Generalisability", (), "to whom the results apply"),
    Item("22", "Funding", (), "funders and their part"),
)  # fmt: skip

SAMPL_ITEMS = (
    Item(
        "1", "Purpose of the analyses",
        ((METHODS, r"Change of .*? was tested by"), (METHODS, r"The association of .*? was measured by"),
         (METHODS, r"Groups by .*? were compared")),
        "which question was the primary one",
    ),
    Item(
        "2", "Variables and summaries",
        ((METHODS, r"Characteristics are given as"), (METHODS, r"The course of .*? is described")),
        "summaries of any other variable",
    ),
    Item(
        "3", "Tests and assumptions",
        ((METHODS, r"Assumptions were examined"), (METHODS, r"Sphericity was tested|phericity has no value")),
        "a judgement of the assumptions",
    ),
    Item("4", "Skewed data", ((METHODS, r"median and quartiles"), _RANKS), "any transformation"),
    Item(
        "5", "Multiplicity", ((METHODS, r"p values were (?:not )?adjusted"), (METHODS, r"values were not adjusted")),
        "multiplicity over the whole paper",
    ),
    Item("6", "Level of significance", ((METHODS, r"The level of significance was"),), "the level, and its sides"),
    Item("7", "Outliers", (_INFLUENCE,), "how outliers were treated"),
    Item("8", "Software", ((METHODS, r"Computations were made with"),), "programs with their versions"),
    Item("9", "Denominators", (_ACCOUNT, (TABLE1, r"whose value is known \(N known\)")), "those of any other number"),
    Item(
        "10", "Estimates with intervals",
        _ESTIMATES, "those of any other estimate",
    ),
    Item(
        "11", "p values", tuple((code, _P) for code in (TABLE1, ANOVA, ASSOCIATION, COMORBIDITY, ROBUSTNESS)),
        "those of any other test",
    ),
    Item("12", "Correlation", ((ASSOCIATION, r"[ρr] = [−.,\d]+ \["),), "a judgement of linearity"),
    Item("13", "Analysis of variance", ((ANOVA, rf"{_F}.*?ηp² = "),), "a judgement of the model"),
    Item(
        "14", "Power or sample size", ((METHODS, r"The smallest effect that a test would find"),),
        "how the size was set, or that it was not",
    ),
    Item("15", "Clinical importance", (), "which differences matter to patients"),
)  # fmt: skip


def table_strobe(passages: Sequence[Passage]) -> PrintTable:
    """Set STROBE's items against the passages of a report."""
    return _table("STROBE checklist for cohort studies", STROBE_ITEMS, passages, STROBE_SOURCE)


def table_sampl(passages: Sequence[Passage]) -> PrintTable:
    """Set SAMPL's subjects against the passages of a report."""
    return _table("SAMPL checklist of statistical reporting", SAMPL_ITEMS, passages, SAMPL_SOURCE)


def _table(caption: str, items: tuple[Item, ...], passages: Sequence[Passage], source: str) -> PrintTable:
    headings = (
        Heading("Item"),
        Heading("Subject", text=True),
        Heading("Quoted from this document", text=True, wide=True),
        Heading("Where", text=True),
        Heading("Left to the author", text=True, wide=True),
    )
    lines = tuple(_line(item, passages) for item in items)
    answered = sum(line.cells[3] != NOT_HERE for line in lines)
    note = (
        f"{answered} of {len(items)} lines are answered in part by the passage quoted, found by rule; whether it "
        "suffices is the author’s to judge."
    )
    return PrintTable(caption, headings, lines, (note, source))


def _line(item: Item, passages: Sequence[Passage]) -> Line:
    found = list(dict.fromkeys(_quotes(item, passages)))
    if not found:
        return Line((item.number, item.subject, MISSING, NOT_HERE, item.left))
    quoted = " · ".join(f"“{quote}”" for quote, _ in found)
    where = "; ".join(dict.fromkeys(place for _, place in found))
    return Line((item.number, item.subject, quoted, where, item.left))


def _quotes(item: Item, passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    """Give the first passage of each rule, with its place."""
    for section, pattern in item.rules:
        for passage in passages:
            found = re.search(pattern, passage.text) if passage.section == section else None
            if found:
                yield quote_around(passage.text, found.start(), found.end()), passage.place
                break


def quote_around(text: str, start: int, end: int) -> str:
    """Quote the sentence around a place of a text, word for word; from the place on where the sentence is long."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    first = max((place for place in ends if place <= start), default=0)
    last = min((place - 1 for place in ends if place > end), default=len(text))
    if last - first > LONGEST_QUOTE:
        first = start if end - first > LONGEST_QUOTE else first
        if last - first > LONGEST_QUOTE:
            last = max(end, text.rfind(" ", end, first + LONGEST_QUOTE))
    return text[first:last].strip()
