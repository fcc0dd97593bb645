"""A table with one number changed at random is caught whenever arithmetic can catch it; the rate is printed."""

import csv
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analysis.published.judgement import judge_table
from lib.analysis.published.paper import GROUPS, build_table1, read_table1_rows
from lib.analysis.published.verdicts import Finding
from lib.cohort.codebook import read_bundled_codebook

ROWS, CODEBOOK = read_table1_rows(), read_bundled_codebook()
SIZES = {"total": 49, "responder": 9, "remitter": 8, "non_responder": 32}
#: Cells that are inconsistent in print already (expected_verdicts.csv); a change there may even correct them.
with (Path(__file__).parent / "expected_verdicts.csv").open(encoding="utf-8", newline="") as file:
    WRONG_ROWS = {
        row["cell"].split("|")[1] for row in csv.DictReader(file) if row["verdict"] == "inconsistent"
    }
COUNT_ROWS = [i for i, row in enumerate(ROWS) if row["kind"] == "count" and row["row"] not in WRONG_ROWS]
P_ROWS = [
    i
    for i, row in enumerate(ROWS)
    if row["kind"] != "mean" and row["p"][:1].isdigit() and row["row"] not in WRONG_ROWS
]
EXAMPLES = 60


@dataclass(frozen=True)
class Mutation:
    """One changed cell: row, column of the file, and the text put there."""

    row: int
    column: str
    text: str

    @property
    def cell(self) -> str:
        """Key of the changed number."""
        place, _, what = self.column.rpartition("_")
        return f"Table 1|{ROWS[self.row]['row']}|{f'{place} {what}' if place else self.column}"


@st.composite
def changed_count(draw: st.DrawFn) -> Mutation:
    row, place = draw(st.sampled_from(COUNT_ROWS)), draw(st.sampled_from(["total", *GROUPS]))
    old = int(ROWS[row][f"{place}_n"])
    return Mutation(row, f"{place}_n", str(draw(st.integers(0, SIZES[place]).filter(lambda n: n != old))))


def printed_percentages(count: int, size: int) -> set[Decimal]:
    """The percentage with one decimal: a half up, a half to even, and rounded to two decimals first."""
    exact, unit = Decimal(100 * count) / Decimal(size), Decimal("0.1")
    twice = exact.quantize(Decimal("0.01"), ROUND_HALF_UP).quantize(unit, ROUND_HALF_UP)
    return {exact.quantize(unit, ROUND_HALF_UP), exact.quantize(unit, ROUND_HALF_EVEN), twice}


@st.composite
def changed_percentage(draw: st.DrawFn) -> Mutation:
    row, place = draw(st.sampled_from(COUNT_ROWS)), draw(st.sampled_from(["total", *GROUPS]))
    allowed = printed_percentages(int(ROWS[row][f"{place}_n"]), SIZES[place])
    tenths = draw(st.integers(0, 1000).filter(lambda n: Decimal(n) / 10 not in allowed))
    return Mutation(row, f"{place}_pct", f"{Decimal(tenths) / 10:.1f}")


@st.composite
def changed_p(draw: st.DrawFn) -> Mutation:
    row = draw(st.sampled_from(P_ROWS))
    thousandths = draw(st.integers(0, 1000).filter(lambda n: f"{n / 1000:.3f}" != ROWS[row]["p"]))
    return Mutation(row, "p", f"{thousandths / 1000:.3f}")


def findings_of(mutation: Mutation | None) -> dict[str, Finding]:
    rows = [dict(row) for row in ROWS]
    if mutation:
        rows[mutation.row][mutation.column] = mutation.text
    return {finding.cell.key: finding for finding in judge_table(build_table1(rows, CODEBOOK))}


BEFORE = {key: finding.verdict for key, finding in findings_of(None).items()}


def outcome_of(mutation: Mutation) -> str:
    """Tell whether the changed number itself is called inconsistent, only another number, or none.

    A p may be changed into the one that a χ² test gives: it then holds, and the reading says so.
    """
    findings = findings_of(mutation)
    after = {key: finding.verdict for key, finding in findings.items()}
    if after[mutation.cell] == "inconsistent":
        return "named"
    if any(after[key] == "inconsistent" != verdict for key, verdict in BEFORE.items()):
        return "seen"
    return "explained" if "χ²" in findings[mutation.cell].reading else "missed"


@pytest.mark.parametrize(
    "mutations", [changed_count(), changed_percentage(), changed_p()], ids=["count", "percentage", "p"]
)
def test_a_changed_number_is_caught(mutations, capsys, request):
    outcomes: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(mutations)
    def mutate(mutation: Mutation) -> None:
        outcome = outcome_of(mutation)
        outcomes[outcome] += 1
        assert outcome != "missed", mutation

    try:
        mutate()
    finally:
        total = sum(outcomes.values())
        caught = outcomes["named"] + outcomes["seen"]
        with capsys.disabled():
            print(
                f"\n  one {request.node.callspec.id} changed: {caught} of {total} caught "
                f"({100 * caught / max(total, 1):.1f} %), {outcomes['named']} of them by name"
            )
    assert outcomes["named"] >= 0.95 * total
