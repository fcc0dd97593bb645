"""Files as laboratories and data-capture programs write them, each with the right answer or the finding."""

from __future__ import annotations

from .silent_files import N, Silent, mean, mg, mg_dl, score, scores

PATIENTS = range(1, N + 1)


def rows(header: str, lines) -> str:
    """Write a table of ready lines."""
    return "\n".join([header, *lines]) + "\n"


def crp(patient: int, visit: int) -> float:
    """A C-reactive protein between 0.2 and 3 mg/L."""
    return round(0.2 + 0.1 * ((patient * 3 + visit) % 29), 1)


def redcap(repeats) -> str:
    """Write a REDCap export with one row of what stands once, and the rows that `repeats` gives for a patient."""
    header = "record_id,redcap_repeat_instrument,redcap_repeat_instance,age,madrs_total,mg"
    return rows(header, [line for p in PATIENTS for line in (f"{p},,,{30 + p},,", *repeats(p))])


CASES: tuple[Silent, ...] = (
    Silent(
        "a laboratory's export with units, ranges and flags",
        rows("pid,visit,test,result,unit,reference range,flag",
             [f"{p},{visit},{test},{value},{unit},{usual},{flag}" for p in PATIENTS
              for v, visit in enumerate(("pre", "post"))
              for test, value, unit, usual, flag in (
                  ("Magnesium", mg(p, v), "mmol/L", "0.66-1.07", ""),
                  ("CRP", crp(p, v), "mg/L", "0-5", "H" if p == 3 else ""))]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1)), "CRP": (mean(crp, 0), mean(crp, 1))}, ("Pre", "Post"),
        findings=("one_row_a_test",),
    ),
    Silent(
        "a laboratory's export in two units of one test",
        rows("Patient;Wizyta;Badanie;Wynik;Jednostka",
             [f"{p};{visit};Magnez;{str(mg(p, v) if v == 0 else mg_dl(p, v)).replace('.', ',')};{unit}"
              for p in PATIENTS for v, (visit, unit) in enumerate((("przed", "mmol/l"), ("po", "mg/dl")))]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1))}, findings=("one_row_a_test", "units_joined"), rtol=1e-4,
    ),
    Silent(
        "a laboratory's export by date, with units and marks in the cells",
        rows("PatientID,Date,Analyte,Value",
             [f"P{p:03d},{date} 08:{p:02d},{test},{value}" for p in PATIENTS
              for v, date in enumerate(("2024-01-02", "2024-02-01"))
              for test, value in (("Magnesium", f"{mg(p, v)} mmol/L"),
                                  ("CRP", f"{crp(p, v)}{' (L)' if p < 4 else '*'}"))]),
        {"Mg²⁺": (mean(mg, 0), mean(mg, 1)), "CRP": (mean(crp, 0), mean(crp, 1))},
        findings=("one_row_a_test", "visits_from_dates"),
    ),
    Silent(
        "a laboratory's export with a limit of detection",
        rows("USUBJID,VISIT,LBTEST,LBORRES,LBORRESU",
             [f"{p},{visit},Magnesium,{'<0.25' if p == 3 and not v else mg(p, v)},mmol/L" for p in PATIENTS
              for v, visit in enumerate(("baseline", "week 2"))]),
        findings=("one_row_a_test", "below_detection"), errors=True,
    ),
    Silent(
        "several samples of a test at a visit",
        rows("pid,visit,time,test,result,unit",
             [f"{p},{visit},{hour}:00,{test},{value},mmol/L" for p in PATIENTS
              for v, visit in enumerate(("pre", "post")) for hour in ("08", "12")
              for test, value in (("Magnesium", mg(p, v)), ("Sodium", 138 + p % 5))]),
        findings=("one_row_a_test", "duplicate_visit", "second_factor"), errors=True,
    ),
    Silent(
        "Czech visits, and magnesium in two units",
        rows("Kód;Skupina;MADRS před;MADRS po 3. infuzi;Mg (mg/dl) před;Mg (mmol/l) po 3. infuzi",
             [f"{p};{'AB'[p % 2]};{score(p, 0)};{score(p, 2)};{str(mg_dl(p, 0)).replace('.', ',')};"
              f"{str(mg(p, 2)).replace('.', ',')}" for p in PATIENTS]),
        {"MADRS": scores(0, 2), "Mg²⁺": (mean(mg, 0), mean(mg, 2))}, findings=("units_joined",), rtol=1e-4,
    ),
    Silent(
        "a unit without its stroke in a name",
        rows("Subject,Time,MADRS_total,Mg_serum_mmolL",
             [f"{p},{visit},{score(p, v)},{mg(p, v)}" for p in PATIENTS
              for v, visit in enumerate(("Baseline", "Day 7"))]),
        {"MADRS": scores(0, 1), "Mg²⁺": (mean(mg, 0), mean(mg, 1))}, ("Baseline", "Day 7"),
    ),
    Silent(
        "a name that begins with magnesium and goes on in unknown words",
        rows("id,madrs_pre,madrs_post,Mg [mmol/l] xyz",
             [f"{p},{score(p, 0)},{score(p, 1)},{mg(p, 0)}" for p in PATIENTS]),
        {"MADRS": scores(0, 1)}, findings=("name_nearly_known",),
    ),
    Silent(
        "one scale a row",
        rows("id,visit,instrument,score",
             [f"{p},{visit},{scale},{value}" for p in PATIENTS for v, visit in enumerate(("baseline", "week 4"))
              for scale, value in (("MADRS", score(p, v)), ("YMRS", (3 * p + 2 * v) % 7))]),
        {"MADRS": scores(0, 1), "YMRS": (mean(lambda p: 3 * p % 7), mean(lambda p: (3 * p + 2) % 7))},
        ("Baseline", "Week 4"), findings=("one_row_a_test",),
    ),
    Silent(
        "a repeating instrument of REDCap",
        redcap(lambda p: [f"{p},visit,{v + 1},,{score(p, v)},{mg(p, v)}" for v in range(3)]),
        {"MADRS": scores(0, 1, 2), "Mg²⁺": (mean(mg, 0), mean(mg, 1), mean(mg, 2))}, findings=("repeats_joined",),
    ),
    Silent(
        "two repeating instruments of REDCap",
        redcap(lambda p: [*(f"{p},madrs,{v + 1},,{score(p, v)}," for v in range(3)),
                          *(f"{p},labs,{v + 1},,,{mg(p, v)}" for v in range(3))]),
        {"MADRS": scores(0, 1, 2), "Mg²⁺": (mean(mg, 0), mean(mg, 1), mean(mg, 2))}, findings=("repeats_joined",),
    ),
    Silent(
        "events of REDCap with an instrument that repeats once",
        rows("record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,madrs_total,mg",
             [line for p in PATIENTS for v, event in enumerate(("baseline_arm_1", "week_2_arm_1"))
              for line in (f"{p},{event},,,{score(p, v)},", f"{p},{event},labs,1,,{mg(p, v)}")]),
        {"MADRS": scores(0, 1), "Mg²⁺": (mean(mg, 0), mean(mg, 1))}, ("Baseline", "Week 2"),
        findings=("repeats_joined",),
    ),
    Silent(
        "checked and unchecked boxes of REDCap",
        rows("record_id,redcap_event_name,comorb___1,madrs",
             [f"{p},{event},{'Checked' if p % 2 else 'Unchecked'},{score(p, v)}" for p in PATIENTS
              for v, event in enumerate(("Baseline", "Week 2"))]),
        {"MADRS": scores(0, 1)}, ("Baseline", "Week 2"),
    ),
    Silent(
        "prefixes of Castor",
        rows("Record Id,visit_1_madrs_tot,visit_2_madrs_tot,bas_madrs,fu1_madrs",
             [f"{p},{score(p, 1)},{score(p, 2)},{score(p, 0)},{score(p, 3)}" for p in PATIENTS]),
        {"MADRS": scores(0, 1, 2, 3)}, ("Baseline", "Visit 1", "Visit 2", "Follow-up 1"),
    ),
    Silent(
        "events and forms of OpenClinica, one form missing at the last event",
        rows("SubjectID,MADRS_TOT_E1_C1,MADRS_TOT_E2_C1,MADRS_TOT_E3_C1,MG_E1_C2,MG_E2_C2",
             [f"{p},{score(p, 0)},{score(p, 1)},{score(p, 2)},{mg(p, 0)},{mg(p, 1)}" for p in PATIENTS]),
        {"MADRS": scores(0, 1, 2), "Mg²⁺": (mean(mg, 0), mean(mg, 1), (0, float("nan")))},
        ("Event 1", "Event 2", "Event 3"),
    ),
)  # fmt: skip
