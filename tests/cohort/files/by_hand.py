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
    for shown in ("{} (0-60)", "{}/60", "{} / 60", "{} pkt", "{} Pkt.", "{} points", "{}pts")
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

ENGLISH_ITEMS = ["sadness", "tension", "sleep", "appetite", "lassitude"]


def with_items(*heads: str) -> bytes:
    """Two visits in rows, five items without numbers in their names, and their sum under the last head."""
    rows = [
        (code, visit, *((i * (k + 2) + i // 3) % 4 for k in range(5)))
        for i, (code, visit, _) in enumerate(long_rows("V1", "V2"))
    ]
    return table(("id", "visit", *heads), *((*row, sum(row[2:])) for row in rows))


ITEM_SUMS: dict[str, list[float | None]] = {
    f"v{v + 1}": [float(sum((i * (k + 2) + i // 3) % 4 for k in range(5))) for i in range(v, 2 * N, 2)]
    for v in range(2)
}
SUM_FILES = [
    File("items without numbers beside their total", with_items(*(f"MADRS {w}" for w in ENGLISH_ITEMS), "MADRS total"),
         values={"madrs": ITEM_SUMS}),
    File("items and a total of which nothing says the scale", with_items(*ENGLISH_ITEMS, "Total"),
         values={"total": ITEM_SUMS}, findings=("total_unnamed",)),
    File("an endpoint that repeats the last visit",
         table(("id", "visit", "MADRS"), *long_rows("Baseline", "Week 4"),
               *((code, "Endpoint", b) for code, b in zip(IDS, POST, strict=True))),
         values={"madrs": {"baseline": PRE, "week_4": POST}}, findings=("visit_carried_forward",)),
]  # fmt: skip

HEADER = ("id", "madrs_pre", "madrs_post")
ROW_FILES = [
    File("a header repeated on every page", table(HEADER, *HALVES[:2], HEADER, *HALVES[2:4], HEADER, *HALVES[4:]),
         values=BOTH, findings=("repeated_heads",)),
    File("two tables below each other", table(HEADER, *HALVES[:3], ("",), ("Control group",), HEADER, *HALVES[3:]),
         values=BOTH, findings=("repeated_heads", "section_rows")),
    File("three header rows",
         table(("Nr", "pre", "", "post", ""), ("", "MADRS", "Mg", "MADRS", "Mg"), ("", *("pkt", "mmol/l") * 2),
               *((i, a, 0.8, b, 0.9) for i, a, b in HALVES)), values=BOTH),
    File("a pivoted table", table(("", "MADRS", "MADRS"), ("visit", "0", "1"), ("id", "", ""), *HALVES),
         values={"madrs": {"visit_0": PRE, "visit_1": POST}}),
    File("an export of Qualtrics",
         table(("ResponseId", "Q1_madrs_pre", "Q2_madrs_post"), ("Response ID", "MADRS before", "MADRS after"),
               tuple(f'"{{""ImportId"":""Q{k}""}}"' for k in range(3)), *zip(IDS, PRE, POST, strict=True)),
         values=seen("before", "after")),
    File("patients as headings above their visits",
         table(("visit", "MADRS", "Mg"), *(row for code, a, b in zip(IDS, PRE, POST, strict=True)
                                           for row in ((f"Patient: {code}",), ("V1", a, 0.8), ("V2", b, 0.9)))),
         values=seen("v1", "v2"), findings=("section_rows",)),
    File("numbers of rows beside an id",
         table(("", *HEADER), *((i, f"S{i}", a, b) for i, a, b in HALVES)), values=BOTH),
]  # fmt: skip

CODE_FILES = [
    File(f"{code} for a missing score", table(HEADER, *zip([*IDS, "P07"], [*PRE, 40], [*POST, code], strict=True)), n=7,
         values={"madrs": {"pre": [*PRE, 40], "post": POST}}, findings=("missing_code",))
    for code in (888, 777, -88, -77, 999)
]  # fmt: skip

RESTARTED = [(k // 3, 1 + k % 3, a, b) for k, (a, b) in enumerate(zip(PRE, POST, strict=True))]
ID_FILES = [
    File("patients numbered anew in each site",
         table(("site", "pat", "madrs_pre", "madrs_post"), *(("WK"[g], i, a, b) for g, i, a, b in RESTARTED)),
         values=BOTH, findings=("ids_restart",)),
    File("patients numbered anew in each arm, who differ in sex",
         table(("arm", "pat", "sex", "madrs_pre", "madrs_post"),
               *(("AB"[g], i, "fm"[g], a, b) for g, i, a, b in RESTARTED)),
         values=BOTH, findings=("ids_restart",)),
    File("the same numbers in two arms are asked about",
         table(("arm", "pat", "madrs_pre", "madrs_post"), *(("AB"[g], i, a, b) for g, i, a, b in RESTARTED)),
         n=None, findings=("ids_may_restart", "duplicate_patient"), errors=True),
]  # fmt: skip

BEFORE = [
    (("WEEK 0", "WEEK -2"), ("week_0", "week_2")),
    (("Day 1", "Day -1"), ("day_1_2", "day_1")),
    (("+40 min", "-30 min"), ("40_min", "30_min")),
    (("D0", "D-7"), ("d0", "d_7")),
]
SIGN_FILES = [
    File(
        f"{later} after {earlier}",
        table(("id", "visit", "MADRS"), *long_rows(later, earlier)),
        values=seen(*names),
    )
    for (later, earlier), names in BEFORE
]

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

FILES = [
    *HEADING_FILES,
    *WORD_FILES,
    *VISIT_FILES,
    *SUM_FILES,
    *ROW_FILES,
    *CODE_FILES,
    *ID_FILES,
    *SIGN_FILES,
    *PROGRAM_FILES,
]
