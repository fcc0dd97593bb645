"""Files with faults of structure and format, each with the right answer: counts, means, or a finding that must appear.

Means are of the numbers written in the file, computed with exact fractions by the test.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import openpyxl
import pandas as pd
import pyreadstat

from lib.cohort.reading import ReadingOptions
from tests.cohort.reading.corpus.binary_files import open_document, workbook, written

Rating = dict[str, list[float | None]]
"""Scores of the patients by visit."""

MADRS: Rating = {"pre": [30, 34, 28, 41, 25, 33], "post": [12, 30, 8, 20, 9, 16]}
MG: Rating = {"pre": [0.81, 0.92, 0.77, 0.85, 0.9, 0.88], "post": [0.83, 0.95, 0.79, 0.84, 0.93, 0.86]}
IDS = [f"P{i:02d}" for i in range(1, 7)]


@dataclass(frozen=True)
class File:
    """A file and its right answer: patients, means by measure and visit, and findings by code."""

    name: str
    data: bytes
    n: int | None = 6
    values: dict[str, Rating] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    errors: bool = False
    never: tuple[str, ...] = ()
    options: ReadingOptions | None = None
    file_name: str = "cohort.csv"


def table(*rows: tuple[object, ...], sign: str = ",") -> bytes:
    return "\n".join(sign.join("" if c is None else str(c) for c in row) for row in rows).encode() + b"\n"


def wide(*, head: tuple[object, ...] = (), tail: tuple[tuple[object, ...], ...] = ()) -> bytes:
    """One row a patient: id, MADRS before and after; rows above and below."""
    body = list(zip(IDS, MADRS["pre"], MADRS["post"], strict=True))
    return table(("id", "madrs_pre", "madrs_post"), *([head] if head else []), *body, *tail)


def with_cells(cells: list[object], name: str = "mg_pre") -> bytes:
    """The wide table with a column of cells written in some way."""
    body = zip(IDS, MADRS["pre"], MADRS["post"], cells, strict=True)
    return table(("id", "madrs_pre", "madrs_post", name), *body)


BOTH = {"madrs": MADRS}
MG_PRE = {"madrs": MADRS, "mg": {"pre": MG["pre"]}}
SUMMARIES = {
    "Mean and SD": (("Mean", 31.8, 15.8), ("SD", 5.6, 8.2)),
    "Średnia, odchylenie": (("Średnia", 31.8, 15.8), ("Odchylenie standardowe", 5.6, 8.2)),
    "Razem": (("Razem", 191, 95),),
    "Mittelwert, Summe": (("Mittelwert", 31.8, 15.8), ("Summe", 191, 95)),
    "Total": (("TOTAL", 191, 95),),
    "Median, min, max, n": (("Median", 31.5, 14), ("Min", 25, 8), ("Max", 41, 30), ("N", 6, 6)),
    "n=6": (("n=6", 31.8, 15.8),),
    "mean after a blank row": (("", "", ""), ("Mean:", 31.8, 15.8)),
}
SUMMARY_FILES = [
    File(f"summary rows: {words}", wide(tail=rows), values=BOTH, findings=("summary_rows",))
    for words, rows in SUMMARIES.items()
] + [
    File(
        "a subtotal in the middle",
        table(
            ("id", "madrs_pre", "madrs_post"),
            *zip(IDS[:3], MADRS["pre"][:3], MADRS["post"][:3], strict=True),
            ("Subtotal", 92, 50),
            *zip(IDS[3:], MADRS["pre"][3:], MADRS["post"][3:], strict=True),
            ("Grand total", 191, 95),
        ),
        values=BOTH,
        findings=("summary_rows",),
    ),
    File(
        "a table of nothing but summaries",
        table(("group", "madrs_pre", "madrs_post"), ("Mean", 30, 12), ("SD", 5, 6), ("Median", 29, 11)),
        n=None,
        findings=("only_summaries",),
        errors=True,
    ),
    File(
        "patients called N and P are patients",
        table(
            ("id", "madrs_pre", "madrs_post"),
            *zip(["K", "L", "M", "N", "O", "P"], MADRS["pre"], MADRS["post"], strict=True),
        ),
        values=BOTH,
    ),
]


def grouped_workbook(*, merged: bool) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["group", "id", "madrs_pre", "madrs_post"])
    for i, (code, pre, post) in enumerate(zip(IDS, MADRS["pre"], MADRS["post"], strict=True)):
        sheet.append([{0: "Ketamine", 3: "Control"}.get(i), code, pre, post])
    if merged:
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("A5:A7")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def group_rows(name: str, place: int) -> bytes:
    rows = [["id", "madrs_pre", "madrs_post"]]
    rows += [list(map(str, row)) for row in zip(IDS, MADRS["pre"], MADRS["post"], strict=True)]
    for i, row in enumerate(rows):
        row.insert(place, name if i == 0 else {1: "Ketamine", 4: "Control"}.get(i, ""))
    return table(*map(tuple, rows))


GROUP_FILES = [
    File("merged group cells", grouped_workbook(merged=True), values=BOTH, findings=("merged_cells",),
         file_name="a.xlsx"),
    File("group labels without merges, left of the id", grouped_workbook(merged=False), values=BOTH,
         findings=("group_labels",), file_name="a.xlsx"),
    File("group labels in a CSV", group_rows("grupa", 0), values=BOTH, findings=("group_labels",)),
    File("group labels right of the id, by their name", group_rows("treatment arm", 1), values=BOTH,
         findings=("group_labels",)),
    File("labels of an unknown kind are asked about", group_rows("remark", 3), values=BOTH,
         findings=("sparse_labels",)),
]  # fmt: skip

SIDEWAYS = table(
    ("parameter", *IDS),
    ("sex", *"fmfmff"),
    ("age", 31, 40, 52, 38, 29, 61),
    ("madrs_pre", *MADRS["pre"]),
    ("madrs_post", *MADRS["post"]),
)
TRANSPOSED_FILES = [
    File("patients in columns", SIDEWAYS, n=None, findings=("transposed",), errors=True),
    File("patients in columns, numbers alone, read so",
         table(("", *range(1, 7)), ("MADRS pre", *MADRS["pre"]), ("MADRS post", *MADRS["post"]),
               ("wiek", 31, 40, 52, 38, 29, 61)),
         values=BOTH, options=ReadingOptions(transpose=True)),
    File("patients in columns, numbers alone",
         table(("", *range(1, 7)), ("MADRS pre", *MADRS["pre"]), ("MADRS post", *MADRS["post"]),
               ("wiek", 31, 40, 52, 38, 29, 61)),
         n=None, findings=("transposed",), errors=True),
    File("patients in columns, read so", SIDEWAYS, values=BOTH, options=ReadingOptions(transpose=True)),
    File("visits called V1 to V5 are no patients",
         table(("id", "V1", "V2", "V3", "V4", "V5"), *((f"P{i}", 30 + i, 25, 22, 18, 11 + i) for i in range(6))),
         n=None, never=("transposed",)),
]  # fmt: skip

CELL_FILES = [
    File("units in the cells", with_cells([f"{v} mmol/L" for v in MG["pre"]]), values=MG_PRE),
    File("marks of the laboratory", with_cells(["0.81 (L)", "0.92*", "0.77 L", "0.85", "0.9 (H)", "0.88 ↑"]),
         values=MG_PRE),
    File("units and marks", with_cells([f"{v} mmol/l (L)" if v < 0.8 else f"{v} mmol/l" for v in MG["pre"]]),
         values=MG_PRE),
    File("two units in a column, converted",
         with_cells([*(f"{v} mmol/L" for v in MG["pre"][:5]), "2.1388 mg/dL"]),
         values=MG_PRE, findings=("units_converted",)),
    File("two units in a column of an unknown analyte", with_cells(
        [*(f"{v} mmol/L" for v in MG["pre"][:5]), "2.14 mg/dL"], "substance_x"),
        n=None, findings=("several_units",), errors=True),
    File("limits of detection are kept until a rule is chosen",
         with_cells(["<0.25", 0.92, 0.77, 0.85, 0.9, 0.88]), n=None, findings=("below_detection",), errors=True),
    *(
        File(f"limits of detection: {rule}", with_cells(["<0.25", *MG["pre"][1:]]),
             values={"madrs": MADRS, "mg": {"pre": [value, *MG["pre"][1:]]}}, findings=("censored",),
             options=ReadingOptions(censored=rule))
        for rule, value in (("limit", 0.25), ("half", 0.125), ("missing", None))
    ),
    File("German marks of missing", with_cells(["k. A.", 0.92, "n.b.", 0.85, "k.A.", 0.88]),
         values={"mg": {"pre": [None, 0.92, None, 0.85, None, 0.88]}}),
    File("Polish marks of missing", with_cells(["n.o.", 0.92, "brak", 0.85, "b.d.", "nie oznaczono"]),
         values={"mg": {"pre": [None, 0.92, None, 0.85, None, None]}}),
    File("a unit column that changes by row",
         table(("id", "visit", "madrs", "mg", "unit"),
               *((code, visit, MADRS[visit][i], round(MG[visit][i] * 2.4305, 6) if i == 2 else MG[visit][i],
                  "mg/dL" if i == 2 else "mmol/L")
                 for i, code in enumerate(IDS) for visit in ("pre", "post"))),
         values={"madrs": MADRS, "mg": MG}, findings=("units_converted",)),
    File("a unit column that changes by row, of an unknown analyte",
         table(("id", "visit", "madrs", "result", "unit"),
               *((code, visit, MADRS[visit][i], MG[visit][i], "mg/dL" if i == 2 else "mmol/L")
                 for i, code in enumerate(IDS) for visit in ("pre", "post"))),
         n=None, findings=("several_units",), errors=True),
    File("a value a hundred times the others",
         with_cells([2.1, 2.3, 231, 2.6, 2.7, 2.0], "albumin_pre"), n=None, findings=("far_from_others",)),
    File("1e20 among ordinary numbers",
         with_cells([2.1, 2.3, "1e20", 2.6, 2.7, 2.0], "albumin_pre"), n=None, findings=("far_from_others",)),
    File("99 among scores of a scale of its own",
         with_cells([3, 4, 99, 2, 5, 1], "kummer_pre"), n=None, findings=("far_from_others",)),
]  # fmt: skip


def long_frame() -> pd.DataFrame:
    rows = [
        {"id": code, "visit": visit, "madrs": MADRS[visit][i], "mg": MG[visit][i]}
        for i, code in enumerate(IDS)
        for visit in ("pre", "post")
    ]
    return pd.DataFrame(rows)


def cells_of(frame: pd.DataFrame) -> list[list[object]]:
    return [list(frame.columns), *frame.astype(object).to_numpy().tolist()]


def as_document(frame: pd.DataFrame) -> bytes:
    def cell(value: object) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in cells_of(frame))
    return open_document(f'<table:table table:name="Data">{rows}</table:table>')


def visit_sheets() -> bytes:
    frame = long_frame()
    parts = {visit: frame[frame.visit == visit].drop(columns="visit") for visit in ("pre", "post")}
    return workbook(**{visit: cells_of(part) for visit, part in parts.items()})


LONG = {"madrs": MADRS, "mg": MG}
FORMAT_FILES = [
    File("long workbook", workbook(Data=cells_of(long_frame())), values=LONG, file_name="a.xlsx"),
    File("one sheet a visit", visit_sheets(), values=LONG, file_name="a.xlsx"),
    File("OpenDocument", as_document(long_frame()), values=LONG, file_name="a.ods"),
    File("Stata", written(pyreadstat.write_dta, long_frame()), values=LONG, file_name="a.dta"),
    File("SAS transport", written(pyreadstat.write_xport, long_frame()), values=LONG, file_name="a.xpt"),
    File("SPSS with declared missing values",
         written(pyreadstat.write_sav, long_frame().assign(mg=[-9.0, *long_frame().mg[1:]]),
                 missing_ranges={"mg": [-9]}),
         values={"madrs": MADRS, "mg": {"pre": [None, *MG["pre"][1:]], "post": MG["post"]}}, file_name="a.sav"),
    File("formulas without a stored result are missing",
         workbook(Data=[["id", "madrs_pre", "madrs_post"],
                        *([c, a, "=B2-1" if i == 0 else b] for i, (c, a, b) in
                          enumerate(zip(IDS, MADRS["pre"], MADRS["post"], strict=True)))]),
         values={"madrs": {"pre": MADRS["pre"], "post": [None, *MADRS["post"][1:]]}}, file_name="a.xlsx"),
]  # fmt: skip

FILES = [*SUMMARY_FILES, *GROUP_FILES, *TRANSPOSED_FILES, *CELL_FILES, *FORMAT_FILES]
