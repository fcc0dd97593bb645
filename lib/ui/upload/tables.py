"""What was detected and guessed about a file, in forms and tables that the reader corrects."""

import math
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.cohort.catalogue import read_analytes, read_scales
from lib.cohort.mapping import (
    LAYOUTS,
    MEASURES,
    ROLE_BY_CODE,
    ROLES,
    Mapping,
    MappingError,
    change_column,
    change_measure,
    change_visits,
)
from lib.cohort.reading import ReadingOptions
from lib.cohort.reading.structure.remarks import CENSORED
from lib.cohort.reading.words import DELIMITERS, ENCODINGS
from lib.ui.upload.state import Upload, with_layout, with_mapping, with_options
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.controls import escape_markdown
from lib.ui.widgets.records import safe_frame

Keep = Callable[[Upload], None]
ROLE_LABELS = [role.label for role in ROLES]
ROLE_CODES = {role.label: role.code for role in ROLES}
OWN_SCALE = "Own scale or value"
DETECT = "As detected"


def show_reading(upload: Upload, keep: Keep) -> None:
    """Let the reader overrule how the file is read."""
    box = st.expander("How the file is read", key="reading box", on_change="rerun")
    if not box.open or not upload.data:
        return
    choices: dict[str, dict] = {
        "delimiter": {"Columns separated by": {None: DETECT, **DELIMITERS}},
        "decimal": {"Decimal sign": {None: DETECT, ".": "point (0.85)", ",": "comma (0,85)"}},
        "encoding": {"Letters encoded as": {None: DETECT, **ENCODINGS}},
        "transpose": {"Patients stand in": {None: DETECT, False: "rows", True: "columns"}},
        "censored": {"“<0.25” counts as": {None: "not decided", **CENSORED}},
        "header_rows": {"Header rows": {None: DETECT, 0: "none", 1: "one", 2: "two"}},
    }
    sheets = upload.raw.detected.sheets if upload.raw is not None else ()
    if len(sheets) > 1:
        choices["sheet"] = {"Sheet": {None: DETECT, **{sheet: sheet for sheet in sheets}}}
    with box, st.form("reading form", border=False):
        options = upload.options
        with st.container(horizontal=True, gap="medium"):
            for field, row in choices.items():
                ((label, words),) = row.items()
                now = getattr(options, field)
                chosen = st.selectbox(
                    label, list(words), index=list(words).index(now) if now in words else 0,
                    format_func=words.get, key=f"reading {field}",
                )  # fmt: skip
                options = replace(options, **{field: chosen})
        options = replace(options, missing_marks=_missing_marks(options))
        if st.form_submit_button("Read it this way"):
            keep(with_options(upload, options))
            st.rerun()


def _missing_marks(options: ReadingOptions) -> tuple[str, ...] | None:
    """Let the reader name the texts that stand for a missing value; nothing written means the usual ones."""
    text = st.text_input(
        "Texts that mean missing, with commas between",
        value=", ".join(options.missing_marks or ()),
        placeholder="the usual ones: NA, N/A, ., -, brak and the like",
        help="Empty cells are always missing. Numbers that mean missing are named with the scales below.",
        key="reading missing marks",
    )
    marks = tuple(mark.strip() for mark in text.split(",") if mark.strip())
    return marks or None


def show_mapping(upload: Upload, keep: Keep) -> None:
    """Let the reader correct what each column is."""
    box = st.expander("What each column is", key="mapping box", on_change="rerun")
    if not box.open or upload.table is None:
        return
    mapping = upload.mapping
    with box:
        show_quiet(_sentence(mapping.layout_reason))
        layout = st.segmented_control(
            "Rows", list(LAYOUTS), format_func=LAYOUTS.get, default=mapping.layout, required=True,
            key=f"layout {mapping.layout}",
        )  # fmt: skip
        if layout != mapping.layout:
            keep(with_layout(upload, layout))
            st.rerun()
        table = pd.DataFrame(
            {
                "Column": [c.column for c in mapping.columns],
                "What it is": [ROLE_BY_CODE[c.role].label for c in mapping.columns],
                "Shown as": [c.label for c in mapping.columns],
                "Measure": [c.measure for c in mapping.columns],
                "Visit": [c.visit for c in mapping.columns],
                "Why": [c.reason for c in mapping.columns],
            }
        )
        choices = {
            "What it is": st.column_config.SelectboxColumn(options=ROLE_LABELS, required=True),
            "Measure": st.column_config.SelectboxColumn(options=[m.name for m in mapping.measures]),
            "Visit": st.column_config.SelectboxColumn(options=[v.name for v in mapping.visits]),
        }
        fixed = ("Column", "Why") if mapping.layout == "wide" else ("Column", "Visit", "Why")
        edited = edit_table(table, "mapping editor", choices, fixed=fixed)
        apply_change(upload, keep, "Apply the corrections", lambda: _changed_columns(upload, table, edited))


def _changed_columns(upload: Upload, table: pd.DataFrame, edited: pd.DataFrame) -> Upload:
    mapping = upload.mapping
    fields = {"What it is": "role", "Shown as": "label", "Measure": "measure", "Visit": "visit"}
    for position, column in enumerate(table["Column"]):
        changes = {
            field: edited[name][position] or ""
            for name, field in fields.items()
            if edited[name][position] != table[name][position]
        }
        if "role" in changes:
            changes["role"] = ROLE_CODES[changes["role"]]
            if changes["role"] not in MEASURES:
                changes.pop("measure", None)
                changes.pop("visit", None)
        if changes:
            mapping = change_column(mapping, upload.table, column, **changes)
    _check_places(mapping)
    return with_mapping(upload, mapping)


def _check_places(mapping: Mapping) -> None:
    """Refuse two columns for one measure at one visit, and a measure's column without a visit.

    Raises
    ------
    MappingError
        Naming the column.
    """
    places: dict[tuple[str, str], str] = {}
    for column in mapping.with_role(*MEASURES):
        measure = mapping.measure(column.measure)
        if measure is None:
            raise MappingError(f"Choose a measure for column “{column.column[:60]}”, or leave it out.")
        if mapping.layout == "wide" and column.visit not in [visit.name for visit in mapping.visits]:
            raise MappingError(f"Choose the visit of column “{column.column[:60]}”, or leave it out.")
        other = places.setdefault((column.measure, column.visit), column.column)
        if other != column.column and not measure.combine:
            raise MappingError(
                f"Columns “{other[:60]}” and “{column.column[:60]}” both hold {measure.label}"
                + (f" at {column.visit}" if column.visit else "")
                + ". Keep one, or give the other a measure of its own."
            )


def show_measures(upload: Upload, keep: Keep) -> None:
    """Let the reader choose each measure's scale, unit, range and remission cutoff."""
    mapping = upload.mapping
    if not mapping.measures:
        return
    box = st.expander("Scales and laboratory values", key="measures box", on_change="rerun")
    if not box.open:
        return
    names = {entry.name: entry.label for entry in (*read_scales(), *read_analytes())}
    with box:
        show_quiet("Choosing a scale or value of the catalogue sets its range, unit and remission cutoff.")
        table = pd.DataFrame(
            {
                "Shown as": [m.label for m in mapping.measures],
                "Scale or value": [names.get(m.catalogue, OWN_SCALE) for m in mapping.measures],
                "Unit in the file": [m.unit for m in mapping.measures],
                "Lowest": [m.minimum for m in mapping.measures],
                "Highest": [m.maximum for m in mapping.measures],
                "Remission at most": [m.remission_cutoff for m in mapping.measures],
            }
        ).astype({"Lowest": float, "Highest": float, "Remission at most": float})
        options = [*dict.fromkeys(names.values()), OWN_SCALE]
        edited = edit_table(
            table, "measures editor",
            {"Scale or value": st.column_config.SelectboxColumn(options=options, required=True)},
        )  # fmt: skip
        codes = st.text_input(
            "Numbers that mean missing, with blanks between",
            value=" ".join(f"{code:g}" for code in mapping.missing_codes),
            placeholder="such as -9 999",
            help="Named here, a number is missing wherever it stands. Without that, the usual ones (-9, -99, 999) are "
            "missing only where they lie outside a column’s range.",
        )
        apply_change(
            upload, keep, "Apply to the measures", lambda: _changed_measures(upload, table, edited, codes)
        )


def _changed_measures(upload: Upload, table: pd.DataFrame, edited: pd.DataFrame, codes: str) -> Upload:
    mapping = replace(upload.mapping, missing_codes=_read_codes(codes))
    by_label = {entry.label: entry.name for entry in (*read_scales(), *read_analytes())}
    fields = {
        "Shown as": "label",
        "Scale or value": "catalogue",
        "Unit in the file": "unit",
        "Lowest": "minimum",
        "Highest": "maximum",
        "Remission at most": "remission_cutoff",
    }
    for position, measure in enumerate(upload.mapping.measures):
        changes = {}
        for name, field in fields.items():
            now, before = edited[name][position], table[name][position]
            if now != before and not (pd.isna(now) and pd.isna(before)):
                changes[field] = None if pd.isna(now) else now
        if "catalogue" in changes:
            changes["catalogue"] = by_label.get(changes["catalogue"], "")
        if changes:
            mapping = change_measure(mapping, measure.name, **changes)
    return with_mapping(upload, mapping)


def _read_codes(text: str) -> tuple[float, ...]:
    words = text.replace(";", " ").split()
    try:
        codes = tuple(float(word.rstrip(",").replace(",", ".").replace("−", "-")) for word in words)
    except ValueError as error:
        raise MappingError(f"“{text[:60]}” is not a list of numbers such as -9 999.") from error
    if not all(math.isfinite(code) for code in codes):
        raise MappingError(f"“{text[:60]}” is not a list of numbers such as -9 999.")
    return codes


def show_visits(upload: Upload, keep: Keep) -> None:
    """Let the reader name and order the visits, and give their nominal days."""
    visits = upload.mapping.visits
    if not visits:
        return
    box = st.expander("Visits and their order", key="visits box", on_change="rerun")
    if not box.open:
        return
    with box:
        show_quiet(_sentence(upload.mapping.visit_reason))
        table = pd.DataFrame(
            {
                "Order": range(1, len(visits) + 1),
                "In the file": [", ".join(visit.texts) for visit in visits],
                "Shown as": [visit.label for visit in visits],
                "Short": [visit.short for visit in visits],
                "Nominal day": [visit.day for visit in visits],
            }
        ).astype({"Nominal day": float})
        edited = edit_table(table, "visits editor", {}, fixed=("In the file",))
        apply_change(upload, keep, "Apply to the visits", lambda: _changed_visits(upload, edited))


def _changed_visits(upload: Upload, edited: pd.DataFrame) -> Upload:
    changed = [
        replace(
            visit,
            label=edited["Shown as"][i] or visit.label,
            short=edited["Short"][i] or visit.short,
            day=None if pd.isna(edited["Nominal day"][i]) else float(edited["Nominal day"][i]),
        )
        for i, visit in enumerate(upload.mapping.visits)
    ]
    order = edited["Order"].rank(method="first").astype(int)
    ordered = [visit for _, visit in sorted(zip(order, changed, strict=True), key=lambda pair: pair[0])]
    return with_mapping(upload, change_visits(upload.mapping, ordered))


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def edit_table(table: pd.DataFrame, key: str, columns: dict, fixed: tuple[str, ...] = ()) -> pd.DataFrame:
    """Draw a table whose cells can be edited, save those of the columns that are fixed."""
    shown = table.assign(**safe_frame(table[list(fixed)]))
    return st.data_editor(
        shown, key=key, hide_index=True, num_rows="fixed", disabled=list(fixed), column_config=columns
    )


def apply_change(upload: Upload, keep: Keep, label: str, change: Callable[[], Upload]) -> None:
    """Carry corrections out at a click; what cannot be done is a sentence, and nothing is lost."""
    if not st.button(label):
        return
    try:
        keep(change())
    except MappingError as error:
        st.warning(escape_markdown(str(error)))
        return
    for key in ("mapping editor", "levels editor", "measures editor", "visits editor"):
        st.session_state.pop(key, None)
    st.rerun()
