"""Random cohorts, and the many ways in which a file may hold one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

VISIT_SETS = (
    ("pre", "post"),
    ("week 0", "week 2", "week 4"),
    ("V1", "V2", "V3", "V4"),
    ("baseline", "inf3", "inf5", "inf7", "end"),
    ("day 1", "day 8", "day 15", "day 22", "day 29", "day 90"),
    ("przed", "po", "kontrola"),
    ("T0", "T1", "T2"),
    ("before", "tydzien 1", "tydzien 2", "koniec"),
)
SEX_WORDS = (
    ("female", "male"),
    ("K", "M"),
    ("w", "m"),
    ("F", "M"),
    ("Kobieta", "Mężczyzna"),
    ("Frau", "Mann"),
)
YES_WORDS = (("yes", "no"), ("1", "0"), ("tak", "nie"), ("ja", "nein"), ("Y", "N"), ("oui", "non"))
DIAGNOSES = (
    ("MDD", "BP"),
    ("Zaburzenie dwubiegunowe", "Depresja nawracająca"),
    ("Störung A", "Störung B", "Ängste"),
)
MISSING = ("", "NA", ".", "-", "N/A")
NAMES = {
    "patient": ("id", "patient", "Nr pacjenta", "PatID", "subject_id"),
    "visit": ("visit", "wizyta", "timepoint", "redcap_event_name"),
    "sex": ("sex", "Płeć", "Geschlecht", "GENDER"),
    "age": ("age", "wiek", "Alter", "Age (years)"),
    "diagnosis": ("diagnosis", "Rozpoznanie", "Diagnose", "dx"),
    "diabetes": ("diabetes", "cukrzyca", "Diabetes mellitus"),
    "sertraline": ("sertraline", "Sertralina", "lek sertralina"),
    "madrs": ("madrs", "MADRS total", "MADRS_sum"),
    "ymrs": ("ymrs", "YMRS score", "Young"),
    "mg": ("Mg [mmol/l]", "Mg2+ (mmol/L)", "magnez [mmol/l]", "mg_mmol_l"),
}


@dataclass(frozen=True, eq=False)
class Made:
    """A cohort as it was made: ids, visits, and values by name; levels as their position."""

    patients: tuple[str, ...]
    visits: tuple[str, ...]
    described: dict[str, np.ndarray]
    measures: dict[str, np.ndarray]
    diagnoses: tuple[str, ...]


@dataclass(frozen=True)
class Dialect:
    """How a file is written."""

    layout: str
    delimiter: str
    decimal: str
    encoding: str
    line_end: str
    missing: str
    sex: tuple[str, str]
    yes: tuple[str, str]
    names: dict[str, str]
    visit_first: bool
    shuffled: bool


def make_cohort(rng: np.random.Generator) -> Made:
    """Make a random cohort of 8 to 30 patients at 2 to 6 visits with missing values."""
    n, visits = int(rng.integers(8, 31)), VISIT_SETS[rng.integers(len(VISIT_SETS))]
    diagnoses = DIAGNOSES[rng.integers(len(DIAGNOSES))]
    ids = [("P%03d", "%04d", "%d", "S-%02d")[rng.integers(4)]] * n
    described = {
        "sex": rng.integers(0, 2, n),
        "age": rng.integers(18, 90, n).astype(float),
        "diagnosis": rng.integers(0, len(diagnoses), n),
        "diabetes": rng.integers(0, 2, n),
        "sertraline": rng.integers(0, 2, n),
    }
    for values in described.values():
        values[:3] = (0, 1, 1) if values.dtype.kind == "i" else (25, 47, 61)
    described["diagnosis"][: len(diagnoses)] = np.arange(len(diagnoses))
    shape = (n, len(visits))
    measures = {
        "madrs": rng.integers(0, 61, shape).astype(float),
        "ymrs": rng.integers(0, 30, shape).astype(float),
        "mg": np.round(rng.normal(0.85, 0.06, shape).clip(0.66, 1.05), 2),
    }
    for values in measures.values():
        values[rng.random(shape) < 0.1] = np.nan
        values[0], values[1] = np.round(np.nan_to_num(values[0], nan=0.9)), np.nan_to_num(values[1], nan=1.0)
    measures["mg"][0] = 0.81
    numbers = rng.choice(np.arange(1, 900), n, replace=False)
    return Made(
        tuple(f % k for f, k in zip(ids, numbers, strict=True)), visits, described, measures, diagnoses
    )


def choose_dialect(rng: np.random.Generator) -> Dialect:
    """Choose a random way to write a file."""

    def one(options):
        return options[rng.integers(len(options))]

    delimiter = one((",", ";", "\t", "|"))
    decimal = "." if delimiter == "," else one((".", ","))
    return Dialect(
        one(("long", "wide")),
        delimiter,
        decimal,
        one(("utf-8", "utf-8-sig", "utf-16", "cp1250")),
        one(("\n", "\r\n")),
        one(MISSING),
        one(SEX_WORDS),
        one(YES_WORDS),
        {key: one(names) for key, names in NAMES.items()},
        bool(rng.integers(2)),
        bool(rng.integers(2)),
    )


def write(made: Made, dialect: Dialect, rng: np.random.Generator) -> bytes:
    """Write a cohort in a dialect."""
    rows = _long(made, dialect) if dialect.layout == "long" else _wide(made, dialect)
    if dialect.shuffled and dialect.layout == "wide":
        order = [0, *(1 + rng.permutation(len(rows[0]) - 1))]
        rows = [[row[i] for i in order] for row in rows]
    text = dialect.line_end.join(dialect.delimiter.join(row) for row in rows) + dialect.line_end
    return text.encode(dialect.encoding)


def _text(made: Made, dialect: Dialect, name: str, value: float) -> str:
    if name == "sex":
        return dialect.sex[int(value)]
    if name == "diagnosis":
        return made.diagnoses[int(value)]
    if name in ("diabetes", "sertraline"):
        return dialect.yes[int(value)]
    if np.isnan(value):
        return dialect.missing
    return f"{value:.2f}".replace(".", dialect.decimal) if name == "mg" else f"{value:.0f}"


def _long(made: Made, dialect: Dialect) -> list[list[str]]:
    keys = [*made.described, *made.measures]
    rows = [[dialect.names[key] for key in ("patient", "visit", *keys)]]
    for i, patient in enumerate(made.patients):
        for v, visit in enumerate(made.visits):
            cells = [_text(made, dialect, key, made.described[key][i]) for key in made.described]
            cells += [_text(made, dialect, key, made.measures[key][i, v]) for key in made.measures]
            rows.append([patient, visit, *cells])
    return rows


def _wide(made: Made, dialect: Dialect) -> list[list[str]]:
    header = [dialect.names["patient"], *(dialect.names[key] for key in made.described)]
    for key in made.measures:
        for visit in made.visits:
            name = dialect.names[key]
            header.append(f"{visit}_{name}" if dialect.visit_first else f"{name}_{visit}")
    rows = [header]
    for i, patient in enumerate(made.patients):
        cells = [_text(made, dialect, key, made.described[key][i]) for key in made.described]
        for key in made.measures:
            cells += [_text(made, dialect, key, value) for value in made.measures[key][i]]
        rows.append([patient, *cells])
    return rows
