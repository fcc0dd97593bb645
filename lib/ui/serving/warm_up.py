"""What the server does once before its first visitor: imports, and the garbage collector's first sweep."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.question import Question
from lib.analysis.table1.table import summarise_table1
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.apart import keep_child_waiting
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.units import magnesium_unit
from lib.present.common.charts import SHARED_STRUCTURES, keep_structures_in
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView


@asynccontextmanager
async def warm_up(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Answer the first page's questions once, then take what was loaded out of the collector's sight.

    Streamlit collects garbage after every run; on pandas, Altair and their kin that takes longer than the run
    itself. What is frozen here lives as long as the server and need not be looked at again. Sessions and
    uploads come later and are collected as ever.
    """
    keep_structures_in(SHARED_STRUCTURES)
    question = Question(read_bundled_cohort())
    summarise_table1(question, "outcome")
    analyse_anova(question, "mg")
    for split in ("all", "outcome"):
        trajectory = summarise_trajectory(question, "mg", split)
        for theme in ("light", "dark"):
            view = TrajectoryView(unit=magnesium_unit("mmol"), theme=theme)
            chart_trajectory(trajectory, question.cohort.patients, view)
    keep_child_waiting()
    gc.collect()
    gc.freeze()
    yield {}
