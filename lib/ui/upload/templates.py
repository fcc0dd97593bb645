"""For those who have no file yet: templates to fill in, and a worked example to try."""

from collections.abc import Callable

import streamlit as st

from lib.cohort.templates import example_long, example_wide, template_long, template_wide, template_workbook
from lib.ui.state.session import waiting_link
from lib.ui.upload.state import Upload, begin_upload
from lib.ui.widgets.blocks import show_quiet

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_templates(keep: Callable[[Upload], None]) -> None:
    """Offer empty templates and a worked example, for those who start from paper."""
    link = waiting_link()
    if link is not None:
        show_quiet(
            f"The link you opened was made on data with the fingerprint {link.fingerprint}. Choose that file."
        )
    st.header("No file yet?", anchor=False)
    st.markdown(
        "A template shows columns that are recognised, with invented patients to be replaced; the worked example is "
        "the whole bundled cohort as such a file."
    )
    files = (
        ("Template, one row a visit (CSV)", template_long, "template-long.csv", "text/csv"),
        ("Template, one row a patient (CSV)", template_wide, "template-wide.csv", "text/csv"),
        ("Template, one row a visit (Excel)", lambda: template_workbook("long"), "template-long.xlsx", EXCEL),
        (
            "Template, one row a patient (Excel)",
            lambda: template_workbook("wide"),
            "template-wide.xlsx",
            EXCEL,
        ),
        ("Worked example, one row a visit (CSV)", example_long, "example-long.csv", "text/csv"),
        ("Worked example, one row a patient (CSV)", example_wide, "example-wide.csv", "text/csv"),
        (
            "Worked example (Excel)",
            lambda: template_workbook("long", example=True),
            "example-long.xlsx",
            EXCEL,
        ),
    )
    with st.container(horizontal=True, gap="small"):
        for label, make, name, mime in files:
            st.download_button(label, make, name, mime, on_click="ignore", key=name)
    st.button("Try the worked example", on_click=_take_example, args=(keep,))


def _take_example(keep: Callable[[Upload], None]) -> None:
    keep(begin_upload("example-long.csv", example_long().encode()))
