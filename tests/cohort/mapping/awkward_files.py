"""Awkward files of the kind laboratories and statistics programs give, and what has to be made of each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """A file and its mapping: layout, role by column, labels of visits in order, nominal days, units, kinds."""

    name: str
    text: str
    layout: str
    roles: dict[str, str]
    visits: tuple[str, ...] = ()
    days: tuple[float | None, ...] | None = None
    units: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    levels: dict[str, tuple[str, ...]] = field(default_factory=dict)


def long_rows(header, visits, rows, sep=","):
    """Write a long table: `rows` are callables of (patient number, visit number) giving the cells after the visit."""
    lines = [header]
    for patient in range(1, 7):
        for place, visit in enumerate(visits):
            lines.append(sep.join([str(patient + 100), visit, *rows(patient, place)]))
    return "\n".join(lines) + "\n"


def score(patient, place):
    return str(34 - 4 * place - patient)


CASES = (
    Case(
        "scale name with version and week",
        "id,HAMD17_wk0,HAMD17_wk4,HAMD17_wk2\n1,20,11,15\n2,25,12,17\n3,22,13,19\n",
        "wide",
        {"id": "patient", "HAMD17_wk0": "depression", "HAMD17_wk4": "depression"},
        ("Week 0", "Week 2", "Week 4"),
        (0, 14, 28),
    ),
    Case(
        "words for visits",
        "pat;madrs_post;madrs_pre;madrs_followup\nA1;12;30;10\nA2;20;33;15\nA3;8;29;9\n",
        "wide",
        {"pat": "patient", "madrs_post": "depression"},
        ("Pre", "Post", "Follow-up"),
        (None, None, None),
    ),
    Case(
        "Polish laboratory headers with unit and ordinal",
        "Lp;Mg2+ [mmol/l] 1. infuzja;Mg2+ [mmol/l] 3. infuzja;Mg2+ [mmol/l] 5. infuzja;MADRS 1. infuzja;"
        "MADRS 3. infuzja;MADRS 5. infuzja\n1;0,85;0,88;0,91;33;30;28\n2;0,78;0,80;0,79;29;20;10\n"
        "3;0,9;0,9;0,95;31;31;30\n",
        "wide",
        {"Lp": "patient", "Mg2+ [mmol/l] 3. infuzja": "analyte", "MADRS 5. infuzja": "depression"},
        ("Infusion 1", "Infusion 3", "Infusion 5"),
        (None, None, None),
        {"Mg²⁺": "mmol/L"},
    ),
    Case(
        "visit before the scale",
        "subject,wk2bdi,wk6bdi,wk0bdi\n7,20,14,30\n8,25,11,33\n9,22,19,28\n",
        "wide",
        {"subject": "patient", "wk2bdi": "depression"},
        ("Week 0", "Week 2", "Week 6"),
        (0, 14, 42),
    ),
    Case(
        "points in names and months",
        "id,drug,bdi.pre,bdi.2m,bdi.3m,bdi.5m\n1,No,29,2,2,NA\n2,Yes,32,16,24,17\n3,Yes,25,20,NA,NA\n",
        "wide",
        {"drug": "characteristic", "bdi.pre": "depression", "bdi.2m": "depression"},
        ("Pre", "Month 2", "Month 3", "Month 5"),
        (0, 61, 91, 152),
    ),
    Case(
        "week beside visit number",
        long_rows("PATIENT,WEEK,VISIT,HAMDTL17", ("0", "1", "2", "4"), lambda p, v: [str(v + 3), score(p, v)]),
        "long",
        {"PATIENT": "patient", "WEEK": "visit", "VISIT": "ignore", "HAMDTL17": "depression"},
        ("Week 0", "Week 1", "Week 2", "Week 4"),
        (0, 7, 14, 28),
    ),
    Case(
        "Polish long file",
        long_rows(
            "Nr pacjenta;Wizyta;Płeć;Wiek;Rozpoznanie;Nadciśnienie;MADRS;Mg (mg/dl)",
            ("przed", "po"),
            lambda p, v: ["K" if p % 2 else "M", str(30 + p), ["ChAD", "MDD"][p % 2], ["tak", "nie"][p % 3 == 0],
                          score(p, v), f"2,{p}"],
            ";",
        ),
        "long",
        {
            "Nr pacjenta": "patient", "Wizyta": "visit", "Płeć": "sex", "Wiek": "age", "Rozpoznanie": "diagnosis",
            "Nadciśnienie": "comorbidity", "MADRS": "depression", "Mg (mg/dl)": "analyte",
        },
        ("Przed", "Po"),
        units={"Mg²⁺": "mg/dL"},
        levels={"Płeć": ("male", "female"), "Rozpoznanie": ("chad", "MDD")},
    ),
    Case(
        "German wide file",
        "Patientennummer;Geschlecht;Alter;Diagnose;BMI;MADRS Tag 1;MADRS Tag 8;MADRS Tag 29\n"
        "1;w;34;rezidivierende Störung;24,1;30;22;18\n2;m;45;bipolare Störung;27,3;28;20;9\n"
        "3;w;51;bipolare Störung;22,9;33;30;29\n4;m;29;rezidivierende Störung;25,0;35;28;12\n",
        "wide",
        {"Geschlecht": "sex", "Alter": "age", "Diagnose": "diagnosis", "BMI": "bmi", "MADRS Tag 8": "depression"},
        ("Day 1", "Day 8", "Day 29"),
        (0, 7, 28),
        levels={"Geschlecht": ("male", "female"), "Diagnose": ("bipolare_storung", "rezidivierende_storung")},
    ),
    Case(
        "sex as codes stays codes",
        "id,sex,hamd_w0,hamd_w1\n1,0,20,18\n2,1,25,20\n3,1,22,21\n4,0,30,12\n",
        "wide",
        {"sex": "sex", "hamd_w0": "depression"},
        ("Week 0", "Week 1"),
        levels={"sex": ("0", "1")},
    ),
    Case(
        "a column that says female",
        "id,female,madrs_1,madrs_2\n1,0,20,18\n2,1,25,20\n3,1,22,21\n4,0,30,12\n",
        "wide",
        {"female": "sex", "madrs_1": "depression"},
        ("Visit 1", "Visit 2"),
        levels={"female": ("female", "male")},
    ),
    Case(
        "codes with leading zeros",
        "id,site,madrs_pre,madrs_post\n001,006,20,18\n002,007,25,20\n003,006,22,21\n010,007,30,12\n",
        "wide",
        {"id": "patient", "site": "characteristic"},
        ("Pre", "Post"),
        kinds={"site": "category"},
        levels={"site": ("006", "007")},
    ),
    Case(
        "REDCap events",
        long_rows("record_id,redcap_event_name,phq9", ("baseline_arm_1", "week_4_arm_1", "week_8_arm_1"),
                  lambda p, v: [str(20 - 3 * v - p)]),
        "long",
        {"record_id": "patient", "redcap_event_name": "visit", "phq9": "depression"},
        ("Baseline", "Week 4", "Week 8"),
        (0, 28, 56),
    ),
    Case(
        "visits before and after each infusion",
        long_rows("id,timepoint,madrs", ("post inf 1", "pre inf 1", "pre inf 3", "post inf 3"),
                  lambda p, v: [score(p, v)]),
        "long",
        {"timepoint": "visit", "madrs": "depression"},
        ("Pre infusion 1", "Post infusion 1", "Pre infusion 3", "Post infusion 3"),
    ),
    Case(
        "repeated header",
        "id,MADRS,MADRS,MADRS\n1,30,20,10\n2,33,21,12\n3,28,27,20\n",
        "wide",
        {"MADRS": "depression", "MADRS (2)": "depression", "MADRS (3)": "depression"},
        ("Visit 1", "Visit 2", "Visit 3"),
    ),
    Case(
        "first visit without a word",
        "id,ymrs,ymrs_post,madrs,madrs_post\n1,0,2,30,10\n2,3,1,33,12\n3,8,2,28,20\n",
        "wide",
        {"ymrs": "mania", "ymrs_post": "mania", "madrs": "depression"},
        ("Baseline", "Post"),
    ),
    Case(
        "numbers beside weeks are weeks",
        "id,madrs_wk0,madrs_wk4,mg_0,mg_4\n1,30,10,0.85,0.9\n2,33,12,0.82,0.83\n3,28,20,0.79,0.91\n",
        "wide",
        {"mg_0": "analyte", "mg_4": "analyte"},
        ("Week 0", "Week 4"),
        (0, 28),
    ),
    Case(
        "not totals",
        "id,madrs_pre,madrs_post,madrs_item_1,madrs_change,response\n1,30,10,3,-20,yes\n2,33,12,4,-21,yes\n"
        "3,28,20,5,-8,no\n4,31,30,2,-1,no\n",
        "wide",
        {"madrs_pre": "depression", "madrs_item_1": "characteristic", "madrs_change": "characteristic",
         "response": "outcome"},
        ("Pre", "Post"),
        levels={"response": ("responder", "non_responder")},
    ),
    Case(
        "dose in mg is not magnesium",
        "id,ketamine_mg,dose mg,mg_pre,mg_post\n1,40,35,0.85,0.9\n2,45,38,0.8,0.84\n3,50,41,0.9,0.88\n",
        "wide",
        {"ketamine_mg": "characteristic", "dose mg": "characteristic", "mg_pre": "analyte"},
        ("Pre", "Post"),
    ),
    Case(
        "mEq/L in the header without brackets",
        "id,serum_mg_meq_l_pre,serum_mg_meq_l_post\n1,1.7,1.8\n2,1.6,1.7\n3,1.9,1.8\n",
        "wide",
        {"serum_mg_meq_l_pre": "analyte"},
        ("Pre", "Post"),
        units={"Mg²⁺": "mEq/L"},
    ),
    Case(
        "a measure of the reader's own",
        "id,vas_pre,vas_post,score_x\n1,71,20,1.5\n2,63,31,2.5\n3,58,47,3.5\n",
        "wide",
        {"vas_pre": "analyte", "vas_post": "analyte", "score_x": "characteristic"},
        ("Pre", "Post"),
    ),
    Case(
        "id on the first row of each patient only",
        "patient;age;visit;madrs\nA;30;pre;31\n;;post;20\nB;40;pre;29\n;;post;25\nC;50;pre;35\n;;post;9\n",
        "long",
        {"patient": "patient", "age": "age", "visit": "visit"},
        ("Pre", "Post"),
    ),
    Case(
        "visit column without a telling name",
        long_rows("kod,etykieta,qids", ("T0", "T1", "T2"), lambda p, v: [str(20 - 4 * v - p)]),
        "long",
        {"kod": "patient", "etykieta": "visit", "qids": "depression"},
        ("T0", "T1", "T2"),
    ),
    Case(
        "medicines and illnesses in three languages",
        "id,wenlafaksyna,Sertralin,lithium,cukrzyca,Epilepsie,comorb_gout,lek_x,SSRI,madrs_pre,madrs_post\n"
        + "".join(f"{i},{i % 2},{(i + 1) % 2},0,{i % 2},1,{i % 2},{i % 2},1,3{i},2{i}\n" for i in range(1, 8)),
        "wide",
        {
            "wenlafaksyna": "medicine", "Sertralin": "medicine", "lithium": "medicine", "cukrzyca": "comorbidity",
            "Epilepsie": "comorbidity", "comorb_gout": "comorbidity", "lek_x": "medicine", "SSRI": "medicine_class",
        },
        ("Pre", "Post"),
    ),
    Case(
        "two scales of depression and others",
        "id,madrs_pre,madrs_post,BDI-II_pre,BDI-II_post,CGI-S pre,CGI-S post,HAM-A pre,HAM-A post\n"
        "1,30,10,31,9,5,2,20,9\n2,33,12,40,10,6,3,22,8\n3,28,20,30,21,5,5,19,11\n",
        "wide",
        {"BDI-II_pre": "depression", "CGI-S pre": "scale", "HAM-A post": "scale"},
        ("Pre", "Post"),
    ),
    Case(
        "dates and free text are left out",
        long_rows("id,visit,data wizyty,uwagi,madrs", ("pre", "post"),
                  lambda p, v: [f"2024-0{p}-1{v}", f"uwaga nr {p} {v} dluga jak zdanie", score(p, v)]),
        "long",
        {"data wizyty": "ignore", "uwagi": "ignore", "madrs": "depression"},
        ("Pre", "Post"),
    ),
    Case(
        "row counter beside the patient",
        "Lp,ID,visit,madrs\n" + "".join(
            f"{2 * p + v + 1},{p + 10},{('pre', 'post')[v]},{score(p, v)}\n" for p in range(6) for v in range(2)),
        "long",
        {"Lp": "ignore", "ID": "patient", "visit": "visit"},
        ("Pre", "Post"),
    ),
    Case(
        "one visit",
        "id,age,madrs,mg\n1,30,30,0.85\n2,40,33,0.9\n3,50,28,0.8\n",
        "wide",
        {"age": "age", "madrs": "depression", "mg": "analyte"},
        ("Visit 1",),
    ),
    Case(
        "names of visits nobody knows",
        long_rows("id,visit,madrs", ("Sonne", "Mond", "Erde"), lambda p, v: [score(p, v)]),
        "long",
        {"visit": "visit", "madrs": "depression"},
        ("Sonne", "Mond", "Erde"),
    ),
    Case(
        "visits told by dates only",
        long_rows("id,day,madrs", ("2024-01-02", "2024-02-03", "2024-03-04"), lambda p, v: [score(p, v)]),
        "long",
        {"id": "patient", "day": "ignore", "madrs": "depression"},
        ("Visit 1", "Visit 2", "Visit 3"),
    ),
    Case(
        "no header",
        "101,1,26\n101,2,22\n101,3,18\n103,1,33\n103,2,24\n103,3,15\n104,1,29\n104,2,22\n104,3,18\n",
        "wide",
        {"column 1": "characteristic", "column 2": "characteristic"},
    ),
    Case(
        "thirty visits",
        "id," + ",".join(f"madrs_d{day}" for day in range(30, 0, -1)) + "\n"
        + "".join(f"{p}," + ",".join(str(p + day) for day in range(30)) + "\n" for p in range(1, 6)),
        "wide",
        {"madrs_d30": "depression"},
        tuple(f"Day {day}" for day in range(1, 31)),
        tuple(float(day) for day in range(30)),
    ),
)  # fmt: skip
