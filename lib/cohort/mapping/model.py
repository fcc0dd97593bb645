"""What each column of a raw table is: plain data that a person can read, correct, save and apply again."""

from __future__ import annotations

from dataclasses import dataclass, field

LAYOUTS = {"long": "One row a visit", "wide": "One row a patient"}
REPEATS = {
    "": "A fault",
    "first": "The first row",
    "last": "The last row",
    "fullest": "The most complete row",
    "mean": "The mean of the rows",
}
"""What becomes of several rows of one patient and visit; of equally complete rows the first is taken."""

MIXUPS = {"": "Missing", "convert": "Converted from that unit", "keep": "Kept as they are"}
"""What becomes of a value of an analyte that looks as if it were written in another unit."""

UNCODED_VISIT = "visit_1"
MAX_VISITS = 30


@dataclass(frozen=True)
class Role:
    """What a column can be to the analyses.

    `kinds` are the kinds a column of this role can have; `single` says whether only one column may have it
    (measures in a wide table have one column a visit).
    """

    code: str
    label: str
    kinds: tuple[str, ...] = ()
    single: bool = False
    section: str = ""


#: The table of roles, in the order in which they are offered.
ROLES: tuple[Role, ...] = (
    Role("patient", "Patient id", ("identifier",), True),
    Role("visit", "Visit", ("visit",), True),
    Role("depression", "Depression scale", ("measure",), section="Measures"),
    Role("mania", "Mania scale", ("measure",), section="Measures"),
    Role("scale", "Another scale", ("measure",), section="Measures"),
    Role("analyte", "Laboratory value", ("measure",), section="Measures"),
    Role("sex", "Sex", ("category",), True, "Demographics"),
    Role("age", "Age", ("number",), True, "Demographics"),
    Role("bmi", "BMI", ("number",), True, "Demographics"),
    Role("diagnosis", "Diagnosis", ("category", "yes_no"), True, "Diagnosis"),
    Role(
        "characteristic",
        "Another characteristic",
        ("category", "number", "yes_no"),
        section="Characteristics",
    ),
    Role("comorbidity", "Somatic comorbidity", ("yes_no",), section="Comorbidity"),
    Role("psychiatric_comorbidity", "Psychiatric comorbidity", ("yes_no",), section="Comorbidity"),
    Role("comorbidity_count", "Number of comorbidities", ("category",), True, "Comorbidity"),
    Role("medicine", "Medicine", ("yes_no",), section="Coexisting treatment"),
    Role("medicine_class", "Medicine class", ("yes_no",), section="Coexisting treatment"),
    Role("outcome", "Outcome group in the file", ("category",), True, "Outcome"),
    Role("ignore", "Leave out"),
)
ROLE_BY_CODE = {role.code: role for role in ROLES}
MEASURES = ("depression", "mania", "scale", "analyte")


@dataclass(frozen=True)
class LevelMapping:
    """One level: its safe code, its words, and the texts in the file that mean it."""

    code: str
    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ColumnMapping:
    """What one column of the raw table is.

    Attributes
    ----------
    column : str
        Its name in the raw table.
    role : str
        Code of a row of `ROLES`; `ignore` leaves it out.
    reason : str
        Why it was guessed so, for people.
    name, label : str
        Name in the cohort (ASCII, unique) and words on the page; for measures those of the measure count.
    kind : str
        `category`, `number` or `yes_no` where the role leaves a choice.
    section, unit : str
        Heading in Table 1, and unit of a number; for a measure the unit of this column where it is not the measure's.
    levels : tuple of LevelMapping
        Levels of a category in their order.
    measure : str
        For a measure: the name of its `MeasureMapping`.
    visit : str
        For a measure in a wide table: the name of its visit.
    group : str
        For a medicine: the class it is counted in, empty for none.
    empty_means_no : bool or None
        For yes/no: whether an empty cell is a no; None lets the column decide (only ticks: yes).
    """

    column: str
    role: str
    reason: str = ""
    name: str = ""
    label: str = ""
    kind: str = ""
    section: str = ""
    unit: str = ""
    levels: tuple[LevelMapping, ...] = ()
    measure: str = ""
    visit: str = ""
    group: str = ""
    empty_means_no: bool | None = None


@dataclass(frozen=True)
class MeasureMapping:
    """Something rated or measured at every visit.

    Attributes
    ----------
    name, label : str
        Name in the cohort and words on the page.
    role : str
        `depression`, `mania`, `scale` or `analyte`.
    catalogue : str
        Name in the catalogue of scales or analytes, empty for the reader's own.
    unit : str
        Unit of the values in the file. An analyte of the catalogue is converted to the catalogue's unit.
    minimum, maximum : float or None
        Limits outside of which a value is impossible, in the unit of the cohort.
    remission_cutoff : float or None
        Highest score that is a remission.
    decimals : int
        Decimals shown, in the unit of the cohort.
    reason : str
        Why unit and limits are as they are.
    unit_named : bool
        Whether the file or the reader named the unit; False when it was guessed from the values.
    combine : str
        `sum` when several columns at one visit are its items, whose sum is the score; `mean` when they are levels of a
        second factor, whose mean is taken; else empty.
    missing_items : int
        Of the items, how many may be missing at a visit; the mean of the others stands for them. With more the score is
        missing.
    """

    name: str
    label: str
    role: str
    catalogue: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    remission_cutoff: float | None = None
    decimals: int = 0
    reason: str = ""
    unit_named: bool = True
    combine: str = ""
    missing_items: int = 0


@dataclass(frozen=True)
class VisitMapping:
    """One visit: name in the cohort, words, nominal day (None unknown), and the texts in the file that mean it."""

    name: str
    label: str
    short: str
    day: float | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """What a guess rests on and a reader should confirm: it becomes a finding until it is settled.

    `columns` are those it concerns; empty for the visits.
    """

    code: str
    columns: tuple[str, ...]
    found: str
    expected: str
    advice: str


@dataclass(frozen=True)
class Mapping:
    """What every column of a raw table is, and how its rows make patients and visits.

    Attributes
    ----------
    layout : str
        `long` (one row a visit) or `wide` (one row a patient).
    layout_reason, visit_reason : str
        Why this layout and this order of visits were guessed.
    columns : tuple of ColumnMapping
        In the order of the file.
    measures : tuple of MeasureMapping
        The first of a role is the one the analyses take.
    visits : tuple of VisitMapping
        In the order of the protocol.
    missing_codes : tuple of float
        Numbers that mean missing wherever they stand. The usual ones (-9, -99, 999) are believed without being
        named only outside the limits of a column.
    fill_down : tuple of str
        Columns written only on the first row of each patient, the id first.
    doubts : tuple of Doubt
        What was guessed and has to be confirmed.
    repeats : str
        Rule for several rows of one patient and visit, a key of `REPEATS`; empty: they are a fault.
    mixups : str
        Rule for values that look as if in another unit, a key of `MIXUPS`; empty: they are missing.
    factor, factor_level : str
        Column of a second factor (session, condition), and the text of it whose rows are taken; without a text the
        mean over its levels is taken, each level counting once. Both empty: all rows.
    numbered_rows : bool
        Whether every row is a patient of its own, numbered, because no column holds an id.
    dated_by : str
        Column of dates or days by which rows are told apart where no column names the visit: each is the visit whose
        nominal day is nearest, or, without nominal days, the rows of a patient are counted in the order of this column.
    """

    layout: str
    columns: tuple[ColumnMapping, ...]
    measures: tuple[MeasureMapping, ...] = ()
    visits: tuple[VisitMapping, ...] = ()
    layout_reason: str = ""
    visit_reason: str = ""
    missing_codes: tuple[float, ...] = ()
    fill_down: tuple[str, ...] = field(default=())
    doubts: tuple[Doubt, ...] = ()
    repeats: str = ""
    mixups: str = ""
    factor: str = ""
    factor_level: str = ""
    numbered_rows: bool = False
    dated_by: str = ""

    def column(self, name: str) -> ColumnMapping | None:
        """Look a column up by its name in the file, None when the mapping does not know it."""
        return next((column for column in self.columns if column.column == name), None)

    def with_role(self, *roles: str) -> tuple[ColumnMapping, ...]:
        """List the columns of the given roles in the order of the file."""
        return tuple(column for column in self.columns if column.role in roles)

    def measure(self, name: str) -> MeasureMapping | None:
        """Look a measure up by name."""
        return next((measure for measure in self.measures if measure.name == name), None)

    @property
    def patient(self) -> ColumnMapping | None:
        """The column with the patient id, None when there is none."""
        return next(iter(self.with_role("patient")), None)

    @property
    def patient_column(self) -> str:
        """Name of the column with the patient id.

        Raises
        ------
        ValueError
            When there is none.
        """
        if self.patient is None:
            raise ValueError("the mapping names no column of patient ids")
        return self.patient.column

    @property
    def visit(self) -> ColumnMapping | None:
        """The column with the visit, None when there is none."""
        return next(iter(self.with_role("visit")), None)
