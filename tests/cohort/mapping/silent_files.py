"""Files that are easily read in a wrong way, each with the right answer: n and mean a visit, or the finding."""

from __future__ import annotations

from dataclasses import dataclass, field

N = 24
OUTCOMES = {1: (0, 0, 24), 2: (0, 0, 24), 3: (2, 0, 22), 4: (14, 6, 4)}
"""Responders, remitters and non-responders of 24 patients by the visit of the last `score`, by hand.

With r = 7p mod 11 the score falls from 34 - r by 4v. Half is 4v >= 17 - r/2: never for v = 1 and 2; r = 10 for v = 3
(patients 3 and 14, endpoint 12); r >= 2 for v = 4, where r >= 8 ends at 10 or below. Patients 1 to 22 have each r
twice, 23 and 24 have 7 and 3: two with r = 0 and 1 each, six with 8 to 10, fourteen between."""


@dataclass(frozen=True)
class Silent:
    """A file and what has to come of it.

    Attributes
    ----------
    name, text : str
        What it is, and its contents.
    answer : dict of str to tuple of (int, float)
        For each measure (by label) n and mean at each visit, in order.
    visits : tuple of str
        Labels of the visits in order, empty where they do not matter.
    findings, never : tuple of str
        Codes of findings that must, and must not appear.
    other : tuple of str
        Labels that must not be measures.
    errors : bool
        Whether the file must be refused as it stands.
    rtol : float
        Relative tolerance of the means; rounding of the file where values are converted.
    outcome : tuple of int or None
        Responders, remitters and non-responders at the last visit (half or more; 10 points or fewer), counted apart.
    """

    name: str
    text: str
    answer: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    visits: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    errors: bool = False
    rtol: float = 1e-12
    outcome: tuple[int, int, int] | None = None

    @property
    def outcomes(self) -> tuple[int, int, int] | None:
        """Responders, remitters and non-responders: as given, else those of the first and last `score`."""
        lists = [means for means in self.answer.values() if means[0] == mean(score, 0)]
        last = next(
            (v for v in OUTCOMES if lists and len(lists[0]) > 1 and lists[0][-1] == mean(score, v)), None
        )
        return OUTCOMES[last] if self.outcome is None and last is not None else self.outcome


def score(patient: int, visit: int) -> int:
    """A depression score that falls from about 30 by about four points a visit."""
    return 34 - 4 * visit - (patient * 7) % 11


def item(patient: int, visit: int, number: int, most: int = 4) -> int:
    """An item score of 0 to `most`."""
    return (patient * 3 + number * 5 + visit * 2 + patient * number) % (most + 1)


def mg(patient: int, visit: int) -> float:
    """A serum magnesium between 0.70 and 0.95 mmol/L."""
    return round(0.72 + 0.01 * ((patient * 5 + visit * 3) % 20), 2)


def mg_dl(patient: int, visit: int) -> float:
    """The same in mg/dL: the molar mass of magnesium is 24.305 g/mol."""
    return round(mg(patient, visit) * 2.4305, 4)


def table(header: list[str], row, sep: str = ",") -> str:
    """Write a table with one row a patient; `row` gives the cells of a patient."""
    lines = [sep.join(header)]
    lines += [sep.join(str(cell) for cell in row(patient)) for patient in range(1, N + 1)]
    return "\n".join(lines) + "\n"


def long(header: list[str], visits, row, sep: str = ",") -> str:
    """Write a table with one row a visit; `row` gives the cells of a patient (number) and a visit (number)."""
    lines = [sep.join(header)]
    for patient in range(1, N + 1):
        lines += [sep.join(str(c) for c in row(patient, place)) for place in range(len(visits))]
    return "\n".join(lines) + "\n"


def mean(value, *places) -> tuple[int, float]:
    """Count and average what a function gives for all patients at given places."""
    values = [value(patient, *places) for patient in range(1, N + 1)]
    return N, sum(values) / N


def scores(*places: int) -> tuple[tuple[int, float], ...]:
    """N and mean of the depression score at visits."""
    return tuple(mean(score, place) for place in places)


def counted(first, last) -> tuple[int, int, int]:
    """Count responders, remitters and non-responders of whole scores, one patient after the other."""
    found = [0, 0, 0]
    for patient in range(1, N + 1):
        before, after = first(patient), last(patient)
        found[1 if after <= 10 else 0 if 2 * after <= before else 2] += 1
    return found[0], found[1], found[2]


def items_of(patient: int, visit: int, n: int, most: int) -> list[int]:
    return [item(patient, visit, k, most) for k in range(1, n + 1)]


def wide_scores(names: list[str], places=None, sep: str = ",", patient: str = "id") -> str:
    """Write scores under the given headers, in the order of the visits `places`."""
    order = places if places is not None else range(len(names))
    return table([patient, *names], lambda p: [p, *(score(p, v) for v in order)], sep)


CASES: tuple[Silent, ...] = (
    Silent(
        "items of the HAM-D beside a total",
        table(["id", *(f"HAMD{k}" for k in range(1, 18)), "HAMD_total"],
              lambda p: [p, *items_of(p, 0, 17, 3), sum(items_of(p, 0, 17, 3))]),
        {"HAM-D17": (mean(lambda p: sum(items_of(p, 0, 17, 3))),)},
    ),
    Silent(
        "items of the HAM-D without a total",
        table(["id", *(f"HAMD{k}" for k in range(1, 18))], lambda p: [p, *items_of(p, 0, 17, 3)]),
        {"HAM-D17": (mean(lambda p: sum(items_of(p, 0, 17, 3))),)},
        findings=("items_summed", "columns_equal"),
    ),
    Silent(
        "items by visit with totals beside",
        table(["id", *(f"madrs_t{v}_{k}" for v in (0, 1) for k in range(1, 11)), "madrs_t0", "madrs_t1"],
              lambda p: [p, *items_of(p, 0, 10, 6), *items_of(p, 1, 10, 5), sum(items_of(p, 0, 10, 6)),
                         sum(items_of(p, 1, 10, 5))]),
        {"MADRS": (mean(lambda p: sum(items_of(p, 0, 10, 6))), mean(lambda p: sum(items_of(p, 1, 10, 5))))},
        outcome=counted(lambda p: sum(items_of(p, 0, 10, 6)), lambda p: sum(items_of(p, 1, 10, 5))),
    ),
    Silent(
        "items by visit without totals",
        table(["id", *(f"madrs_{k}_t{v}" for v in (0, 1) for k in range(1, 11))],
              lambda p: [p, *items_of(p, 0, 10, 6), *items_of(p, 1, 10, 5)]),
        {"MADRS": (mean(lambda p: sum(items_of(p, 0, 10, 6))), mean(lambda p: sum(items_of(p, 1, 10, 5))))},
        findings=("items_summed", "columns_equal"),
        outcome=counted(lambda p: sum(items_of(p, 0, 10, 6)), lambda p: sum(items_of(p, 1, 10, 5))),
    ),
    Silent(
        "items of the PHQ-9 are no visits",
        table(["id", *(f"PHQ9_{k}" for k in range(1, 10))], lambda p: [p, *items_of(p, 0, 9, 3)]),
        {"PHQ-9": (mean(lambda p: sum(items_of(p, 0, 9, 3))),)},
        findings=("items_summed", "columns_equal"),
    ),
    Silent(
        "items in a table with one row a visit",
        long(["pacjent", "wizyta", *(f"PHQ{k}" for k in range(1, 10)), "PHQ suma"], "ab",
             lambda p, v: [p, ("przed", "po")[v], *items_of(p, v, 9, 3), sum(items_of(p, v, 9, 3))]),
        {"PHQ-9": tuple(mean(lambda p, v: sum(items_of(p, v, 9, 3)), v) for v in (0, 1))},
    ),
    Silent(
        "half of the items are no scale",
        table(["id", *(f"MADRS_{k}" for k in range(1, 7)), "bdi_pre", "bdi_post"],
              lambda p: [p, *items_of(p, 0, 6, 6), score(p, 0), score(p, 3)]),
        {"BDI": scores(0, 3)},
        findings=("items_left_out",), other=("MADRS",),
    ),
    Silent(
        "Polish items called pytanie",
        table(["nr", *(f"MADRS pytanie {k}" for k in range(1, 11)), "MADRS suma"],
              lambda p: [p, *items_of(p, 0, 10, 6), sum(items_of(p, 0, 10, 6))], ";"),
        {"MADRS": (mean(lambda p: sum(items_of(p, 0, 10, 6))),)},
    ),
    Silent(
        "a total that is not the sum of its items",
        table(["id", *(f"madrs_{k}" for k in range(1, 11)), "madrs_total"],
              lambda p: [p, *items_of(p, 0, 10, 5), sum(items_of(p, 0, 10, 5)) + (p % 3 == 0)]),
        {"MADRS": (mean(lambda p: sum(items_of(p, 0, 10, 5)) + (p % 3 == 0)),)},
        findings=("total_differs",),
    ),
    Silent(
        "interleukins are no visits",
        table(["id", "IL-6", "IL-8", "IL-10", "madrs_pre", "madrs_post"],
              lambda p: [p, 1.5 + p, 2.5 + p, 3.5 + 2 * p, score(p, 0), score(p, 3)]),
        {"MADRS": scores(0, 3)}, ("Pre", "Post"), other=("IL", "il"),
    ),
    Silent(
        "interleukins before and after",
        table(["id", "IL6_pre", "IL6_post", "IL10_pre", "IL10_post"],
              lambda p: [p, 1.5 + p, 2.5 + p, 3.5 + 2 * p, 4.5 + p]),
        {"IL6": (mean(lambda p: 1.5 + p), mean(lambda p: 2.5 + p)),
         "IL10": (mean(lambda p: 3.5 + 2 * p), mean(lambda p: 4.5 + p))}, ("Pre", "Post"),
    ),
    Silent(
        "thyroid, lymphocytes and vitamins are no visits",
        table(["id", "FT3", "FT4", "CD4", "CD8", "B12", "MADRS V1", "MADRS V2"],
              lambda p: [p, 4.1 + p / 10, 15 + p / 5, 700 + p, 400 + p, 300 + 3 * p, score(p, 0), score(p, 2)]),
        {"MADRS": scores(0, 2)}, ("Visit 1", "Visit 2"), other=("FT", "CD", "B"),
    ),
    Silent(
        "the second BDI between the first and the third is no BDI-II",
        wide_scores(["BDI1", "BDI2", "BDI3"]),
        {"BDI": scores(0, 1, 2)}, ("Visit 1", "Visit 2", "Visit 3"), other=("BDI-II",),
    ),
    Silent(
        "Polish visits before infusions and a week after",
        wide_scores(["MADRS przed 1 wlewem", "MADRS przed 3", "MADRS przed 5", "MADRS przed 7", "MADRS tydz. po 8"],
                    sep=";"),
        {"MADRS": scores(0, 1, 2, 3, 4)},
    ),
    Silent(
        "Polish week after in words",
        wide_scores(["MADRS przed 1 wlewem", "MADRS po 8 wlewie", "MADRS tydzień po"], sep=";"),
        {"MADRS": scores(0, 1, 2)},
    ),
    Silent(
        "names run together",
        wide_scores(["bdipretreat", "bdi_wk4", "bdi_wk8", "bdiposttreat"]),
        {"BDI": scores(0, 1, 2, 3)},
    ),
    Silent(
        "intake is a visit",
        wide_scores(["bdi_intake", "bdi_s1", "bdi_s2", "bdi_s3"]),
        {"BDI": scores(0, 1, 2, 3)}, ("Intake", "Session 1", "Session 2", "Session 3"),
    ),
    Silent(
        "one spelling apart",
        wide_scores(["vasx_1", "vasx_2", "vasx_3", "vsax_4"]),
        {"vasx": scores(0, 1, 2, 3)}, findings=("family_nearly_fits",),
    ),
    Silent(
        "one column of a family that names no visit",
        table(["id", "stress_w0", "stress_w2", "stress_w4", "stres_ext"],
              lambda p: [p, score(p, 0), score(p, 1), score(p, 2), score(p, 3)]),
        {"stress": scores(0, 1, 2)}, findings=("column_left_over",),
    ),
    Silent(
        "sessions and weeks mixed in one family",
        wide_scores(["bdi_1", "wk2bdi", "bdi.S3", "bdi_sessionFour", "bdi5"]),
        {"BDI": scores(0, 1, 2, 3, 4)}, findings=("visits_mixed",),
    ),
    Silent(
        "French days out of order",
        wide_scores(["madrs_J0", "madrs_J7", "madrs_J28", "madrs_J14"], (0, 1, 3, 2)),
        {"MADRS": scores(0, 1, 2, 3)}, ("Day 0", "Day 7", "Day 14", "Day 28"),
    ),
    Silent(
        "French days as values of a column",
        long(["Patient", "Visite", "MADRS"], "abcd",
             lambda p, v: [p, ("J0", "J7", "J28", "J14")[v], score(p, (0, 1, 3, 2)[v])], ";"),
        {"MADRS": scores(0, 1, 2, 3)}, ("J0", "J7", "J14", "J28"),
    ),
    Silent(
        "an unknown letter with a number",
        long(["id", "visit", "madrs"], "abc", lambda p, v: [p, ("K0", "K90", "K30")[v], score(p, (0, 2, 1)[v])]),
        {"MADRS": scores(0, 1, 2)}, ("K0", "K30", "K90"),
    ),
    Silent(
        "unknown visits ordered by their dates",
        long(["id", "visit", "date", "madrs"], "abc",
             lambda p, v: [p, ("Sonne", "Mond", "Erde")[v], f"2024-0{(1, 5, 3)[v]}-{p:02d}", score(p, (0, 2, 1)[v])]),
        {"MADRS": scores(0, 1, 2)}, ("Sonne", "Erde", "Mond"), never=("visit_order_unsure",),
    ),
    Silent(
        "unknown visits without dates are asked about",
        long(["id", "visit", "madrs"], "abc", lambda p, v: [p, ("Sonne", "Mond", "Erde")[v], score(p, v)]),
        {"MADRS": scores(0, 1, 2)}, findings=("visit_order_unsure",),
    ),
    Silent(
        "rows counted by their dates and not by their place",
        long(["id", "date", "madrs"], "abc",
             lambda p, v: [p, f"2024-0{(3, 1, 2)[v]}-{p:02d}", score(p, (2, 0, 1)[v])]),
        {"MADRS": scores(0, 1, 2)}, findings=("visits_from_dates",),
    ),
    Silent(
        "a missing row does not shift dated visits",
        "\n".join(line for line in long(
            ["id", "date", "madrs"], "abc",
            lambda p, v: [p, f"2024-0{(1, 2, 4)[v]}-{p:02d}", score(p, v)]).split("\n")
            if not line.startswith("5,2024-02")),
        {"MADRS": (scores(0)[0], (N - 1, (sum(score(p, 1) for p in range(1, N + 1)) - score(5, 1)) / (N - 1)),
                   scores(2)[0])},
        findings=("visits_from_dates",),
    ),
    Silent(
        "counted rows of which some are missing",
        "\n".join(line for i, line in enumerate(long(["id", "madrs"], "abc", lambda p, v: [p, score(p, v)]).split("\n"))
                  if i not in (5, 12)),
        findings=("visits_counted",),
    ),
    Silent(
        "a baseline in a column of its own with the change beside",
        long(["PATIENT", "VISIT", "BASVAL", "HAMDTL17", "CHANGE"], "abc",
             lambda p, v: [p, v + 4, score(p, 0), score(p, v + 1), score(p, v + 1) - score(p, 0)]),
        {"HAM-D17": scores(0, 1, 2, 3)}, ("Baseline", "Visit 4", "Visit 5", "Visit 6"),
        findings=("baseline_column",), other=("CHANGE", "BASVAL"),
    ),
    Silent(
        "a baseline column that repeats the first visit",
        long(["id", "week", "madrs_base", "madrs"], "abc", lambda p, v: [p, 2 * v, score(p, 0), score(p, v)]),
        {"MADRS": scores(0, 1, 2)}, ("Week 0", "Week 2", "Week 4"), never=("baseline_column",),
    ),
    Silent(
        "a German baseline column beside wide visits",
        table(["Patient", "Ausgangswert", "HAMD Woche 2", "HAMD Woche 4"],
              lambda p: [p, score(p, 0), score(p, 1), score(p, 2)], ";"),
        {"HAM-D17": scores(0, 1, 2)}, findings=("baseline_column",),
    ),
    Silent(
        "rounds of before and after",
        wide_scores(["madrs_pre1", "madrs_post1", "madrs_pre2", "madrs_post2"]),
        {"MADRS": scores(0, 1, 2, 3)}, ("Pre 1", "Post 1", "Pre 2", "Post 2"),
    ),
    Silent(
        "two before and two after",
        wide_scores(["madrs_pre1", "madrs_pre2", "madrs_post1", "madrs_post2"]),
        {"MADRS": scores(0, 1, 2, 3)}, ("Pre 1", "Pre 2", "Post 1", "Post 2"),
    ),
    Silent(
        "a condition given twice counts once",
        table(["id", "diabetes", "cukrzyca", "asthma", "madrs_pre", "madrs_post"],
              lambda p: [p, p % 2, p % 2, (p % 3 == 0 and 1) or 0, score(p, 0), score(p, 2)]),
        {"MADRS": scores(0, 2)}, findings=("given_twice",),
    ),
    Silent(
        "sessions as a second factor",
        long(["id", "session", "time", "madrs"], "abcd",
             lambda p, v: [p, "AB"[v // 2], ("pre", "post")[v % 2], score(p, v)]),
        findings=("second_factor",), errors=True,
    ),
    Silent(
        "nothing but visits in the headers",
        wide_scores(["t1", "t2", "t3"]),
        {"Value": scores(0, 1, 2)}, findings=("measure_unnamed",),
    ),
    Silent(
        "no id at all",
        "\n".join(line.partition(",")[2] for line in wide_scores(["madrs_pre", "madrs_wk2", "madrs_wk4"]).split("\n")),
        {"MADRS": scores(0, 1, 2)}, findings=("rows_numbered",),
    ),
    Silent(
        "events and forms of OpenClinica",
        wide_scores(["MADRS_E1_C1", "MADRS_E2_C1", "MADRS_E3_C1"]),
        {"MADRS": scores(0, 1, 2)}, ("Event 1", "Event 2", "Event 3"),
    ),
    Silent(
        "Spanish weeks",
        wide_scores(["HAMD basal", "HAMD semana 2", "HAMD semana 4"], sep=";"),
        {"HAM-D17": scores(0, 1, 2)}, ("Baseline", "Week 2", "Week 4"),
    ),
    Silent(
        "dates beside the values order visits of unknown names",
        table(["id", "madrs_tA", "date_tA", "madrs_tB", "date_tB", "madrs_tC", "date_tC"],
              lambda p: [p, score(p, 0) + p % 2, f"2024-01-{p:02d}", score(p, 2), f"2024-05-{p:02d}", score(p, 1),
                         f"2024-03-{p:02d}"]),
        {"MADRS": (mean(lambda p: score(p, 0) + p % 2), *scores(1, 2))}, ("ta", "tc", "tb"),
    ),
    Silent(
        "dates that contradict the numbers of the visits",
        table(["id", "date_t1", "madrs_t1", "date_t2", "madrs_t2"],
              lambda p: [p, f"2024-05-{p:02d}", score(p, 0), f"2024-01-{p:02d}", score(p, 2)]),
        {"MADRS": scores(0, 2)}, findings=("visits_out_of_time",),
    ),
    Silent(
        "visits of unknown names in columns are asked about",
        wide_scores(["madrs_sonne", "madrs_mond", "madrs_erde"]),
        {"MADRS": scores(0, 1, 2)}, findings=("visit_order_unsure",),
    ),
    Silent(
        "a second factor crossed with the visits, in columns",
        table(["id", "madrs_ket_pre", "madrs_ket_post", "madrs_pla_pre", "madrs_pla_post"],
              lambda p: [p, score(p, 0), score(p, 2), score(p, 0) + p % 2, score(p, 1)]),
        {"MADRS ket": scores(0, 2)}, findings=("measure_crossed",),
    ),
    Silent(
        "two units at two visits",
        table(["id", "Mg [mmol/l] pre", "Mg [mg/dl] post"], lambda p: [p, mg(p, 0), mg_dl(p, 1)]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1))}, ("Pre", "Post"), findings=("units_joined",), rtol=1e-4,
    ),
    Silent(
        "no unit named, and one visit in another one",
        table(["id", "mg_v1", "mg_v2", "mg_v3"], lambda p: [p, mg(p, 0), mg(p, 1), mg_dl(p, 1)]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1), mean(mg, 1))}, findings=("unit_of_visit",), rtol=1e-4,
    ),
    Silent(
        "a unit at one visit, values of another unit at the next",
        table(["id", "Mg [mmol/l] pre", "Mg post"], lambda p: [p, mg(p, 0), mg_dl(p, 1)]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1))}, findings=("unit_of_visit",), rtol=1e-4,
    ),
    Silent(
        "every visit in both units",
        table(["id", "Mg [mg/dl] pre", "Mg [mg/dl] post", "Mg [mmol/l] pre", "Mg [mmol/l] post"],
              lambda p: [p, mg_dl(p, 0), mg_dl(p, 1), mg(p, 0), mg(p, 1)]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1))}, findings=("given_in_two_units",), rtol=1e-4,
    ),
    Silent(
        "both units, of other values",
        table(["id", "Mg [mmol/l] pre", "Mg [mmol/l] post", "Mg [mg/dl] pre", "Mg [mg/dl] post"],
              lambda p: [p, mg(p, 0), mg(p, 1), mg_dl(p + 1, 0), mg_dl(p + 2, 1)]),
        findings=("units_contradict",),
    ),
    Silent(
        "two columns of two units, one row a visit",
        long(["id", "visit", "Mg [mmol/l]", "Mg [mg/dl]"], "ab",
             lambda p, v: [p, ("pre", "post")[v], mg(p, v) if not v else "", mg_dl(p, v) if v else ""]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1))}, findings=("units_joined",), rtol=1e-4,
    ),
    Silent(
        "units of an unknown substance that can be converted",
        table(["id", "Foo [mg/l] pre", "Foo [mg/dl] post"], lambda p: [p, 10 * mg(p, 0), mg(p, 1)]),
        {"Foo": (mean(lambda p: 10 * mg(p, 0)), mean(lambda p: 10 * mg(p, 1)))}, findings=("units_joined",), rtol=1e-4,
    ),
    Silent(
        "units of an unknown substance that cannot be converted",
        table(["id", "Foo [mmol/l] pre", "Foo [mmol/l] wk2", "Foo [mg/dl] post"],
              lambda p: [p, mg(p, 0), mg(p, 1), mg_dl(p, 1)]),
        {"Foo": (mean(mg, 0), mean(mg, 1))}, ("Pre", "Week 2"), findings=("several_units",),
    ),
    Silent(
        "one cell in another unit counts as missing",
        table(["id", "Mg [mmol/l] pre", "Mg [mmol/l] post"], lambda p: [p, mg(p, 0), mg(p, 1) if p != 5 else 2.05]),
        {"Mg²⁺": (mean(mg, 0), (N - 1, sum(mg(p, 1) for p in range(1, N + 1) if p != 5) / (N - 1)))},
        findings=("unit_mixup",),
    ),
    Silent(
        "one visit in another unit, one row a visit, counts as missing",
        long(["id", "visit", "Mg"], "abc",
             lambda p, v: [p, ("pre", "week 1", "week 2")[v], mg(p, v) if v < 2 else mg_dl(p, v)]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1), (0, float("nan")))}, findings=("unit_mixup",),
    ),
    Silent(
        "units at some visits only",
        table(["id", "Mg [mmol/l] pre", "Mg post"], lambda p: [p, mg(p, 0), mg(p, 1)]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1))}, ("Pre", "Post"),
    ),
)  # fmt: skip
