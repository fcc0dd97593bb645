"""Files as people and programs write them: headings, footnotes, words beside numbers, visits in labels or dates."""

from __future__ import annotations

import pandas as pd
import pyreadstat

from tests.cohort.files.structural import BOTH, IDS, MADRS, File, table
from tests.cohort.reading.corpus.binary_files import workbook, written

PRE, POST = MADRS["pre"], MADRS["post"]
N = len(IDS)
VISITS = ("pre", "post")


def two(*heads: str, cells: str = "{}", file_name: str = "cohort.csv", sign: str = ",") -> bytes:
    """One row a patient: MADRS under two heads, each score written in some way."""
    rows = [(code, cells.format(a), cells.format(b)) for code, a, b in zip(IDS, PRE, POST, strict=True)]
    return table(("id", *heads), *rows, sign=sign)


def seen(first: str, last: str) -> dict[str, dict[str, list[float | None]]]:
    """The scores under the names that two visits have in the cohort."""
    return {"madrs": {first: PRE, last: POST}}


def long_rows(first: str, last: str) -> list[tuple[object, ...]]:
    pairs = zip(IDS, PRE, POST, strict=True)
    return [(code, visit, score) for code, a, b in pairs for visit, score in ((first, a), (last, b))]


def packed(columns: dict[str, list[object]], **how: object) -> bytes:
    return written(pyreadstat.write_dta, pd.DataFrame(columns), **how)


HALVES = list(zip(range(1, N + 1), PRE, POST, strict=True))
HEADING_FILES = [
    File("groups as headings between the rows",
         table(("id", "madrs_pre", "madrs_post"), ("Ketamine group",), *HALVES[:3], ("Control group",), *HALVES[3:]),
         values=BOTH, findings=("section_rows",)),
    File("groups as headings in a workbook",
         workbook(S=[["id", "madrs_pre", "madrs_post"], ["Grupa badana"], *map(list, HALVES[:3]), ["Grupa kontrolna"],
                     *map(list, HALVES[3:])]),
         values=BOTH, findings=("section_rows",), file_name="a.xlsx"),
    File("a footnote below the table",
         table(("id", "madrs_pre", "madrs_post"), *HALVES, ("* preliminary data",)), values=BOTH,
         findings=("foot_rows",)),
    File("one heading far down is told, and kept from being a patient",
         table(("id", "madrs_pre", "madrs_post"), *HALVES[:3], ("Drop-outs",), *HALVES[3:]), values=BOTH,
         findings=("section_rows",)),
    File("an id alone on its row is a patient",
         table(("id", "madrs_pre", "madrs_post"), *zip(IDS, PRE, POST, strict=True), ("P07",)), n=7, values=BOTH,
         never=("foot_rows", "section_rows", "lone_rows")),
]  # fmt: skip

WORD_FILES = [
    File(f"scores written {shown.format(30)}", two("madrs_pre", "madrs_post", cells=shown), values=BOTH)
    for shown in ("{}/60", "{} / 60", "{} pkt", "{} Pkt.", "{} points", "{}pts")
] + [
    File("codes with their words",
         table(("id", "cgi_s_pre", "cgi_s_post"),
               *((code, ("4 - moderate", "5 - marked")[i % 2], ("2 = borderline", "3 = mild")[i % 2])
                 for i, code in enumerate(IDS))),
         values={"cgi_s": {"pre": [4, 5] * 3, "post": [2, 3] * 3}}),
]  # fmt: skip

VISIT_FILES = [
    File("dates as visits in the heads", two("MADRS 26.01.2023", "MADRS 12.01.2023"),
         values=seen("26_01_2023", "12_01_2023")),
    File("Prä and Post", two("MADRS Prä", "MADRS Post"), values=seen("pra", "post")),
    File("before and after treatment, in Polish",
         table(("id", "wizyta", "MADRS"), *long_rows("Przed leczeniem", "Po leczeniu")),
         values=seen("przed_leczeniem", "po_leczeniu"), never=("visit_order_unsure",)),
    File("events of two arms are the same visits",
         table(("record_id", "redcap_event_name", "madrs_total"),
               *((code, f"{visit}_arm_{1 + i // 2 % 2}", score)
                 for i, (code, visit, score) in enumerate(long_rows("screening", "day_1_infusion")))),
         values=seen("screening_arm_1", "day_1_infusion_arm_1"), never=("visit_order_unsure",)),
    File("hours in brackets after the visit",
         table(("id", "visit", "MADRS"), *long_rows("Post-infusion 1 (24h)", "Post-infusion 8 (24h)")),
         values=seen("post_infusion_1_24h", "post_infusion_8_24h"), never=("visit_order_unsure",)),
    File("visits told by the labels of Stata",
         packed({"pat": IDS, "madrs0": PRE, "madrs4": POST}, column_labels=["", "MADRS, baseline", "MADRS, week 4"]),
         values=seen("baseline", "week4"), file_name="a.dta"),
    File("a Spanish total", table(("Paciente", "Visita", "Escala MADRS total"), *long_rows("Basal", "Semana 4")),
         values=seen("basal", "semana_4")),
]  # fmt: skip

PARAMETER = [
    dict(zip(("USUBJID", "AVISIT", "AVAL"), row, strict=True)) for row in long_rows("Baseline", "Week 4")
]
PROGRAM_FILES = [
    File("analysis data of one parameter, Stata",
         packed({"USUBJID": [row["USUBJID"] for row in PARAMETER], "PARAM": ["MADRS Total Score"] * 2 * N,
                 "AVAL": [row["AVAL"] for row in PARAMETER], "AVISIT": [row["AVISIT"] for row in PARAMETER]}),
         values=seen("baseline", "week_4"), findings=("one_row_a_test",), file_name="adqs.dta"),
    File("items with the words of their questions",
         table(("id", "visit", *(f"PHQ {k}. {word}" for k, word in enumerate(
             ["interest", "mood", "sleep", "energy", "appetite", "guilt", "attention", "slowness", "death"], 1))),
               *((code, visit, *(1 + (i + k) % 3 for k in range(9)))
                 for i, (code, visit, _) in enumerate(long_rows("0", "1")))),
         values={"phq9": {"visit_0": [18] * N, "visit_1": [18] * N}}, findings=("items_summed",)),
]  # fmt: skip

FILES = [*HEADING_FILES, *WORD_FILES, *VISIT_FILES, *PROGRAM_FILES]
