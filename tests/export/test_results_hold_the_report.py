"""Every number that a report prints is found, rounded alike, among the computed answers in results.json."""

import json
import re
from itertools import chain

import pytest

from lib.analysis.answers import remember_answers
from lib.analysis.registry import answer_question
from lib.export.answers_json import answers_json
from lib.export.report.build import build_report
from lib.export.report.model import CopyLines, FigureBlock, Listing, Paragraph, Tabled
from tests.export.report_reading import ORIGIN
from tests.export.requests_made import ask

SECTIONS = (
    "cohort",
    "definitions",
    "table1",
    "trajectories",
    "anova",
    "association",
    "comorbidity",
    "checks",
)
#: Cohort and settings that differ from the first values in everything that a report follows.
SETTINGS = {
    "first values": ("bundled", {}),
    "other groups": ("bundled", {"between": "outcome", "split": "diagnosis", "x": "ymrs", "y": "madrs",
                                 "compare": "sex", "by": "sex", "kind": "medicine", "target": "remission"}),
    "other tests": ("bundled", {"between": "sex", "corr": "pearson", "posthoc": "first", "adjust": "holm",
                                "measure": "madrs", "ranktest": "conover", "picture": "within",
                                "kind": "class", "compare": "all"}),
    "missing values": ("gaps", {"between": "sex", "split": "sex", "error": "ci"}),
    "milligrams": ("bundled", {"unit": "mg", "split": "outcome", "error": "sd", "reference": True}),
}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.])([−-]?)((?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)(?=$|[^\w.]|\.(?!\d))")
#: What names a published work.
WORK = re.compile(r"doi \S+|\b(?:19|20)\d\d(?:; ?\d+(?: ?: ?\w+)?)?")
#: Milligrams a decilitre per millimole a litre.
MG = 2.4305


def texts_of(block):
    match block:
        case Paragraph(text):
            return [text]
        case Listing(lines) | CopyLines(lines):
            return list(lines)
        case FigureBlock():
            return [block.figure.caption, block.figure.alt]
        case Tabled(table):
            heads = [f"{h.label} {h.detail}" for h in table.headings]
            return [table.caption, *heads, *(cell for line in table.lines for cell in line.cells)]
    return []


def numbers_in(text):
    """Numbers printed in a text with their decimals; those inside words, ranges of labels and levels are out."""
    for sign, digits in NUMBER.findall(WORK.sub(" ", text)):
        if digits and any(c.isdigit() for c in digits):
            digits = digits.replace(",", "")
            yield float((sign and "-") + digits), len(digits.partition(".")[2])


def leaves(value):
    if isinstance(value, dict):
        yield from chain.from_iterable(leaves(item) for item in value.values())
    elif isinstance(value, list):
        yield float(len(value))
        yield from chain.from_iterable(leaves(item) for item in value)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, str):
        yield from (number for number, _ in numbers_in(value))


def make_finder(values, factors):
    grids = {}

    def found(number, decimals):
        if decimals not in grids:
            scale = 10.0**decimals
            grids[decimals] = {
                round(abs(value * factor) * scale + shift)
                for value in values
                for factor in factors
                if abs(value * factor) < 1e9
                for shift in (-1e-6, 1e-6)
            }
        return round(abs(number) * 10.0**decimals) in grids[decimals]

    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_every_number_of_the_report_is_in_the_results(name):
    cohort, changed = SETTINGS[name]
    request, recall = ask(cohort, **changed), remember_answers()
    report = build_report(request.question, request.settings, SECTIONS, ORIGIN, recall)
    results = json.loads(
        answers_json(answer_question(request.question, request.settings, compute=recall, whole=True))
    )
    found = make_finder(set(leaves(results)), (1.0, 100.0, *((MG,) if changed.get("unit") == "mg" else ())))
    lost = {}
    for section in report.sections[:-1]:
        for block in section.blocks:
            for text in texts_of(block):
                bad = [number for number in numbers_in(text) if not found(*number)]
                if bad:
                    lost[section.code, text[:200]] = bad
    assert not lost, "\n".join(f"{place}: {bad}" for place, bad in lost.items())
