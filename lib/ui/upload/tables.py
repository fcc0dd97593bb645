"""What was guessed about a file's columns, measures and visits, in tables that the reader corrects."""

import math
from dataclasses import replace
from typing import Any

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
    lead_with,
)
from lib.stats.common.result import unwrap
from lib.ui.upload.editing import Editable, moved_order, show_editor
from lib.ui.upload.kept import current_upload, keep_upload
from lib.ui.upload.state import Upload, with_layout, with_mapping
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.plain import escape_markdown

ROLE_LABELS = [role.label for role in ROLES]
ROLE_CODES = {role.label: role.code for role in ROLES}
OWN_SCALE = "Own scale or value"
NEW_MEASURE = "a measure of its own"
CODES, CODES_FAULT = "missing codes", "missing codes fault"


def show_mapping(upload: Upload) -> None:
    """Let the reader correct what each column is."""
    box = st.expander("What each column is", key="mapping box", on_change="rerun")
    if not box.open or upload.table is None:
        return
    mapping = upload.mapped
    with box:
        show_quiet(_sentence(mapping.layout_reason))
        layout = st.segmented_control(
            "Rows", list(LAYOUTS), format_func=LAYOUTS.__getitem__, default=mapping.layout, required=True,
            key=f"layout {mapping.layout}",
        )  # fmt: skip
        if layout != mapping.layout:
            keep_upload(with_layout(upload, layout))
            st.rerun()
        choices = {
            "What it is": st.column_config.SelectboxColumn(options=ROLE_LABELS, required=True),
            "Measure": st.column_config.SelectboxColumn(
                options=[*(m.name for m in mapping.measures), NEW_MEASURE]
            ),
            "Visit": st.column_config.SelectboxColumn(options=[v.name for v in mapping.visits]),
        }
        fixed = ("Column", "Why") if mapping.layout == "wide" else ("Column", "Visit", "Why")
        show_editor(Editable("mapping editor", _columns_table, _changed_columns, fixed, choices), upload)


def _columns_table(upload: Upload) -> pd.DataFrame:
    columns = upload.mapped.columns
    return pd.DataFrame(
        {
            "Column": [c.column for c in columns],
            "What it is": [ROLE_BY_CODE[c.role].label for c in columns],
            "Shown as": [c.label for c in columns],
            "Measure": [c.measure for c in columns],
            "Visit": [c.visit for c in columns],
            "Why": [c.reason for c in columns],
        }
    )


def _changed_columns(upload: Upload, table: pd.DataFrame, edited: pd.DataFrame) -> Upload:
    mapping = upload.mapped
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
            mapping = _change_one(upload, mapping, column, changes)
    _check_places(mapping)
    return with_mapping(upload, mapping)


def _change_one(upload: Upload, mapping: Mapping, column: str, changes: dict[str, Any]) -> Mapping:
    """Carry out the corrections of one column.

    Another kind of measure holds for all columns of that measure; a column put back is what it was guessed to be.
    """
    now = unwrap(mapping.column(column))
    if changes.get("measure") == NEW_MEASURE:
        mapping = change_column(mapping, upload.shown, column, role="ignore")
        changes = {"role": now.role, "visit": now.visit, **changes, "measure": ""}
    elif now.measure and changes.get("role") in MEASURES and "measure" not in changes:
        mapping = change_measure(mapping, now.measure, role=changes.pop("role"))
    elif changes.get("role") in MEASURES and upload.guessed is not None:
        was = upload.guessed.column(column)
        if was is not None and was.role == changes["role"] and mapping.measure(was.measure):
            changes = {"measure": was.measure, "visit": was.visit, **changes}
    return change_column(mapping, upload.shown, column, **changes) if changes else mapping


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


def show_measures(upload: Upload) -> None:
    """Let the reader choose each measure's scale, unit, range and remission cutoff."""
    mapping = upload.mapped
    if not mapping.measures:
        return
    box = st.expander("Scales and laboratory values", key="measures box", on_change="rerun")
    if not box.open:
        return
    options = [*dict.fromkeys(_catalogue().values()), OWN_SCALE]
    choices = {"Scale or value": st.column_config.SelectboxColumn(options=options, required=True)}
    with box:
        show_quiet("Choosing a scale or value of the catalogue sets its range, unit and remission cutoff.")
        show_editor(Editable("measures editor", _measures_table, _changed_measures, (), choices), upload)
        _show_leader(upload)
        st.text_input(
            "Numbers that mean missing, with blanks between",
            value=" ".join(f"{code:g}" for code in mapping.missing_codes),
            placeholder="such as -9 999",
            key=CODES,
            on_change=_take_codes,
            help="Named here, a number is missing wherever it stands. Without that, the usual ones (-9, -99, 999) are "
            "missing only where they lie outside a column’s range.",
        )
        if fault := st.session_state.get(CODES_FAULT):
            st.warning(escape_markdown(fault))


def _show_leader(upload: Upload) -> None:
    """Let the reader choose among several depression scales the one that decides the outcome."""
    scales = {m.name: m.label for m in upload.mapped.measures if m.role == "depression"}
    if len(scales) < 2:
        return
    leader = st.selectbox(
        "Depression scale that decides the outcome and leads the pages", list(scales),
        format_func=scales.__getitem__, key=f"leading scale {list(scales)}",
    )  # fmt: skip
    if leader != next(iter(scales)):
        keep_upload(with_mapping(upload, lead_with(upload.mapped, leader)))
        st.rerun()


def _catalogue() -> dict[str, str]:
    scales = {scale.name: scale.label for scale in read_scales()}
    return scales | {analyte.name: analyte.label for analyte in read_analytes()}


def _measures_table(upload: Upload) -> pd.DataFrame:
    measures, names = upload.mapped.measures, _catalogue()
    return pd.DataFrame(
        {
            "Shown as": [m.label for m in measures],
            "Scale or value": [names.get(m.catalogue, OWN_SCALE) for m in measures],
            "Unit in the file": [m.unit for m in measures],
            "Lowest": [m.minimum for m in measures],
            "Highest": [m.maximum for m in measures],
            "Remission at most": [m.remission_cutoff for m in measures],
        }
    ).astype({"Lowest": float, "Highest": float, "Remission at most": float})


def _take_codes() -> None:
    """Take the numbers that mean missing over, before the page is drawn."""
    upload = unwrap(current_upload())
    st.session_state.pop(CODES_FAULT, None)
    try:
        codes = _read_codes(st.session_state[CODES])
    except MappingError as error:
        st.session_state[CODES_FAULT] = str(error)
        return
    keep_upload(with_mapping(upload, replace(upload.mapped, missing_codes=codes)))


def _changed_measures(upload: Upload, table: pd.DataFrame, edited: pd.DataFrame) -> Upload:
    mapping = upload.mapped
    by_label = {label: name for name, label in _catalogue().items()}
    fields = {
        "Shown as": "label",
        "Scale or value": "catalogue",
        "Unit in the file": "unit",
        "Lowest": "minimum",
        "Highest": "maximum",
        "Remission at most": "remission_cutoff",
    }
    for position, measure in enumerate(upload.mapped.measures):
        changes: dict[str, Any] = {}
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


def show_visits(upload: Upload) -> None:
    """Let the reader name and order the visits, and give their nominal days."""
    visits = upload.mapped.visits
    if not visits:
        return
    box = st.expander("Visits and their order", key="visits box", on_change="rerun")
    if not box.open:
        return
    with box:
        show_quiet(_sentence(upload.mapped.visit_reason))
        show_editor(Editable("visits editor", _visits_table, _changed_visits, ("In the file",)), upload)


def _visits_table(upload: Upload) -> pd.DataFrame:
    visits = upload.mapped.visits
    return pd.DataFrame(
        {
            "Order": range(1, len(visits) + 1),
            "In the file": [", ".join(visit.texts) for visit in visits],
            "Shown as": [visit.label for visit in visits],
            "Short": [visit.short for visit in visits],
            "Nominal day": [visit.day for visit in visits],
        }
    ).astype({"Nominal day": float})


def _changed_visits(upload: Upload, table: pd.DataFrame, edited: pd.DataFrame) -> Upload:
    changed = [
        replace(
            visit,
            label=edited["Shown as"][i] or visit.label,
            short=edited["Short"][i] or visit.short,
            day=None if pd.isna(edited["Nominal day"][i]) else float(edited["Nominal day"][i]),
        )
        for i, visit in enumerate(upload.mapped.visits)
    ]
    order = moved_order(list(table["Order"]), list(edited["Order"]))
    return with_mapping(upload, change_visits(upload.mapped, [changed[i] for i in order]))


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."
