"""The steps from a file to a cohort, as blocks of one page; what they do stands in `upload_state`."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.cohort.mapping import MappingError, mapping_to_json
from lib.cohort.protection import ACTIONS, count_small_groups
from lib.cohort.validation import count_findings, describe_findings, findings_table
from lib.present.common.formats import plural
from lib.present.common.table import neutralise_formula
from lib.present.data.upload import sentence_upload, words_detected
from lib.stats.common.result import unwrap
from lib.ui.state.cohort_choice import forget_data, use_cohort
from lib.ui.upload.arrangement import show_arrangement, show_confirmation
from lib.ui.upload.beside import advance_beside, stop_reading
from lib.ui.upload.kept import FAULT, GENERATION, current_upload, keep_upload
from lib.ui.upload.levels import show_levels
from lib.ui.upload.reading import show_reading
from lib.ui.upload.state import (
    Upload,
    begin_upload,
    with_decisions,
    with_kept_ids,
    with_saved_mapping,
    without_contents,
)
from lib.ui.upload.tables import show_mapping, show_measures, show_visits
from lib.ui.upload.templates import show_templates
from lib.ui.widgets.blocks import show_answer, show_quiet
from lib.ui.widgets.files import choose_file
from lib.ui.widgets.plain import escape_markdown
from lib.ui.widgets.records import show_records

FILE_TYPES = [
    *("csv", "tsv", "txt", "dat"),
    *("xlsx", "xlsm", "xlsb", "xls", "ods"),
    *("sav", "zsav", "dta", "xpt"),
]
#: Rows of the preview.
PREVIEW_ROWS = 8


def show_upload() -> None:
    """Draw the steps: file, what was found, who could be identified, columns, findings, and the way on."""
    _show_file()
    upload = current_upload()
    if upload is None:
        show_templates(keep_upload)
        return
    upload = advance_beside(upload, keep_upload)
    if upload is None:
        return
    if upload.refusal:
        st.error(escape_markdown(upload.refusal))
        show_reading(upload)
        return
    _show_state(upload)
    if not upload.in_use:
        _show_decisions(upload)
        show_reading(upload)
    if upload.undecided:
        return
    _show_findings(upload)
    if upload.table is not None:
        _show_preview(upload)
        show_mapping(upload)
        show_levels(upload)
        show_measures(upload)
        show_visits(upload)
        show_arrangement(upload)
        _show_protection(upload)
    _show_saved_mapping(upload)


def _show_file() -> None:
    generation = st.session_state.get(GENERATION, 0)
    choose_file(
        "A file with one row a visit or one row a patient, up to 50 MB: CSV or text, Excel, OpenDocument, SPSS, Stata "
        "or SAS transport",
        FILE_TYPES,
        key=f"file {generation}",
        on_change=_take_file,
        args=(f"file {generation}",),
    )
    show_quiet(
        "The rows stay in this session's memory: no disk, no log, no shared cache. They are gone when the session "
        "ends, or at once with “Remove my data”."
    )


def _take_file(key: str) -> None:
    """Take the contents of a chosen file over, and free the bytes that the server keeps of it."""
    file = st.session_state.get(key)
    if file is None:
        return
    earlier = current_upload()
    keep_upload(begin_upload(file.name, file.getvalue(), earlier.mapping if earlier else None))
    st.session_state.pop(FAULT, None)
    _free_bytes()


def _free_bytes() -> None:
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def remove_data() -> None:
    """Discard everything the reader brought; for the callback of a button."""
    generation = st.session_state.get(GENERATION, 0)
    stop_reading()
    _free_bytes()
    forget_data()
    st.session_state[GENERATION] = generation + 1


def _show_state(upload: Upload) -> None:
    """Say what the file holds, and offer the way on."""
    show_answer(sentence_upload(upload.validated, upload.name, undecided=upload.undecided))
    if upload.note:
        sentence, *changes = upload.note.split("\n")
        show_quiet(sentence)
        st.markdown("\n".join(f"- {escape_markdown(change)}" for change in changes))
    if upload.in_use:
        show_quiet(
            "This cohort is in use, and the file itself is no longer held. "
            + ("What each column is can still be corrected below. " if upload.table is not None else "")
            + "To read the file in another way, choose it again."
        )
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Explore this cohort", type="primary", disabled=not upload.ready, on_click=_explore, key="explore"
        )
        st.button("Remove my data", on_click=remove_data, key="remove upload")


def _explore() -> None:
    upload = unwrap(current_upload())
    use_cohort(unwrap(unwrap(upload.validated).cohort))
    keep_upload(without_contents(upload))
    st.session_state["explore now"] = True


def _show_decisions(upload: Upload) -> None:
    """Ask, before any value is shown, what becomes of the columns that may identify people."""
    if not upload.suspicions:
        return
    st.header("Columns that may identify people", anchor=False)
    st.markdown(
        "Decide about each before any value is shown. Leave out what the analysis does not need; keep a column only "
        "if you know that it identifies nobody."
    )
    decisions = dict(upload.decisions)
    for position, suspicion in enumerate(upload.suspicions):
        words = {
            action: f"{ACTIONS[action]}: {suspicion.coarsening}" if action == "coarsen" else ACTIONS[action]
            for action in suspicion.actions
        }
        known = decisions.get(suspicion.column)
        chosen = st.selectbox(
            f"{escape_markdown(suspicion.column)}: {escape_markdown(suspicion.reason)}",
            list(words),
            index=list(words).index(known) if known in words else None,
            format_func=words.__getitem__,
            placeholder="Choose",
            key=f"decision {position} {suspicion.column}",
        )
        if chosen:
            decisions[suspicion.column] = chosen
    st.button(
        "Leave all of them out",
        on_click=_decide,
        args=({suspicion.column: suspicion.actions[0] for suspicion in upload.suspicions},),
    )
    if decisions != dict(upload.decisions):
        keep_upload(with_decisions(upload, decisions))
        st.rerun()


def _decide(decisions: dict[str, str]) -> None:
    upload = unwrap(current_upload())
    for position, suspicion in enumerate(upload.suspicions):
        st.session_state[f"decision {position} {suspicion.column}"] = decisions[suspicion.column]
    keep_upload(with_decisions(upload, decisions))


def _show_findings(upload: Upload) -> None:
    validated = upload.validated
    if validated is None or not validated.findings:
        return
    errors, warnings = count_findings(validated.findings)
    st.header(f"{plural(errors, 'error')} and {plural(warnings, 'warning')}", anchor=False)
    if errors:
        st.markdown(
            "Errors stop: correct them in the file, or change below what a column is. With warnings you can continue."
        )
    for severity, show in (("error", st.error), ("warning", st.warning), ("note", st.info)):
        sentences = describe_findings([f for f in validated.findings if f.severity == severity])
        if sentences:
            show("\n\n".join(escape_markdown(sentence) for sentence in sentences))
    show_confirmation(upload)
    st.download_button(
        "Download all findings (CSV)",
        lambda: findings_table(validated.findings).map(_safe_cell).to_csv(index=False),
        "findings.csv",
        "text/csv",
        on_click="ignore",
    )


def _safe_cell(cell: object) -> object:
    return neutralise_formula(cell) if isinstance(cell, str) else cell


def _show_preview(upload: Upload) -> None:
    if upload.table is None:
        return
    box = st.expander("First rows", key="preview box", on_change="rerun")
    if box.open:
        with box:
            for words in words_detected(upload.table):
                show_quiet(words)
            show_records(upload.table.frame.head(PREVIEW_ROWS), alt="First rows of the file")


def _show_saved_mapping(upload: Upload) -> None:
    box = st.expander(
        "Save what the columns are, or apply it to the next export", key="saved box", on_change="rerun"
    )
    if not box.open or upload.mapping is None:
        return
    with box:
        st.download_button(
            "Save the mapping",
            mapping_to_json(upload.mapping),
            "mapping.json",
            "application/json",
            on_click="ignore",
        )
        if upload.table is None:
            return
        saved = choose_file("Apply a saved mapping", ["json"], key="saved mapping", max_upload_size=5)
        if saved is not None and st.button("Apply it"):
            try:
                keep_upload(with_saved_mapping(upload, saved.getvalue()))
                st.session_state.pop(FAULT, None)
                st.rerun()
            except MappingError as error:
                st.session_state[FAULT] = str(error)
        if fault := st.session_state.get(FAULT):
            st.warning(escape_markdown(fault))


def _show_protection(upload: Upload) -> None:
    """Let the reader keep the file's patient ids, and say who might be recognised."""
    box = st.expander("Patient ids and small groups", key="protection box", on_change="rerun")
    if not box.open:
        return
    with box:
        st.toggle(
            "Keep the patient ids of the file",
            value=upload.keep_ids,
            key="keep ids",
            on_change=_keep_ids,
            help="Off: patients are called P001, P002 and so on, in the order of the file.",
        )
        cohort = upload.validated.cohort if upload.validated is not None else None
        if cohort is not None:
            groups = count_small_groups(cohort)
            nobody = (
                f"No group of patients alike in {' × '.join(groups.by)} has fewer than {groups.k} members."
            )
            show_quiet(
                groups.sentence
                or (
                    nobody if groups.by else "There is neither sex, age nor diagnosis to tell patients apart."
                )
            )


def _keep_ids() -> None:
    keep_upload(with_kept_ids(unwrap(current_upload()), st.session_state["keep ids"]))
