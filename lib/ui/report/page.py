"""Blocks of the Report page: sections to tick, the making beside the page, and what it will say."""

import datetime
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.registry import answer_question
from lib.analysis.settings.kinds import Choice, Flag
from lib.cohort.protection import count_small_groups
from lib.export.report.build import Origin
from lib.export.report.call import words_call
from lib.export.report.make import MadeFile, make_report
from lib.present.report.methods_text import paragraphs_methods, references_methods
from lib.present.report.settings import METHODS, REPORT_SECTIONS, ticked_sections
from lib.present.report.words import sentence_made, sentence_not_made
from lib.ui.report.bundle import show_bundle
from lib.ui.state.session import answer, current_cohort, current_settings, seed_control
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.jobs import Job, Progress, current_job, drop_job, start_job, stop_job
from lib.ui.widgets.plain import escape_markdown
from lib.ui.widgets.settings_file import show_settings_file

_JOB = "report"
#: Seconds between two looks at how far the report is.
LOOK = 0.5
#: Columns of the ticks.
COLUMNS = 3
PROVENANCE_WORDS = "**Provenance**: fingerprint, address, settings, version and date, on a page of its own"
#: What the sections analyse, as chosen here or on their pages: settings with the labels of their controls.
CHOICES = {
    "measure": "Measure",
    "between": "Groups of the ANOVA",
    "split": "Groups of the trajectories",
    "by": "Columns of Table 1",
}


def show_report(question: Question) -> None:
    """Draw the ticks, the choice of form, and the button that makes the report; below it how far it is."""
    st.header("Report", anchor=False)
    show_quiet(
        "One document of the sections ticked, on the patients, definition and analyses chosen here and on the other "
        "pages. What cannot be computed stands there as a sentence that says why."
    )
    _show_ticks()
    _show_choices()
    sections = ticked_sections(current_settings())
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("report_form", "Form")
        job = current_job(_JOB)
        busy = job is not None and job.busy
        st.button(
            "Make the report",
            key="make the report",
            disabled=busy or not sections,
            on_click=_start,
            args=(question, sections),
        )
    if not sections:
        st.info("No section is ticked. Tick at least one; the provenance is added to every report.")
    _show_job(question)
    _show_small_groups(question)


def _show_ticks() -> None:
    columns = st.columns(COLUMNS)
    half = -(-len(REPORT_SECTIONS) // COLUMNS)
    for place, row in enumerate(REPORT_SECTIONS):
        seed_control(row.setting, Flag)
        with columns[place // half]:
            st.checkbox(escape_markdown(row.heading), key=row.setting)


def _show_choices() -> None:
    box = st.expander("What the sections analyse", key="choices box", on_change="rerun")
    if box.open:
        with box, st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            for name, label in CHOICES.items():
                if seed_control(name, Choice).options(current_cohort()):
                    with st.container(width=260):
                        choose_one(name, label)


def _start(question: Question, sections: tuple[str, ...]) -> None:
    """Make the report beside the page; for the callback of the button."""
    start_job(_JOB, make_work(question, sections), _asked(question))


def make_work(question: Question, sections: tuple[str, ...]) -> Callable[[Progress], MadeFile]:
    """Bind what the report needs, so that its thread asks the session for nothing."""
    settings = current_settings()
    origin = Origin(
        datetime.datetime.now(datetime.UTC).date().isoformat(),
        address_of_page(),
        words_call(question, settings),
    )
    form = settings.report_form
    return lambda progress: make_report(question, settings, sections, form, origin, progress)


def address_of_page() -> str:
    """Give the address of this page with every setting; empty where the server does not know it."""
    if not st.context.url:
        return ""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    return urlunsplit(urlsplit(st.context.url)._replace(query=urlencode(query, doseq=True), fragment=""))


def _asked(question: Question) -> tuple[object, ...]:
    return (*question.key, tuple(sorted((name, str(value)) for name, value in current_settings().items())))


def _show_job(question: Question) -> None:
    job = current_job(_JOB)
    if job is None:
        return
    if job.busy:
        st.fragment(run_every=LOOK)(_show_progress)()
    elif job.stop:
        st.info("Stopped. Nothing was kept.")
    elif job.state == "failed":
        st.error(escape_markdown(sentence_not_made(job.fault, job.words)))
    else:
        _show_result(job, question)


def _show_progress() -> None:
    """Draw how far it is; once it is over, the page is drawn anew and this no more."""
    job = current_job(_JOB)
    if job is None or not job.busy:
        st.rerun()
    st.progress(min(job.proportion, 1.0), text=escape_markdown(job.words))
    if st.button("Stop", key="stop the report"):
        stop_job(_JOB)
        st.rerun()


def _show_result(job: Job, question: Question) -> None:
    made: MadeFile = job.result
    if job.request != _asked(question):
        st.warning("Settings were changed after this report was made. Make it again to have them in it.")
    st.success(escape_markdown(sentence_made(made.name, len(made.data))))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download the report",
            made.data,
            made.name,
            made.kind,
            key="download the report",
            on_click="ignore",
        )
        st.button("Forget it", key="forget the report", on_click=drop_job, args=(_JOB,))


def _show_small_groups(question: Question) -> None:
    if question.cohort.synthetic:
        return
    notice = count_small_groups(question.cohort).sentence
    if notice:
        show_quiet(f"Before it leaves the house: {notice}")


def show_preview(question: Question) -> None:
    """Draw the order of the sections, and the methods paragraph to copy."""
    sections = ticked_sections(current_settings())
    rows = [row for row in REPORT_SECTIONS if row.code in sections]
    st.header("What it will hold", anchor=False)
    lines = [
        *(f"**{escape_markdown(row.heading)}**: {escape_markdown(row.holds)}" for row in rows),
        PROVENANCE_WORDS,
    ]
    st.markdown("\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1)))
    st.header("Statistical methods", anchor=False)
    show_quiet(
        "Written from the settings in force and from what was really run for the sections ticked; a method that was "
        "not used is not in it. The button in the corner copies it."
    )
    answers = answer_question(question, current_settings(), (*sections, METHODS), compute=answer)
    paragraphs = paragraphs_methods(answers)
    st.code("\n\n".join(paragraphs), language=None, wrap_lines=True)
    references = references_methods(paragraphs)
    if references:
        box = st.expander("References", key="references box", on_change="rerun")
        if box.open:
            with box:
                st.code("\n".join(references), language=None, wrap_lines=True)


def show_others(question: Question) -> None:
    """Draw the other forms of the same: the bundle of data, code and results, and the settings as a file."""
    st.header("Code and data in one bundle", anchor=False)
    if question.mask.any():
        show_bundle(question)
    else:
        st.info("No patient fulfils all filters, so there is nothing to bundle.")
    st.header("Settings as a file", anchor=False)
    show_settings_file()
